/** Hand-offs to colleagues and agents, and the context they ask for. */
export const colleague = {
  title: 'Hand-offs', views: { label: 'Views', handoffs: 'Hand-offs', context: 'Context' }, loading: 'Loading', back: 'Back to the account',
  role: {
    'product-manager': 'Product manager', 'sales-engineer': 'Sales engineer', 'technical-writer': 'Technical writer', 'content-marketer': 'Content marketer', 'business-analyst': 'Business analyst', 'project-manager': 'Project manager', 'ux-researcher': 'UX researcher', support: 'Support',
    'customer-success': 'Customer success', sales: 'Sales', finance: 'Finance', legal: 'Legal', executive: 'Management', any: 'Anybody',
  },
  state: { sent: 'Sent', accepted: 'Accepted', answered: 'Answered', declined: 'Declined', expired: 'Expired' }, show: { open: 'Open', all: 'All' },
  empty: 'No hand-off waits', emptyText: 'Questions to colleagues and other agents stand here until they are answered.', choose: 'Choose a hand-off', fromTo: '{{from}} to {{to}}', byAgent: 'from an agent', until: 'until {{day}}', expiresOn: 'Expires on {{day}}', accept: 'Accept', answer: 'Answer', decline: 'Decline', yourAnswer: 'Your answer', declineHint: 'To decline, give the reason.', answerHint: 'It stands on the timeline of the account. To decline, give the reason.', acceptedBy: 'Accepted by {{name}}', endedBy: '{{state}} by {{name}}, {{day}}', loadContext: 'Its context', records: 'Records',
  send: 'New hand-off', to: 'To', about: 'Account', aboutHint: 'Empty: about no account.', what: 'Title', question: 'What is wanted', days: 'Days until it expires', sendIt: 'Send', cancel: 'Cancel',
  ask: { who: 'Who asks', query: 'What do they want to know?', queryHint: 'What it names comes first.', account: 'Account', segment: 'Segment', budget: 'Size in tokens', build: 'Build the context', usual: 'How is this customer doing, and what matters next?' },
  pack: { of: 'Context of {{name}}', size: '{{tokens}} of {{budget}} tokens', leftOut_one: '{{count}} fact left out', leftOut_other: '{{count}} facts left out', foreign: 'written by others', unknown: 'What is not known', copy: 'Copy as JSON', copied: 'Copied', none: 'Nothing is known that could be said.', portfolio: '{{accounts}} accounts, health {{health}}' },
  topic: { situation: 'Situation', plan: 'What to do next', risks: 'Risks', growth: 'Chances to grow', health: 'Health', usage: 'Usage', money: 'Money and terms', people: 'People', tickets: 'Open tickets', voice: 'In their words', work: 'Work under way', advocacy: 'Advocates', criteria: 'How health is scored', metrics: 'Figures and targets' },
};
