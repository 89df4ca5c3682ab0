export const target = {
  title: 'Targets', loading: 'Loading targets', empty: 'No figure is defined yet.',
  tools: { copyLink: 'Copy the link to this view', copied: 'Copied', csv: 'Save as CSV', pdf: 'Save as PDF', pdfHelp: 'Opens your browser\'s print dialog with a layout made for paper. Choose "Save as PDF" as the printer.' },
  views: { label: 'View', board: 'Board', table: 'Table', movements: 'Movements', cohorts: 'Cohorts', executive: 'Executive view' },
  metOf_one: '{{met}} of {{text}} target met', metOf_other: '{{met}} of {{text}} targets met',
  status: { none: 'No target', met: 'Met', missed: 'Missed', unknown: 'Not known' },
  aim: 'Target {{op}} {{value}}', aimVariant: 'Target {{op}} {{value}} ({{variant}})', notAvailable: 'Not available',
  n: { account_one: '{{text}} account', account_other: '{{text}} accounts', answer_one: '{{text}} answer', answer_other: '{{text}} answers', ticket_one: '{{text}} ticket', ticket_other: '{{text}} tickets', renewal_one: '{{text}} renewal', renewal_other: '{{text}} renewals' },
  nIs: 'n = {{what}}', few: 'Few: read with care', version: 'v{{version}}: {{definition}}',
  table: { label: 'Figures and their targets', figure: 'Figure', value: 'Value', target: 'Target', status: 'Status', trend: 'Twelve months', n: 'n', window: 'Window', definition: 'Definition', version: 'Version {{version}}' },
  drawer: {
    title: 'Figure', window: 'Window', definition: 'Definition', version: 'Version {{version}}', n: 'n', conventions: 'Other conventions', trend: 'Trend', trendNote: 'month ends, read as known now', trendTable: 'Trend as a table', day: 'Day', value: 'Value',
    parts: 'Accounts behind the figure', account: 'Account', numerator: 'Numerator', denominator: 'Denominator', sum_one: 'Sum of {{text}} account', sum_other: 'Sum of {{text}} accounts', listed: 'The {{text}} that weigh most are listed; the sum is over all.', noParts: 'No account takes part in this figure.',
    checkSum: 'Check: the accounts sum to {{numerator}}, the figure says {{value}}.', checkRatio: 'Check: the accounts sum to {{numerator}} over {{denominator}}, which is {{value}}.', agrees: 'They agree exactly.', differs: 'They do not agree.',
    breakdown: 'By {{dimension}}', by: 'Break down by', group: 'Group', none: '(none)', accounts: 'Accounts', notKept: 'The past of this figure is not kept.',
  },
  dimension: { segment: 'Segment', tier: 'Tier', industry: 'Industry', country: 'Country', region: 'Region', owner: 'Owner' },
  movements: {
    title: 'Revenue movements', note: '{{from}} to {{to}}, end points', arrOn: 'ARR {{day}}', account: 'Account', movement: 'Movement', opening: 'Opening', change: 'Change', transfer: 'Transfer', currency: 'Currency', closing: 'Closing', moved: 'Accounts that moved',
    twoViews: 'End points and months', twoViewsNote: 'what moved to and fro inside the period', endPoints: 'Between the end points', months: 'Sum of months', difference: 'Difference', monthly: 'By month', month: 'Month to',
    kind: { new: 'New', reactivation: 'Reactivation', expansion: 'Expansion', contraction: 'Contraction', churn: 'Churn', unchanged: 'Unchanged', transferIn: 'Contracts moved in', transferOut: 'Contracts moved out', fx: 'Currency effect' },
    check: 'Opening {{opening}} plus all steps is closing {{closing}}.', wrong: 'The steps do not add up.', steps: 'Steps of the waterfall', step: 'Step', amount: 'Amount', accounts: 'Accounts', listed: 'The {{text}} largest are listed.',
  },
  cohorts: {
    title: 'Retention by quarter of the start', measure: 'Measure', logos: 'Accounts', revenue: 'Revenue', cohort: 'Start', size: 'Accounts', opening: 'Opening ARR', age: 'after {{quarters}} Q', start: 'Start',
    how: 'Accounts are grouped by the quarter of their first paid day and followed in quarters of their own age. A cell is shown once every account of the cohort has reached that age. Revenue counts what they grew to, so it may exceed 100 %.',
    open: '{{quarter}}, {{quarters}} quarters after the start', account: 'Account', startOn: 'First paid day', openingMinor: 'At the start', nowMinor: 'At that age', agrees: 'adds up to the cell', differs: 'does not agree with the cell', none: 'No account has a known start yet.', sum_one: '{{text}} account', sum_other: '{{text}} accounts',
  },
  exec: {
    heading: 'Customer success', asOf: 'As of {{day}}', targets: 'Targets', movements: 'Revenue, twelve months', risks: 'Largest accounts at risk', noRisks: 'No account is at risk.', renewals: 'Renewals within 90 days', noRenewals: 'No contract ends within 90 days.', changed: 'What changed in 28 days',
    book: 'Health of the book', falling: 'Fell most', rising: 'Rose most', account: 'Account', owner: 'Owner', health: 'Health', arr: 'ARR', why: 'What moved it', renews: 'Renews', moved: 'Moved', more_one: 'and {{text}} more, {{money}}', more_other: 'and {{text}} more, {{money}}', total_one: '{{text}} account, {{money}}', total_other: '{{text}} accounts, {{money}}', foot: 'Every figure opens to its accounts in Mainstay. Definitions: {{versions}}.', step: 'Step', amount: 'Amount', n: 'Accounts',
  },
} as const;
