import type { EngagementFacts, EngagementReport } from '../../contract/engagement.ts';
import { planFormula } from '../planner/rank-steps.ts';
import { contactDays, nearPoints, pulseDays } from './decide-account.ts';

const said = (value: EngagementFacts[string] | undefined): string => (value === null || value === undefined ? 'not known' : String(value));

const texts: Readonly<Record<string, (facts: EngagementFacts) => string>> = {
  goal_risk: ({ words }) => `"${said(words)}" is read as: accounts whose health is in the band "at risk".`,
  goal_renewal_days: ({ days }) => `Renewals are read as those within ${said(days)} days.`,
  goal_name: ({ written, name }) => `"${said(written)}" is read as ${said(name)}.`,
  goal_started: ({ goal }) => `An agent asked for this: ${said(goal)}.`,
  value_shares: () => 'Steps are ranked by the stated shares of the money that a step of their kind is taken to move.',
  revenue_unknown: () => 'No contract says what the account pays; its money counts as unknown.',
  owner_missing: () => 'Nobody owns the account; the task goes to whoever started the run.',
  silence: ({ days }) => `No record came for ${said(days)} days; this counts as silence of the customer, not of a source.`,
  pulse_unknown: ({ days, band }) => `No pulse within ${said(days)} days counts as unknown; the band "${said(band)}" stands.`,
  renewal_date: ({ day, product }) => `The renewal date ${product === null ? '' : `of ${said(product)} `}(${said(day)}) stands for the account.`,
  recipient: ({ person, role }) => `${said(person)}${role === null ? '' : ` (${said(role).replaceAll('_', ' ')})`} is the right person to write to.`,
};
const bases: Readonly<Record<string, string>> = {
  goal_risk: 'Health bands are the usual reading; open risk signals are the other one.', goal_renewal_days: 'The goal names no time.', goal_name: 'No account is spelt like that; this one differs least.', goal_started: 'What an agent asks for is done after a person agreed.',
  value_shares: planFormula, revenue_unknown: 'There is no contract line in force with an amount.', owner_missing: 'The record names no owner.', silence: 'The newest record of any source is older than two weeks.',
  pulse_unknown: `A pulse counts for ${pulseDays} days. Within ${nearPoints} points of the limit of a band a pulse could change it, so it is asked.`, renewal_date: 'Its contracts end on different days, or one has no end; the earliest end in force is taken.', recipient: `The highest known role with a usable address. Asked unless it is a champion, sponsor or buyer who was in contact within ${contactDays} days.`,
};

/** An assumption in one sentence. */
export function assumptionText(kind: string, facts: EngagementFacts): string {
  return texts[kind]?.(facts) ?? kind;
}

/** What an assumption rests on. */
export function assumptionBasis(kind: string): string {
  return bases[kind] ?? '';
}

const reasons: Readonly<Record<string, string>> = {
  limit: 'beyond the number of accounts of this run', not_yours: 'not yours to change', no_step: 'nothing needs doing', in_play: 'a playbook is already at it', not_the_aim: 'no step fits the goal', said_well: 'a person said that it is well', known: 'too little is known', numbers: 'a number in the draft has no record',
  recipient: 'the recipient may not be written to', hostile: 'a text of the account speaks to programs', contradiction: 'the same step is already under way', assumption: 'an assumption was not confirmed', cancelled: 'the run was cancelled', corrected: 'the goal was corrected', budget: 'the budget of actions is used up', gone: 'the account is not there any more', failed: 'it could not be read or written',
};

/** Why an account was not touched, in words. */
export function reasonText(reason: string): string {
  return reasons[reason] ?? reason;
}

const many = (count: number, one: string, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

/** The delivery notification: sentences made of counts of records, and of nothing else. */
export function deliveryText(goal: string, report: EngagementReport): string {
  const { tasks, approvalsWaiting, actionsSent, touched, accounts, stakeMinor, stakeUnknown, baseCurrency, untouched, assumptions } = report;
  const left = untouched.map(({ reason, count }) => `${count} ${reasonText(reason)}`).join('; ');
  return [
    `"${goal}": ${many(touched, 'account')} of ${accounts} worked on.`, `${many(tasks, 'task')} made, ${many(approvalsWaiting, 'message')} waiting for approval, ${actionsSent} sent.`,
    `Annual revenue of the accounts worked on: ${baseCurrency} ${Math.round(stakeMinor / 100).toLocaleString('en')}${stakeUnknown ? `, unknown for ${stakeUnknown}` : ''}.`,
    ...(left ? [`Not touched: ${left}.`] : []), `Assumptions: ${assumptions.confirmed} confirmed, ${assumptions.corrected} corrected, ${assumptions.open} open.`,
  ].join(' ');
}
