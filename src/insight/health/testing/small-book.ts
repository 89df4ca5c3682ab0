import { toDate } from '../../../lib/clock.ts';
import { addDays, type Day } from '../../../lib/period.ts';
import type { TestEngines } from '../../../platform/testing/test-engines.ts';

/** Six customers with a year of usage, contracts, tickets and answers; acc_1 fades, acc_5 never had a record but its name. */
export async function loadSmallBook({ db, analytics }: Pick<TestEngines, 'db' | 'analytics'>, today: Day): Promise<void> {
  const ids = ['acc_1', 'acc_2', 'acc_3', 'acc_4', 'acc_5', 'acc_6'];
  const known = toDate('2025-01-01T00:00:00Z');
  await db.query(`insert into source (id, kind, name, created_at) values ('crm', 'file', 'CRM', $1)`, [known]);
  await db.query(`insert into member (id, name, key) values ('mem_1', 'Maya', 'maya')`);
  await db.query(`insert into account (id, name, owner_id, parent_id, customer_since, known_at) select id, 'Customer ' || id, case when id < 'acc_4' then 'mem_1' end, case when id in ('acc_2', 'acc_3') then 'acc_1' end, '2025-01-01', $2 from unnest($1::text[]) t(id)`, [ids, known]);
  await db.query(`insert into external_id (source_id, entity, value, entity_id, known_at) values ('crm', 'account', 'C-1', 'acc_1', $1)`, [known]);
  await db.query(`insert into agreement_line (id, account_id, product, quantity, unit, annual_minor, currency, start_on, term_end, source_id, known_at) select 'line_' || id, id, 'Platform', 40, 'seat', 1200000, 'EUR', '2025-01-01', '2027-01-01', 'crm', $2 from unnest($1::text[]) t(id) where id <> 'acc_5'`, [ids, known]);
  await db.query(`insert into ticket (id, account_id, number, subject, priority, opened_at, source_id, known_at) values ('tic_1', 'acc_1', '4821', 'Sign-in fails', 'urgent', '2026-05-20T08:00:00Z', 'crm', '2026-05-20T08:00:00Z'), ('tic_2', 'acc_1', '4822', 'Export fails', 'urgent', '2026-05-25T08:00:00Z', 'crm', '2026-05-25T08:00:00Z')`);
  await db.query(`insert into survey_answer (id, account_id, respondent, survey, score, scale_max, answered_at, source_id, known_at) select 'ans_' || id, id, 'p@' || id, 'nps', 9, 10, '2026-04-01T00:00:00Z', 'crm', '2026-04-01T00:00:00Z' from unnest($1::text[]) t(id) where id < 'acc_4'`, [ids]);
  const nums = await db.query<{ id: string; num: number }>('select id, num from account');
  await analytics.insert('identity', nums.map(({ id, num }) => ({ kind: 1, source: 'tracking:app', key: id, account: num, version: 1 })));
  const events = ids.filter((id) => id !== 'acc_5').flatMap((id, index) => Array.from({ length: 240 }, (_, back) => back).flatMap((back) => {
    const count = id === 'acc_1' && back < 45 ? (back % 9 === 0 ? 1 : 0) : 3 + (index % 3);
    return Array.from({ length: count }, (_, n) => ({ source: 'tracking:app', group_key: id, user_key: `${id}-u${n}`, at: `${addDays(today, -1 - back)}T09:0${n}:00.000Z`, name: ['open', 'report', 'export'][n % 3], props: '{}', known_at: `${addDays(today, -1 - back)}T09:10:00.000Z`, key: `00000000-0000-4000-8000-${String(index * 1_000_000 + back * 100 + n).padStart(12, '0')}` }));
  }));
  await analytics.insert('event', events);
}
