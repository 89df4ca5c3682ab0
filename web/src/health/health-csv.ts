import type { HealthCoverage, HealthDistribution, HealthMovers } from '../../../src/contract/book-health.ts';
import { bandOrder } from '../ui/band-bar.tsx';
import { csvText } from '../ui/csv.ts';

const sumsText = (sums: readonly { currency: string; minor: number }[]) => sums.map(({ currency, minor }) => `${minor} ${currency}`).join('; ');

/** The groups of a distribution, money in minor units. */
export function spreadCsv(data: HealthDistribution, by: string): string {
  return csvText([by, 'accounts', ...bandOrder, 'mean', 'coverage', 'arr_minor', 'risk_arr_minor'], data.groups.map((row) => [row.group, row.accounts, ...bandOrder.map((band) => row.bands[band]), row.mean, row.coverage, sumsText(row.arr), sumsText(row.riskArr)]));
}

/** The largest movers of both directions. */
export function moversCsv(data: HealthMovers): string {
  return csvText(['account_id', 'account', 'owner', 'from', 'to', 'points', 'from_band', 'to_band', 'arr_minor', 'currency', 'drivers'],
    [...data.falling, ...data.rising].map((row) => [row.accountId, row.accountName, row.owner, row.fromScore, row.score, row.points, row.fromBand, row.band, row.arrMinor, row.currency, row.drivers.map((driver) => `${driver.label} ${driver.points}`).join('; ')]));
}

/** Unknown measures, one row per reason. */
export function coverageCsv(data: HealthCoverage): string {
  return csvText(['scorecard', 'measure', 'weight', 'accounts', 'unknown', 'reason', 'for_accounts'], data.measures.flatMap((row) => row.reasons.map((reason) => [row.scorecard, row.label, row.weight, row.accounts, row.unknown, reason.reason, reason.accounts])));
}
