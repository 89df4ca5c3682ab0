export const app = {
  close: 'Close',
  nav: { colleagues: 'Hand-offs', engagements: 'Agent runs', work: 'Work', accounts: 'Accounts', signals: 'Signals', playbooks: 'Playbooks', approvals: 'Approvals', health: 'Health', targets: 'Targets', programme: 'Programme', leader: 'Team', data: 'Data', settings: 'Settings', pages: 'Pages', search: 'Search or jump to…', ask: 'Ask Mainstay' },
  pickAccount: 'Type a name or domain', pickNone: 'No account fits.', pickWaits: 'Loading the accounts…',
  theme: { light: 'Use the light theme', dark: 'Use the dark theme' },
  session: { profile: 'Your profile', signOut: 'Sign out' },
  notAllowed: { title: 'This page is not for your role.', text: 'Your role does not include it. Ask an administrator if you need it.', home: 'Open the book' },
  opening: 'Opening Mainstay', offline: 'The server is not reached. What you see stands still; it goes on by itself when the connection is back.',
  views: { title: 'Views', risk: 'At risk', renewing: 'Renewing in 90 days', onboarding: 'Onboarding', sharedBy: '{{name}}, shared by {{owner}}' },
  palette: {
    name: 'Command palette', hint: 'Search accounts, people, pages and actions', accounts: 'Accounts', people: 'People', pages: 'Pages', actions: 'Actions', none: 'Nothing is called that.', movements: 'Revenue movements', import: 'Import files',
    identity: 'Accounts that may be one customer', quarantine: 'Quarantined rows', compact: 'Show rows compactly', comfortable: 'Show rows comfortably', high: 'Use high contrast', standard: 'Use standard contrast',
  },
  keys: {
    title: 'Keyboard', everywhere: 'Everywhere', pages: 'Pages', book: 'Accounts', signals: 'Signals', search: 'Search accounts, people, pages, actions', ask: 'Ask Mainstay', filter: 'Filter by text', help: 'This help', escape: 'Close, or clear the selection',
    goWork: 'Work', goAccounts: 'Accounts', goSignals: 'Signals', goHealth: 'Health', goTargets: 'Targets', goLeader: 'Team', goData: 'Data', move: 'Next or previous row', open: 'Open the row', select: 'Select the row', range: 'Select from the last one to here', all: 'Select all that are shown',
    edit: 'Change a field', note: 'Write a note', condition: 'Filter by a field or fact', moveColumn: 'Move the column, on its head', sizeColumn: 'Size the column, on its head', acknowledge: 'Acknowledge the signal', snooze: 'Snooze the signal for 7 days', resolve: 'Resolve the signal',
  },
  asOf: {
    past: 'Everything is shown as it was at the end of {{day}}.', back: 'Back to today', stands: 'Time stands at the end of {{day}}, the day of the newest data.', run: 'Let time run', old: 'The newest data is from {{day}}. As of today every account would look silent.', read: 'Read as of {{day}}',
    today: 'Today', button: 'As of {{day}}', panel: 'Read as of', input: 'As of the end of', d7: '7 days ago', d28: '28 days ago', d90: '90 days ago', d365: 'A year ago', last: 'Last data: {{day}}',
  },
  bell: { none: 'Notifications', unread_one: 'Notifications, {{count}} unread', unread_other: 'Notifications, {{count}} unread' },
  sample: 'Sample',
  band: { good: 'Healthy', watch: 'Watch', risk: 'At risk', unknown: 'No data' },
  day: { today: 'Today', ago: '{{n}}d ago', yearsAgo: '{{n}}y ago', late: '{{n}}d late', isToday: 'today', in: '{{n}}d' },
  stage: { onboarding: 'Onboarding', adopting: 'Adopting', established: 'Established', renewing: 'Renewing', churned: 'Churned' },
} as const;
