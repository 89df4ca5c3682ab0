import { z } from 'zod';
import { userRole } from '../../contract/role.ts';
import type { DefinitionKind } from '../../program/definition/definition.ts';
import { actionTypes, autonomyLevels } from './action-type.ts';

const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time of day as HH:MM.');
const timeZone = z.string().refine(isTimeZone, 'This is not a time zone; write one such as Europe/Berlin.');
const limit = z.strictObject({ most: z.number().int().min(0).max(1000), days: z.number().int().min(1).max(365) });

/** True for a name of the IANA time zone list. */
export function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What Mainstay may do to the outside by itself, what a person decides, and how often anyone is written to. */
export const policyDefinition = z.strictObject({
  id: z.literal('default'),
  label: z.string().min(1),
  description: z.string().default(''),
  autonomy: z.partialRecord(z.enum(actionTypes.map((type) => type.id)), z.enum(autonomyLevels)).describe('By action type. A type that is not named is off.'),
  cadence: z.strictObject({
    person: z.array(limit).min(1).describe('Most messages to one person in so many days; every line holds.'),
    account: z.array(limit).min(1).describe('Most contacts with one account in so many days; one message to several of its people is one contact.'),
    survey: z.array(limit).min(1).default([{ most: 1, days: 90 }]).describe('Most surveys to one person in so many days, whoever asks; a reminder is none.'),
    deferDays: z.number().int().min(0).max(90).default(14).describe('What could not go out within so many days is refused.'),
  }),
  quietHours: z.strictObject({
    from: hour.describe('Nothing is sent from here ...'),
    to: hour.describe('... to here, in the time zone of who receives it.'),
    weekends: z.boolean().default(true).describe('Saturdays and Sundays are quiet.'),
    timeZone: timeZone.describe('For people whose time zone is not known.'),
  }),
  budgets: z.strictObject({
    perDay: z.number().int().min(0).max(100_000).describe('Most actions to customers and outside systems in 24 hours.'),
    perOriginPerDay: z.number().int().min(0).max(100_000).describe('Most that one playbook, rule or agent does by itself in 24 hours; beyond it a person decides.'),
  }),
  undoMinutes: z.number().int().min(0).max(1440).describe('How long a decision can be taken back before it is carried out.'),
  approvalDays: z.number().int().min(1).max(60).describe('What nobody decided by then has expired; so has an approval that was not used.'),
  approvers: z.strictObject({
    roles: z.array(userRole).min(1),
    owner: z.boolean().describe('The owner of the account may approve.'),
    proposer: z.boolean().describe('A person may approve what they drafted themselves.'),
  }),
  unsubscribeText: z.string().min(1).max(300).default('If you would rather not receive these messages, you can stop them here:'),
});
export type Policy = z.infer<typeof policyDefinition>;

/** A policy and its version, as actions refer to it. */
export interface VersionedPolicy {
  policy: Policy;
  version: number;
}

/** The kind of definition this folder gives meaning to: `definitions/policies/*.yaml`. */
export const policyKind: DefinitionKind<Policy> = {
  kind: 'policy',
  folder: 'policies',
  schema: policyDefinition as unknown as z.ZodType<Policy>,
};
