/** A piece of work that a person starts in a host: what the model is asked to do, with the tools it has. */
export interface McpPrompt {
  name: string;
  title: string;
  description: string;
  argument?: 'account' | 'topic';
  text(value: string): string;
}

const rules = 'Give the id or link behind every number. Say what is not known. Do not invent names, dates or figures.';

/** The prompts by name. */
export const mcpPrompts: readonly McpPrompt[] = [
  { name: 'daily_book_review', title: 'Daily book review', description: 'How the book stands today and what to do first.', text: () => `Review my book for today. Call brief, then list_work and health_movers. Tell me in order: what needs me today and why, what got better or worse since last week, which renewals come up, and which data is old. At most ten lines. ${rules}` },
  { name: 'prepare_call', title: 'Prepare a call', description: 'What to know and to ask before talking to a customer.', argument: 'account', text: (account) => `Prepare my call with ${account}. Find the account, then call brief, explain_health, account_people and account_timeline. Give: the situation in three sentences, who will be there and what they care about, what changed, open promises and tickets, three questions to ask, and the next step to agree on. ${rules}` },
  { name: 'explain_drop', title: 'Why did it drop?', description: 'What moved an account\'s health, with evidence.', argument: 'account', text: (account) => `Explain why the health of ${account} changed. Call explain_health and health_history, then compare_health for the days before and after the largest change. Name the drivers by points lost, with the records behind each, and say what would bring them back. ${rules}` },
  { name: 'risk_triage', title: 'Risk triage', description: 'Which accounts at risk to work first.', text: () => `Triage the accounts at risk. Call list_health with sort "score" and list_signals. Rank the ten that matter most by money at stake, certainty and time left; for each: why, what has been tried, and one next step with an owner. ${rules}` },
  { name: 'prepare_renewal', title: 'Prepare a renewal', description: 'The case for a renewal and what stands in its way.', argument: 'account', text: (account) => `Prepare the renewal of ${account}. Call show_account, brief and explain_health. Give: dates and notice, what they pay, what they got for it in numbers, risks with evidence, who decides, and a plan by week. Draft a first mail and offer it with propose_action; do not claim that it was sent. ${rules}` },
  { name: 'save_plan', title: 'Draft a save plan', description: 'How to win back an account at risk.', argument: 'account', text: (account) => `Draft the save plan for ${account}. Call brief, explain_health, list_signals and account_people. Give: causes in order of points lost, what the customer must see change, actions with owner and day, and how we will know. ${rules}` },
  { name: 'expansion_case', title: 'Expansion case', description: 'Whether and how an account could grow.', argument: 'account', text: (account) => `Make the case for or against expanding ${account}. Call brief, account_usage and list_signals. Say what they have not got yet and would use, who would want it, what speaks against asking now. ${rules}` },
  { name: 'find_references', title: 'Find a reference', description: 'Which customers could speak for us.', argument: 'topic', text: (topic) => `Whom could we ask for a reference about ${topic}? Call find_accounts, list_health with sort "-score" and list_signals with family "advocacy". Choose at most five that are healthy, content and alike; say why each, whom to ask, and what speaks against asking. ${rules}` },
];
