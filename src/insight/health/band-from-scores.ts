import type { Band } from '../../contract/health.ts';

/** Thresholds of the bands and the points beyond them before a band changes. */
export interface Bands {
  good: number;
  watch: number;
  margin: number;
}

/** Daily closes that hysteresis remembers: the day itself and the thirteen before it. */
export const bandMemoryDays = 14;

/** The band of a score by the thresholds alone. */
export function rawBand(score: number | null, bands: Bands): Band {
  if (score === null) return 'unknown';
  return score >= bands.good ? 'good' : score >= bands.watch ? 'watch' : 'risk';
}

const rank = { risk: 0, watch: 1, good: 2 } as const;

/** The band after one more score: it changes only when the score is `margin` points beyond the threshold it crosses. */
function nextBand(current: Band, score: number | null, bands: Bands): Band {
  if (score === null || current === 'unknown') return rawBand(score, bands);
  const cautious = (moved: number) => rank[rawBand(moved, bands) as keyof typeof rank];
  if (cautious(score - bands.margin) > rank[current]) return rawBand(score - bands.margin, bands);
  if (cautious(score + bands.margin) < rank[current]) return rawBand(score + bands.margin, bands);
  return current;
}

/**
 * The band at the last of the scores, one per daily close, oldest first; null is a day without a known score.
 * It is a fold over at most the last fourteen, begun from the raw band of the first. So the band of a day depends on fourteen scores
 * and on nothing else: a back-fill, the daily close and a reading on demand agree.
 */
export function bandFromScores(scores: readonly (number | null)[], bands: Bands): Band {
  const window = scores.slice(-bandMemoryDays);
  let band = rawBand(window[0] ?? null, bands);
  for (const score of window.slice(1)) band = nextBand(band, score, bands);
  return window.length ? band : 'unknown';
}
