import type { Clock } from '../../lib/clock.ts';
import { addDays, asOfEnd, dayOf } from '../../lib/period.ts';
import { bandFromScores, rawBand } from './band-from-scores.ts';
import { readBandMemory } from './close-store.ts';
import { driverText, driverUnit } from './driver-text.ts';
import { evidenceOf, readEvidence } from './read-evidence.ts';
import { currentProgram, readVectors, type HealthEngines } from './health-program.ts';
import type { ScoredVector } from './measure-value.ts';
import { readOverrides, readPulses, type Override } from './judgement-store.ts';
import { isLedgerChange, ledgerChanges } from './ledger-changes.ts';
import { readNow, readNowScores, writeNow, type HealthNow, type LedgerEntry, type NowDriver } from './now-store.ts';
import { peersOf } from './peer-store.ts';
import { bandScore, scoreDay, type DayScore } from './score-day.ts';

export interface RescoreRequest {
  /** Absent means all accounts. */
  accountIds?: readonly string[] | undefined;
  cause: string;
}

/** What a re-scoring did. */
export interface RescoreResult {
  scored: number;
  changed: string[];
  /** Facts of the scored accounts, for the stages that follow. */
  vectors: ScoredVector[];
}

/** Ledger entries carry record ids up to this many accounts at once; above, a reader computes them for the moment it asks about. */
const evidenceAccounts = 500;

/** The line that an override adds, so that points still add up to the shown score. */
function overrideDriver(override: Override, computed: number | null): NowDriver {
  const text = `set to ${override.score} until ${override.expiresAt.toISOString().slice(0, 10)}: ${override.reason}`;
  return { id: 'override', group: 'override', label: 'Set by a person', weight: 0, score: override.score, points: Math.round((override.score - (computed ?? 0)) * 100) / 100, value: null, against: null, unknownReason: null, stale: false, text, unit: null };
}

/** The present of one account from its scoring, the closes before it and the override in force. Pure. */
export function presentOf(accountId: string, scored: DayScore, memory: readonly (number | null)[], override: Override | undefined, at: Date, words: HealthEngines['words']): HealthNow {
  const { card, result, vector } = scored;
  const measures = new Map(card.measures.map((measure) => [measure.id, measure]));
  const drivers: NowDriver[] = result.drivers.map((driver) => ({ ...driver, text: driverText(driver, measures.get(driver.id), vector.values, words), unit: driverUnit(measures.get(driver.id), words) }));
  if (override) drivers.push(overrideDriver(override, result.score));
  const ends = [asOfEnd(dayOf(at)), result.expiresAt, override?.expiresAt ?? null].filter((end): end is Date => end !== null && end > at);
  return {
    accountId, at, scorecardId: card.id, scorecardVersion: card.version, score: override ? override.score : result.score, computedScore: result.score,
    band: override ? rawBand(override.score, card.definition.bands) : bandFromScores([...memory, bandScore(result)], card.definition.bands),
    confidence: result.confidence, coverage: result.coverage, drivers, caps: result.caps, overrideId: override?.id ?? null,
    nextDueAt: ends.reduce((first, end) => (end < first ? end : first)),
  };
}

function entryOf(before: HealthNow | undefined, after: HealthNow, cause: string): LedgerEntry {
  return {
    accountId: after.accountId, at: after.at, cause, fromScore: before?.score ?? null, toScore: after.score, fromBand: before?.band ?? null, toBand: after.band,
    scorecardId: after.scorecardId, scorecardVersion: after.scorecardVersion, changes: ledgerChanges(before?.drivers ?? [], after.drivers).map((change) => ({ ...change, evidence: [] })),
  };
}

async function addEvidence(engines: HealthEngines, entries: readonly LedgerEntry[], scored: ReadonlyMap<string, DayScore>, at: Date): Promise<void> {
  if (entries.length === 0 || entries.length > evidenceAccounts) return;
  const records = await readEvidence(engines.db, entries.map((entry) => entry.accountId), at);
  for (const entry of entries) {
    const card = (scored.get(entry.accountId) as DayScore).card;
    for (const change of entry.changes) change.evidence = evidenceOf(card, change.id, entry.accountId, records.get(entry.accountId), at, engines.words);
  }
}

/** The present computed, not stored: rows, the scorings behind them and what was stored before. */
export interface Present {
  now: HealthNow[];
  scored: ReadonlyMap<string, DayScore>;
  at: Date;
}

/** Computes the present of accounts (absent: of all). Percentiles are held against the distributions of the day before. */
export async function computePresent(engines: HealthEngines, clock: Clock, accountIds: readonly string[] | undefined): Promise<Present> {
  const { db } = engines;
  const at = clock.now();
  const day = dayOf(at);
  const yesterday = addDays(day, -1);
  const program = await currentProgram(db, clock);
  const [vectors, peers, pulses, overrides, memory] = await Promise.all([
    readVectors(engines, program, [{ day, until: at }], accountIds), peersOf(engines, program, [yesterday]),
    readPulses(db, accountIds), readOverrides(db, at, accountIds), readBandMemory(db, day, accountIds),
  ]);
  const scored = scoreDay(program, { at, vectors, peers: peers.get(yesterday) ?? new Map(), pulses });
  const now = [...scored].map(([accountId, score]) => presentOf(accountId, score, memory.scores.get(accountId) ?? [], overrides.get(accountId), at, engines.words));
  return { now, scored, at };
}

/**
 * Re-scores accounts for the present: facts, scorecard, score, band, ledger, feed. One code path and a fixed number of statements for
 * one account, five hundred or all.
 */
export async function rescore(engines: HealthEngines, clock: Clock, request: RescoreRequest): Promise<RescoreResult> {
  const { db } = engines;
  const { accountIds, cause } = request;
  if (accountIds?.length === 0) return { scored: 0, changed: [], vectors: [] };
  const { now, scored, at } = await computePresent(engines, clock, accountIds);
  const facts = [...scored].map(([accountId, { vector }]) => ({ accountId, at, values: vector.values, reasons: vector.reasons, weeklyEvents: vector.weekly?.events ?? null }));
  // Writers take turns, and each compares with what the one before wrote: otherwise two that began together would both tell of the same change.
  const ledger = await db.tx(async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtext('health_now'))");
    const before = new Map((await readNowScores(tx, accountIds)).map((row) => [row.accountId, row]));
    const changed = now.filter((row) => isLedgerChange(before.get(row.accountId), row));
    const old = new Map(changed.length ? (await readNow(tx, changed.map((row) => row.accountId))).map((row) => [row.accountId, row]) : []);
    const entries = changed.map((row) => entryOf(old.get(row.accountId), row, cause));
    await addEvidence(engines, entries, scored, at);
    const gone = [...before.keys()].filter((accountId) => !scored.has(accountId));
    await writeNow(tx, clock.wall(), { now, facts, ledger: entries, gone });
    return entries;
  });
  return { scored: now.length, changed: ledger.map((entry) => entry.accountId), vectors: [...scored.values()].map(({ vector }) => vector) };
}
