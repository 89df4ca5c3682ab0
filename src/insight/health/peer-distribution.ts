/** A frozen distribution of one measure over a peer group: 101 quantiles from the 0th to the 100th percentile. */
export interface Distribution {
  n: number;
  quantiles: readonly number[];
}

/** Quantiles of the values by linear interpolation between order statistics; undefined without values. */
export function distributionOf(values: readonly number[]): Distribution | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const quantiles = Array.from({ length: 101 }, (_, index) => {
    const position = (index / 100) * (sorted.length - 1);
    const low = Math.floor(position);
    const high = Math.ceil(position);
    const start = sorted[low] as number;
    return start + ((sorted[high] as number) - start) * (position - low);
  });
  // The store keeps single precision; rounding here makes a frozen distribution score like a fresh one.
  return { n: values.length, quantiles: quantiles.map(Math.fround) };
}

/** Where a value stands among its peers, 0..1. Within a run of equal peers it is the middle of the run. */
export function percentileOf(distribution: Distribution, given: number): number {
  const value = Math.fround(given);
  const { quantiles } = distribution;
  let below = 0;
  while (below < 101 && (quantiles[below] as number) < value) below++;
  if (below === 101) return 1;
  let upTo = below;
  while (upTo < 101 && (quantiles[upTo] as number) <= value) upTo++;
  if (upTo > below) return (below + upTo - 1) / 200;
  if (below === 0) return 0;
  const start = quantiles[below - 1] as number;
  const end = quantiles[below] as number;
  return (below - 1 + (value - start) / (end - start)) / 100;
}

/** Distributions of one day by measure key and peer group. */
export type Peers = ReadonlyMap<string, Distribution>;

/** The key of a distribution: what is measured, among whom (`all`, `segment:x`, `stage:x`). */
export function peerKey(measured: string, group: string): string {
  return `${measured} ${group}`;
}
