const currentWeeks = 4;
const priorWeeks = 12;
const yearWeeks = 52;

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 ? (sorted[Math.floor(middle)] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

// Same weeks a year ago, scaled by how the twelve weeks before compare with theirs. The level is held between a quarter and four.
function seasonalExpectation(weeks: readonly number[], historyDays: number): number | null {
  const lastYear = sum(weeks.slice(yearWeeks, yearWeeks + currentWeeks));
  const compared = Math.min(priorWeeks, Math.floor((historyDays - 7 * (yearWeeks + currentWeeks)) / 7));
  if (lastYear <= 0 || compared < 4) return null;
  const before = sum(weeks.slice(currentWeeks, currentWeeks + compared));
  const beforeLastYear = sum(weeks.slice(yearWeeks + currentWeeks, yearWeeks + currentWeeks + compared));
  if (beforeLastYear <= 0 || before <= 0) return null;
  return lastYear * Math.min(4, Math.max(0.25, before / beforeLastYear));
}

/**
 * Events an account would have in 28 days if it went on as usual, or null when there is nothing to go by.
 * `weeks` are weekly totals, newest first; `historyDays` counts from its first usage. Under 42 days there is no expectation; over 400 the
 * season counts; else four times the median of the prior weeks (up to twelve, without the highest and the lowest when there are six).
 */
export function expectedEvents28(weeks: readonly number[], historyDays: number): number | null {
  if (historyDays < 42) return null;
  if (historyDays > 400) {
    const seasonal = seasonalExpectation(weeks, historyDays);
    if (seasonal !== null) return seasonal;
  }
  const whole = Math.min(priorWeeks, Math.floor(historyDays / 7) - currentWeeks);
  const prior = weeks.slice(currentWeeks, currentWeeks + whole).toSorted((a, b) => a - b);
  const trimmed = prior.length >= 6 ? prior.slice(1, -1) : prior;
  const typical = trimmed.length ? median(trimmed) : 0;
  return typical > 0 ? 4 * typical : null;
}

/** Least-squares slope of weekly totals (newest first) over their mean, per week; null when the mean is zero. */
export function relativeSlope(weeks: readonly number[]): number | null {
  const n = weeks.length;
  const mean = sum(weeks) / n;
  if (mean <= 0) return null;
  const centre = (n - 1) / 2;
  let covariance = 0;
  let variance = 0;
  weeks.forEach((total, i) => {
    const x = centre - i;
    covariance += x * (total - mean);
    variance += x * x;
  });
  return covariance / variance / mean;
}
