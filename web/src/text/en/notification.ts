export const notification = {
  title: 'Notifications', views: { label: 'Which notifications', unread: 'Unread', all: 'All' }, readAll: 'Mark all as read', read: 'Mark as read', unread: 'Mark as unread', settings: 'Settings', more: 'Show more', loading: 'Loading notifications', isUnread: 'Unread',
  none: { unread: 'Nothing is unread.', all: 'Nothing yet.', text: 'You are told when an account of yours needs you: grave signals, falls in health, approvals, hand-overs, mentions and dates.' },
  allRead_one: '{{count}} notification marked as read', allRead_other: '{{count}} notifications marked as read', undo: 'Undo',
  says: {
    signal: '{{account}}: {{label}}', band: '{{account}} fell to at risk', approval: '{{account}}: an action waits for your approval', mention: '{{by}} mentioned you in “{{task}}”', opt_out: '{{account}} can be cancelled until {{on}}', end: 'The term of {{account}} ends on {{on}}',
    runWaits: 'Your agent run waits for you', runFailed: 'Your agent run was stopped', runDone_one: 'Your agent run has ended: {{count}} task made', runDone_other: 'Your agent run has ended: {{count}} tasks made',
    handoverOne: '{{account}} was handed over to you', handover_one: '{{count}} account was handed over to you', handover_other: '{{count}} accounts were handed over to you', import_one: 'An import held back {{count}} row', import_other: 'An import held back {{count}} rows',
  },
  many: { signal_one: '{{count}} grave signal opened', signal_other: '{{count}} grave signals opened', band_one: '{{count}} account fell to at risk', band_other: '{{count}} accounts fell to at risk', approval_one: '{{count}} action waits for your approval', approval_other: '{{count}} actions wait for your approval', renewal_one: '{{count}} opt-out day or end of a term is near', renewal_other: '{{count}} opt-out days and ends of terms are near' },
  adds: { band: 'From {{band}} to a score of {{score}}.', note: '{{by}}: {{note}}', by: 'By {{by}}.', source: 'Source: {{source}}.' },
  bands: { good: 'healthy', watch: 'watch' },
  because: { owner: 'Because you own {{account}}', owners: 'Because you own these accounts', approver: 'Because you are an approver', handed_over_one: 'Because an account was handed to you', handed_over_other: 'Because accounts were handed to you', mentioned: 'Because you were mentioned', started: 'Because you started the import', began: 'Because you started the run' },
  prefs: {
    what: 'What you are told', whatNote: 'In the app, and in the mail that sums up what you have not read.', kind: 'Kind', inApp: 'In the app', digest: 'By mail', inAppOf: '{{kind}}: in the app', digestOf: '{{kind}}: by mail',
    kinds: { signal: 'Grave signals on accounts you own', band: 'An account you own falls to at risk', approval: 'Approvals that wait for you', handover: 'Accounts handed over to you', mention: 'Mentions of you', renewal: 'Opt-out days and ends of terms within 30 days', import: 'Rows held back by an import you started', engagement: 'Agent runs you started, when they wait or end' },
    mail: 'Summary by mail', schedule: 'How often', daily: 'Every day', weekly: 'Every week', off: 'Never', at: 'At', weekday: 'On', zone: 'Times are in {{zone}}; your profile sets it.', to: 'It goes to {{address}}. Nothing is sent when there is nothing to say.',
    noServer: 'No mail server is set up for this instance, so nothing is mailed. Your choice is kept for when there is one.', noAddress: 'No e-mail address is set for you, so nothing can be mailed. An administrator can set it under Users.',
    quiet: 'Quiet', quietText: 'Until then nothing is counted and nothing is mailed. What happens meanwhile is kept.', quietUntil: 'Quiet until', quietOff: 'Not quiet', day: 'Until tomorrow', week: 'For a week', end: 'End it now', isQuiet: 'Quiet until {{day}}', date: 'Date',
  },
} as const;
