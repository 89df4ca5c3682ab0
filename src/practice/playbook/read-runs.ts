import type { RunDetail, RunItem } from '../../contract/playbook.ts';
import { fault } from '../../lib/fault.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { readMaterial, textValues } from './account-material.ts';
import type { CompiledPlaybook } from './compile-playbook.ts';
import { renderText } from './liquid-text.ts';
import { stepsAhead, stepWords } from './playbook-words.ts';
import type { Step } from './playbook.ts';
import { readPlaybooks, readVersions } from './read-program.ts';
import { effectKey, type Run, type StepNote } from './run.ts';
import { runColumns } from './run-store.ts';

/** Which runs to list. "live" is what has not ended. */
export interface RunFilter {
  status: Run['status'] | 'live' | 'all';
  playbookId?: string | undefined;
  accountId?: string | undefined;
  id?: string | undefined;
}

type Row = Run & { accountName: string; owner: string | null; ownerId: string | null; error: string | null; version: number; total: number };
type ReadContext = Pick<Context, 'db' | 'clock' | 'principal'>;

/** Runs of the caller's book, what is due first comes first, with how many there are in all. */
export async function listRuns(context: ReadContext, filter: RunFilter, page: { limit: number; offset: number }): Promise<{ items: RunItem[]; total: number }> {
  const params: unknown[] = [];
  const bound = (column: string, value: string) => { params.push(value); return `${column} = $${params.length}`; };
  const conditions = [
    ...(filter.status === 'all' ? [] : [filter.status === 'live' ? "r.status in ('running', 'paused')" : bound('r.status', filter.status)]),
    ...([['r.playbook_id', filter.playbookId], ['r.account_id', filter.accountId], ['r.id', filter.id]] as const).flatMap(([column, value]) => (value === undefined ? [] : [bound(column, value)])),
    bookCondition(context.principal, 'a', params),
  ];
  params.push(page.limit, page.offset);
  const rows = await context.db.query<Row>(
    `select ${runColumns}, r.error, r.version, a.name as "accountName", m.name as owner, a.owner_id as "ownerId", count(*) over ()::int as total from playbook_run r join account a on a.id = r.account_id left join member m on m.id = a.owner_id
     where ${conditions.join(' and ')} order by r.status not in ('running', 'paused'), case when r.status in ('running', 'paused') then r.due_at end, r.ended_at desc, r.id limit $${params.length - 1} offset $${params.length}`, params);
  const [versions, newest] = [await readVersions(context.db, rows), await readPlaybooks(context.db, context.clock.wall())];
  return { items: rows.map((row) => itemOf(row, versions.get(`${row.playbookId}:${row.playbookVersion}`), newest.get(row.playbookId))), total: rows[0]?.total ?? 0 };
}

/** Which playbooks are at which accounts, of one account or all. */
export function liveRuns(db: Db, accountId?: string): Promise<{ playbookId: string; accountId: string }[]> {
  return db.query(`select playbook_id as "playbookId", account_id as "accountId" from playbook_run where status in ('running', 'paused') and ($1::text is null or account_id = $1)`, [accountId ?? null]);
}

function itemOf({ total: _total, visits: _visits, outcomes: _outcomes, seq: _seq, stepAt: _stepAt, waitUntil, dueAt, startedAt, endedAt, ...row }: Row, playbook: CompiledPlaybook | undefined, newest: CompiledPlaybook | undefined): RunItem {
  const compiled = playbook?.steps.get(row.stepId);
  const isLive = row.status === 'running' || row.status === 'paused';
  const following = playbook?.steps.get(compiled?.next ?? '');
  return {
    ...row, playbook: playbook?.definition.label ?? row.playbookId, newestVersion: newest?.version ?? null, step: compiled?.step.label ?? 'End', kind: compiled?.step.do ?? 'end', why: row.phase === 'enter' && row.status === 'running' ? (compiled?.step.why ?? row.trigger.reason) : (compiled?.step.why ?? row.trigger.reason),
    next: !isLive || !compiled ? 'Nothing' : row.phase === 'enter' ? stepWords(compiled.step, row.accountName) : following ? nextWords(following.step, row.accountName) : 'The end', nextAt: isLive ? (waitUntil ?? dueAt).toISOString() : null,
    waitsForPerson: isLive && row.phase === 'wait' && ['task', 'approval', 'email', 'meeting', 'survey', 'reminder'].includes(compiled?.step.do ?? ''), startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null,
  };
}

/** What comes next in a few words; a decision is named, its cases are on the playbook's page. */
function nextWords(step: Step, account: string): string {
  return step.do === 'branch' ? `Decision: ${step.label}` : stepWords(step, account);
}

/** One run with its history, what it heard and what lies ahead; Fault `notFound` when it is not in the caller's book. */
export async function readRun(context: ReadContext, id: string): Promise<RunDetail> {
  const { items } = await listRuns(context, { status: 'all', id }, { limit: 1, offset: 0 });
  const [item] = items;
  if (!item) throw fault('notFound', 'run', `There is no run "${id}" in your book.`, { remedy: '"run list" shows them.' });
  const { db, clock } = context;
  const run = await db.one<Run>(`select ${runColumns} from playbook_run r where r.id = $1`, [id]);
  const [versions, newest, notes, heard] = await Promise.all([
    readVersions(db, [run]), readPlaybooks(db, clock.wall()),
    db.query<StepNote>('select seq, step_id as "stepId", kind, at, ended_at as "endedAt", outcome, note from playbook_step where run_id = $1 order by seq', [id]),
    db.query<{ name: string; value: string; at: Date; used: boolean }>('select name, value, at, used_seq is not null as used from playbook_heard where run_id = $1 order by at, name', [id]),
  ]);
  const playbook = versions.get(`${run.playbookId}:${run.playbookVersion}`);
  const next = newest.get(run.playbookId);
  const made = await readMade(db, notes.map(({ seq, stepId }) => effectKey(id, seq, stepId)));
  const isLive = run.status === 'running' || run.status === 'paused';
  return {
    run: item, mayMigrate: isLive && next !== undefined && next.version !== run.playbookVersion, newSteps: [...(next?.steps.values() ?? [])].map(({ step }) => ({ id: step.id, label: step.label })),
    ahead: isLive && playbook ? stepsAhead(playbook, run.stepId).map(({ step }) => ({ id: step.id, label: step.label, kind: step.do })) : [], question: await questionOf(context, run, playbook),
    heard: heard.map((one) => ({ ...one, name: one.name.replace(/:run_.*$/, ''), at: one.at.toISOString() })),
    steps: notes.map(({ seq, stepId, kind, at, endedAt, outcome, note }) => {
      const step = playbook?.steps.get(stepId)?.step;
      const effect = made.get(effectKey(id, seq, stepId));
      return { seq, stepId, label: step?.label ?? stepId, kind, why: step?.why ?? '', at: at.toISOString(), endedAt: endedAt?.toISOString() ?? null, outcome, note, link: effect?.link ?? null, effect: effect?.status ?? null };
    }),
  };
}

async function readMade(db: Db, keys: readonly string[]): Promise<Map<string, { link: string; status: string }>> {
  const rows = await db.query<{ key: string; kind: 'task' | 'action'; id: string; status: string }>(
    "select key, 'task' as kind, id, status from task where key = any($1) union all select key, 'action', id, status from action where key = any($1)", [keys]);
  return new Map(rows.map(({ key, kind, id, status }) => [key, { link: kind === 'task' ? `/work?task=${id}` : `/approvals?open=${id}`, status }]));
}

async function questionOf({ db, clock }: ReadContext, run: Run, playbook: CompiledPlaybook | undefined): Promise<string | null> {
  const step = playbook?.steps.get(run.stepId)?.step;
  if (step?.do !== 'approval' || run.phase !== 'wait' || (run.status !== 'running' && run.status !== 'paused')) return null;
  const material = (await readMaterial(db, [run.accountId], clock.now())).get(run.accountId);
  const text = material && renderText(step.question, textValues(material, run, clock.now()));
  return text?.ok ? text.text : step.label;
}
