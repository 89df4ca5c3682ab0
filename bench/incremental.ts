import { healthEngines, type HealthEngines } from '../src/insight/health/health-program.ts';
import { approveShipped } from '../src/insight/health/approve-shipped.ts';
import { rescore } from '../src/insight/health/run-health.ts';
import { manualClock, monotonicMs, toDate, type ManualClock } from '../src/lib/clock.ts';
import { asOfEnd } from '../src/lib/period.ts';
import { startTestEngines, type TestEngines } from '../src/platform/testing/test-engines.ts';
import { machine, type BenchResult } from './result.ts';
import { loadUsage } from './usage-load.ts';

const lastDay = '2025-06-30';
const accounts = 10_000;

interface Round {
  milliseconds: number;
  statements: number;
  rows: number;
}

async function loadRecords({ db }: TestEngines): Promise<void> {
  const known = toDate('2024-01-01T00:00:00Z');
  await db.query(`insert into source (id, kind, name, created_at) values ('bench', 'file', 'Bench', $1)`, [known]);
  await db.query(`insert into account (id, num, name, customer_since, known_at) overriding system value select 'account-' || n, n, 'Customer ' || n, '2024-01-01', $2 from generate_series(1, $1::int) n`, [accounts, known]);
  await db.query(
    `insert into agreement_line (id, account_id, product, quantity, unit, annual_minor, currency, start_on, term_end, source_id, known_at)
     select 'line-' || n, 'account-' || n, 'Platform', 10 + n % 400, 'seat', 100000 + (n % 500) * 10000, 'EUR', date '2024-01-01' + n % 300, date '2025-09-01' + n % 500, 'bench', $2 from generate_series(1, $1::int) n`,
    [accounts, known],
  );
  await db.query(
    `insert into ticket (id, account_id, number, subject, priority, opened_at, first_reply_at, solved_at, source_id, known_at)
     select 'ticket-' || n, 'account-' || (1 + n % $1::int), n::text, 'A question', case when n % 17 = 0 then 'urgent' else 'normal' end, t.at, t.at + interval '3 hours', case when n % 5 > 0 then t.at + interval '2 days' end, 'bench', t.at
     from generate_series(1, 60000) n, lateral (select timestamptz '2025-01-01' + n * interval '4 minutes' as at) t`,
    [accounts],
  );
  await db.query('analyze');
}

/** One batch of events for some accounts, then their re-score: what the live path does after a delivery. */
async function round(engines: TestEngines, health: HealthEngines, clock: ManualClock, accountIds: readonly string[], number: number): Promise<Round> {
  clock.advance(1000);
  const at = clock.now().toISOString();
  await engines.analytics.insert('event', accountIds.map((id, index) => ({ source: 'load', group_key: id, user_key: `user-${id.slice(8)}-1`, at, name: 'feature_3', props: '{}', known_at: at, key: `00000000-0000-4000-9000-${String(number * 1000 + index).padStart(12, '0')}` })));
  const before = engines.db.stats();
  const start = monotonicMs();
  await rescore(health, clock, { accountIds, cause: 'event' });
  const after = engines.db.stats();
  return { milliseconds: monotonicMs() - start, statements: after.statements - before.statements, rows: after.rows - before.rows };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number);
}

function idsOf(count: number, number: number): string[] {
  return Array.from({ length: count }, (_, index) => `account-${1 + ((index * 19 + number * 7) % accounts)}`);
}

/**
 * Re-score after a batch for one account and for five hundred of 10,000, over 20 M events of history (`--small`: 0.5 M): milliseconds,
 * statements and rows read of the operational store. Facts, score, ledger with evidence and the feed are all in it.
 */
export async function run(args: readonly string[]): Promise<BenchResult> {
  const small = args.includes('--small');
  const engines = await startTestEngines();
  try {
    await loadUsage(engines.analytics, { events: small ? 500_000 : 20_000_000, accounts, features: 60, days: 180, lastDay });
    await engines.analytics.exec('system start merges');
    await loadRecords(engines);
    const clock = manualClock(toDate(asOfEnd(lastDay).getTime() - 3_600_000));
    await approveShipped(engines.db, new URL('../definitions', import.meta.url).pathname, clock.now());
    const health = healthEngines(engines);
    await rescore(health, clock, { cause: 'import' });
    const start = monotonicMs();
    await rescore(health, clock, { cause: 'event' });
    const whole = monotonicMs() - start;
    const one = [];
    for (let number = 0; number < 20; number++) one.push(await round(engines, health, clock, idsOf(1, number), number));
    const many = [];
    for (let number = 0; number < 6; number++) many.push(await round(engines, health, clock, idsOf(500, number), 100 + number));
    const figures = {
      accounts, oneP50Ms: quantile(one.map((entry) => entry.milliseconds), 0.5), oneP95Ms: quantile(one.map((entry) => entry.milliseconds), 0.95), oneStatements: Math.max(...one.map((entry) => entry.statements)), oneRows: Math.max(...one.map((entry) => entry.rows)),
      fiveHundredP50Ms: quantile(many.map((entry) => entry.milliseconds), 0.5), fiveHundredMaxMs: Math.round(Math.max(...many.map((entry) => entry.milliseconds))), fiveHundredStatements: Math.max(...many.map((entry) => entry.statements)), fiveHundredRows: Math.max(...many.map((entry) => entry.rows)),
      allMs: Math.round(whole),
    };
    return { name: 'incremental', figures, machine: { ...machine(), small } };
  } finally {
    await engines.stop();
  }
}
