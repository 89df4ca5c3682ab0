import type { AnyOperation } from '../platform/operation/operation.ts';
import { authOperations } from '../platform/auth/auth-operations.ts';
import { dayOf } from '../lib/period.ts';
import { bookOperations, resolveAccountId } from '../insight/book/book-operations.ts';
import { readMetricDefinitions } from '../insight/metric/metric-definition.ts';
import { exchangeRateOperations } from '../insight/metric/exchange-rate-operations.ts';
import { metricOperations } from '../insight/metric/metric-operations.ts';
import { signalOperations } from '../insight/signal/operations/signal-operations.ts';
import { bookInsightAt } from './book-insight.ts';

/** What changes while the process runs, shared by the operations that need it. */
export interface Runtime {
  /** Where this process serves; null while it does not. */
  baseUrl: string | null;
  dataDir: string;
  /** Wakes the live loop. */
  wake(): void;
}

/** Where the shipped programme lies. */
export const definitionsDir = new URL('../../definitions', import.meta.url).pathname;

const metricDefinitions = readMetricDefinitions(`${definitionsDir}/metrics`);

/** Every operation of Mainstay: one line for each group. */
export function operations(runtime: Runtime): AnyOperation[] {
  return [
    ...authOperations({
      baseUrl: () => runtime.baseUrl,
      async instance({ db, clock }) {
        const row = await db.one<{ accounts: number; sample: boolean }>("select (select count(*) from account) as accounts, exists (select 1 from source where sample) as sample");
        return { sample: row.sample, empty: row.accounts === 0, readingDate: null, today: dayOf(clock.now()) };
      },
    }),
    ...signalOperations({ resolveAccountId }),
    ...metricOperations({ definitions: () => metricDefinitions }),
    ...exchangeRateOperations(),
    ...bookOperations({ insightAt: bookInsightAt, signalLabel: (_context, type) => type.replaceAll('_', ' ') }),
  ];
}
