import type { BookInsight } from '../insight/book/read-book.ts';
import { computeFacts } from '../insight/fact/compute-facts.ts';
import type { FactVector } from '../insight/fact/fact.ts';
import { computeCloses } from '../insight/health/close-days.ts';
import { readCloseScores, readCloses } from '../insight/health/close-store.ts';
import { currentProgram, healthEngines } from '../insight/health/health-program.ts';
import { readNowScores } from '../insight/health/now-store.ts';
import type { AsOf } from '../lib/as-of.ts';
import { addDays, dayOf, type Day } from '../lib/period.ts';
import type { Context } from '../platform/operation/context.ts';

const weeks = 13;
const usageWeeks = 16;

interface Score {
  accountId: string;
  score: number | null;
  band: BookInsight['band'];
  confidence: number;
  coverage: number;
}

/** Scores of the moment: the present as it stands, a closed day as closed, any other day computed by the same code. */
async function scoresAt(context: Context, at: AsOf, ids: readonly string[] | undefined): Promise<readonly Score[]> {
  if (at.day === dayOf(context.clock.now())) return readNowScores(context.db, ids);
  const closed = await readCloses(context.db, [at.day], ids);
  if (closed.length) return closed;
  return computeCloses(healthEngines(context), await currentProgram(context.db, context.clock), at.day, ids);
}

function seriesOf(history: readonly { accountId: string; day: Day; score: number | null }[]): Map<string, Map<Day, number | null>> {
  const series = new Map<string, Map<Day, number | null>>();
  for (const { accountId, day, score } of history) {
    let own = series.get(accountId);
    if (!own) series.set(accountId, (own = new Map()));
    own.set(day, score);
  }
  return series;
}

function moved(score: number | null, past: Map<Day, number | null> | undefined, day: Day, days: number): number | null {
  const before = past?.get(addDays(day, -days));
  return score === null || before === null || before === undefined ? null : Math.round((score - before) * 10) / 10;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function insightOf(score: Score | undefined, facts: FactVector | undefined, past: Map<Day, number | null> | undefined, day: Day): BookInsight {
  const value = score?.score ?? null;
  const daysToEnd = numberOf(facts?.values['contract.days_to_end']);
  const sinceContact = numberOf(facts?.values['engagement.days_since_contact']);
  const arrMinor = numberOf(facts?.values['contract.arr_minor']);
  return {
    score: value, band: score?.band ?? 'unknown', confidence: score?.confidence ?? 0, coverage: score?.coverage ?? 0,
    moved: { d7: moved(value, past, day, 7), d28: moved(value, past, day, 28), d90: moved(value, past, day, 90) },
    healthSeries: Array.from({ length: weeks }, (_, i) => (i === weeks - 1 ? value : (past?.get(addDays(day, -7 * (weeks - 1 - i))) ?? null))),
    arrMinor, currency: textOf(facts?.values['contract.currency']),
    renewalOn: daysToEnd === null ? null : addDays(day, daysToEnd),
    usageSeries: (facts?.weekly.events ?? []).slice(-usageWeeks),
    stage: textOf(facts?.values['account.stage']), segment: textOf(facts?.values['account.segment']),
    lastTouchOn: sinceContact === null ? null : addDays(day, -sinceContact),
  };
}

/** Derived values of the book at a moment, for all accounts or one, in a number of statements that does not grow with the accounts. */
export async function bookInsightAt(context: Context, at: AsOf, accountId?: string): Promise<ReadonlyMap<string, BookInsight>> {
  const ids = accountId ? [accountId] : undefined;
  const [scores, facts, history] = await Promise.all([
    scoresAt(context, at, ids),
    computeFacts(context, { dates: [at], ...(ids ? { accountIds: ids } : {}) }),
    readCloseScores(context.db, addDays(at.day, -95), at.day, ids),
  ]);
  const past = seriesOf(history);
  const byAccount = new Map(scores.map((score) => [score.accountId, score]));
  const vectors = new Map(facts.map((vector) => [vector.accountId, vector]));
  return new Map([...new Set([...byAccount.keys(), ...vectors.keys()])].map((id) => [id, insightOf(byAccount.get(id), vectors.get(id), past.get(id), at.day)]));
}
