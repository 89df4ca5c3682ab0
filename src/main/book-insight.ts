import type { BookInsight } from '../insight/book/read-book.ts';
import { computeFacts } from '../insight/fact/compute-facts.ts';
import type { FactVector } from '../insight/fact/fact.ts';
import { computeCloses } from '../insight/health/close-days.ts';
import { readCloseScores } from '../insight/health/close-store.ts';
import { currentProgram, healthEngines, withSegments } from '../insight/health/health-program.ts';
import { readTrends, type HealthTrend } from '../insight/health/read-health.ts';
import { readListedFacts, readNowScores, type ListedFacts } from '../insight/health/now-store.ts';
import type { AsOf } from '../lib/as-of.ts';
import { addDays, dayOf, type Day } from '../lib/period.ts';
import type { Context } from '../platform/operation/context.ts';

const usageWeeks = 16;
/** More accounts than this are computed with all the others, in the lane of bulk work. */
const mostAtHand = 500;

interface Score {
  accountId: string;
  score: number | null;
  computedScore: number | null;
  band: BookInsight['band'];
  confidence: number;
  coverage: number;
}

/** Scores of the moment: the present as it stands, a closed day as closed, any other day computed by the same code. */
export async function scoresAt(context: Context, at: AsOf, ids: readonly string[] | undefined): Promise<readonly Score[]> {
  if (at.day === dayOf(context.clock.now())) return readNowScores(context.db, ids);
  const closed = await readCloseScores(context.db, at.day, addDays(at.day, 1), ids);
  const closes = closed.length ? closed : await computeCloses(healthEngines(context), await currentProgram(context.db, context.clock), at.day, ids);
  return closes.map((close) => ({ ...close, computedScore: close.score }));
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function listedOf({ accountId, values, weekly }: FactVector): ListedFacts {
  return {
    accountId, arrMinor: numberOf(values['contract.arr_minor']), currency: textOf(values['contract.currency']), daysToEnd: numberOf(values['contract.days_to_end']),
    daysSinceContact: numberOf(values['engagement.days_since_contact']), stage: textOf(values['account.stage']), segment: textOf(values['account.segment']), weeklyEvents: weekly.events,
  };
}

/** Facts of a moment as lists show them. Of the present what the newest scoring saw, and computed only for accounts that wait for theirs; of the past computed for all. */
async function factsAt(context: Context, at: AsOf, ids: readonly string[] | undefined): Promise<ListedFacts[]> {
  const { db, clock } = context;
  const compute = async (accountIds: readonly string[] | undefined) => {
    const [program, vectors] = await Promise.all([currentProgram(db, clock), computeFacts(context, { dates: [at], ...(accountIds ? { accountIds } : {}) })]);
    return withSegments(program, vectors).map(listedOf);
  };
  if (at.day !== dayOf(clock.now())) return compute(ids);
  const [stored, all] = await Promise.all([readListedFacts(db, at.day, ids), ids ?? db.query<{ id: string }>('select id from account where merged_into is null').then((rows) => rows.map(({ id }) => id))]);
  const have = new Set(stored.map(({ accountId }) => accountId));
  const missing = all.filter((id) => !have.has(id));
  if (missing.length > mostAtHand) return compute(ids);
  return missing.length ? [...stored, ...(await compute(missing))] : stored;
}

function insightOf(score: Score | undefined, facts: ListedFacts | undefined, trend: HealthTrend | undefined, dayIn: (days: number) => Day): BookInsight {
  const { arrMinor = null, currency = null, daysToEnd = null, daysSinceContact = null, stage = null, segment = null, weeklyEvents = [] } = facts ?? {};
  return {
    score: score?.score ?? null, band: score?.band ?? 'unknown', confidence: score?.confidence ?? 0, coverage: score?.coverage ?? 0,
    moved: trend?.moved ?? { d7: null, d28: null, d90: null }, healthSeries: trend?.healthSeries ?? [],
    arrMinor, currency, stage, segment, usageSeries: weeklyEvents.slice(-usageWeeks),
    renewalOn: daysToEnd === null ? null : dayIn(daysToEnd), lastTouchOn: daysSinceContact === null ? null : dayIn(-daysSinceContact),
  };
}

/** Derived values of the book at a moment, for all accounts or one, in a number of statements that does not grow with the accounts. */
export async function bookInsightAt(context: Context, at: AsOf, accountId?: string): Promise<ReadonlyMap<string, BookInsight>> {
  const ids = accountId ? [accountId] : undefined;
  const [scores, facts] = await Promise.all([scoresAt(context, at, ids), factsAt(context, at, ids)]);
  const byAccount = new Map(scores.map((score) => [score.accountId, score]));
  const trends = await readTrends(healthEngines(context), at, byAccount, ids);
  const listed = new Map(facts.map((own) => [own.accountId, own]));
  const days = new Map<number, Day>();
  const dayIn = (count: number) => days.get(count) ?? days.set(count, addDays(at.day, count)).get(count) as Day;
  return new Map([...new Set([...byAccount.keys(), ...listed.keys()])].map((id) => [id, insightOf(byAccount.get(id), listed.get(id), trends.get(id), dayIn)]));
}
