import type { HealthMover, HealthMovers } from '../../contract/book-health.ts';
import type { Band } from '../../contract/health.ts';
import type { AsOf } from '../../lib/as-of.ts';
import { addDays, type Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { BookHealth } from './book-health.ts';
import { closeDrivers, readCloses, readCloseScores } from './close-store.ts';
import type { HealthProgram } from './health-program.ts';
import { ledgerChanges, type LedgerDriver } from './ledger-changes.ts';
import { readNow } from './now-store.ts';
import { isPresent } from './read-health.ts';
import { crossingsOf } from './spread.ts';

/** Less than this many points is steady. */
const steadyPoints = 0.5;
const shownDrivers = 3;

export interface MoverWish {
  days: number;
  by: 'points' | 'money';
  limit: number;
}

interface Moved extends BookHealth {
  fromScore: number;
  fromBand: Band;
  points: number;
  moneyMinor: number | null;
}

/** The currency most accounts are in: sums and orders by money are made in it alone. */
function mainCurrency(rows: readonly BookHealth[]): string | null {
  const counts = new Map<string, number>();
  for (const { currency } of rows) if (currency !== null) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null;
}

/** Accounts with a score on both days, and how far they moved. Pure. */
export function movedRows(rows: readonly BookHealth[], before: ReadonlyMap<string, { score: number | null; band: Band }>): Moved[] {
  return rows.flatMap((row): Moved[] => {
    const then = before.get(row.accountId);
    if (!then || then.score === null || row.score === null) return [];
    const points = Math.round((row.score - then.score) * 100) / 100;
    return [{ ...row, fromScore: then.score, fromBand: then.band, points, moneyMinor: row.arrMinor === null ? null : Math.round((points * row.arrMinor) / 100) }];
  });
}

/** The largest movements in one direction: by points, or by points of the ARR in the book's main currency. Pure. */
export function largest(moved: readonly Moved[], sign: 1 | -1, wish: MoverWish): Moved[] {
  const currency = mainCurrency(moved);
  const size = (row: Moved) => (wish.by === 'points' ? row.points * sign : row.currency === currency && row.moneyMinor !== null ? row.moneyMinor * sign : 0);
  return moved.filter((row) => row.points * sign >= steadyPoints && (wish.by === 'points' || size(row) > 0)).sort((a, b) => size(b) - size(a) || (a.accountName < b.accountName ? -1 : 1)).slice(0, wish.limit);
}

async function driversAt(db: Db, at: AsOf, ids: readonly string[]): Promise<Map<string, LedgerDriver[]>> {
  if (isPresent(at)) return new Map((await readNow(db, ids)).map((row) => [row.accountId, row.drivers]));
  return new Map((await readCloses(db, [at.day], ids)).map((row) => [row.accountId, closeDrivers(row)]));
}

/** Labels of measures and caps, whatever scorecard they are of. */
function labelOf(program: HealthProgram, scorecardId: string, id: string): string {
  if (id === 'override') return 'Set by a person';
  const cards = [program.card(scorecardId), ...program.cards];
  for (const card of cards) {
    const found = id.startsWith('cap:') ? card?.caps.find((cap) => `cap:${cap.id}` === id) : card?.measures.find((measure) => measure.id === id);
    if (found) return found.label;
  }
  return id;
}

/** What moved since the close `days` before: how many, which way, across which bands, and the largest movers with the lines that moved them. Four statements. */
export async function readMovers(db: Db, program: HealthProgram, at: AsOf, rows: readonly BookHealth[], wish: MoverWish): Promise<HealthMovers> {
  const from: Day = addDays(at.day, -wish.days);
  const ids = rows.map((row) => row.accountId);
  const before = new Map((await readCloseScores(db, from, addDays(from, 1), ids)).map((row) => [row.accountId, row]));
  const moved = movedRows(rows, before);
  const [rising, falling] = [largest(moved, 1, wish), largest(moved, -1, wish)];
  const shown = [...rising, ...falling].map((row) => row.accountId);
  const [then, now] = await Promise.all([readCloses(db, [from], shown), driversAt(db, at, shown)]);
  const old = new Map(then.map((close) => [close.accountId, closeDrivers(close)]));
  const told = ({ group: _group, ...row }: Moved): HealthMover => ({
    ...row,
    drivers: ledgerChanges(old.get(row.accountId) ?? [], now.get(row.accountId) ?? []).slice(0, shownDrivers).map((change) => ({ id: change.id, label: change.label ?? labelOf(program, row.scorecardId, change.id), points: change.points })),
  });
  const up = moved.filter((row) => row.points >= steadyPoints).length;
  const down = moved.filter((row) => row.points <= -steadyPoints).length;
  return {
    at: at.day, from, compared: moved.length, withoutBaseline: rows.length - moved.length, up, down, steady: moved.length - up - down,
    crossings: crossingsOf(moved, (row) => row.fromBand, (row) => row.band), rising: rising.map(told), falling: falling.map(told),
  };
}
