export const settings = {
  title: 'Settings',
  parts: { label: 'Parts of the settings', profile: 'Profile', notifications: 'Notifications', users: 'Users', roles: 'Roles', actions: 'Actions', sources: 'Sources', keys: 'API keys', audit: 'Audit' },
  act: 'Act', cancel: 'Cancel', save: 'Save', done: 'Done', undo: 'Undo', undone: 'Undone', close: 'Close', never: 'never',
  role: { admin: 'Administrator', leader: 'Leader', ops: 'Operations', csm: 'CSM', read_only: 'Read-only', agent: 'Agent' },
  roleNote: {
    admin: 'Everything, users and keys included.', leader: 'All accounts: change, reassign, share. Sees users and audit.', ops: 'Data, imports, sources and definitions.',
    csm: 'The own book; more by setting.', read_only: 'Reads, changes nothing.', agent: 'API keys of agents: read and propose, never decide.',
  },
  sees: { own: 'Own book', company: 'Whole company', setting: 'By setting', key: 'As the key says' },
  changes: { company: 'All accounts', own: 'Own book', none: 'Nothing' },
  state: { invited: 'Invited', active: 'Active', disabled: 'Disabled' },
  profile: {
    who: 'You', name: 'Name', saved: 'Saved', role: 'Role', email: 'E-mail', book: 'Book', noEmail: 'No e-mail address is set.', sees: 'Sees', changes: 'Changes',
    reading: 'How you read', readingNote: 'Kept for you on the server, on every device.', language: 'Language', locale: 'Numbers and dates', timeZone: 'Time zone', density: 'Density', contrast: 'Contrast',
    browser: 'As the browser', comfortable: 'Comfortable', compact: 'Compact', standard: 'Standard', high: 'High',
  },
  password: {
    title: 'Password', set: 'Set a password', change: 'Change the password', remove: 'Remove it', has: 'You can sign in with your e-mail address and password, or by a link.', hasNot: 'You sign in by link only. A password is an option beside it.',
    needsEmail: 'A password needs an e-mail address. An administrator can set yours under Users.', current: 'Present password', next: 'New password', rule: 'At least 10 characters. Your other sessions end.', done: 'Your password is set. Other sessions have ended.', removed: 'The password is removed. Other sessions have ended.',
  },
  sessions: { title: 'Where you are signed in', current: 'This one', device: 'Browser', since: 'Since', seen: 'Last seen', end: 'Sign out', endOthers: 'Sign out everywhere else', ended_one: '{{count}} session ended', ended_other: '{{count}} sessions ended', unknown: 'Unknown browser' },
  users: {
    title: 'Users', table: 'Users', invite: 'Invite a person', user: 'User', role: 'Role', sees: 'Sees', book: 'Book', state: 'State', lastSeen: 'Last seen', noBook: 'no book', byDefault: '{{sees}} (default)',
    accounts_one: '{{count}} account', accounts_other: '{{count}} accounts', you: 'you', actions: 'Actions for {{name}}', roleOf: 'Role of {{name}}', seesOf: 'What {{name}} sees',
    link: 'Make a sign-in link', inviteAgain: 'Make a new invitation', disable: 'Disable', enable: 'Enable', handOver: 'Hand over the book', edit: 'Edit', editTitle: 'Edit {{name}}', bookNote: 'Whose accounts are the own book.',
    changed: '{{name}} is changed', enabled: '{{name}} may sign in again', disabledNote: '{{name}} is shut out. Sessions ended: {{sessions}}. Keys dead: {{keys}}.',
    disableTitle: 'Disable {{name}}?', disableText: 'Sessions and API keys die at once. The accounts stay; hand them over if somebody else takes them. You can enable {{name}} again.',
    defaults: 'Whose accounts CSMs and readers see', defaultsNote: 'Unless set for the person. A CSM changes only the own book either way.', csmDefault: 'CSMs see', readerDefault: 'Readers see',
    onlyAdmin: 'Only an administrator changes users.',
  },
  invite: {
    title: 'Invite a person', email: 'E-mail address', name: 'Name', nameNote: 'The person can change it.', role: 'Role', sees: 'Sees', seesDefault: 'As by default', book: 'Book', bookNote: 'Whose accounts are the own book. Found by the address when left open.', bookAuto: 'By the e-mail address',
    make: 'Make the invitation', made: 'The invitation of {{name}}', send: 'Send this link to {{email}}. It works once, until {{until}}.', mailed: 'It was mailed, too.', linkTitle: 'A sign-in link for {{name}}', linkText: 'Whoever opens it is signed in as {{name}}. It works once, until {{until}}.', link: 'The link',
  },
  handover: {
    title: 'Hand over the book of {{name}}', text_one: '{{count}} account goes to another owner, with a note in its timeline.', text_other: '{{count}} accounts go to another owner, with a note in each timeline.',
    to: 'To', choose: 'Choose a colleague', note: 'What the new owner should know', go: 'Hand over', done_one: '{{count}} account went to {{to}}', done_other: '{{count}} accounts went to {{to}}',
  },
  roles: {
    title: 'What each role may do', table: 'Abilities by role', note: 'Drawn from the table by which the server decides.', ability: 'Ability', yes: 'yes', no: 'no', seesRow: 'Sees', changesRow: 'Changes', operations_one: '{{count}} operation', operations_other: '{{count}} operations',
    abilities: {
      self: 'Own profile, preferences and sessions', read: 'Read accounts and figures', write: 'Change accounts: judge health, act on signals, write notes', propose: 'Propose actions and changes of the programme, hand work over', approve: 'Approve what was proposed', assign: 'Reassign accounts and hand books over',
      share: 'Share views with everybody', import: 'Import files, mend rows in quarantine', define: 'Change definitions, sources and exchange rates', track: 'Send events', oversee: 'See users, keys, audit and settings', admin: 'Manage users, roles, keys and settings',
    },
  },
  audit: {
    title: 'Audit', table: 'Audit trail', note: 'Every change, and every change that was refused. The database keeps it append-only.', when: 'When', who: 'Who', what: 'What', entity: 'On', outcome: 'Outcome', from: 'From', to: 'To', all: 'All', csv: 'Save as CSV', more: 'Show more', empty: 'Nothing matches.', emptyText: 'Widen the dates or clear a filter.', clear: 'Clear the filters',
    outcomes: { done: 'Done', failed: 'Failed', denied: 'Refused' }, total_one: '{{count}} entry', total_other: '{{count}} entries',
  },
  keys: {
    budget: { set: 'Budget…', title: 'Budget of {{name}}', text: 'What this key may take in a day. What is beyond it is refused. An empty field is no limit of its own; the limits of the policy and of the model hold in any case.', actionsPerDay: 'Actions it may propose', tokensPerDay: 'Tokens of the model', costPerDay: 'Cost of the model', none: 'No limit', save: 'Save', today: 'Today:', actions: '{{used}} actions', actionsOf: '{{used}} of {{most}} actions', tokens: '{{used}} tokens', tokensOf: '{{used}} of {{most}} tokens', cost: '{{used}} cost', costOf: '{{used}} of {{most}} cost' },
    title: 'API keys', new: 'New key', empty: 'There is no key yet.', emptyText: 'Make one to send events or to use the API.', table: 'API keys', name: 'Name', key: 'Key', use: 'Use', made: 'Made', lastUsed: 'Last used', revoke: 'Revoke', revoked: 'Revoked', asleep: 'Dead while {{name}} is disabled',
    kinds: { write_server: 'Events from a server', write_public: 'Events from web pages', api: 'API and command line' }, nameNote: 'What it is for', origins: 'Origins', originsNote: 'One a line. A public key may only send events, only from these, and makes no account.', scopes: 'Abilities',
    isAgent: 'For an agent: reads and proposes, never decides', limit: 'Limit to the book of', expires: 'Expires', never: 'Never', days: 'After {{count}} days', unlimited: 'No limit', limitedTo: 'only the book of {{name}}', actsFor: 'acts for {{name}}', create: 'Create the key', newTitle: 'Your new key', shownOnce: 'This is the only time the key is shown. Keep it where you keep secrets.', kept: 'I have kept it', newKey: 'The new key',
    revokeTitle: 'Revoke {{name}}?', revokeText: 'Whatever uses it stops working at once. This cannot be undone.', moved: 'API keys are in the settings now.', open: 'Open the keys',
  },
} as const;
