import type { AgreementLine } from '../../customer/agreement/agreement-line.ts';
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

/** A renewal falls due at a term's end unless the line was cancelled or amended away before. */
function isDue(book: RevenueBook, line: AgreementLine): boolean {
  if (line.termEnd === null || daysBetween(line.startOn, line.termEnd) < shortestTermDays) return false;
  if (line.endOn !== null && line.endOn < addDays(line.termEnd, -1)) return false;
  const next = book.successorOf.get(line.id);
  return next === undefined || next.kind === 'renewal';
}

/**
 * Renewals due on days `[from, to)` (METRICS "Renewal rate"): lines of an account with the same term end are one renewal. Month-to-month
 * lines, lines cancelled in mid-term (they are churn) and lines replaced in mid-term are not due. A renewal closed late counts on its due day.
 */
export function dueRenewals(book: RevenueBook, from: Day, to: Day, rateDay: Day = from): DueRenewal[] {
  const valuer = valuerOn(book, rateDay);
  const byRenewal = new Map<string, DueRenewal>();
  for (const { line } of book.spans) {
    if (line.termEnd === null || line.termEnd < from || line.termEnd >= to || !isDue(book, line)) continue;
    const target = valuer(line);
    if (target === null || target <= 0) continue;
    const next = book.successorOf.get(line.id)?.to;
    const key = `${line.accountId} ${line.termEnd}`;
    const renewal = byRenewal.get(key) ?? { entity: book.entityOf(line.accountId), accountId: line.accountId, dueOn: line.termEnd, targetMinor: 0, renewedMinor: 0, closedOn: null };
    renewal.targetMinor += target;
    if (next) {
      renewal.renewedMinor += valuer(next) ?? 0;
      if (renewal.closedOn === null || next.startOn > renewal.closedOn) renewal.closedOn = next.startOn;
    }
    byRenewal.set(key, renewal);
  }
  return [...byRenewal.values()];
}

/** Renewed amounts by the day their successors began, whenever they were due. */
function closedWithin(book: RevenueBook, from: Day, to: Day): number {
  const valuer = valuerOn(book, from);
  return sumOf(book.successions, ({ from: line, to: next, kind }) => (kind === 'renewal' && next.startOn >= from && next.startOn < to && isDue(book, line) ? Math.min(valuer(next) ?? 0, valuer(line) ?? 0) : 0));
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
