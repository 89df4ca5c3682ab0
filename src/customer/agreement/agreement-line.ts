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

/** Days on which a line's term ends, up to `until` inclusive: the agreed end, and for a line that renews itself each further term's. */
export function termEnds(line: AgreementLine, until: Day): Day[] {
  const months = termMonths(line);
  if (line.termEnd === null || months === null || line.termEnd > until) return [];
  const ends = [line.termEnd];
  if (!line.autoRenew) return ends;
  for (let next = addMonths(line.termEnd, months), i = 2; next <= until && (line.endOn === null || next <= line.endOn); next = addMonths(line.termEnd, months * i++)) ends.push(next);
  return ends;
}
