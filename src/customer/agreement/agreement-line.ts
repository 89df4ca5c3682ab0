import { addMonths, daysBetween, type Day } from '../../lib/period.ts';

/** A recurring line as known on a reading date. Days are half-open: in force on day t when `startOn <= t < endOn`. */
export interface AgreementLine {
  id: string;
  accountId: string;
  contractRef: string | null;
  product: string | null;
  plan: string | null;
  quantity: number | null;
  /** Net amount of a year in minor units of `currency`. */
  annualMinor: number;
  currency: string;
  startOn: Day;
  /** The agreed end, exclusive; null for an open-ended line. */
  termEnd: Day | null;
  /** Renews itself at its term's end until it is cancelled or followed by another line. */
  autoRenew: boolean;
  /** The earlier of the agreed end (unless it renews itself) and a cancellation or departure known on the reading date; null while none is known. */
  endOn: Day | null;
  /** True when the line was cancelled, before or at its agreed end. */
  cancelled: boolean;
  churnReason: string | null;
}

/** What a line is a line of: the product, else the plan. Lines of one account with one key may succeed each other. */
export function lineKey(line: AgreementLine): string {
  return (line.product ?? line.plan ?? '').trim().toLowerCase();
}

/** Months of a line's term, at least 1; null for a line without an agreed end. */
export function termMonths(line: AgreementLine): number | null {
  return line.termEnd === null ? null : Math.max(1, Math.round(daysBetween(line.startOn, line.termEnd) / 30.4375));
}

/** The term end nearest to a day of a line that renews itself: the agreed end, or a later one. Null for a line without an agreed end. */
export function nearestTermEnd(line: AgreementLine, day: Day): Day | null {
  const months = termMonths(line);
  if (line.termEnd === null || months === null) return null;
  const apart = (Number(day.slice(0, 4)) - Number(line.termEnd.slice(0, 4))) * 12 + Number(day.slice(5, 7)) - Number(line.termEnd.slice(5, 7));
  const around = Math.floor(apart / months);
  let nearest = line.termEnd;
  for (const terms of [around - 1, around, around + 1]) {
    const end = terms > 0 ? addMonths(line.termEnd, months * terms) : line.termEnd;
    if (Math.abs(daysBetween(end, day)) < Math.abs(daysBetween(nearest, day))) nearest = end;
  }
  return nearest;
}

/** Days on which a line's term ends, up to `until` inclusive: the agreed end, and for a line that renews itself each further term's. */
export function termEnds(line: AgreementLine, until: Day): Day[] {
  const months = termMonths(line);
  if (line.termEnd === null || months === null || line.termEnd > until) return [];
  const ends = [line.termEnd];
  if (!line.autoRenew) return ends;
  for (let next = addMonths(line.termEnd, months), i = 2; next <= until && (line.endOn === null || next <= line.endOn); next = addMonths(line.termEnd, months * i++)) ends.push(next);
  return ends;
}
