import type { Clock } from '../../lib/clock.ts';
import { addDays, dayOf, dayStart } from '../../lib/period.ts';
import { fault } from '../../lib/fault.ts';
import { newId } from '../../lib/ids.ts';
import type { ModelSettings } from '../config/config.ts';
import type { Db } from '../postgres/database.ts';
import type { ModelUse } from './model-port.ts';

/** What a day's questions took so far, with what running ones may still take. Cost is null without prices. */
export interface DayUse { tokens: number; cost: number | null; asks: number }

const lockKey = 3001;
const micro = 1_000_000;

/** Cost of tokens in the currency of the prices; null where they are not known. Pure. */
export function costOf({ inputTokens, outputTokens }: ModelUse, prices: ModelSettings['prices']): number | null {
  return prices === undefined ? null : (inputTokens * prices.input + outputTokens * prices.output) / micro;
}

/** What was used on the day (UTC) of the wall clock. */
export async function readDayUse(db: Db, clock: Clock, prices: ModelSettings['prices']): Promise<DayUse> {
  const day = dayOf(clock.wall());
  const row = await db.one<{ tokens: string; cost: string; asks: number }>(
    `select coalesce(sum(coalesce(input_tokens + output_tokens, reserved_tokens)), 0)::text as tokens, coalesce(sum(coalesce(cost_micro, reserved_cost_micro)), 0)::text as cost, count(*)::int as asks from model_use where at >= $1 and at < $2`,
    [dayStart(day), dayStart(addDays(day, 1))],
  );
  return { tokens: Number(row.tokens), cost: prices === undefined ? null : Number(row.cost) / micro, asks: row.asks };
}

/** Refuses what a key would take beyond its own budget of the day (UTC, wall clock). */
async function checkKeyUse(tx: Db, { principal, clock }: { principal: string; clock: Clock }, settings: ModelSettings, cost: number): Promise<void> {
  if (!principal.startsWith('key:')) return;
  const day = dayOf(clock.wall());
  const row = await tx.maybe<{ tokens: number | null; cost: number | null; usedTokens: number; usedMicro: number }>(
    `select k.tokens_per_day as tokens, k.cost_per_day as cost, coalesce(sum(coalesce(u.input_tokens + u.output_tokens, u.reserved_tokens)), 0)::float8 as "usedTokens", coalesce(sum(coalesce(u.cost_micro, u.reserved_cost_micro)), 0)::float8 as "usedMicro"
     from api_key k left join model_use u on u.principal = $1 and u.at >= $2 and u.at < $3 where 'key:' || k.id = $1 group by k.id`, [principal, dayStart(day), dayStart(addDays(day, 1))]);
  const remedy = 'Ask without the model, or ask an administrator to raise its budget with "key budget".';
  if (row?.tokens != null && row.usedTokens + settings.tokensPerAsk > row.tokens) throw fault('rateLimited', 'key_tokens', `This key has taken ${row.usedTokens} of the ${row.tokens} tokens of its day; a question may take ${settings.tokensPerAsk}.`, { remedy });
  if (row?.cost != null && settings.prices === undefined) throw fault('rateLimited', 'key_cost', 'This key has a budget in money, and the prices of the model are not set.', { remedy: 'An administrator sets them by MAINSTAY_MODEL_PRICES, or gives the key a budget in tokens.' });
  if (row?.cost != null && row.usedMicro / micro + cost > row.cost) throw fault('rateLimited', 'key_cost', `This key has used ${(row.usedMicro / micro).toFixed(2)} of the ${row.cost} of its day.`, { remedy });
}

/** Sets aside what a question may take, before anything is sent. Fault `rateLimited` when the day has not so much left. Answers the id to settle. */
export async function reserveUse({ db, clock, principal }: { db: Db; clock: Clock; principal: string }, settings: ModelSettings, purpose: string): Promise<string> {
  const id = newId('use', clock.wall().getTime());
  const most = { inputTokens: settings.tokensPerAsk, outputTokens: 0 };
  const dearest = settings.prices && { input: Math.max(settings.prices.input, settings.prices.output), output: 0 };
  const cost = costOf(most, dearest) ?? 0;
  await db.tx(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [lockKey]);
    const used = await readDayUse(tx, clock, settings.prices);
    if (used.tokens + settings.tokensPerAsk > settings.tokensPerDay) throw fault('rateLimited', 'model_tokens', `Today's budget of ${settings.tokensPerDay} tokens is used up.`, { remedy: 'Ask without the model; tomorrow there is a new budget. An administrator sets it by MAINSTAY_MODEL_TOKENS_PER_DAY.' });
    if (settings.costPerDay !== undefined && (used.cost ?? 0) + cost > settings.costPerDay) throw fault('rateLimited', 'model_cost', 'Today\'s budget for the model is used up.', { remedy: 'Ask without the model; tomorrow there is a new budget. An administrator sets it by MAINSTAY_MODEL_COST_PER_DAY.' });
    await checkKeyUse(tx, { principal, clock }, settings, cost);
    await tx.query('insert into model_use (id, at, principal, purpose, provider, model, reserved_tokens, reserved_cost_micro) values ($1, $2, $3, $4, $5, $6, $7, $8)', [id, clock.wall(), principal, purpose, settings.provider, settings.name, settings.tokensPerAsk, Math.ceil(cost * micro)]);
  });
  return id;
}

/** Writes down what a question really took. Without `use` (it failed before it said) what was set aside keeps counting. */
export async function settleUse(db: Db, id: string, settings: ModelSettings, use: ModelUse | null, outcome: string): Promise<void> {
  await db.query('update model_use set input_tokens = $2, output_tokens = $3, cost_micro = $4, outcome = $5 where id = $1', [id, use?.inputTokens ?? null, use?.outputTokens ?? null, use === null ? null : Math.round((costOf(use, settings.prices) ?? 0) * micro), outcome]);
}
