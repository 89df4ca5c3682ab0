import { openApp } from '../src/main/compose.ts';
import { systemClock, toDate } from '../src/lib/clock.ts';
import { addDays, dayOf } from '../src/lib/period.ts';
import { readConfig } from '../src/platform/config/config.ts';
import { createLog } from '../src/platform/log/log.ts';

/** A book of accounts with owners, contracts, scores of 13 weeks and signals, written in sets and never computed: what the page has to show, not what the product has to work out. */
export async function writeBook(dataDir: string, accounts: number): Promise<void> {
  const app = await openApp(readConfig({ flags: { data: dataDir }, env: {}, cwd: '/' }), createLog('warn'));
  const { db } = app.engines;
  const now = systemClock().wall();
  const today = dayOf(now);
  const known = toDate(`${addDays(today, -400)}T00:00:00Z`);
  await db.query(`insert into source (id, kind, name, created_at) values ('bench', 'file', 'Bench', $1)`, [known]);
  await db.query(`insert into member (id, name, key) select 'mem-' || n, 'Colleague ' || n, 'colleague ' || n from generate_series(1, 40) n`);
  await db.query(
    `insert into account (id, num, name, domain, owner_id, segment, tier, industry, country, customer_since, custom, known_at, source_id) overriding system value
     select 'acc_' || md5('bench' || n), n, (array['Alder','Birch','Cedar','Delta','Ember','Fjord','Granite','Harbor','Indigo','Juniper','Kestrel','Linden'])[1 + n % 12] || ' ' || (array['Robotics','Devices','Legal','Foods','Analytics','Capital','Retail','Bio','Labs'])[1 + n / 12 % 9] || ' ' || n,
       'customer' || n || '.example', 'mem-' || (1 + n % 40), (array['smb','mid_market','enterprise'])[1 + n % 3], (array['gold','silver','bronze'])[1 + n % 3], (array['software','retail','finance','health'])[1 + n % 4], (array['DE','US','FR','GB'])[1 + n % 4],
       $2::timestamptz::date - n % 900, jsonb_build_object('next_step', 'Call in week ' || n % 52), $2, 'bench' from generate_series(1, $1::int) n`,
    [accounts, known],
  );
  await db.query(`insert into external_id (source_id, entity, value, entity_id, known_at) select 'bench', 'account', 'C-' || num, id, $1 from account`, [known]);
  await db.query(
    `insert into agreement_line (id, account_id, product, quantity, unit, annual_minor, currency, start_on, term_end, source_id, known_at)
     select 'line-' || num, id, 'Platform', 10 + num % 400, 'seat', 100000 + num * 7919 % 9000000, 'EUR', $1::timestamptz::date - num % 600, $2::date + num % 720, 'bench', $1 from account`,
    [known, today],
  );
  await db.query(
    `insert into account_fact (account_id, at, values, weekly_events, computed_at)
     select id, $1, jsonb_build_object('contract.arr_minor', 100000 + num * 7919 % 9000000, 'contract.currency', 'EUR', 'contract.days_to_end', num % 720, 'engagement.days_since_contact', num % 90, 'account.stage', 'live', 'account.segment', segment),
       (select array_agg((num * 31 + w * 17) % 400) from generate_series(1, 26) w), $1 from account`,
    [now],
  );
  await db.query(
    `insert into health_now (account_id, at, scorecard_id, scorecard_version, score, computed_score, band, confidence, coverage, drivers)
     select id, $1, 'default', 1, s, s, case when s < 40 then 'risk' when s < 70 then 'watch' else 'good' end, 0.8, 0.9, '[]' from (select id, (num * 37 % 100)::real as s from account) a`,
    [now],
  );
  await db.query(
    `insert into health_close (account_id, day, scorecard_id, scorecard_version, score, band, confidence, coverage, drivers)
     select id, $1::date - 7 * w, 'default', 1, (num * 37 + w * 5) % 100, 'watch', 0.8, 0.9, '[]' from account cross join generate_series(1, 13) w`,
    [today],
  );
  await db.query(
    `insert into signal (id, account_id, type, family, dedupe_key, severity, confidence, state, opened_on, last_true_on, why, rule_version, updated_at)
     select 'sig-' || num || '-' || k, id, (array['usage_drop','low_csat','seats_near_limit','champion_left'])[1 + (num + k) % 4], 'risk', 'd' || num || '-' || k, (array['high','medium','low'])[1 + num % 3], 1, 'open', $1::date - 3, $1::date, 'Bench', 1, $2
     from account cross join generate_series(1, 2) k where num % 3 = 0`,
    [today, now],
  );
  // Scored by hand: nothing waits to be worked out while the page is measured.
  await db.query('delete from dirty_account');
  await db.query('analyze');
  await app.stop();
}

// A process of its own: the store that it opens is the server's afterwards.
if (process.argv[1] === import.meta.filename) {
  await writeBook(String(process.argv[2]), Number(process.argv[3]));
  process.exit(0);
}
