import type { EngagementAccount, EngagementDetail, EngagementGate, EngagementItem, EngagementStep } from '../../contract/engagement.ts';
import { fault } from '../../lib/fault.ts';
import { bookCondition, type Context, type Principal } from '../../platform/operation/context.ts';
import { progressOf } from './advance-run.ts';
import { runColumns, accountColumns, type AccountRow, type RunRow } from './engagement-row.ts';
import { assumptionBasis, assumptionText, deliveryText } from './engagement-text.ts';
import { floors } from './judge-account.ts';
import { countReport } from './report-run.ts';
import { readAssumptions } from './run-store.ts';

/** SQL condition of the runs a principal meets, over `r`: its own and its person's; all for who meets the whole company. */
export function runCondition(principal: Principal, params: unknown[]): string {
  if (principal.book === 'all') return 'true';
  params.push(principal.kind, principal.id, principal.userId ?? null);
  return `((r.by_kind = $${params.length - 2} and r.by_id = $${params.length - 1}) or r.by_user = $${params.length})`;
}

const linkOf = (id: string) => `/engagements/${id}`;
const isMine = ({ byKind, byId, byUser }: RunRow, { kind, id, userId }: Principal) => (byKind === kind && byId === id) || (byUser !== null && byUser === userId);
const endedNow = ({ status }: RunRow) => status === 'done' || status === 'cancelled' || status === 'failed';

function progressShown(run: RunRow, done: number, total: number, name: string | null, wall: Date): EngagementItem['progress'] {
  const through = done - run.phaseDone;
  const spent = (wall.getTime() - run.phaseAt.getTime()) / 1000;
  const secondsLeft = run.status === 'running' && through > 0 && run.phase !== 'report' ? Math.round((spent / through) * (total - done)) : null;
  return { phase: run.phase, done, total, account: run.status === 'running' ? name : null, startedAt: run.startedAt.toISOString(), secondsLeft };
}

function common(run: RunRow, context: Pick<Context, 'principal' | 'clock'>, progress: EngagementItem['progress'], open: number) {
  const { id, goal, aim, status, byName, byAgent, endedAt, version } = run;
  return { id, goal, aim, status, progress, startedBy: byName, byAgent, mine: isMine(run, context.principal), open, endedAt: endedAt?.toISOString() ?? null, version, link: linkOf(id) };
}

/** Runs that the caller meets, live ones first, then the newest. */
export async function listEngagements(context: Context, state: 'live' | 'ended' | 'all', { limit, offset }: { limit: number; offset: number }): Promise<{ items: EngagementItem[]; total: number }> {
  const params: unknown[] = [];
  const meets = runCondition(context.principal, params);
  const visible = bookCondition(context.principal, 'a', params);
  const ofState = state === 'all' ? 'true' : state === 'live' ? "r.status in ('running', 'waiting')" : "r.status not in ('running', 'waiting')";
  params.push(limit, offset);
  const rows = await context.db.query<RunRow & { states: Record<string, number> | null; open: number; waiting: number; atName: string | null; total: number }>(
    `select ${runColumns}, (select jsonb_object_agg(g.state, g.n) from (select x.state, count(*)::int as n from engagement_account x join account a on a.id = x.account_id and ${visible} where x.run_id = r.id group by 1) g) as states,
       (select count(*)::int from engagement_assumption s left join account a on a.id = s.account_id where s.run_id = r.id and s.state = 'open' and (s.account_id is null or ${visible})) as open,
       (select count(*)::int from engagement_account x join account a on a.id = x.account_id and ${visible} join action m on m.id = x.action_id where x.run_id = r.id and m.status in ('waiting', 'draft')) as waiting,
       (select a.name from account a where a.id = r.at_account and ${visible}) as "atName", count(*) over ()::int as total
     from engagement r where ${meets} and ${ofState} order by r.status not in ('running', 'waiting'), r.started_at desc, r.id desc limit $${params.length - 1} offset $${params.length}`, params);
  const wall = context.clock.wall();
  return {
    total: rows[0]?.total ?? 0,
    items: rows.map((row) => {
      const states = row.states ?? {};
      const { done, total } = progressOf(row.phase, Object.entries(states).flatMap(([name, n]) => Array.from({ length: n }, () => ({ state: name as AccountRow['state'] }))));
      const of = Object.values(states).reduce((sum, n) => sum + n, 0) - (states.left ?? 0);
      return { ...common(row, context, progressShown(row, done, total, row.atName, wall), row.open), accounts: of, touched: states.acted ?? 0, approvalsWaiting: row.waiting };
    }),
  };
}

/** The run, if the caller meets it; Fault `notFound` otherwise. */
export async function meetRun({ db, principal }: Pick<Context, 'db' | 'principal'>, id: string): Promise<RunRow> {
  const params: unknown[] = [id];
  const row = await db.maybe<RunRow>(`select ${runColumns} from engagement r where r.id = $1 and ${runCondition(principal, params)}`, params);
  if (!row) throw fault('notFound', 'engagement', `There is no run "${id}" of yours.`, { remedy: 'List them with "engagement list".' });
  return row;
}

type ShownRow = AccountRow & { accountName: string; task: EngagementAccount['task']; action: EngagementAccount['action'] };

function accountsOf({ db, principal }: Context, id: string): Promise<ShownRow[]> {
  const params: unknown[] = [id];
  return db.query<ShownRow>(
    `select ${accountColumns}, a.name as "accountName", case when t.id is not null then jsonb_build_object('title', t.title, 'status', t.status) end as task, case when m.id is not null then jsonb_build_object('subject', m.content ->> 'subject', 'status', m.status) end as action
     from engagement_account x join account a on a.id = x.account_id and ${bookCondition(principal, 'a', params)} left join task t on t.id = x.task_id left join action m on m.id = x.action_id where x.run_id = $1 order by x.place, x.account_id`, params);
}

function shownAccount({ decision, accountId, accountName, state, reason, facts, stakeMinor, round, taskId, task, actionId, action }: ShownRow): EngagementAccount {
  const step = decision?.step;
  return { accountId, accountName, state, reason: reason ?? (state === 'asked' ? 'assumption' : null), facts, stakeMinor, round, step: step ? { action: step.action, title: step.title, subject: step.subject, reason: step.reason } : null, taskId, task, actionId, action, gates: (decision?.gates ?? []).filter(({ passed }) => !passed), version: round };
}

/** A run as it stands: what it read the goal as, its accounts, what it assumes, and what came of it so far. */
export async function showEngagement(context: Context, id: string): Promise<EngagementDetail> {
  const run = await meetRun(context, id);
  const [rows, assumptions, report, closing] = await Promise.all([
    accountsOf(context, id), readAssumptions(context.db, id), countReport(context, run),
    context.db.maybe<{ decision: EngagementGate[] }>("select decision from engagement_step where run_id = $1 and kind = 'close' order by seq desc limit 1", [id]),
  ]);
  const visible = new Map(rows.map((row) => [row.accountId, row]));
  const shown = assumptions.filter(({ accountId }) => accountId === null || visible.has(accountId));
  const { done, total } = progressOf(run.phase, rows);
  return {
    ...common(run, context, progressShown(run, done, total, visible.get(run.atAccount ?? '')?.accountName ?? null, context.clock.wall()), shown.filter(({ state }) => state === 'open').length),
    reading: run.reading, accounts: rows.filter(({ reason }) => reason !== 'limit' && reason !== 'not_yours').map(shownAccount), report, error: run.error, steps: run.steps, floors: { ...floors },
    assumptions: shown.map(({ decidedAt, ...one }) => ({ ...one, text: assumptionText(one.kind, one.facts), decidedAt: decidedAt?.toISOString() ?? null })),
    bases: Object.fromEntries(shown.map(({ kind }) => [kind, assumptionBasis(kind)])),
    closing: (closing?.decision ?? []).map((gate) => ({ ...gate, records: gate.records.filter(({ kind, id: record }) => kind !== 'account' || visible.has(record)) })),
    delivery: endedNow(run) && run.error === null ? deliveryText(run.goal, report) : null,
    budget: { accounts: run.mostAccounts, actions: run.mostActions, actionsUsed: rows.filter(({ actionId }) => actionId !== null).length },
  };
}

type StepRow = Omit<EngagementStep, 'at' | 'gates'> & { at: Date; decision: unknown; total: number };

/** What a run did, in order. Steps of accounts that the caller does not meet are left out, and so are their records. */
export async function readSteps(context: Context, id: string, { limit, offset, accountId }: { limit: number; offset: number; accountId: string | undefined }): Promise<{ items: EngagementStep[]; total: number }> {
  await meetRun(context, id);
  const params: unknown[] = [id, accountId ?? null];
  const visible = bookCondition(context.principal, 'a', params);
  params.push(limit, offset);
  const rows = await context.db.query<StepRow>(
    `select s.seq, s.phase, s.kind, s.account_id as "accountId", a.name as "accountName", s.why, s.facts, s.read, s.digest, s.rule, s.at, s.ms, case when s.kind in ('gates', 'close') then s.decision end as decision, count(*) over ()::int as total,
       coalesce((select jsonb_agg(q) from jsonb_array_elements(s.records) q where q ->> 'kind' <> 'account' or exists (select 1 from account a where a.id = q ->> 'id' and ${visible})), '[]') as records
     from engagement_step s left join account a on a.id = s.account_id where s.run_id = $1 and ($2::text is null or s.account_id = $2) and (s.account_id is null or ${visible}) order by s.seq limit $${params.length - 1} offset $${params.length}`, params);
  return { total: rows[0]?.total ?? 0, items: rows.map(({ at, decision, total: _total, ...row }) => ({ ...row, at: at.toISOString(), gates: Array.isArray(decision) ? (decision as EngagementGate[]) : [] })) };
}
