import { termEnds, type AgreementLine } from '../../customer/agreement/agreement-line.ts';
import type { LineSpan } from '../../customer/agreement/line-spans.ts';
import { addDays, daysBetween, type Day } from '../../lib/period.ts';
import { notesOf, counted, ratioFigure, ratioVariant, sumOf, type Figure, type Part } from './figure.ts';
import { valuerOn, type RevenueBook } from './revenue-book.ts';

/** A term shorter than this many days is month-to-month: it has no renewal to win. */
const shortestTermDays = 32;

/** One account's lines that end on one day: a renewal. Amounts in minor units at the opening rate. */
export interface DueRenewal {
  entity: string;
  accountId: string;
  dueOn: Day;
  /** Amount in force the day before it was due, before uplift. */
  targetMinor: number;
  /** Amount of the lines that took over, uplift included; 0 while open. */
  renewedMinor: number;
  /** When the last of them began; null while open. */
  closedOn: Day | null;
}

interface DueLine {
  line: AgreementLine;
  dueOn: Day;
  next: AgreementLine | null;
  /** It runs on by itself past the due day. */
  runsOn: boolean;
}

/** The term ends of a span up to `last` that were still to be renewed: not cancelled, amended away or moved before. */
function dueLinesOf(book: RevenueBook, { line, to: spanEnd }: LineSpan, last: Day): DueLine[] {
  if (line.termEnd === null || line.termEnd > last || daysBetween(line.startOn, line.termEnd) < shortestTermDays) return [];
  const next = book.successorOf.get(line.id);
  return termEnds(line, last).flatMap((dueOn): DueLine[] => {
    if (next?.kind === 'renewal' && next.dueOn === dueOn) return [{ line, dueOn, next: next.to, runsOn: false }];
    const reached = spanEnd === null || spanEnd >= dueOn || daysBetween(spanEnd, dueOn) === 1;
    const replaced = next !== undefined && next.kind !== 'renewal' && spanEnd !== null && spanEnd <= dueOn;
    return reached && !replaced ? [{ line, dueOn, next: null, runsOn: line.autoRenew && (spanEnd === null || spanEnd > dueOn) }] : [];
  });
}

// A book is read for many windows; its due lines are found once, by due day.
const dueLinesByBook = new WeakMap<RevenueBook, Map<Day, DueLine[]>>();

function dueLinesWithin(book: RevenueBook, from: Day, to: Day): DueLine[] {
  let byDay = dueLinesByBook.get(book);
  if (!byDay) {
    const last = addDays(book.readOn, book.basis.earlyDays + 1);
    byDay = Map.groupBy(book.spans.flatMap((span) => dueLinesOf(book, span, last)), (due) => due.dueOn);
    dueLinesByBook.set(book, byDay);
  }
  return [...byDay].flatMap(([day, lines]) => (day >= from && day < to ? lines : []));
}

/**
 * Renewals due on days `[from, to)` (METRICS "Renewal rate"): lines of an account with the same term end are one renewal. Month-to-month
 * lines, lines cancelled in mid-term (they are churn) and lines replaced in mid-term are not due. A renewal closed late counts on its due
 * day; a line that renews itself is renewed when it runs on.
 */
export function dueRenewals(book: RevenueBook, from: Day, to: Day, rateDay: Day = from): DueRenewal[] {
  const valuer = valuerOn(book, rateDay);
  const byRenewal = new Map<string, DueRenewal>();
  for (const { line, dueOn, next, runsOn } of dueLinesWithin(book, from, to)) {
    const target = valuer(line);
    if (target === null || target <= 0) continue;
    const key = `${line.accountId} ${dueOn}`;
    const renewal = byRenewal.get(key) ?? { entity: book.entityOf(line.accountId), accountId: line.accountId, dueOn, targetMinor: 0, renewedMinor: 0, closedOn: null };
    renewal.targetMinor += target;
    renewal.renewedMinor += next ? (valuer(next) ?? 0) : runsOn ? target : 0;
    const closedOn = next?.startOn ?? (runsOn ? dueOn : null);
    if (closedOn !== null && (renewal.closedOn === null || closedOn > renewal.closedOn)) renewal.closedOn = closedOn;
    byRenewal.set(key, renewal);
  }
  return [...byRenewal.values()];
}

/** Renewed amounts by the day they were closed (the successor's start), whenever they were due. */
function closedWithin(book: RevenueBook, from: Day, to: Day): number {
  const around = dueRenewals(book, addDays(from, -book.basis.lateDays), addDays(to, book.basis.earlyDays + 1), from);
  return sumOf(around.filter(({ closedOn }) => closedOn !== null && closedOn >= from && closedOn < to), capped);
}

/** Renewal rate over the due cohort: renewed amount, capped at the target, over target; open and overdue renewals count as not renewed. */
export function renewalRateFigure(book: RevenueBook, from: Day, to: Day): Figure {
  const due = dueRenewals(book, from, to);
  const parts = [...Map.groupBy(due, (renewal) => renewal.entity)].map(([accountId, own]): Part => {
    const open = own.filter((renewal) => renewal.closedOn === null).length;
    return { accountId, numerator: sumOf(own, capped), denominator: sumOf(own, (renewal) => renewal.targetMinor), note: open > 0 ? `${counted(open, 'renewal')} not renewed` : null };
  });
  const target = sumOf(due, (renewal) => renewal.targetMinor);
  const won = due.filter((renewal) => renewal.closedOn !== null);
  const overdue = due.filter((renewal) => renewal.closedOn === null && renewal.dueOn > addDays(to, -book.basis.lateDays)).length;
  return ratioFigure(parts, {
    n: due.length,
    emptyReason: 'No renewal of a term longer than a month fell due in this window.',
    variants: [
      ratioVariant('count', 'By number of renewals', won.length, due.length, due.length),
      ratioVariant('closeDate', 'Close-date view: renewals begun in the window over targets due in it', closedWithin(book, from, to), target, won.length),
    ],
    notes: notesOf(overdue > 0 && `${counted(overdue, 'renewal')} overdue by less than ${book.basis.lateDays} days counted as not renewed until closed.`),
  });
}

function capped(renewal: DueRenewal): number {
  return Math.max(0, Math.min(renewal.renewedMinor, renewal.targetMinor));
}
