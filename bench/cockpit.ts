import { manualClock, monotonicMs, toDate } from '../src/lib/clock.ts';
import { localPrincipal } from '../src/platform/auth/authenticate.ts';
import type { Context } from '../src/platform/operation/context.ts';
import { execute } from '../src/platform/operation/execute.ts';
import { startTestEngines } from '../src/platform/testing/test-engines.ts';
import { cockpitOperations } from '../src/practice/task/cockpit-operations.ts';
import { renewalSource, signalSource, taskSource } from '../src/practice/task/cockpit-source.ts';
import { rankItems } from '../src/practice/task/rank-items.ts';
import { machine, type BenchResult } from './result.ts';

const accounts = 4_000;
const tasks = 6_000;
const signals = 3_000;
const rounds = 15;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The ranked list over 10,000 open items, as the page asks for it: read from the store, ranked, with reasons; and the ranking alone. */
export async function run(): Promise<BenchResult> {
  const engines = await startTestEngines();
  const { db, analytics } = engines;
  const clock = manualClock(toDate('2026-06-01T10:00:00Z'));
  const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];
  const context: Context = { db, analytics, clock, log, principal: localPrincipal };
  await db.query("insert into source (id, kind, name, created_at) values ('bench', 'file', 'Bench', now())");
  await db.query("insert into member (id, name, key) select 'm' || n, 'Member ' || n, 'm' || n from generate_series(1, 20) n");
  await db.query("insert into account (id, name, owner_id, known_at) select 'a' || n, 'Customer ' || n, 'm' || 1 + n % 20, '2025-01-01' from generate_series(1, $1::int) n", [accounts]);
  await db.query(`insert into account_fact (account_id, at, values, computed_at) select 'a' || n, now(), jsonb_build_object('contract.arr_minor', n * 10000, 'contract.currency', 'EUR'), now() from generate_series(1, $1::int) n`, [accounts]);
  await db.query("insert into agreement_line (id, account_id, contract_ref, annual_minor, currency, start_on, term_end, auto_renew, source_id, known_at) select 'l' || n, 'a' || n, 'c' || n, n * 10000, 'EUR', '2025-06-01', date '2026-06-02' + n % 350, n % 2 = 0, 'bench', '2025-01-01' from generate_series(1, $1::int) n", [accounts]);
  await db.query(`insert into task (id, number, account_id, title, priority, assignee_id, author, due_on, origin, created_at, updated_at)
    select 't' || n, n, 'a' || 1 + n % $2::int, 'Task ' || n, (array['critical', 'high', 'medium', 'low'])[1 + n % 4], 'm' || 1 + n % 20, 'x', date '2026-05-01' + n % 120, '{"kind": "person"}', now(), now() from generate_series(1, $1::int) n`, [tasks, accounts]);
  await db.query("insert into task_dependency select 't' || n, 't' || n + 1 from generate_series(1, 2000, 2) n");
  await db.query(`insert into signal (id, account_id, type, family, dedupe_key, severity, confidence, state, stake_minor, currency, opened_on, last_true_on, why, rule_version, updated_at)
    select 's' || n, 'a' || n, 'usage_drop', 'risk', 'k' || n, (array['critical', 'high', 'medium', 'low'])[1 + n % 4], 0.8, 'open', n * 10000, 'EUR', date '2026-05-20' + n % 10, '2026-06-01', 'Use fell.', 1, now() from generate_series(1, $1::int) n`, [signals]);
  await db.query('analyze');
  const sources = [taskSource, signalSource, renewalSource];
  const items = (await Promise.all(sources.map((source) => source.open(context)))).flat();
  const [list] = cockpitOperations({ sources });
  if (!list) throw new Error('The cockpit has no list.');
  const [whole, ranking]: [number[], number[]] = [[], []];
  const before = db.stats().statements;
  for (let round = 0; round < rounds; round++) {
    const start = monotonicMs();
    await execute(list, context, { who: 'all', limit: 200 });
    whole.push(monotonicMs() - start);
  }
  const statements = (db.stats().statements - before) / rounds;
  for (let round = 0; round < rounds; round++) {
    const start = monotonicMs();
    rankItems(items, ({ impactMinor }) => (impactMinor === null ? null : impactMinor / 100));
    ranking.push(monotonicMs() - start);
  }
  await engines.stop();
  const rounded = (value: number) => Math.round(value * 10) / 10;
  return { name: 'cockpit', figures: { openItems: items.length, listMs: rounded(median(whole)), listWorstMs: rounded(Math.max(...whole)), rankMs: rounded(median(ranking)), statements }, machine: machine() };
}
