import { addMonths, type Day } from '../../lib/period.ts';
import { chainRevenueOn, revenueOn, valuerOn, type RevenueBook, type RevenueOn, type Valuer } from './revenue-book.ts';
import { sumOf } from './figure.ts';

/** What happened to an entity's revenue between two days. */
export type MovementKind = 'new' | 'reactivation' | 'expansion' | 'contraction' | 'churn' | 'unchanged';

export const movementKinds = ['new', 'reactivation', 'expansion', 'contraction', 'churn'] as const satisfies readonly MovementKind[];

/** One entity between two days, in minor units of the base currency: opening + transfer + change + fx = closing. */
export interface EntityMovement {
  entity: string;
  openingMinor: number;
  /** Revenue of contracts that came from (+) or went to (-) another entity. */
  transferMinor: number;
  kind: MovementKind;
  /** Signed: contraction and churn are negative. At the opening rate. */
  changeMinor: number;
  fxMinor: number;
  closingMinor: number;
  note: string | null;
}

export interface Waterfall {
  from: Day;
  to: Day;
  openingMinor: number;
  closingMinor: number;
  /** Sum of changes by kind, signed, and how many entities. */
  byKind: Record<Exclude<MovementKind, 'unchanged'>, { minor: number; entities: number }>;
  transferInMinor: number;
  transferOutMinor: number;
  fxMinor: number;
  movements: readonly EntityMovement[];
  notValued: RevenueOn['notValued'];
}

/** Opening revenue of contracts that changed hands between the days, by receiving (+) and giving (-) entity. */
function transfersBetween(book: RevenueBook, from: Day, to: Day, valuer: Valuer): Map<string, number> {
  const byEntity = new Map<string, number>();
  const moves = book.successions.filter(({ kind, to: received }) => kind === 'transfer' && received.startOn > from && received.startOn <= to);
  if (moves.length === 0) return byEntity;
  const openingOf = chainRevenueOn(book, from, valuer);
  const add = (entity: string, minor: number) => byEntity.set(entity, (byEntity.get(entity) ?? 0) + minor);
  for (const { from: given, to: received } of moves) {
    const opening = openingOf.get(book.chainOf.get(received.id) as string);
    const giver = book.entityOf(given.accountId);
    const receiver = book.entityOf(received.accountId);
    if (!opening || giver === receiver) continue;
    add(giver, -opening.minor);
    add(receiver, opening.minor);
  }
  return byEntity;
}

function kindOf(opening: number, closing: number, before: boolean): MovementKind {
  if (opening === closing) return 'unchanged';
  if (opening <= 0 && closing > 0) return before ? 'reactivation' : 'new';
  if (opening > 0 && closing <= 0) return 'churn';
  return closing > opening ? 'expansion' : 'contraction';
}

/** True when there was a time inside the period without any line in force. */
function pausedWithin(book: RevenueBook, entity: string, from: Day, to: Day): boolean {
  let covered = from;
  for (const span of book.byEntity.get(entity) ?? []) {
    if (span.from >= to || (span.to !== null && span.to <= from)) continue;
    if (span.from > covered) return true;
    if (span.to === null || span.to >= to) return false;
    if (span.to > covered) covered = span.to;
  }
  return false;
}

/**
 * Movements between the ends of two days (METRICS "Movements"). Everything is valued at the rate of the opening day; the difference to
 * the closing day's rate is the currency effect. Closes exactly: opening + all kinds + transfers + fx = closing, per entity and in sum.
 */
export function waterfall(book: RevenueBook, from: Day, to: Day, rateDays: { opening: Day; closing: Day } = { opening: from, closing: to }): Waterfall {
  const openingRate = valuerOn(book, rateDays.opening);
  const opening = revenueOn(book, from, openingRate);
  const closing = revenueOn(book, to, openingRate);
  const closingValued = book.oneCurrency ? closing : revenueOn(book, to, withSameLines(openingRate, valuerOn(book, rateDays.closing)));
  const transfers = transfersBetween(book, from, to, openingRate);
  const movements = [...new Set([...opening.byEntity.keys(), ...closing.byEntity.keys(), ...transfers.keys()])].map((entity): EntityMovement => {
    const openingMinor = opening.byEntity.get(entity) ?? 0;
    const transferMinor = transfers.get(entity) ?? 0;
    const adjusted = openingMinor + transferMinor;
    const atOpeningRate = closing.byEntity.get(entity) ?? 0;
    const closingMinor = closingValued.byEntity.get(entity) ?? 0;
    const kind = kindOf(adjusted, atOpeningRate, (book.firstOn.get(entity) ?? from) < from);
    const back = openingMinor > 0 && atOpeningRate > 0 && pausedWithin(book, entity, from, to);
    const note = back ? 'recovered: left and returned inside the period' : opening.bridged.has(entity) ? 'opening bridges a gap before a renewal' : transferMinor !== 0 ? 'a contract moved between accounts' : null;
    return { entity, openingMinor, transferMinor, kind, changeMinor: atOpeningRate - adjusted, fxMinor: closingMinor - atOpeningRate, closingMinor, note };
  });
  return { from, to, ...totals(movements), movements, notValued: [...new Set([...opening.notValued, ...closing.notValued])] };
}

/** Values by `other`, but only lines that `first` can value too: a line is in both ends of a period or in none. */
function withSameLines(first: Valuer, other: Valuer): Valuer {
  return (line) => (first(line) === null ? null : other(line));
}

function totals(movements: readonly EntityMovement[]) {
  const kind = (wanted: MovementKind) => {
    const of = movements.filter((movement) => movement.kind === wanted);
    return { minor: sumOf(of, (movement) => movement.changeMinor), entities: of.length };
  };
  return {
    openingMinor: sumOf(movements, (movement) => movement.openingMinor),
    closingMinor: sumOf(movements, (movement) => movement.closingMinor),
    byKind: { new: kind('new'), reactivation: kind('reactivation'), expansion: kind('expansion'), contraction: kind('contraction'), churn: kind('churn') },
    transferInMinor: sumOf(movements, (movement) => Math.max(0, movement.transferMinor)),
    transferOutMinor: sumOf(movements, (movement) => Math.min(0, movement.transferMinor)),
    fxMinor: sumOf(movements, (movement) => movement.fxMinor),
  };
}

/** The period cut at the same day of each month; the last piece may be shorter. */
export function monthsBetween(from: Day, to: Day): { from: Day; to: Day }[] {
  const cuts: { from: Day; to: Day }[] = [];
  for (let i = 0, start = from; start < to; i++) {
    const next = addMonths(from, i + 1);
    const end = next < to ? next : to;
    cuts.push({ from: start, to: end });
    start = end;
  }
  return cuts;
}

/** Monthly waterfalls at the period's opening rate. Their sum by kind differs from the end points where revenue moved to and fro. */
export function monthlyWaterfalls(book: RevenueBook, from: Day, to: Day): Waterfall[] {
  return monthsBetween(from, to).map((month) => waterfall(book, month.from, month.to, { opening: from, closing: from }));
}
