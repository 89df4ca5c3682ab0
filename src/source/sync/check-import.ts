import { findUsageTail, readWeeksOfKeys } from '../../customer/usage/usage-tail.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { literal } from '../../platform/analytics/literal.ts';
import type { PlacedDoubt } from './import-store.ts';

interface Finding {
  count: number;
  example: unknown;
}

interface Check {
  code: string;
  sql: string;
  message(finding: Finding): string;
  remedy: string;
  choice: string | null;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

const touched = '(select account_id from import_account where import_id = $1)';
const firstDay = `(select account_id, min(start_on) as first_on from agreement_line group by account_id)`;

const checks: readonly Check[] = [
  {
    code: 'ticket_before_customer',
    sql: `select count(*)::int as count, min(jsonb_build_object('ticket', t.id, 'openedOn', t.opened_at::date, 'customerSince', f.first_on)::text)::jsonb as example
      from ticket t join ${firstDay} f using (account_id) where t.account_id in ${touched} and t.opened_at < f.first_on`,
    message: ({ count }) => `${counted(count, 'ticket was', 'tickets were')} opened before the account's first contract line starts.`,
    remedy: 'Check the start dates; such tickets count from when they were opened.', choice: 'kept',
  },
  {
    code: 'churn_contradicted',
    sql: `select count(distinct c.account_id)::int as count, min(jsonb_build_object('account', c.account_id, 'churnedOn', c.on_day, 'lineUntil', coalesce(l.ended_on, l.term_end))::text)::jsonb as example
      from business_change c join agreement_line l on l.account_id = c.account_id and coalesce(l.ended_on, l.term_end, 'infinity') > c.on_day + 31
        and (l.start_on <= c.on_day or not exists (select 1 from agreement_line e where e.account_id = c.account_id and e.start_on <= c.on_day))
      where c.kind = 'churn' and c.account_id in ${touched}`,
    message: ({ count }) => `${counted(count, 'account is marked as lost but has', 'accounts are marked as lost but have')} a contract line that runs on for more than a month.`,
    remedy: 'Add the end dates of the lines, or remove the mark.', choice: 'both kept',
  },
  {
    code: 'money_repeated',
    sql: `with bare as (
        select b.account_id, b.annual_minor, (select sum(o.annual_minor) from agreement_line o where o.account_id = b.account_id and o.id <> b.id and o.kind = 'recurring' and o.currency = b.currency
            and o.start_on <= b.start_on and coalesce(o.ended_on, o.term_end, 'infinity') > b.start_on) as others
        from agreement_line b where b.kind = 'recurring' and b.contract_ref is null and b.product is null and b.plan is null and b.account_id in ${touched})
      select case when count(*) filter (where others = annual_minor) * 2 > count(*) then count(*) filter (where others = annual_minor) else 0 end::int as count,
        (array_agg(jsonb_build_object('account', account_id, 'annualMinor', annual_minor)) filter (where others = annual_minor))[1] as example from bare where others is not null`,
    message: ({ count }) => `${counted(count, 'account has', 'accounts have')} a line without product or contract whose amount is the sum of the other lines: the money counts twice.`,
    remedy: 'Import the file that gives one amount per account again with that column mapped to nothing.', choice: 'both kept',
  },
  {
    code: 'duplicate_accounts',
    sql: `with same as (
        select lower(domain) as shared, array_agg(id order by id) as ids from account where domain is not null and merged_into is null group by 1 having count(*) > 1
        union all select lower(regexp_replace(name, '[^[:alnum:]]+|(inc|llc|ltd|gmbh|corp|sa|ag|bv)\\.?$', '', 'gi')), array_agg(id order by id) from account where merged_into is null group by 1 having count(*) > 1)
      select count(*)::int as count, min(jsonb_build_object('shared', shared, 'accounts', to_jsonb(ids[1:5]))::text)::jsonb as example from same where ids && array ${touched}`,
    message: ({ count }) => `${counted(count, 'domain or name is', 'domains or names are')} shared by several accounts.`,
    remedy: 'Merge accounts that are one customer.', choice: 'kept apart',
  },
  {
    code: 'accounts_only_mentioned',
    sql: `select count(*)::int as count, to_jsonb((array_agg(name order by id))[1:5]) as example from account where provisional and id in ${touched}`,
    message: ({ count }) => `${counted(count, 'account is named by other records but has', 'accounts are named by other records but have')} no account record yet.`,
    remedy: 'Import the file of accounts; they are filled in then.', choice: 'created',
  },
];

/** Looks over a finished load for what only the joined data shows. Runs one statement per check, whatever the number of accounts. */
export async function checkImport(context: Context, importId: string, sourceId: string): Promise<PlacedDoubt[]> {
  const doubts: PlacedDoubt[] = [];
  for (const check of checks) {
    const finding = await context.db.one<Finding>(check.sql, [importId]);
    if (finding.count > 0) doubts.push(doubtOf(check, finding));
  }
  return [...doubts, ...(await usageChecks(context, importId, sourceId))];
}

function doubtOf(check: Omit<Check, 'sql'>, finding: Finding): PlacedDoubt {
  return { code: check.code, fileId: null, path: null, field: null, count: finding.count, example: finding.example, message: check.message(finding), remedy: check.remedy, choice: check.choice };
}

async function usageChecks({ db, analytics }: Context, importId: string, sourceId: string): Promise<PlacedDoubt[]> {
  const source = literal(sourceId);
  const first = await analytics.query<{ num: number; day: string; both: number }>(
    `select i.account as num, toString(min(u.first)) as day, uniqExactIf(u.month, u.raw) + uniqExactIf(u.month, not u.raw) - uniqExact(u.month) as both from (
       select group_hash, min(day) as first, toStartOfMonth(day) as month, true as raw from event where source = ${source} and group_hash <> 0 group by group_hash, month
       union all select group_hash, min(start_on) as first, toStartOfMonth(start_on) as month, false as raw from usage_period where source = ${source} and group_hash <> 0 group by group_hash, month) u
     join (select hash, account from identity final where kind = 1 and source = ${source} and account <> 0) i on i.hash = u.group_hash group by num`,
    { lane: 'bulk' },
  );
  if (first.length === 0) return [];
  const doubts: PlacedDoubt[] = [];
  const both = first.filter((row) => row.both > 0);
  if (both.length > 0) {
    doubts.push(doubtOf({
      code: 'usage_raw_and_aggregated', message: ({ count }) => `${counted(count, 'account has', 'accounts have')} the same months as raw events and as aggregated usage.`,
      remedy: 'Deliver one of the two. Until then the raw events count where an account has them, and aggregated usage for all other periods.', choice: 'raw',
    }, { count: both.length, example: { accountNumber: both[0]!.num, months: both[0]!.both } }));
  }
  const tail = findUsageTail(await readWeeksOfKeys(analytics));
  if (tail) {
    doubts.push(doubtOf({
      code: 'usage_tail', message: () => `Usage runs dry after ${tail.fullUntil}: ${tail.newestKeys} customers are active in the newest week, about ${tail.usualKeys} in an ordinary one.`,
      remedy: 'Deliver the missing weeks. Until then an archive is read as of the last full day; "reading set" chooses another.', choice: tail.fullUntil,
    }, { count: tail.usualKeys - tail.newestKeys, example: tail }));
  }
  const early = await earlyUsage(db, importId, first);
  if (early.count > 0) {
    doubts.push(doubtOf({ code: 'usage_before_customer', message: ({ count }) => `${counted(count, 'account was', 'accounts were')} used more than a week before the first contract line starts.`, remedy: 'Check the start dates; trials explain such usage.', choice: 'kept' }, early));
  }
  return doubts;
}

async function earlyUsage(db: Db, importId: string, first: readonly { num: number; day: string }[]): Promise<Finding> {
  return db.one<Finding>(
    `select count(*)::int as count, min(jsonb_build_object('account', a.id, 'firstUse', u.day, 'customerSince', f.first_on)::text)::jsonb as example
     from unnest($2::int[], $3::date[]) as u(num, day) join account a on a.num = u.num join ${firstDay} f on f.account_id = a.id where a.id in ${touched} and u.day < f.first_on - 7`,
    [importId, first.map((row) => row.num), first.map((row) => row.day)],
  );
}
