/** One account's share of a figure. `note` says what is special about it. */
export interface Part {
  accountId: string;
  numerator: number;
  denominator: number;
  note: string | null;
}

/** A second convention for the same question, labelled; never mixed into the headline. */
export interface Variant {
  id: string;
  label: string;
  value: number | null;
  n: number;
  /** Where it is not the figure's own: fraction, points, hours, days, count. */
  unit?: 'fraction' | 'points' | 'hours' | 'days' | 'count';
}

/** A computed figure. A ratio's value is `scale` x numerator / denominator; a sum has no denominator. */
export interface Figure {
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  /** value = scale x numerator / denominator; 100 for points. */
  scale: number;
  /** Units in the denominator (accounts, people, tickets); for a sum the units added. */
  n: number;
  parts: readonly Part[];
  variants: readonly Variant[];
  notes: readonly string[];
  unavailable: string | null;
  /** A currency code where the figure is money. */
  currency: string | null;
}

interface FigureDetail {
  n?: number;
  scale?: number;
  variants?: readonly Variant[];
  notes?: readonly string[];
  emptyReason?: string;
}

/** Sum of numerators over sum of denominators; an empty denominator has no value, never 0 or 1. */
export function ratioFigure(parts: readonly Part[], { n, scale = 1, variants = [], notes = [], emptyReason = 'Nothing falls in this window.' }: FigureDetail = {}): Figure {
  const numerator = sumOf(parts, (part) => part.numerator);
  const denominator = sumOf(parts, (part) => part.denominator);
  const empty = denominator <= 0;
  return {
    value: empty ? null : (scale * numerator) / denominator,
    numerator: empty ? null : numerator,
    denominator: empty ? null : denominator,
    scale,
    n: n ?? Math.round(denominator),
    parts, variants, notes, unavailable: empty ? emptyReason : null, currency: null,
  };
}

/** A sum over accounts, in `currency` when it is money. Parts carry no denominator. */
export function sumFigure(parts: readonly Part[], currency: string | null, detail: Pick<FigureDetail, 'variants' | 'notes' | 'emptyReason'> & { known: boolean }): Figure {
  const numerator = sumOf(parts, (part) => part.numerator);
  return {
    value: detail.known ? numerator : null, numerator: detail.known ? numerator : null, denominator: null, scale: 1, n: parts.length, parts,
    variants: detail.variants ?? [], notes: detail.notes ?? [], unavailable: detail.known ? null : (detail.emptyReason ?? 'Nothing was delivered.'), currency,
  };
}

/** A figure without a value, with the reason. */
export function unavailableFigure(reason: string, notes: readonly string[] = []): Figure {
  return { value: null, numerator: null, denominator: null, scale: 1, n: 0, parts: [], variants: [], notes, unavailable: reason, currency: null };
}

/** A variant's value from its own numerator and denominator. */
export function ratioVariant(id: string, label: string, numerator: number, denominator: number, n: number): Variant {
  return { id, label, value: denominator > 0 ? numerator / denominator : null, n, unit: 'fraction' };
}

/** Sum over items, in order, so that a figure and its parts add up to the same double. */
export function sumOf<T>(items: Iterable<T>, value: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += value(item);
  return total;
}

/** The q-quantile (0..1) by linear interpolation; null for none. Infinite values are allowed and sort last. */
export function quantile(values: readonly number[], q: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const low = sorted[Math.floor(position)] as number;
  const high = sorted[Math.ceil(position)] as number;
  return low === high ? low : low + (high - low) * (position - Math.floor(position));
}

/** Joins the notes that are there. */
export function notesOf(...notes: (string | false | null | undefined)[]): string[] {
  return notes.filter((note): note is string => typeof note === 'string');
}

/** "1 line", "3 lines". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
