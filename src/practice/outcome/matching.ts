/** An account at the beginning of a window, as far as matching looks at it; null where unknown. */
export interface Start {
  accountId: string;
  score: number | null;
  /** Points the score had moved in the window before. */
  trend: number | null;
  arrMinor: number | null;
  currency: string | null;
}

const most = { score: 10, trend: 12, ratio: 4 };
const matches = 3;

/** How unlike two accounts are, from 0 on; undefined where they are too unlike, or not known well enough to say. Pure. */
export function distance(a: Start, b: Start): number | undefined {
  if (a.score === null || b.score === null || a.trend === null || b.trend === null || !a.arrMinor || !b.arrMinor || a.currency !== b.currency) return undefined;
  const [score, trend, ratio] = [Math.abs(a.score - b.score), Math.abs(a.trend - b.trend), Math.abs(Math.log(a.arrMinor / b.arrMinor))];
  if (score > most.score || trend > most.trend || ratio > Math.log(most.ratio)) return undefined;
  return score / most.score + trend / most.trend + ratio / Math.log(most.ratio);
}

/** The accounts most like one, at most three, nearest first; equal ones by id. Pure. */
export function nearest(start: Start, others: readonly Start[]): Start[] {
  const near = others.flatMap((other) => {
    const far = other.accountId === start.accountId ? undefined : distance(start, other);
    return far === undefined ? [] : [{ other, far }];
  });
  return near.toSorted((a, b) => a.far - b.far || (a.other.accountId < b.other.accountId ? -1 : 1)).slice(0, matches).map(({ other }) => other);
}
