import { z } from 'zod';
import { lookBack } from './look-back.ts';

/** A definition in force, as lists show it. */
export const definitionItem = z.object({ kind: z.string(), id: z.string(), label: z.string(), version: z.number().int(), approvedAt: z.string(), approvedBy: z.string(), open: z.number().int().describe('Proposals that wait.') });
export type DefinitionItem = z.infer<typeof definitionItem>;

/** One version of a definition. */
export const definitionVersion = z.object({ version: z.number().int(), text: z.string(), approvedAt: z.string(), approvedBy: z.string(), retiredAt: z.string().nullable() });
export const definitionDetail = z.object({ kind: z.string(), id: z.string(), label: z.string(), version: z.number().int(), text: z.string(), versions: z.array(definitionVersion).describe('Newest first.') });
export type DefinitionDetail = z.infer<typeof definitionDetail>;

/** Where a draft is wrong; empty when it is sound. */
export const definitionFault = z.object({ path: z.string(), message: z.string(), remedy: z.string().nullable() });

export const proposalStates = ['open', 'approved', 'rejected', 'withdrawn', 'expired'] as const;
/** A change that somebody proposed. */
export const proposalItem = z.object({
  id: z.string(), kind: z.string(), definitionId: z.string(), baseVersion: z.number().int().nullable(), why: z.string(), state: z.enum(proposalStates), proposer: z.string(), proposedAt: z.string(), expiresAt: z.string(),
  decider: z.string().nullable(), decidedAt: z.string().nullable(), reason: z.string().nullable(), approvedVersion: z.number().int().nullable(), digest: z.string(), version: z.number().int(),
});
export type ProposalItem = z.infer<typeof proposalItem>;

/** What a change would do today: who would be treated differently, and how. */
export const proposalPreview = z.object({ summary: z.string(), total: z.number().int(), rows: z.array(z.object({ accountId: z.string(), accountName: z.string(), from: z.string(), to: z.string() })) });
export type ProposalPreview = z.infer<typeof proposalPreview>;

export const diffLine = z.object({ sign: z.enum(['same', 'add', 'remove']), text: z.string() });
export const proposalDetail = proposalItem.extend({
  text: z.string(), newest: z.number().int().nullable().describe('The version in force now; another one than baseVersion means that the proposal is out of date.'),
  diff: z.array(diffLine), preview: proposalPreview.nullable().describe('Null where this kind says nothing beforehand, or the proposal was decided.'), refusal: z.string().nullable().describe('Why you may not approve it; null when you may.'),
  lookBack: lookBack.nullable().describe('How the last two years would have looked; null where this kind is not looked back at, or nobody asked.'),
  mayLookBack: z.boolean().describe('This kind can be looked back at.'), mayReopen: z.boolean().describe('You may take the rejection or the withdrawal back.'),
});
export type ProposalDetail = z.infer<typeof proposalDetail>;

/** Who may approve what. */
export const proposalRules = z.object({
  separation: z.enum(['always', 'when_others', 'never']).describe('Whether somebody else than the proposer must approve: always, only when there is somebody else who may, never.'),
  expiryDays: z.number().int().min(1).max(365).describe('Days after which an open proposal can no longer be approved.'),
  adminKinds: z.array(z.string()).describe('Kinds that only administrators approve.'),
});
export type ProposalRules = z.infer<typeof proposalRules>;

/** An approval in the git history of the programme. */
export const definitionCommit = z.object({
  kind: z.string(), definitionId: z.string(), version: z.number().int(), proposalId: z.string().nullable(), subject: z.string(), author: z.string(), at: z.string(),
  sha: z.string().nullable().describe('The commit; null while it is not written.'), message: z.string().nullable().describe('Why it is not written yet.'),
});
export type DefinitionCommit = z.infer<typeof definitionCommit>;
