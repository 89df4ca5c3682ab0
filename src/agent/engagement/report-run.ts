import type { EngagementGate, EngagementReport } from '../../contract/engagement.ts';
import { bookCondition, type Context, type Principal } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { baseMoney } from '../../practice/task/base-money.ts';
import type { RunRow } from './engagement-row.ts';

/** Counts what came of a run from the records themselves, of the accounts that `principal` meets. */
export async function countReport(context: Context, run: Pick<RunRow, 'id'>, principal: Principal = context.principal): Promise<EngagementReport> {
  const params: unknown[] = [run.id];
  const visible = bookCondition(principal, 'a', params);
  const from = `from engagement_account x join account a on a.id = x.account_id and ${visible} left join task t on t.id = x.task_id left join action m on m.id = x.action_id where x.run_id = $1`;
  // One after the other: they may share the connection of a transaction.
  const counts = await context.db.one<Omit<EngagementReport, 'untouched' | 'assumptions' | 'baseCurrency'>>(
      `select count(t.id)::int as tasks, count(m.id) filter (where m.status in ('waiting', 'draft'))::int as "approvalsWaiting", count(m.id) filter (where m.status = 'sent')::int as "actionsSent", count(m.id) filter (where m.status not in ('waiting', 'draft', 'sent'))::int as "actionsOther", count(m.id)::int as drafts,
         count(*) filter (where x.reason is distinct from 'corrected' and x.reason is distinct from 'limit' and x.reason is distinct from 'not_yours')::int as accounts, count(*) filter (where x.state = 'acted')::int as touched,
         coalesce(sum(x.stake_minor) filter (where x.state = 'acted'), 0)::float8 as "stakeMinor", count(*) filter (where x.state = 'acted' and x.stake_minor is null)::int as "stakeUnknown" ${from}`, params);
  const untouched = await context.db.query<EngagementReport['untouched'][number]>(`select x.state, coalesce(x.reason, case when x.state = 'asked' then 'assumption' else x.state end) as reason, count(*)::int as count ${from} and x.state <> 'acted' group by 1, 2 order by 3 desc, 2`, params);
  const assumptions = await context.db.one<EngagementReport['assumptions']>(
      `select count(*) filter (where s.state = 'confirmed')::int as confirmed, count(*) filter (where s.state = 'corrected')::int as corrected, count(*) filter (where s.state = 'noted')::int as noted, count(*) filter (where s.state = 'open')::int as open
       from engagement_assumption s left join account a on a.id = s.account_id where s.run_id = $1 and (s.account_id is null or ${visible})`, params);
  const { base } = await baseMoney(context);
  return { ...counts, untouched, assumptions, baseCurrency: base };
}

/** What is looked at before a run may close. */
export interface ClosingMaterial {
  unsettled: readonly string[];
  /** Acted accounts without a stored decision, gate check or act. */
  withoutHistory: readonly string[];
  /** Acted accounts whose task or message is not there, although the run made it. */
  withoutRecord: readonly string[];
  openAssumptions: readonly string[];
  /** Messages of the run that name an address which is none of their recipients'. */
  foreignAddresses: readonly string[];
  acted: number;
  waived: Readonly<Record<string, string>>;
}

/** The rule of the closing gates; a step names it. */
export const closingRule = 'closing-1';

/** What must hold before a run closes, each with the records that fail it. Pure. */
export function judgeClosing(m: ClosingMaterial): EngagementGate[] {
  const gate = (id: string, kind: string, wrong: readonly string[]): EngagementGate => ({ gate: id, passed: wrong.length === 0, waivedBy: wrong.length === 0 ? null : (m.waived[id] ?? null), facts: { wrong: wrong.length, of: m.acted }, records: wrong.map((one) => ({ kind, id: one })) });
  return [gate('settled', 'account', m.unsettled), gate('assumptions', 'assumption', m.openAssumptions), gate('history', 'account', m.withoutHistory), gate('records', 'account', m.withoutRecord), gate('privacy', 'action', m.foreignAddresses)];
}

/** Reads what the closing gates judge, in sets. */
export async function readClosing(db: Db, run: RunRow): Promise<ClosingMaterial> {
  const ids = async (sql: string) => (await db.query<{ id: string }>(sql, [run.id])).map(({ id }) => id);
  const unsettled = await ids("select account_id as id from engagement_account where run_id = $1 and state in ('pending', 'asked', 'ready') order by 1");
  const withoutHistory = await ids("select x.account_id as id from engagement_account x where x.run_id = $1 and x.state = 'acted' and (select count(distinct s.kind) from engagement_step s where s.run_id = x.run_id and s.account_id = x.account_id and s.kind in ('decide', 'gates', 'act')) < 3 order by 1");
  const withoutRecord = await ids("select x.account_id as id from engagement_account x where x.run_id = $1 and x.state = 'acted' and (not exists (select 1 from task t where t.id = x.task_id) or (x.action_id is not null and not exists (select 1 from action m where m.id = x.action_id))) order by 1");
  const openAssumptions = await ids("select s.id from engagement_assumption s join engagement_account x on x.run_id = s.run_id and x.account_id = s.account_id and x.state = 'acted' where s.run_id = $1 and s.state = 'open' order by 1");
  const messages = await db.query<{ id: string; text: string; addresses: string[] }>("select m.id, concat_ws(E'\\n', m.content ->> 'subject', m.content ->> 'body') as text, (select coalesce(array_agg(lower(trim(p.email))), '{}') from person p where p.id = any(m.person_ids) and p.email is not null) as addresses from engagement_account x join action m on m.id = x.action_id where x.run_id = $1 order by m.id", [run.id]);
  const acted = await db.one<{ n: number }>("select count(*)::int as n from engagement_account where run_id = $1 and state = 'acted'", [run.id]);
  const foreignAddresses = messages.filter(({ text, addresses }) => (text.toLowerCase().match(/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+\.[\p{L}\p{N}.-]+/gu) ?? []).some((one) => !addresses.includes(one.replace(/\.$/, '')))).map(({ id }) => id);
  return { unsettled, withoutHistory, withoutRecord, openAssumptions, foreignAddresses, acted: acted.n, waived: Object.fromEntries(run.waivers.map(({ gate, by }) => [gate, by])) };
}
