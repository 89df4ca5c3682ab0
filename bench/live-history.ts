import { openApp } from '../src/main/compose.ts';
import { closeHistory } from '../src/main/stages.ts';
import { systemClock, toDate } from '../src/lib/clock.ts';
import { addDays, dayOf } from '../src/lib/period.ts';
import { readConfig } from '../src/platform/config/config.ts';
import { createLog } from '../src/platform/log/log.ts';
import { loadUsage } from './usage-load.ts';

/** A book with a past: accounts that senders call `acct-<n>`, each with a contract, and their events of 180 days up to yesterday. */
export async function loadHistory(dataDir: string, accounts: number, events: number, probes: number): Promise<void> {
  const app = await openApp(readConfig({ flags: { data: dataDir }, env: {}, cwd: '/' }), createLog('warn'));
  const { db, analytics } = app.engines;
  const today = dayOf(systemClock().wall());
  const known = toDate(`${addDays(today, -400)}T00:00:00Z`);
  await db.query(`insert into source (id, kind, name, created_at) values ('bench', 'file', 'Bench', $1)`, [known]);
  await db.query(
    `insert into account (id, num, name, customer_since, known_at, source_id) overriding system value select 'account-' || n, n, 'Customer ' || n, $2::timestamptz::date, $2, 'bench' from generate_series(1, $1::int) n`,
    [accounts + probes, known],
  );
  await db.query(`select setval(pg_get_serial_sequence('account', 'num'), $1)`, [accounts + probes]);
  await db.query(
    `insert into external_id (source_id, entity, value, entity_id, known_at) select 'bench', 'account', case when n <= $1 then 'acct-' || n else 'probe-' || (n - $1) end, 'account-' || n, $3 from generate_series(1, $1::int + $2::int) n`,
    [accounts, probes, known],
  );
  await db.query(
    `insert into agreement_line (id, account_id, product, quantity, unit, annual_minor, currency, start_on, term_end, source_id, known_at)
     select 'line-' || n, 'account-' || n, 'Platform', 10 + n % 400, 'seat', 100000 + (n % 500) * 10000, 'EUR', $2::timestamptz::date, ($2::timestamptz + interval '600 days')::date, 'bench', $2 from generate_series(1, $1::int) n`,
    [accounts + probes, known],
  );
  if (events) await loadUsage(analytics, { events, accounts, features: 60, days: 180, lastDay: addDays(today, -1) });
  await db.query(`insert into dirty_account (account_id, since, cause) select id, $1, 'event' from account`, [known]);
  // The days a command closes after a load; the server need not begin with a back-fill.
  await closeHistory({ db, analytics, clock: app.engines.clock }, addDays(today, -28), today);
  await app.stop();
}

// A process of its own: the store that it opens is the server's afterwards.
if (process.argv[1] === import.meta.filename) {
  const [dataDir = '', accounts, events, probes] = process.argv.slice(2);
  await loadHistory(dataDir, Number(accounts), Number(events), Number(probes));
  process.exit(0);
}
