/** The colleagues (people or agents) whose needs are known; any other gets a balanced context pack. */
export const askingRoles = ['product-manager', 'sales-engineer', 'technical-writer', 'content-marketer', 'business-analyst', 'project-manager', 'ux-researcher', 'support'] as const;
export type AskingRole = (typeof askingRoles)[number];

/** To whom work is handed: the roles that ask for context, and the colleagues of the house. */
export const handoffRoles = [...askingRoles, 'customer-success', 'sales', 'finance', 'legal', 'executive'] as const;
export type HandoffRole = (typeof handoffRoles)[number];

/** The longest time, in days, that a hand-off waits for its answer. */
export const mostHandoffDays = 90;

/** Size of a context pack, in tokens: one is counted as three bytes of JSON, cautiously, since ids take more tokens than words. */
export const [fewestPackTokens, usualPackTokens, mostPackTokens] = [800, 4000, 16_000];
export const bytesPerToken = 3;
