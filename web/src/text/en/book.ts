export const book = {
  grid: 'Accounts', loading: 'Loading the book', export: 'Export', yes: 'Yes', no: 'No', cancel: 'Cancel', selectAll: 'Select all accounts shown', views: 'Views',
  tab: { all: 'All accounts', risk: 'At risk', renewing: 'Renewing in 90 days', onboarding: 'Onboarding', unknown: 'No data', churned: 'Churned', everyone: 'With churned' },
  mine: { label: 'My book', note: 'Only accounts that you own.', none: 'No colleague is linked to your user, so you own no accounts. An administrator links one under Settings, Users.' },
  column: {
    account: 'Account', health: 'Health', change: '90 d', arr: 'ARR', renewal: 'Renewal', signals: 'Signals', usage: 'Usage, 16 wk', stage: 'Stage', owner: 'Owner', touch: 'Last touch', band: 'Health band', segment: 'Segment', tier: 'Tier',
    industry: 'Industry', country: 'Country', domain: 'Domain', since: 'Customer since', change7: '7 d', change28: '28 d', confidence: 'Confidence', coverage: 'Coverage', currency: 'Currency',
  },
  head: { change: 'Points moved against the close 90 days ago. A dash means that this day is not closed yet, or that no score was known then; the history of new data is closed in the background.', keys: 'Alt + arrow moves the column, Shift + arrow sizes it.' },
  row: { confidence: '{{band}}, confidence {{text}}', select: 'Select {{name}}', edit: 'Change {{column}} of {{name}}' },
  filter: { open: 'Filter', text: 'Filter accounts', hint: 'Name, owner, signal', column: 'Column', operator: 'Condition', value: 'Value', to: 'To', days: 'days', find: 'Find a value', none: 'None', more: 'and {{text}} more', remove: 'Remove the filter {{column}}', clear: 'Clear' },
  op: { is: 'is', not: 'is not', lt: 'less than', gt: 'more than', between: 'between', before: 'before', after: 'after', within: 'within the next', past: 'within the last', known: 'is known', unknown: 'is unknown' },
  area: { book: 'Account', attribute: 'Attributes', usage: 'Usage', support: 'Support', survey: 'Surveys', payment: 'Payment', contract: 'Contract', people: 'People', engagement: 'Engagement', business: 'Business', text: 'Sentiment', account: 'Derived' },
  columns: { open: 'Columns', shown: 'Shown', more: 'Facts and fields', reset: 'Reset', find: 'Find a field or fact', none: 'Nothing is called that.', up: 'Move {{column}} before', down: 'Move {{column}} after', remove: 'Hide {{column}}' },
  view: {
    open: 'Save view', changed: 'Changed, save', new: 'Save as a view', change: 'Save the view', name: 'Name', shared: 'Everybody in the company sees it', save: 'Save', saveNew: 'Save as new', remove: 'Remove the view', removed: 'The view "{{name}}" is removed.',
    note: 'Filters, order and columns are kept. The address of this page shows the same without a view: copy it to share it once.',
  },
  edit: {
    one: 'Change {{name}}', many_one: 'Change {{text}} account', many_other: 'Change {{text}} accounts', field: 'Field', nobody: 'Nobody', unset: 'Not set', set: 'Set', undo: 'Undo', undone: 'Taken back.',
    kept: 'What you set is kept when sources deliver something else; the difference shows on the account, under Data.',
    done_one: '{{field}} set on {{text}} account.', done_other: '{{field}} set on {{text}} accounts.', acknowledged_one: '{{text}} signal acknowledged.', acknowledged_other: '{{text}} signals acknowledged.',
  },
  bulk: { region: 'Selection', selected_one: '{{text}} selected', selected_other: '{{text}} selected', arr: '{{text}} ARR', all: 'Select all {{text}}', own: '{{text}} yours to change', assign: 'Assign owner', edit: 'Change', acknowledge: 'Acknowledge signals', clear: 'Clear the selection' },
  kpi: {
    region: 'Figures of the accounts shown', distribution: 'Health distribution', arr: 'ARR', nrr: 'Net revenue retention', risk: 'ARR at risk', renewing: 'Renewing in 90 days', accounts_one: '{{text}} account', accounts_other: '{{text}} accounts', since: '{{change}} since {{day}}',
    notYet: 'Not computed yet', notAvailable: 'Not available', version: 'v{{version}}, 12 months', company: 'All accounts, 12 months',
    arrHow: 'Annual amounts of the recurring contract lines in force, of the accounts shown. Currencies are not added up.', nrrHow: 'Of the whole company over 12 months, whatever is filtered: revenue of the customers of then, as it is now, by their revenue then. Open Targets for its parts.',
    riskHow: 'ARR of the accounts shown whose health band is "At risk".', renewingHow: 'ARR of the accounts shown whose earliest term in force ends within 90 days.',
  },
  empty: { filter_one: 'The one account does not fit the filter.', filter_other: 'None of {{text}} accounts fits the filter.', clear: 'Clear the filter', title: 'There are no accounts yet.', action: 'Bring in data', text: 'Load the sample company, drop your files, or point your event stream here.' },
  foot: { move: 'move', select: 'select', edit: 'change', open: 'open', filter: 'filter', command: 'command', help: 'help', received: 'Received {{at}} from {{names}}', more: 'and {{text}} more' },
} as const;
