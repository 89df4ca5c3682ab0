import type { Day } from '../../lib/period.ts';

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
  /** The earlier of the agreed end and a cancellation that was known on the reading date; null while neither is known. */
  endOn: Day | null;
  /** True when the line was cancelled, before or at its agreed end. */
  cancelled: boolean;
  churnReason: string | null;
}

/** What a line is a line of: the product, else the plan. Lines of one account with one key may succeed each other. */
export function lineKey(line: AgreementLine): string {
  return (line.product ?? line.plan ?? '').trim().toLowerCase();
}
