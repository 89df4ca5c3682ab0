import { askingRoles, bytesPerToken } from '../src/contract/colleague.ts';
import type { ContextPack } from '../src/contract/context-pack.ts';
import { approveShipped } from '../src/insight/health/approve-shipped.ts';
import { monotonicMs, systemClock } from '../src/lib/clock.ts';
import { addDays, dayOf } from '../src/lib/period.ts';
import { composeOperations } from '../src/main/compose.ts';
import { definitionKinds } from '../src/main/definition-kinds.ts';
import { definitionsDir } from '../src/main/operations.ts';
import { loadSample } from '../src/main/sample/sample-operations.ts';
import { closeHistory, rescoreNow } from '../src/main/stages.ts';
import { localPrincipal } from '../src/platform/auth/authenticate.ts';
import type { Context } from '../src/platform/operation/context.ts';
import { execute } from '../src/platform/operation/execute.ts';
import { startTestEngines } from '../src/platform/testing/test-engines.ts';
import { machine, type BenchResult } from './result.ts';

const accounts = 200;
const historyDays = 92;
const asked = 120;

const p95 = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * 0.95) - 1)] ?? 0;

/** Context packs over the sample company, of accounts and of segments, asked by each role in turn: how long they take and how long they are. */
export async function run(): Promise<BenchResult> {
  const engines = await startTestEngines();
  const clock = systemClock();
  const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];
  const context: Context = { db: engines.db, analytics: engines.analytics, clock, log, principal: localPrincipal };
  const table = composeOperations();
  await approveShipped(engines.db, definitionsDir, clock.wall(), definitionKinds);
  await loadSample(context, accounts);
  await rescoreNow(context, 'import');
  // The history that a page of an account shows is closed, as it is in a store at work.
  const today = dayOf(clock.now());
  await closeHistory(context, addDays(today, -historyDays), today);
  const rows = await engines.db.query<{ id: string }>('select id from account where merged_into is null order by id limit $1', [asked]);
  const segments = await engines.db.query<{ name: string }>("select distinct values ->> 'account.segment' as name from account_fact where values ->> 'account.segment' is not null order by 1");
  const ask = async (payload: object, at: number) => {
    const request = { requesting_agent: askingRoles[at % askingRoles.length], request_type: 'get_customer_context', payload: { query: 'risks, renewal, usage and feedback', ...payload } };
    const start = monotonicMs();
    const pack = (await execute(table.get('agent.context'), context, { request })) as ContextPack;
    return { ms: monotonicMs() - start, bytes: Buffer.byteLength(JSON.stringify(pack)), budget: pack.size.budgetTokens * bytesPerToken };
  };
  await ask({ account: rows[0]?.id }, 0);
  type Taken = Awaited<ReturnType<typeof ask>>;
  const [ofAccounts, ofGroups]: [Taken[], Taken[]] = [[], []];
  for (const [at, { id }] of rows.entries()) ofAccounts.push(await ask({ account: id }, at));
  for (let at = 0; at < 24; at++) ofGroups.push(await ask({ segment: segments[at % segments.length]?.name }, at));
  await engines.stop();
  const all = [...ofAccounts, ...ofGroups];
  const rounded = (value: number) => Math.round(value * 10) / 10;
  return {
    name: 'context',
    figures: {
      accounts, accountPacks: ofAccounts.length, accountP95Ms: rounded(p95(ofAccounts.map(({ ms }) => ms))), segmentPacks: ofGroups.length, segmentP95Ms: rounded(p95(ofGroups.map(({ ms }) => ms))),
      p95Bytes: p95(all.map(({ bytes }) => bytes)), worstBytes: Math.max(...all.map(({ bytes }) => bytes)), p95Tokens: Math.ceil(p95(all.map(({ bytes }) => bytes)) / bytesPerToken), overBudget: all.filter(({ bytes, budget }) => bytes > budget).length,
    },
    machine: machine(),
  };
}
