import { z } from 'zod';
import { day, listOf } from '../../contract/listing.ts';
import { exchangeRateItem } from '../../contract/metric.ts';
import { fault } from '../../lib/fault.ts';
import { dayOf, isDay } from '../../lib/period.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { readMetricSettings } from './metric-store.ts';

const currency = z.string().regex(/^[A-Za-z]{3}$/, 'Write a currency as three letters, for example EUR.').transform((code) => code.toUpperCase());

const columns = 'currency, base, on_day::text as "onDay", rate, set_by as "setBy", to_char(set_at at time zone \'UTC\', \'YYYY-MM-DD"T"HH24:MI:SS"Z"\') as "setAt"';

/** Dated exchange rates, by which revenue in other currencies is valued. */
export function exchangeRateOperations(): AnyOperation[] {
  const set = defineOperation({
    id: 'rate.set', summary: 'Sets what one unit of a currency is worth in the base currency from a day on.', scope: 'define', effect: 'change', positional: ['currency', 'rate'],
    input: z.object({
      currency, rate: z.coerce.number().positive().describe('Units of the base currency for one unit.'),
      base: currency.optional().describe('Default: the base currency of the company.'), on: day.optional().describe('First day it holds. Default: today.'),
    }),
    output: exchangeRateItem,
    entity: (input) => input.currency,
    async handler({ db, clock, principal }, input) {
      const base = input.base ?? (await readMetricSettings(db)).baseCurrency;
      const onDay = input.on ?? dayOf(clock.now());
      if (base === input.currency) throw fault('invalid', 'rate_of_base', `${base} is the base currency itself.`);
      if (!isDay(onDay)) throw fault('invalid', 'day', `${onDay} is not a calendar day.`);
      return db.one(
        `insert into exchange_rate (currency, base, on_day, rate, set_by, set_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (currency, base, on_day) do update set rate = excluded.rate, set_by = excluded.set_by, set_at = excluded.set_at returning ${columns}`,
        [input.currency, base, onDay, input.rate, principal.id, clock.wall()],
      );
    },
  });

  const list = defineOperation({
    id: 'rate.list', summary: 'Exchange rates, newest first.', scope: 'read', effect: 'read', reach: 'none',
    input: z.object({ currency: currency.optional() }), output: listOf(exchangeRateItem),
    async handler({ db }, input) {
      const items = await db.query<z.infer<typeof exchangeRateItem>>(`select ${columns} from exchange_rate where $1::text is null or currency = $1 order by on_day desc, currency, base`, [input.currency ?? null]);
      return { items, total: items.length, next: null };
    },
  });
  return [set, list];
}
