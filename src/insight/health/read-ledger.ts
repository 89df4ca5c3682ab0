import { dayStart, addDays } from '../../lib/period.ts';
import type { AsOf } from '../../lib/as-of.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { closeDrivers, type HealthClose } from './close-store.ts';
import { isLedgerChange, ledgerChanges } from './ledger-changes.ts';
import type { HealthEngines, HealthProgram } from './health-program.ts';
import { evidenceOf, readEvidence } from './read-evidence.ts';
import type { LedgerEntry } from './now-store.ts';

/** A ledger entry as read; `id` orders and pages. Entries of closed days that no live change wrote are derived from the closes. */
export interface ReadEntry extends Omit<LedgerEntry, 'accountId' | 'at'> {
  id: string;
  at: Date;
}

/** Changes written as they happened, newest first. */
function liveEntries(db: Db, accountId: string, at: AsOf): Promise<ReadEntry[]> {
  return db.query<ReadEntry>(
    `select id::text as id, at, cause, from_score as "fromScore", to_score as "toScore", from_band as "fromBand", to_band as "toBand",
       scorecard_id as "scorecardId", scorecard_version as "scorecardVersion", changes
     from health_ledger where account_id = $1 and at <= $2 order by at desc, health_ledger.id desc limit 2000`,
    [accountId, at.until],
  );
}

/** The change that a day's close brought against the close before it; undefined when it moved nothing worth an entry. */
export function closeEntry(before: HealthClose | undefined, after: HealthClose): ReadEntry | undefined {
  if (!isLedgerChange(before, after)) return undefined;
  return {
    id: `close-${after.day}`, at: dayStart(addDays(after.day, 1)), cause: 'close', fromScore: before?.score ?? null, toScore: after.score, fromBand: before?.band ?? null, toBand: after.band,
    scorecardId: after.scorecardId, scorecardVersion: after.scorecardVersion,
    changes: ledgerChanges(before ? closeDrivers(before) : [], closeDrivers(after)).map((change) => ({ ...change, evidence: [] })),
  };
}

/**
 * A first live entry knows no score before it. Where closes were filled in for the days before, it is compared with the last of them instead, so that
 * a ledger begins once; undefined when nothing moved against that close.
 */
export function joinedEntry(first: ReadEntry, close: HealthClose): ReadEntry | undefined {
  const after = first.changes.map(({ id, label, points, toScore, toValue }) => ({ id, ...(label === null ? {} : { label }), points, score: toScore, value: toValue }));
  if (!isLedgerChange(close, { score: first.toScore, band: first.toBand })) return undefined;
  const evidence = new Map(first.changes.map((change) => [change.id, change.evidence]));
  const changes = ledgerChanges(closeDrivers(close), after).map((change) => ({ ...change, evidence: evidence.get(change.id) ?? [] }));
  return { ...first, fromScore: close.score, fromBand: close.band, changes };
}

function joined(live: readonly ReadEntry[], last: HealthClose | undefined): ReadEntry[] {
  const first = live.at(-1);
  // Stores written before writers took turns may hold a beginning twice.
  live = live.filter((entry) => entry === first || entry.fromBand !== null || entry.toBand !== first?.toBand || entry.toScore !== first.toScore);
  if (!first || !last || first.fromBand !== null) return [...live];
  return [...live.slice(0, -1), ...[joinedEntry(first, last) ?? []].flat()];
}

/**
 * Every change of an account's score by a moment, newest first, in points per measure: what the live path wrote, and for the time before
 * it the differences between daily closes. So history that was filled in later is explained like history that was lived.
 */
export async function readLedger(db: Db, accountId: string, at: AsOf): Promise<ReadEntry[]> {
  const live = await liveEntries(db, accountId, at);
  const lived = live.at(-1)?.at ?? at.until;
  const closes = await db.query<HealthClose>(
    `select account_id as "accountId", day::text as day, scorecard_id as "scorecardId", scorecard_version as "scorecardVersion", score, band, confidence, coverage, drivers
     from health_close where account_id = $1 and (day + 1)::timestamptz <= $2 order by day`,
    [accountId, lived],
  );
  const derived = closes.flatMap((close, index) => closeEntry(closes[index - 1], close) ?? []);
  return [...joined(live, closes.at(-1)), ...derived.reverse()];
}

/** Names the measures of entries that were written or derived without names, by the scorecard. */
export function nameChanges(program: HealthProgram, entries: readonly ReadEntry[]): void {
  for (const entry of entries) {
    const card = program.card(entry.scorecardId);
    if (!card) continue;
    const names = new Map([...card.measures.map((measure) => [measure.id, measure.label] as const), ...card.caps.map((cap) => [`cap:${cap.id}`, cap.label] as const)]);
    for (const change of entry.changes) change.label ??= names.get(change.id) ?? null;
  }
}

/** Looks up the records behind entries that have none, as of each entry's own moment: a large re-score and a derived entry are written without. */
export async function addLedgerEvidence(engines: HealthEngines, program: HealthProgram, accountId: string, entries: readonly ReadEntry[]): Promise<void> {
  for (const entry of entries) {
    const card = program.card(entry.scorecardId);
    if (!card || entry.changes.some((change) => change.evidence.length > 0)) continue;
    const records = (await readEvidence(engines.db, [accountId], entry.at)).get(accountId);
    for (const change of entry.changes) change.evidence = evidenceOf(card, change.id, accountId, records, entry.at, engines.words);
  }
}
