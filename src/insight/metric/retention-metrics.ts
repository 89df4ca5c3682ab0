import { addDays, type Day } from '../../lib/period.ts';
import type { LineSpan } from '../../customer/agreement/line-spans.ts';
import { counted, notesOf, ratioFigure, ratioVariant, sumFigure, sumOf, type Figure, type Part } from './figure.ts';
import type { EntityMovement, Waterfall } from './movements.ts';
import { dueRenewals } from './renewals.ts';
import { chainRevenueOn, revenueOn, valuerOn, type RevenueBook } from './revenue-book.ts';

const noOpening = 'No account had recurring revenue at the start of the window.';

function cohort(fall: Waterfall): EntityMovement[] {
  return fall.movements.filter((movement) => openingOf(movement) > 0);
}

/** Opening revenue after contracts that moved between entities: what the entity had to keep. */
function openingOf(movement: EntityMovement): number {
  return movement.openingMinor + movement.transferMinor;
}

/** Closing revenue at the opening rate. */
function closingOf(movement: EntityMovement): number {
  return openingOf(movement) + movement.changeMinor;
}

function cohortParts(fall: Waterfall, numerator: (movement: EntityMovement) => number, denominator: (movement: EntityMovement) => number): Part[] {
  return cohort(fall).map((movement) => ({ accountId: movement.entity, numerator: numerator(movement), denominator: denominator(movement), note: movement.note }));
}

/** Notes every revenue figure carries: what was not valued, what was bridged, what may be counted twice. */
export function revenueNotes(book: RevenueBook, notValued: Waterfall['notValued'], bridged: number): string[] {
  const currencies = [...new Set(notValued.map((span) => span.line.currency))].sort();
  return notesOf(
    notValued.length > 0 && `${counted(notValued.length, 'line')} in ${currencies.join(', ')} not valued: no exchange rate to ${book.currency} by the opening day.`,
    bridged > 0 && `${counted(bridged, 'account')} in a gap of at most ${book.basis.bridgeDays} days before a renewal counted as in force.`,
    book.lookAlikes.length > 0 && `${counted(book.lookAlikes.length, 'line looks', 'lines look')} like a copy of another; both are counted.`,
  );
}

function fallNotes(book: RevenueBook, fall: Waterfall): string[] {
  return revenueNotes(book, fall.notValued, cohort(fall).filter((movement) => movement.note?.includes('bridge')).length);
}

/** The last lines of entities without revenue whose agreed term ended a short while ago: open renewals, neither cancelled nor followed. */
function lapsedSpans(book: RevenueBook, on: Day, inForce: ReadonlyMap<string, number>): LineSpan[] {
  const ended = book.spans.filter(({ line, to }) => to !== null && to === line.termEnd && to <= on && !line.cancelled && !inForce.has(book.entityOf(line.accountId)));
  return [...Map.groupBy(ended, (span) => book.entityOf(span.line.accountId)).values()].flatMap((spans) => {
    const last = spans.reduce((latest, span) => ((span.to as Day) > latest ? (span.to as Day) : latest), '');
    return on < addDays(last, book.basis.bridgeDays) ? spans.filter((span) => span.to === last) : [];
  });
}

function revenueTotal(parts: readonly Part[]): number {
  return sumOf(parts, (part) => part.numerator);
}

/** ARR on a day: the annual amounts of the lines in force, in the base currency. */
export function arrFigure(book: RevenueBook, on: Day): Figure {
  const revenue = revenueOn(book, on);
  const parts = [...revenue.byEntity].filter(([, minor]) => minor !== 0).map(([accountId, numerator]): Part => ({ accountId, numerator, denominator: 0, note: revenue.bridged.has(accountId) ? 'bridged gap before a renewal' : null }));
  const noticed = book.spans.filter((span) => span.from <= on && span.line.cancelled && span.to !== null && span.to > on);
  const held = lapsedSpans(book, on, revenue.byEntity);
  const valuer = valuerOn(book, on);
  return sumFigure(parts, book.currency, {
    known: book.spans.length > 0,
    emptyReason: 'No contracts or subscription lines were delivered.',
    variants: [
      { id: 'noticeGiven', label: 'ARR with notice given', value: sumOf(noticed, (span) => valuer(span.line) ?? 0), n: noticed.length },
      { id: 'held', label: `With terms that lapsed at most ${book.basis.bridgeDays} days ago and may still be renewed, as account pages show them`, value: revenueTotal(parts) + sumOf(held, (span) => valuer(span.line) ?? 0), n: parts.length + held.length },
    ],
    notes: revenueNotes(book, revenue.notValued, revenue.bridged.size),
  });
}

/** Net revenue retention: closing over opening revenue of the entities that had revenue at the opening. */
export function nrrFigure(book: RevenueBook, fall: Waterfall): Figure {
  const parts = cohortParts(fall, closingOf, openingOf);
  const due = dueRenewals(book, addDays(fall.from, 1), addDays(fall.to, 1), fall.from);
  return ratioFigure(parts, {
    n: parts.length, emptyReason: noOpening, notes: fallNotes(book, fall),
    variants: [ratioVariant('renewalBasis', 'Renewal basis: lines whose term ended in the window', sumOf(due, (renewal) => renewal.renewedMinor), sumOf(due, (renewal) => renewal.targetMinor), due.length)],
  });
}

/** Gross revenue retention: as NRR, each entity capped at its opening revenue. Never above 1. */
export function grrFigure(book: RevenueBook, fall: Waterfall): Figure {
  const parts = cohortParts(fall, (movement) => Math.max(0, Math.min(openingOf(movement), closingOf(movement))), openingOf);
  const due = dueRenewals(book, addDays(fall.from, 1), addDays(fall.to, 1), fall.from);
  return ratioFigure(parts, {
    n: parts.length, emptyReason: noOpening, notes: fallNotes(book, fall),
    variants: [ratioVariant('renewalBasis', 'Renewal basis: lines whose term ended in the window', sumOf(due, (renewal) => Math.min(renewal.renewedMinor, renewal.targetMinor)), sumOf(due, (renewal) => renewal.targetMinor), due.length)],
  });
}

/** Entities with revenue at both ends over entities with revenue at the opening. */
export function logoRetentionFigure(book: RevenueBook, fall: Waterfall): Figure {
  const parts = cohortParts(fall, (movement) => (closingOf(movement) > 0 ? 1 : 0), () => 1);
  return ratioFigure(parts, { n: parts.length, emptyReason: noOpening, notes: fallNotes(book, fall) });
}

/** Entities that lost all revenue over entities with revenue at the opening: 1 - logo retention. */
export function logoChurnFigure(book: RevenueBook, fall: Waterfall): Figure {
  const parts = cohortParts(fall, (movement) => (closingOf(movement) > 0 ? 0 : 1), () => 1);
  return ratioFigure(parts, { n: parts.length, emptyReason: noOpening, notes: fallNotes(book, fall) });
}

/** Net expansion: growth of entities that had revenue. The gross variant adds up growing lines (chains of renewals) of those entities. */
export function expansionFigure(book: RevenueBook, fall: Waterfall): Figure {
  const grown = cohort(fall).filter((movement) => movement.kind === 'expansion');
  const valuer = valuerOn(book, fall.from);
  const opening = chainRevenueOn(book, fall.from, valuer);
  const had = new Set(cohort(fall).map((movement) => movement.entity));
  const gross = [...chainRevenueOn(book, fall.to, valuer)].map(([chain, at]) => (had.has(at.entity) ? Math.max(0, at.minor - (opening.get(chain)?.minor ?? 0)) : 0)).filter((minor) => minor > 0);
  return sumFigure(grown.map((movement): Part => ({ accountId: movement.entity, numerator: movement.changeMinor, denominator: 0, note: movement.note })), book.currency, {
    known: fall.openingMinor > 0, emptyReason: noOpening, notes: fallNotes(book, fall),
    variants: [{ id: 'gross', label: 'Gross: growing lines, before shrinking ones', value: sumOf(gross, (minor) => minor), n: gross.length }],
  });
}
