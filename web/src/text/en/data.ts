/** Texts of the Data page and of the first page of an empty store. */
export const data = {
  title: 'Data', parts: 'Parts of the data page', never: 'never', cancel: 'Cancel', close: 'Close', undo: 'Undo', rows_one: '{{text}} row', rows_other: '{{text}} rows', files_one: '{{text}} file', files_other: '{{text}} files',
  tab: { sources: 'Sources', import: 'Import', quarantine: 'Quarantine', doubts: 'Doubts', identity: 'Identity', keys: 'API keys' },
  source: {
    title: 'Sources', import: 'Import files', connect: 'Connect a system', empty: 'No source yet.', bring: 'Bring in data', name: 'Source', kind: 'Kind', state: 'State', records: 'Records', received: 'Last received', newest: 'Newest record', unresolved: 'Unresolved events', act: 'Act',
    live: 'Live', idle: 'Loaded', failed: 'Failed', kinds: { file: 'Files', tracking: 'Event stream', sample: 'Sample', manual: 'By hand', mailbox: 'Mailbox', calendar: 'Calendar' }, remove: 'Remove…', removeOf: 'Remove {{name}}…',
    removeTitle: 'Remove {{name}}?', removeText: 'Everything that only this source brought is deleted: accounts, records, usage, and the health and signals made of it. Accounts that another source knows stay. This cannot be undone.', removeConfirm: 'Write {{name}} to confirm', removeDo: 'Remove', removed_one: 'Removed, with {{text}} account that only it knew.', removed_other: 'Removed, with {{text}} accounts that only it knew.',
  },
  sample: { title: 'Sample company', note: 'invented accounts, to try the product on', remove: 'Remove the sample', stays: 'Your own data stays.' },
  drop: { title: 'Drop your exports here', text: 'CSV, TSV, NDJSON or JSON, plain or in gzip or zip, any columns, several at once. Mainstay recognises what they are and shows it before anything is loaded.', choose: 'Choose files', label: 'Files to import', upload: 'Upload of {{name}}' },
  import: {
    all: 'All imports', past: 'Imports', none: 'Nothing was imported yet.', of: '{{files}} of {{source}}', name: 'Import', state: 'State', started: 'Started', rows: 'Rows', held: 'Held back',
    states: { staged: 'Not loaded yet', running: 'Loading', done: 'Done', failed: 'Failed', interrupted: 'Cut off', pending: 'Waiting', replaying: 'Loading again' },
    doubts: 'Doubts', doubtsNote: 'what the data does not say for certain; what is assumed stands until you say otherwise', load_one: 'Load {{text}} file', load_other: 'Load {{text}} files', open_one: '{{text}} doubt is open: what is assumed there is used.', open_other: '{{text}} doubts are open: what is assumed there is used.', noneOpen: 'Nothing is open.',
    loading: 'Loading', soFar: '{{rows}} so far, {{done}} of {{files}} done.', leave: 'You may leave this page; the import goes on.', progress: 'Files done', failedTitle: 'The import failed', failedText: 'What was loaded before stays; loading the same files again changes nothing twice.', cutTitle: 'The import was cut off', cutText: '{{rows}} are in. It goes on where it stopped.', goOn: 'Go on',
    loadRows_one: 'Load its {{text}} row', loadRows_other: 'Load its {{text}} rows',
    result: 'Every row accounted for', whole: 'the parts add up to the rows', broken: 'the parts do not add up: please report this', resultTable: 'Result by file', file: 'File', inserted: '= Inserted', updated: '+ Updated', unchanged: '+ Unchanged', duplicate: '+ Duplicate', quarantined: '+ Held back', sum: 'Sum', book: 'Open the book', fix_one: 'See the {{text}} row held back', fix_other: 'See the {{text}} rows held back',
  },
  kind: { account: 'Accounts', person: 'People', line: 'Contract lines', invoice: 'Invoices', ticket: 'Tickets', activity: 'Conversations', survey: 'Survey answers', churn: 'Departures', change: 'Business changes', usage: 'Usage totals', event: 'Usage events', other: 'Not known' },
  staged: {
    kindOf: 'Kind of {{file}}', mapping: 'Mapping of {{file}}', field: 'Field', column: 'Column', columnOf: 'Column of {{field}}', certainty: 'Certainty', needed: 'needed', chosen: 'chosen', none: '(none)', unused: 'Columns not used: {{columns}}', first: 'First rows', firstOf: 'First rows of {{file}}', also: 'also {{kinds}}',
    unknown: 'Nothing in this file names a kind of record. Choose its kind to map it by hand; otherwise its rows are held back, and you can name it later.', delimiter: { comma: 'commas', semicolon: 'semicolons', tab: 'tabs', bar: 'bars' },
  },
  held: {
    groups: 'Rows held back, by reason', list: 'Rows', none: 'No row is held back.', noneText: 'Rows that cannot be read come here with the reason, instead of being dropped.', file: 'File', reason: 'Reason and remedy', field: 'Field', rows: 'Rows', act: 'Act', show: 'Show', showOf: 'Show the rows of {{file}}', load: 'Load again', loadAll: 'Load all again', dismiss: 'Dismiss', fix: 'Fix', row: 'row {{row}}', fileRow: 'File and row', value: 'Value', all: 'All reasons', more: 'Show more', shown: '{{shown}} of {{total}}',
    loaded_one: '{{text}} row loaded, {{back}} held back again.', loaded_other: '{{text}} rows loaded, {{back}} held back again.', dismissed_one: '{{text}} row dismissed. It stays counted.', dismissed_other: '{{text}} rows dismissed. They stay counted.', fixTitle: '{{file}}, row {{row}}', save: 'Save and load the row', saved: 'The row was loaded.', still: 'The row is still not right. Its reason was brought up to date.',
  },
  doubt: {
    title: 'Doubts', none: 'The data raised no doubt.', example: 'For example', assumed: 'assumed', answered: 'answered', open: 'open', answer: 'Answer', currency: 'Currency', day: 'Day', later: 'Counts from the next import of such a file.',
    choice: { dmy: 'Day first', mdy: 'Month first', month: 'Month', quarter: 'Quarter', year: 'Year', bill: 'Bill', term: 'Term', net: 'Net', gross: 'Gross', inclusive: 'Last day in force', exclusive: 'First day after', cancelled: 'Cancelled', '0': 'Contract lines', '1': 'Monthly snapshot', minor: 'Cents', major: 'Whole units' },
  },
  identity: {
    pairs: 'May be one customer', none: 'No two accounts look like one customer.', noneText: 'Accounts that share a domain, a name or people are listed here, to be merged or told apart.', one: 'Account', other: 'Becomes part of it', why: 'Why', kept: 'kept', holds: '{{lines}} contract lines, {{people}} people, {{tickets}} tickets',
    reason: { domain: 'Same domain {{value}}.', name: 'Same name.', people_one: '{{text}} person of one writes from the domain of the other, {{value}}.', people_other: '{{text}} people of one write from the domain of the other, {{value}}.' },
    merge: 'Merge', mergeOf: 'Merge {{merged}} into {{kept}}', turn: 'Keep the other', distinct: 'Two customers', merged: '{{merged}} is part of {{kept}} now.', splitDone: '{{merged}} is an account of its own again.', distinctDone: '{{a}} and {{b}} stay two customers.',
    keys: 'Usage that belongs to no account yet', keysNone: 'All usage belongs to an account.', key: 'Key', kind: { group: 'Group', user: 'User', anonymous: 'Anonymous' }, since: 'First seen', link: 'Link', linkOf: 'Link {{key}}', linkTitle: 'Which account does {{key}} belong to?', account: 'Account',
    merges: 'Merged accounts', mergedIn: 'Was merged into it', moved: 'Records moved', when: 'When', undone: 'taken apart again', split: 'Take apart',
  },
  start: {
    title: 'Start', ways: 'Ways to start', where: 'Where does your data come from?', later: 'Choose one now; the others stay open to you on the Data page.',
    sample: 'Look around in a sample company', sampleText: 'A few hundred invented accounts with two years of history. It is removed with one click.', sampleDo: 'Load the sample', sampleWait: 'This takes about half a minute. The book opens by itself.',
    files: 'Bring your exports', filesText: 'CRM, billing, support, usage: files of any shape. You see what they were taken for before anything is loaded.', filesDo: 'Choose files',
    connect: 'Connect a system', connectText: 'Salesforce, Zendesk or Gainsight, read by itself from then on. You see what it needs and a live sample first.', connectDo: 'Choose a system',
    stream: 'Point your event stream here', streamText: 'The stock Segment SDK works as it is. Accounts appear as their group calls arrive.', streamDo: 'Make a write key', send: 'Send your first event', once: 'the key is shown only now', snippet: 'Snippet', snippetKind: 'Kind of snippet',
    waiting: 'Waiting for the first event…', arrive: 'Events arrive.', received_one: '{{text}} received.', received_other: '{{text}} received.', wait_one: '{{text}} waits for its account to be known.', wait_other: '{{text}} wait for their account to be known.', book: 'Open the book',
  },
} as const;
