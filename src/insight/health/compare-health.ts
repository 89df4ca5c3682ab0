import type { HealthComparison } from '../../contract/account-page.ts';
import type { AsOf } from '../../lib/as-of.ts';
import type { Clock } from '../../lib/clock.ts';
import { addDays } from '../../lib/period.ts';
import type { FactValue } from '../../program/definition/expression.ts';
import { computeCloses } from './close-days.ts';
import { readCloseScores } from './close-store.ts';
import { currentProgram, readVectors, type HealthEngines, type HealthProgram } from './health-program.ts';
import { readPulses } from './judgement-store.ts';
import { peersOf } from './peer-store.ts';
import { factEvidence, readEvidence, type AccountRecords } from './read-evidence.ts';
import { scoreDay, type DayScore } from './score-day.ts';
import { rawBand } from './band-from-scores.ts';
import { asOfEnd } from '../../lib/period.ts';

type Compared = HealthComparison['drivers'][number];
type Side = NonNullable<HealthComparison['from']>;

const round = (value: number) => Math.round(value * 100) / 100;

/** Points of every driver at two dates, the largest movement first; one that only one of them has counts as nothing in the other, one unknown at both is left out. Pure. */
export function compareDrivers(from: DayScore['result'] | undefined, to: DayScore['result'] | undefined): Compared[] {
  const before = new Map((from?.drivers ?? []).map((driver) => [driver.id, driver]));
  const after = new Map((to?.drivers ?? []).map((driver) => [driver.id, driver]));
  return [...new Set([...after.keys(), ...before.keys()])]
    .map((id): Compared => {
      const old = before.get(id);
      const now = after.get(id);
      return { id, label: (now ?? old)?.label ?? id, fromPoints: old ? round(old.points) : null, toPoints: now ? round(now.points) : null, fromScore: old?.score ?? null, toScore: now?.score ?? null, moved: round((now?.points ?? 0) - (old?.points ?? 0)) };
    })
    .filter((driver) => driver.fromScore !== null || driver.toScore !== null || driver.fromPoints || driver.toPoints)
    .toSorted((a, b) => Math.abs(b.moved) - Math.abs(a.moved) || a.id.localeCompare(b.id));
}

/** Ids of the facts whose values differ; numbers that agree in four digits are the same. Pure. */
export function changedFacts(from: Readonly<Record<string, FactValue>>, to: Readonly<Record<string, FactValue>>): string[] {
  const shape = (value: FactValue | undefined) => (typeof value === 'number' ? Number(value.toPrecision(4)) : (value ?? null));
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((id) => shape(from[id]) !== shape(to[id])).sort();
}

/** The band at a moment: that of a stored close, of closes computed up to it, or within the day the threshold's. */
async function bandOf(engines: HealthEngines, program: HealthProgram, at: AsOf, accountId: string, score: DayScore): Promise<Side['band']> {
  if (score.result.score === null || !score.result.eligible) return 'unknown';
  if (at.until < asOfEnd(at.day)) {
    const [now] = await engines.db.query<{ band: Side['band'] }>('select band from health_now where account_id = $1', [accountId]);
    return now?.band ?? rawBand(score.result.score, score.card.definition.bands);
  }
  const [stored] = await readCloseScores(engines.db, at.day, addDays(at.day, 1), [accountId]);
  return stored?.band ?? (await computeCloses(engines, program, at.day, [accountId]))[0]?.band ?? 'unknown';
}

async function sideOf(engines: HealthEngines, program: HealthProgram, at: AsOf, accountId: string, score: DayScore | undefined): Promise<Side | null> {
  if (!score) return null;
  const { card, result } = score;
  return { at: at.day, score: result.score, band: await bandOf(engines, program, at, accountId, score), coverage: result.coverage, scorecard: { id: card.id, version: card.version, label: card.definition.label } };
}

function areaOf(fact: string): string {
  return fact.slice(0, fact.indexOf('.'));
}

/** One account at two dates by today's rules: computed scores, points per driver, and the facts that changed with the records of the later date. */
export async function compareHealth(engines: HealthEngines, clock: Clock, accountId: string, from: AsOf, to: AsOf): Promise<HealthComparison> {
  const program = await currentProgram(engines.db, clock);
  const moments = [from, to];
  const [vectors, peers, pulses, older, newer] = await Promise.all([
    readVectors(engines, program, moments, [accountId]), peersOf(engines, program, [...new Set(moments.map((at) => addDays(at.day, -1)))]), readPulses(engines.db, [accountId]),
    readEvidence(engines.db, [accountId], from.until), readEvidence(engines.db, [accountId], to.until),
  ]);
  const scoreAt = (at: AsOf) => scoreDay(program, { at: at.until, vectors: vectors.filter((vector) => vector.day === at.day), peers: peers.get(addDays(at.day, -1)) ?? new Map(), pulses }).get(accountId);
  const [before, after] = [scoreAt(from), scoreAt(to)];
  const values = [before?.vector.values ?? {}, after?.vector.values ?? {}] as const;
  const text = (id: string, value: FactValue, all: typeof values[0]) => (value === null ? 'unknown' : (engines.words.get(id)?.text(value, all) ?? String(value)));
  const recordsOf = (id: string, found: AccountRecords | undefined, at: AsOf) => factEvidence(id, accountId, found, at.until, engines.words);
  const facts = changedFacts(...values).map((id) => {
    const [old, now] = [values[0][id] ?? null, values[1][id] ?? null];
    const evidence = recordsOf(id, newer.get(accountId), to);
    return { id, label: engines.words.get(id)?.label ?? id, area: areaOf(id), from: { value: old, text: text(id, old, values[0]) }, to: { value: now, text: text(id, now, values[1]) }, evidence: evidence.length ? evidence : recordsOf(id, older.get(accountId), from) };
  });
  const [fromSide, toSide] = await Promise.all([sideOf(engines, program, from, accountId, before), sideOf(engines, program, to, accountId, after)]);
  return { accountId, from: fromSide, to: toSide, drivers: compareDrivers(before?.result, after?.result), facts };
}
