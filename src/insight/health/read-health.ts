import type { HealthDetail, Band } from '../../contract/health.ts';
import type { AsOf } from '../../lib/as-of.ts';
import type { Clock } from '../../lib/clock.ts';
import { addDays, asOfEnd, type Day } from '../../lib/period.ts';
import { rawBand } from './band-from-scores.ts';
import { computeCloses } from './close-days.ts';
import { readCloses, type HealthClose } from './close-store.ts';
import { currentProgram, type HealthEngines, type HealthProgram } from './health-program.ts';
import { readOverrides, type Override } from './judgement-store.ts';
import { readNowScores } from './now-store.ts';
import { computePresent } from './run-health.ts';

/** An account's health at a moment, as lists show it. */
export interface AccountHealth {
  accountId: string;
  score: number | null;
  computedScore: number | null;
  band: Band;
  confidence: number;
  coverage: number;
  scorecardId: string;
  scorecardVersion: number;
}

/** Days back of the fixed baselines, and the weekly points of a trend. */
export const baselineDays = { d7: 7, d28: 28, d90: 90 } as const;
export const trendWeeks = 13;

/** True while the day of a reading still runs: its present is provisional, not yet closed. */
export function isPresent(at: AsOf): boolean {
  return at.until < asOfEnd(at.day);
}

function withOverride(close: Pick<HealthClose, 'accountId' | 'score' | 'band' | 'confidence' | 'coverage' | 'scorecardId' | 'scorecardVersion'>, override: Override | undefined, program: HealthProgram): AccountHealth {
  const { accountId, confidence, coverage, scorecardId, scorecardVersion } = close;
  const bands = program.card(scorecardId)?.definition.bands;
  return {
    accountId, confidence, coverage, scorecardId, scorecardVersion, computedScore: close.score,
    score: override ? override.score : close.score, band: override && bands ? rawBand(override.score, bands) : close.band,
  };
}

async function readPresent(engines: HealthEngines, clock: Clock, accountIds: readonly string[] | undefined): Promise<AccountHealth[]> {
  const stored = await readNowScores(engines.db, accountIds);
  if (stored.length > 0) return stored;
  return (await computePresent(engines, clock, accountIds)).now;
}

async function readPast(engines: HealthEngines, clock: Clock, at: AsOf, accountIds: readonly string[] | undefined): Promise<AccountHealth[]> {
  const program = await currentProgram(engines.db, clock);
  const [stored, overrides] = await Promise.all([readCloses(engines.db, [at.day], accountIds), readOverrides(engines.db, at.until, accountIds)]);
  const closes = stored.length > 0 ? stored : await computeCloses(engines, program, at.day, accountIds);
  return closes.map((close) => withOverride(close, overrides.get(close.accountId), program));
}

/**
 * Health of all accounts, or of some, at a moment: the provisional present today, the stored close on a closed day, and otherwise computed
 * on demand by the code that closes days. Accounts that did not exist by then are absent.
 */
export async function readHealth(engines: HealthEngines, clock: Clock, at: AsOf, accountIds?: readonly string[]): Promise<Map<string, AccountHealth>> {
  const rows = isPresent(at) ? await readPresent(engines, clock, accountIds) : await readPast(engines, clock, at, accountIds);
  return new Map(rows.map((row) => [row.accountId, row]));
}

/** How a score moved against the fixed baselines, and its weekly course, oldest first, ending at the moment. */
export interface HealthTrend {
  moved: HealthDetail['moved'];
  healthSeries: (number | null)[];
}

/** Trends of the computed score from the stored closes, for all accounts or some, in one statement. Days that were never closed are null. */
export async function readTrends(engines: HealthEngines, at: AsOf, health: ReadonlyMap<string, Pick<AccountHealth, 'accountId' | 'computedScore'>>, accountIds?: readonly string[]): Promise<Map<string, HealthTrend>> {
  const weekly = Array.from({ length: trendWeeks - 1 }, (_, index) => addDays(at.day, -7 * (trendWeeks - 1 - index)));
  const baselines = { d7: addDays(at.day, -baselineDays.d7), d28: addDays(at.day, -baselineDays.d28), d90: addDays(at.day, -baselineDays.d90) };
  const days = [...new Set([...weekly, ...Object.values(baselines)])];
  const rows = await engines.db.query<{ accountId: string; scores: Record<Day, number | null> }>(
    'select account_id as "accountId", json_object_agg(day, score) as scores from health_close where day = any($1::date[]) and ($2::text[] is null or account_id = any($2)) group by account_id',
    [days, accountIds ? [...accountIds] : null],
  );
  const scores = new Map(rows.map((row) => [row.accountId, row.scores]));
  return new Map([...health.values()].map(({ accountId, computedScore }) => {
    const own = scores.get(accountId);
    const then = (day: Day) => own?.[day] ?? null;
    const moved = (day: Day) => {
      const before = then(day);
      return before === null || computedScore === null ? null : Math.round((computedScore - before) * 100) / 100;
    };
    return [accountId, { moved: { d7: moved(baselines.d7), d28: moved(baselines.d28), d90: moved(baselines.d90) }, healthSeries: [...weekly.map(then), computedScore] }];
  }));
}
