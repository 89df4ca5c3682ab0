export const leader = {
  title: 'Team', loading: 'Loading the team', empty: 'No account is scored yet.', emptyHelp: 'The load of a team appears as soon as accounts and their owners are brought in.', bringIn: 'Bring in data',
  accounts_one: '{{text}} account', accounts_other: '{{text}} accounts',
  nobody: 'Without an owner', pastOwners: 'Owners are those of today; everything else is as of the day.', noConversations: 'No conversations are recorded: contact is unknown.',
  columns: { owner: 'Owner', used: 'Capacity', accounts: 'Accounts', arr: 'ARR', health: 'Health', risk: 'At risk', signals: 'Signals', renewals: 'Renewals, 90 days', touches: 'Contacts a week', cadence: 'Past cadence' },
  wanted: '{{wanted}} wanted', grave_one: '{{text}} grave', grave_other: '{{text}} grave', riskOf: '{{money}} at risk', shareOf: '{{share}} of accounts', contactUnknown: 'not known', mean: 'mean {{mean}}',
  over: 'Over its limit: {{limits}}', limits: { accounts: 'accounts', signals: 'signals', renewals: 'renewals', touches: 'contacts' },
  open: { accounts: 'Accounts of {{owner}}', risk: 'At risk with {{owner}}', signals: 'Live signals with {{owner}}', renewals: 'Renewals of {{owner}} within 90 days', pastCadence: 'Past their cadence with {{owner}}' }, everybody: 'everybody', whole: 'Whole team',
  how: {
    title: 'How is this computed?',
    load: 'Capacity is the largest share of a limit that a person\'s book takes: accounts, live signals, renewals within 90 days, and the contacts a week that the cadence asks for. Contacts a week are meetings, calls and messages of the last four weeks. An account is past its cadence when its last two-way contact (a meeting, a call, or a message from the customer) is longer ago than the rule says. Where no conversations are recorded, contact is unknown. Scored accounts count; former customers do not.',
  },
  rule: {
    title: 'Capacity rule', edit: 'Change the rule', text: 'A person carries up to {{limits}}. Two-way contact is due every {{days}} days{{segments}}.', segment: ', {{segment}} every {{days}}', notStated: 'Nobody stated a rule yet: these are the defaults.', none: 'no limit',
    accounts: 'Accounts a person can carry', signals: 'Live signals a person can work on', renewals: 'Renewals within 90 days a person can lead', touches: 'Contacts a person can make in a week', cadence: 'Contact at least every (days)', bySegment: 'Contact at least every (days), in {{segment}}', blank: 'Leave a limit blank to have none.', save: 'State this rule', cancel: 'Cancel', saved: 'The rule is stated.',
    parts: { accounts: '{{n}} accounts', signals: '{{n}} live signals', renewals: '{{n}} renewals', touches: '{{n}} contacts a week' },
  },
  drawer: { select: 'Select {{account}}', selectAll: 'Select all', account: 'Account', health: 'Health', arr: 'ARR', renewal: 'Renews', signals: 'Signals', contact: 'Last contact', cadence: 'due every {{days}} d', never: 'none recorded', late: '{{days}} d late', unknown: 'not known', sum_one: '{{text}} account', sum_other: '{{text}} accounts', agrees: 'adds up to the figure', differs: 'does not agree with the figure', empty: 'No account stands behind this figure.', shown: 'The first {{text}} are listed; the sum is over all.' },
  reassign: {
    action_one: 'Hand over {{text}} account', action_other: 'Hand over {{text}} accounts', title: 'Hand accounts over', to: 'New owner', nobody: 'Nobody', note: 'Hand-over note', noteHelp: 'It stands on the timeline of each account.', notePlace: 'What the new owner should know: open promises, people, the next step', confirm_one: 'Hand over {{text}} account', confirm_other: 'Hand over {{text}} accounts', cancel: 'Cancel',
    done_one: '{{text}} account was handed over to {{owner}}.', done_other: '{{text}} accounts were handed over to {{owner}}.', unchanged_one: '{{text}} was theirs already.', unchanged_other: '{{text}} were theirs already.', undo: 'Undo', undone: 'The hand-over is taken back.', past: 'Leave the past date to hand accounts over.', choose: 'Choose a new owner',
  },
} as const;
