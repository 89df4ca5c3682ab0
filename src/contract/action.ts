import { z } from 'zod';
import { mailAnswer } from './reply.ts';

/** Where an action is on its way to the outside. */
export const actionStatuses = ['draft', 'waiting', 'scheduled', 'sending', 'sent', 'failed', 'uncertain', 'refused', 'rejected', 'undone', 'expired'] as const;
export const actionStatus = z.enum(actionStatuses);
export type ActionStatus = z.infer<typeof actionStatus>;

/** Who decides about a kind of action. */
export const autonomyLevel = z.enum(['off', 'suggest', 'draft', 'approve', 'auto_undo', 'auto']);
export type AutonomyLevel = z.infer<typeof autonomyLevel>;

/** What started it: a playbook's run and step, a person, an agent, a rule. */
export const actionOrigin = z.object({ kind: z.enum(['playbook', 'person', 'agent', 'rule']), id: z.string().max(200), step: z.string().max(200).optional() });
export type ActionOrigin = z.infer<typeof actionOrigin>;

const line = (most: number) => z.string().max(most);

export const surveyKinds = ['nps', 'csat', 'ces', 'custom'] as const;

/** A question with a scale, as it is put to one person. */
export const surveyAsk = z.object({
  id: line(60).describe('The survey.'), version: z.number().int().min(1), kind: z.enum(surveyKinds), language: line(10), min: z.number().int().min(0).max(10), max: z.number().int().min(1).max(10),
  question: line(300), low: line(60).describe('What the lowest answer means.'), high: line(60).describe('What the highest answer means.'), followUp: line(300).describe('Asked on the page, with room for an answer in words.'), thanks: line(600).describe('Shown after the answer.'),
  closing: line(500).default('').describe('Words below the question, as who asks.'), openDays: z.number().int().min(1).max(365).describe('How long an answer is taken.'), reminds: line(200).optional().describe('The invitation that this reminds of; without it the question is put for the first time.'),
});
export type SurveyAsk = z.infer<typeof surveyAsk>;

/** What is to be sent, rendered: plain text. A meeting has a beginning and an end. */
export const actionContent = z.object({
  subject: line(300).optional().describe('One line; needed for e-mail and invitations.'),
  body: line(20_000).describe('Plain text, as it is to be read.'),
  startAt: z.iso.datetime().optional().describe('An invitation\'s beginning.'),
  endAt: z.iso.datetime().optional().describe('An invitation\'s end.'),
  location: line(300).optional(),
  endpoint: line(60).optional().describe('The id of a chat or webhook address other than the usual one.'),
  survey: surveyAsk.optional().describe('The question, for a survey.'),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional().describe('Named values for a record of another system.'),
});
export type ActionContent = z.infer<typeof actionContent>;

/** One line of the inbox. */
export const actionItem = z.object({
  id: z.string(), type: z.string(), effect: z.enum(['internal', 'customer', 'outside']), accountId: z.string(), accountName: z.string(), status: actionStatus, rule: z.string(), reason: z.string(), why: z.string(),
  subject: z.string().nullable(), recipients: z.array(z.object({ personId: z.string(), name: z.string().nullable(), address: z.string().nullable() })), tainted: z.boolean(), taintedBy: z.string().nullable(), origin: actionOrigin,
  dueAt: z.string().nullable(), undoable: z.boolean().describe('It can still be taken back.'), expiresAt: z.string(), createdAt: z.string(), approvedBy: z.string().nullable(), digest: z.string().describe('Of exactly what would be sent; approve with the one you saw.'), version: z.number().int(),
});
export type ActionItem = z.infer<typeof actionItem>;

/** The record of a connected system that a message belongs to, by that system's id. */
export const recordTarget = z.object({ vendor: z.string(), part: z.enum(['account', 'ticket']), ref: z.string() });
export type RecordTarget = z.infer<typeof recordTarget>;

/** One message as it leaves the house. */
export const renderedMessage = z.object({
  personId: z.string().nullable(), to: z.string(), name: z.string().nullable(), replyTo: z.string().nullable(), subject: z.string().nullable(), text: z.string(), html: z.string().nullable(),
  attachments: z.array(z.object({ name: z.string(), type: z.string(), content: z.string() })),
  target: recordTarget.optional().describe('Where it goes, when a connected system takes it.'),
});
export type RenderedMessage = z.infer<typeof renderedMessage>;

/** What happened to one message. */
export const deliveryItem = z.object({ id: z.string(), personId: z.string().nullable(), to: z.string(), state: z.enum(['ready', 'sending', 'sent', 'failed', 'uncertain', 'skipped']), attempts: z.number().int(), sentAt: z.string().nullable(), receipt: z.string().nullable(), error: z.string().nullable(), answers: z.array(mailAnswer).describe('What came back on it, oldest first.') });
export const actionEvent = z.object({ at: z.string(), event: z.string(), by: z.string(), note: z.string().nullable() });

/** Everything about one action: exactly what goes to whom, why this person, what was edited, receipts and history. */
export const actionDetail = actionItem.extend({
  content: actionContent, original: actionContent.nullable().describe('As first proposed, when a person edited it.'), messages: z.array(renderedMessage), policyVersion: z.number().int(),
  people: z.array(z.object({ personId: z.string(), name: z.string().nullable(), title: z.string().nullable(), role: z.string().nullable(), address: z.string().nullable(), left: z.boolean(), suppressed: z.boolean(), contacts30d: z.number().int() })),
  deliveries: z.array(deliveryItem), events: z.array(actionEvent), mayApprove: z.boolean(), approveRule: z.string().nullable(),
});
export type ActionDetail = z.infer<typeof actionDetail>;
