import { fromMinor } from '../../lib/money.ts';
import { asOf } from '../../lib/as-of.ts';
import { readMetricSettings, readRates } from '../../insight/metric/metric-store.ts';
import type { Context } from '../../platform/operation/context.ts';

/** What turns amounts into whole units of the base currency; null where the amount or its rate is unknown. */
export interface BaseMoney {
  base: string;
  moneyOf(item: { impactMinor: number | null; currency?: string | null | undefined }): number | null;
}

/** Amounts at the newest rates, so that work in several currencies can be ranked. */
export async function baseMoney(context: Context): Promise<BaseMoney> {
  const { baseCurrency: base } = await readMetricSettings(context.db);
  const rates = new Map([[base, 1]]);
  for (const { currency, rate } of await readRates(context.db, base, asOf(undefined, context.clock))) if (currency !== base) rates.set(currency, rate);
  return {
    base,
    moneyOf({ impactMinor, currency }) {
      const rate = rates.get(currency ?? base);
      return impactMinor === null || rate === undefined ? null : fromMinor(impactMinor, currency ?? base) * rate;
    },
  };
}
