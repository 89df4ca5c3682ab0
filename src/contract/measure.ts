/** What tells whether a playbook worked: still a customer, a customer again, a better score, or a larger contract. */
export const measures = ['retained', 'returned', 'health', 'revenue'] as const;
export type Measure = (typeof measures)[number];

/** The measure of a playbook that names none. */
export const usualMeasure: Measure = 'retained';

/** The share of accounts that may be held out, in percent, at most. */
export const mostHeldOutPercent = 50;

/** How long after the Monday of entry the outcome is read. */
export const outcomeWindowDays = 91;
