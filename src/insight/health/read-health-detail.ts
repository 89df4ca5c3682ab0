import type { Band, Driver, HealthDetail } from '../../contract/health.ts';
import type { AsOf } from '../../lib/as-of.ts';
import type { Clock } from '../../lib/clock.ts';
import { addDays } from '../../lib/period.ts';
import { bandFromScores, bandMemoryDays, rawBand } from './band-from-scores.ts';
import { computeCloses, computeScores } from './close-days.ts';
import { readBandMemory, readCloses, readCloseScores, type HealthClose } from './close-store.ts';
import { driverText, driverUnit } from './driver-text.ts';
import { explainHealth } from './explain-health.ts';
import { currentProgram, readVectors, type HealthEngines, type HealthProgram } from './health-program.ts';
import { readOverrides, readPulses } from './judgement-store.ts';
import { peersOf } from './peer-store.ts';
import { evidenceOf, readEvidence, type AccountRecords } from './read-evidence.ts';
import { baselineDays, isPresent, trendWeeks } from './read-health.ts';
import { bandScore, scoreDay, type DayScore } from './score-day.ts';

/** Days of the account's past that its page shows. */
const historyDays = 91;

/** Closes of single past days of one account by day: the stored ones, the others computed. */
async function pastCloses(engines: HealthEngines, program: HealthProgram, at: AsOf, accountId: string): Promise<Map<string, HealthClose>> {
  const days = [...new Set([...Array.from({ length: trendWeeks - 1 }, (_, index) => addDays(at.day, -7 * (index + 1))), ...Object.values(baselineDays).map((back) => addDays(at.day, -back))])].sort();
  const [stored, closedDays] = await Promise.all([
    readCloses(engines.db, days, [accountId]),
    engines.db.query<{ day: string }>('select distinct day::text as day from health_close where day = any($1::date[])', [days]),
  ]);
  const closed = new Set(closedDays.map((row) => row.day));
  const computed = await computeScores(engines, program, days.filter((day) => !closed.has(day)), [accountId]);
  return new Map([...stored, ...computed].map((close) => [close.day, close]));
}

function difference(now: number | null, before: number | null | undefined): number | null {
  return now === null || before === null || before === undefined ? null : Math.round((now - before) * 100) / 100;
}

function pointsOf(close: HealthClose | undefined, id: string): number | null {
  if (!close || close.score === null) return null;
  return close.drivers.find((driver) => driver[0] === id)?.[1] ?? 0;
}

interface Ground {
  engines: HealthEngines;
  at: AsOf;
  accountId: string;
  past: ReadonlyMap<string, HealthClose>;
  records: AccountRecords | undefined;
}

function toDrivers({ engines, at, accountId, past, records }: Ground, scored: DayScore): Driver[] {
  const { card, result, vector } = scored;
  const measures = new Map(card.measures.map((measure) => [measure.id, measure]));
  const groups = new Map(card.nodes.map((node) => [node.id, node.label]));
  const weeks = Array.from({ length: trendWeeks - 1 }, (_, index) => addDays(at.day, -7 * (trendWeeks - 1 - index)));
  return result.drivers.map((driver) => {
    const moved = (back: number) => (result.score === null ? null : difference(driver.points, pointsOf(past.get(addDays(at.day, -back)), driver.id)));
    return {
      id: driver.id, group: driver.group === null ? null : (groups.get(driver.group) ?? driver.group), label: driver.label, weight: driver.weight, score: driver.score, points: driver.points, value: driver.value,
      unit: driverUnit(measures.get(driver.id), engines.words), text: driverText(driver, measures.get(driver.id), vector.values, engines.words), unknownReason: driver.unknownReason, stale: driver.stale,
      moved: { d7: moved(baselineDays.d7), d28: moved(baselineDays.d28), d90: moved(baselineDays.d90) },
      sparkline: [...weeks.map((day) => past.get(day)?.drivers.find((old) => old[0] === driver.id)?.[2] ?? null), driver.score],
      evidence: evidenceOf(card, driver.id, accountId, records, at.until, engines.words),
    };
  });
}

async function readHistory({ engines, at, accountId, past }: Ground): Promise<HealthDetail['history']> {
  const closes = await readCloseScores(engines.db, addDays(at.day, -historyDays), at.day, [accountId]);
  const source = closes.length > 0 ? closes : [...past.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
  return source.map(({ day, score, band }) => ({ day, score, band }));
}

/** The band at the moment, from the closes before it; computed with them where the days were never closed. */
async function bandAt(engines: HealthEngines, program: HealthProgram, at: AsOf, accountId: string, { card, result }: DayScore): Promise<Band> {
  const memory = await readBandMemory(engines.db, at.day, [accountId]);
  if (isPresent(at) || memory.days === bandMemoryDays - 1) return bandFromScores([...(memory.scores.get(accountId) ?? []), bandScore(result)], card.definition.bands);
  return (await computeCloses(engines, program, at.day, [accountId]))[0]?.band ?? 'unknown';
}

/** Everything a page about one account needs, read at once. */
async function readGround(engines: HealthEngines, program: HealthProgram, at: AsOf, accountId: string) {
  const only = [accountId];
  const before = addDays(at.day, -1);
  const [vectors, peers, pulses, overrides, records, past] = await Promise.all([
    readVectors(engines, program, [at], only), peersOf(engines, program, [before]), readPulses(engines.db, only),
    readOverrides(engines.db, at.until, only), readEvidence(engines.db, only, at.until), pastCloses(engines, program, at, accountId),
  ]);
  const scored = scoreDay(program, { at: at.until, vectors, peers: peers.get(before) ?? new Map(), pulses }).get(accountId);
  const pulse = pulses.get(accountId)?.find((given) => given.at <= at.until);
  const ground: Ground = { engines, at, accountId, past, records: records.get(accountId) };
  return { ground, scored, override: overrides.get(accountId), pulse: pulse && pulse.expiresAt > at.until ? pulse : undefined };
}

/**
 * One account's health at a moment, opened to its records: lines with evidence, movement against fixed baselines, weekly courses, the sentence.
 * Undefined when nothing is known of the account by then.
 */
export async function readHealthDetail(engines: HealthEngines, clock: Clock, at: AsOf, accountId: string): Promise<HealthDetail | undefined> {
  const program = await currentProgram(engines.db, clock);
  const { ground, scored, override, pulse } = await readGround(engines, program, at, accountId);
  if (!scored) return undefined;
  const { card, result } = scored;
  const bands = card.definition.bands;
  const shown = override ? { id: override.id, score: override.score, reason: override.reason, by: override.by, expiresAt: override.expiresAt.toISOString() } : null;
  const drivers = toDrivers(ground, scored);
  const ago = (back: number) => difference(result.score, ground.past.get(addDays(at.day, -back))?.score);
  const moved = { d7: ago(baselineDays.d7), d28: ago(baselineDays.d28), d90: ago(baselineDays.d90) };
  const cardAgo = (back: number) => {
    const then = ground.past.get(addDays(at.day, -back))?.scorecardId;
    return then === undefined || then === card.id ? null : (program.card(then)?.definition.label ?? then);
  };
  const formerCard = { d7: cardAgo(baselineDays.d7), d28: cardAgo(baselineDays.d28), d90: cardAgo(baselineDays.d90), now: card.definition.label };
  const [computedBand, history] = await Promise.all([bandAt(engines, program, at, accountId, scored), readHistory(ground)]);
  const summary = { score: shown ? shown.score : result.score, computedScore: result.score, band: shown ? rawBand(shown.score, bands) : computedBand, coverage: result.coverage, moved };
  return {
    ...summary, accountId, confidence: result.confidence, asOf: at.day, override: shown, history: [...history, { day: at.day, score: result.score, band: computedBand }],
    scorecard: { id: card.id, version: card.version, label: card.definition.label, bands: { good: bands.good, watch: bands.watch } },
    sentence: explainHealth({ ...summary, drivers, override: shown, good: bands.good, formerCard }),
    drivers: shown ? [...drivers, overrideLine(shown, result.score)] : drivers,
    caps: result.caps.map((cap) => ({ id: cap.id, label: cap.label, limit: cap.limit, applied: cap.applied, evidence: evidenceOf(card, `cap:${cap.id}`, accountId, ground.records, at.until, engines.words) })),
    pulse: pulse ? { value: pulse.value, note: pulse.note, by: pulse.by, at: pulse.at.toISOString(), expiresAt: pulse.expiresAt.toISOString() } : null,
  };
}

function overrideLine(override: NonNullable<HealthDetail['override']>, computed: number | null): Driver {
  return {
    id: 'override', group: 'override', label: 'Set by a person', weight: 0, score: override.score, points: Math.round((override.score - (computed ?? 0)) * 100) / 100, value: null, unit: null,
    text: `${override.by} set it until ${override.expiresAt.slice(0, 10)}: ${override.reason}`, unknownReason: null, stale: false, moved: { d7: null, d28: null, d90: null }, sparkline: [], evidence: [{ kind: 'health_override', id: override.id, label: override.reason }],
  };
}
