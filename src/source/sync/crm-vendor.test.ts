import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { literal } from '../../platform/analytics/literal.ts';
import { startImportBench, type ImportBench } from './testing/import-bench.ts';
import { sharedData } from './testing/shared-data.ts';

const folder = sharedData('crm-vendor') ?? '';
// Every column is read: the engine refuses a header of which it needs only a part.
const whole = 'countIf(length(toString(tuple(*))) >= 0) as n';
const file = (name: string) => `file(${literal(`${folder}/${name}.csv.gz`)}, 'CSVWithNames')`;

describe.skipIf(folder === '')('a customer base made elsewhere (skipped without ../shared/data/crm-vendor)', () => {
  let bench: ImportBench;
  beforeAll(async () => {
    bench = await startImportBench('2024-10-31');
  }, 60_000);
  afterAll(() => bench?.stop());

  const raw = <T>(sql: string) => bench.analytics.query<T>(sql, { lane: 'bulk' }).then((rows) => rows[0]!);

  it('loads four files at once; totals are those of independent SQL over the raw files', async () => {
    const report = await bench.import([folder]);
    const byKind = new Map(report.files.map((item) => [item.kind, item]));
    expect([...byKind.keys()].sort()).toEqual(['account', 'event', 'line', 'usage']);
    for (const item of report.files) {
      const name = item.path.split('/').pop()!.replace('.csv.gz', '');
      const { n } = await raw<{ n: number }>(`select ${whole} from ${file(name)}`);
      expect([item.rows, item.inserted, item.quarantined, item.duplicate]).toEqual([n, n, 0, 0]);
    }
    const lines = await raw<{ mrr: number; n: number; accounts: number }>(`select sum(mrr) as mrr, ${whole}, uniqExact(account_id) as accounts from ${file('subscription')}`);
    const stored = await bench.db.one<{ annual: number; n: number; accounts: number }>('select sum(annual_minor) as annual, count(*)::int as n, count(distinct account_id)::int as accounts from agreement_line');
    expect(stored.annual / 1200).toBeCloseTo(lines.mrr, 4);
    expect([stored.n, stored.accounts]).toEqual([lines.n, lines.accounts]);
    const inForce = await raw<{ mrr: number }>(`select sum(mrr) as mrr, ${whole} from ${file('subscription')} where start_date <= '2024-06-30' and end_date > '2024-06-30'`);
    const now = await bench.db.one<{ annual: number }>(`select sum(annual_minor) as annual from agreement_line where start_on <= '2024-06-30' and coalesce(ended_on, term_end, 'infinity') > '2024-06-30'`);
    expect(now.annual / 1200).toBeCloseTo(inForce.mrr, 4);
    const usage = await raw<{ n: number; events: number; users: number }>(`select ${whole}, sum(events) as events, sum(active_users) as users from ${file('usage_weekly')}`);
    expect(await raw('select count() as n, sum(events) as events, sum(users) as users from usage_period final')).toEqual(usage);
    const events = await raw<{ n: number; users: number }>(`select ${whole}, uniqExact(user_id) as users from ${file('event_sample')}`);
    expect(await raw('select count() as n, uniqExact(user_key) as users from event')).toEqual(events);
    const perAccount = await raw<{ h: string; n: number }>(`select toString(groupBitXor(cityHash64(concat('src_files', toString(account_id)), c))) as h, sum(n) as n from (select account_id, count() as c, ${whole} from ${file('event_sample')} group by account_id)`);
    const joined = await raw<{ h: string; n: number }>(`select toString(groupBitXor(cityHash64(concat('src_files', key), c))) as h, sum(c) as n from (select i.key as key, count() as c from event e join (select hash, key, account from identity final where kind = 1 and account > 0) i on i.hash = e.group_hash group by i.key)`);
    expect(joined).toEqual(perAccount);
    expect(await bench.db.one('select count(*)::int as n, count(*) filter (where provisional)::int as provisional from account')).toEqual({ n: 1066, provisional: 0 });
    expect(report.doubts.map((doubt) => doubt.code).sort()).toEqual(['end_meaning', 'price_net_or_gross', 'unknown_currency', 'unused_columns', 'usage_raw_and_aggregated', 'usage_tail']);
  }, 400_000);

  it('changes nothing when it is imported again', async () => {
    const report = await bench.import([folder]);
    for (const item of report.files) expect([item.kind, item.unchanged + item.duplicate, item.inserted, item.updated]).toEqual([item.kind, item.rows, 0, 0]);
    expect(await raw('select count() as n from event')).toEqual({ n: 238_295 });
    expect(await bench.db.one('select count(*)::int as n from agreement_line')).toEqual({ n: 27_735 });
  }, 400_000);
});
