export const ask = {
  title: 'Ask Mainstay', close: 'Close', clear: 'New conversation', input: 'Your question', hint: 'Ask about your book or a customer', send: 'Ask', thinking: 'Looking it up', brief: 'Today', suggestions: 'Ask, for example', more: 'Show all', unknown: 'Not known', copy: 'Copy the answer', copied: 'Copied', record: 'Record {{n}}: {{kind}} {{id}}',
  failed: 'The question was not answered.', again: 'Try again', stop: 'Stop', stopped: 'Stopped.', conversation: 'Conversation', rules: 'Answered by rules, from your records.', looking: 'Looks at {{what}}', checked: 'Written by a model; every figure checked against your records.',
  model: { use: 'Ask {{model}}', off: 'By rules: nothing leaves the house', tokens: '{{n}} tokens', cost: 'costs {{n}}', day: '{{n}} of today’s budget', hidden_one: '{{count}} name or address hidden', hidden_other: '{{count}} names and addresses hidden', without: 'Ask without the model', proposed: 'It proposed an action.' },
  you: 'You asked',
  kind: { account: 'account', health: 'health', signal: 'signal', ticket: 'ticket', activity: 'conversation', person: 'person', agreement_line: 'contract line', invoice: 'invoice', usage: 'usage', metric: 'figure', task: 'task', approval: 'approval', renewal: 'renewal', survey_answer: 'survey answer', business_change: 'change', view: 'list', action: 'action', reply: 'reply', record: 'record' },
  draft: { title: 'Draft', to: 'To {{name}}', nobody: 'To nobody yet', subject: 'Subject', body: 'Text', propose: 'Put up for approval', waiting: 'It waits for approval. Nothing was sent.', scheduled: 'Your policy lets it go out by itself; you can still take it back.', held: 'It is kept as a draft: your policy does not send it.', refused: 'The guard refused it: {{reason}}', open: 'Open the approval', noRecipient: 'Without a recipient it cannot be proposed.' },
  suggest: {
    account: ['Why did this customer change?', 'Prepare my call with this customer', 'What should I do next with this customer?', 'Usage of this customer', 'Open tickets of this customer', 'Draft a renewal e-mail for this customer'],
    book: ['How is my book?', 'Who is at risk?', 'Who renews in the next 90 days?', 'Who has gone silent?'], work: ['What should I do next?', 'Who renews in the next 30 days?', 'Who is at risk?'],
    signals: ['Who is at risk?', 'What should I do next?', 'Whom could we ask for a reference?'], health: ['Who dropped most in the last 28 days?', 'Who improved most in the last 28 days?', 'Who is at risk?'],
    targets: ['What is our NRR?', 'What is our churn rate?', 'What is our NPS?', 'Who renews next quarter?'], other: ['How is my book?', 'What should I do next?', 'What is our NRR?', 'Whom could we ask for a reference?'],
  },
} as const;
