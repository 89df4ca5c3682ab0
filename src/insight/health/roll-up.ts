/** One account below a parent. */
export interface RollUpPart {
  accountId: string;
  score: number | null;
  eligible: boolean;
  arrMinor: number | null;
  currency: string | null;
}

/** Health of a parent by its accounts, three ways; null where nothing is known. Unknown accounts are counted, never scored. */
export interface RollUp {
  worst: { accountId: string; score: number } | null;
  mean: number | null;
  arrWeighted: number | null;
  known: number;
  unknown: number;
  notes: string[];
}

const round = (value: number) => Math.round(value * 100) / 100;

/** Rolls accounts up to their parent. The ARR-weighted mean needs one currency and known amounts; otherwise it is null and a note says why. */
export function rollUp(parts: readonly RollUpPart[]): RollUp {
  const known = parts.filter((part): part is RollUpPart & { score: number } => part.score !== null && part.eligible);
  const lowest = known.reduce<(typeof known)[number] | undefined>((low, part) => (!low || part.score < low.score ? part : low), undefined);
  const priced = known.filter((part) => part.arrMinor !== null && part.arrMinor > 0);
  const currencies = new Set(priced.map((part) => part.currency));
  const amount = priced.reduce((sum, part) => sum + (part.arrMinor ?? 0), 0);
  const notes: string[] = [];
  if (currencies.size > 1) notes.push('ARR is in several currencies, so no ARR-weighted score.');
  else if (amount === 0) notes.push('No ARR is known.');
  else if (priced.length < known.length) notes.push(`${known.length - priced.length} accounts without ARR do not count in the ARR-weighted score.`);
  return {
    worst: lowest ? { accountId: lowest.accountId, score: lowest.score } : null,
    mean: known.length ? round(known.reduce((sum, part) => sum + part.score, 0) / known.length) : null,
    arrWeighted: currencies.size === 1 && amount > 0 ? round(priced.reduce((sum, part) => sum + part.score * (part.arrMinor ?? 0), 0) / amount) : null,
    known: known.length, unknown: parts.length - known.length, notes,
  };
}
