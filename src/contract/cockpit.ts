import { z } from 'zod';

export const cockpitKinds = ['task', 'signal', 'approval', 'renewal', 'reply', 'handoff'] as const;
export const cockpitKind = z.enum(cockpitKinds);
export type CockpitKind = z.infer<typeof cockpitKind>;

/** Something that waits for a person, with what decides its rank. Unknown money or day is null. */
export interface CockpitItem {
  kind: CockpitKind;
  id: string;
  accountId: string | null;
  title: string;
  /** One sentence from whoever raised it. */
  why: string;
  /** Annual money that it can move, in `currency`. */
  impactMinor: number | null;
  currency?: string | null;
  /** Days until it is due; negative when late, null when no day is set. */
  urgencyDays: number | null;
  /** 0..1: how sure it is that acting matters. */
  confidence: number;
  /** Page that shows it. */
  link: string;
  dueOn: string | null;
  version: number;
  /** The member whose work it is; the account's owner where nobody is named. */
  assigneeId?: string | null;
  /** State of a task or signal. */
  state?: string | null;
}

export const rankParts = z.object({ impact: z.number(), urgency: z.number(), confidence: z.number() });
export type RankParts = z.infer<typeof rankParts>;

export const rankedItem = z.object({
  kind: cockpitKind, id: z.string(), accountId: z.string().nullable(), accountName: z.string().nullable(), title: z.string(), why: z.string(),
  impactMinor: z.number().nullable(), currency: z.string().nullable(), urgencyDays: z.number().nullable(), link: z.string(), dueOn: z.string().nullable(), version: z.number().int(),
  assigneeId: z.string().nullable(), assignee: z.string().nullable(), state: z.string().nullable(),
  rank: z.number().int().describe('1 comes first.'), score: z.number().describe('100 × impact × urgency × confidence.'), parts: rankParts, reason: z.string().describe('The rank in one sentence.'),
});
export type RankedItem = z.infer<typeof rankedItem>;

/** Open work of one person; null is what nobody has. */
export const cockpitLoad = z.object({ memberId: z.string().nullable(), name: z.string().nullable(), items: z.number().int(), late: z.number().int(), week: z.number().int().describe('Due within seven days.') });
export type CockpitLoad = z.infer<typeof cockpitLoad>;

export const cockpitList = z.object({
  items: z.array(rankedItem), total: z.number().int(), next: z.string().nullable(), at: z.string(), who: z.string().describe('Whose work: a member, or "all".'),
  kinds: z.record(z.string(), z.number().int()), load: z.array(cockpitLoad), formula: z.string(),
});
export type CockpitList = z.infer<typeof cockpitList>;
