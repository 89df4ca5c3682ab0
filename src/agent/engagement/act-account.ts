import type { AccountDetail, TimelineEntry } from '../../contract/account.ts';
import type { ActionItem } from '../../contract/action.ts';
import type { EngagementGate } from '../../contract/engagement.ts';
import type { SignalItem } from '../../contract/signal.ts';
import type { TaskItem } from '../../contract/task.ts';
import { Fault } from '../../lib/fault.ts';
import { addDays, dayOf } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { proposeActions } from '../../practice/action/propose-actions.ts';
import { readRecipients } from '../../practice/action/read-recipients.ts';
import { addTasks } from '../../practice/task/add-tasks.ts';
import { healthOf } from './analyse-account.ts';
import { checkDraft } from './check-draft.ts';
import type { AccountRow, RunRow } from './engagement-row.ts';
import { hostileMarks } from './hostile-marks.ts';
import { floors, gateRule, heldBy, judgeAccount, type GateMaterial } from './judge-account.ts';
import type { EngagementPorts } from './read-goal-rows.ts';
import { appendSteps, lockRun, setAccount } from './run-store.ts';

const [textDays, timelineEntries, mostListed, dueDays] = [30, 100, 200, 3];
const inward = new Set(['email', 'call', 'meeting', 'chat', 'ticket', 'nps', 'csat', 'ces', 'custom']);

/** Runs other than this one that acted on the account and whose work is still open there. */
function otherRuns(db: Db, runId: string, accountId: string): Promise<{ id: string }[]> {
  return db.query(
    `select x.run_id as id from engagement_account x left join task t on t.id = x.task_id left join action m on m.id = x.action_id
     where x.account_id = $1 and x.run_id <> $2 and x.state = 'acted' and (t.status not in ('done', 'cancelled') or m.status in ('draft', 'waiting', 'scheduled', 'sending', 'uncertain')) order by x.run_id`, [accountId, runId]);
}

const recordOf = ({ kind, id }: TimelineEntry) => ({ kind: kind === 'ticket' ? 'ticket' : /nps|csat|ces|custom/.test(kind) ? 'survey_answer' : 'activity', id });

async function readGates(ports: EngagementPorts, context: Context, run: RunRow, row: AccountRow): Promise<{ material: GateMaterial; read: string[] }> {
  const { call } = ports;
  const { db, clock } = context;
  const { accountId: id, decision } = row;
  const today = dayOf(clock.now());
  const [health, timeline, tasks, waiting, planned, recipients, others] = await Promise.all([
    healthOf(ports, context, id), call<{ items: TimelineEntry[] }>(context, 'account.timeline', { id, limit: timelineEntries }),
    call<{ items: TaskItem[] }>(context, 'task.list', { accountId: id, limit: mostListed }), call<{ items: ActionItem[] }>(context, 'action.list', { account: id, view: 'waiting', limit: mostListed }), call<{ items: ActionItem[] }>(context, 'action.list', { account: id, view: 'planned', limit: mostListed }),
    decision?.personId ? readRecipients(db, [decision.personId], today, 'UTC') : undefined, otherRuns(db, run.id, id),
  ]);
  const person = decision?.personId ? recipients?.get(decision.personId) : undefined;
  const about = new Set(decision?.step?.evidence.map((one) => one.id) ?? []);
  const read = ['health.show', 'account.timeline', 'task.list', 'action.list'];
  const known = async () => {
    read.push('account.show', 'signal.list', 'message.preview');
    const { values } = await call<{ values: { name: string; value: string | null }[] }>(context, 'message.preview', { account: id, template: decision?.draft?.template, ...(decision?.personId ? { person: decision.personId } : {}) });
    const [account, signals] = await Promise.all([call<AccountDetail>(context, 'account.show', { id }), call<{ items: SignalItem[] }>(context, 'signal.list', { accountId: id, limit: 50 })]);
    return { account, health, signals, person: decision?.personName, values, lines: account.lines.filter(({ inForce }) => inForce) };
  };
  const sentences = decision?.draft ? await checkDraft(ports, context, id, decision.draft, known) : null;
  const marks = timeline.items.filter(({ kind, direction, at }) => inward.has(kind) && direction !== 'out' && at.slice(0, 10) >= addDays(today, -textDays)).flatMap((entry) => hostileMarks(`${entry.title}\n${entry.text ?? ''}`).map((mark) => ({ ...recordOf(entry), mark })));
  const material: GateMaterial = {
    // Where the step is to bring in data, little is known by its nature.
    floors: decision?.step?.action === 'gather_data' ? { coverage: 0, confidence: 0 } : floors, coverage: health?.coverage ?? 0, confidence: health?.confidence ?? 0, stepConfidence: decision?.step?.confidence ?? 0, sentences, missing: decision?.draft?.missing ?? [], marks,
    recipient: decision?.personId ? { id: decision.personId, known: person !== undefined, ofAccount: person?.accountId === id, hasAddress: person?.address != null, left: person?.left ?? false, suppressed: person?.suppressed ?? false } : null,
    sameTasks: tasks.items.filter(({ key, origin }) => (key?.startsWith('engagement:') && key.endsWith(`:${id}:${decision?.step?.action}`) && !key.startsWith(`engagement:${run.id}:`)) || (origin.id !== null && about.has(origin.id))).map((one) => ({ id: one.id, title: one.title })),
    waiting: decision?.personId ? [...waiting.items, ...planned.items].filter(({ recipients: to, origin }) => origin.id !== run.id && to.some(({ personId }) => personId === decision.personId)).map((one) => ({ id: one.id })) : [],
    otherRuns: others.map((one) => one.id), waived: Object.fromEntries(row.waivers.map(({ gate, by }) => [gate, by])),
  };
  return { material, read: [...read, ...(sentences?.length ? ['message.list'] : [])] };
}

async function makeTask(context: Context, tx: Db, run: RunRow, { accountId, decision }: AccountRow): Promise<string> {
  const step = decision?.step;
  const records = (step?.evidence ?? []).map(({ kind, id, label }) => `- ${label} (${kind} ${id})`).join('\n');
  const today = dayOf(context.clock.now());
  const [made] = await addTasks(context, tx, [{
    title: step?.title ?? '', key: `engagement:${run.id}:${accountId}:${step?.action}`, accountId, description: [step?.subject, step?.reason].filter(Boolean).join(': '), details: records ? `Rests on:\n${records}` : '', testStrategy: 'The customer answered, and what was agreed stands on the timeline.',
    priority: run.aim === 'risk' ? 'high' : 'medium', due: step?.dueOn && step.dueOn >= today && step.dueOn < addDays(today, 2 * dueDays) ? { on: step.dueOn } : { businessDays: dueDays }, origin: { kind: 'agent', id: run.id, why: step?.reason ?? step?.subject ?? null }, metadata: { engagement: run.id },
  }]);
  return made?.id ?? '';
}

async function makeDraft(context: Context, tx: Db, run: RunRow, { accountId, decision }: AccountRow): Promise<{ id: string; status: string; reason: string } | null> {
  const draft = decision?.draft;
  if (!draft || !decision.personId) return null;
  // Whatever policy allows others: what a run writes goes out only through a person.
  const [made] = await proposeActions(context, tx, [{
    key: `engagement:${run.id}:${accountId}:mail`, type: 'send_email', accountId, personIds: [decision.personId], content: { subject: draft.subject, body: draft.body }, taint: { tainted: true, by: draft.tainted ?? 'an engagement run' }, origin: { kind: 'agent', id: run.id, step: decision.step?.action ?? '' },
    why: `${decision.step?.title}${decision.step?.subject ? `: ${decision.step.subject}` : ''}.`.slice(0, 500),
  }]);
  return made ? { id: made.id, status: made.status, reason: made.reason } : null;
}

interface Checked { gates: EngagementGate[]; material: GateMaterial; read: string[]; ms: number }

async function hold(context: Context, run: RunRow, row: AccountRow, checked: Checked, state: 'held' | 'left', reason: string, message: string | null): Promise<void> {
  await context.db.tx(async (tx) => {
    if (!(await stillReady(tx, run, row))) return;
    const held = heldBy(checked.gates);
    await setAccount(tx, run.id, row.accountId, { state, reason, facts: { ...row.facts, ...(held?.facts ?? {}), ...(message ? { message } : {}) }, decision: row.decision && { ...row.decision, gates: checked.gates } });
    await appendSteps(tx, context, run, [gateStep(run, row, checked, { held: reason, message })]);
  });
}

const gateStep = (_run: RunRow, row: AccountRow, { gates, material, read, ms }: Checked, facts: Record<string, string | null>) => ({
  phase: 'act' as const, kind: 'gates', accountId: row.accountId, why: 'Nothing is done for an account before its facts, its recipient and the work already under way were checked.', facts, read, records: gates.flatMap(({ records }) => records), material, rule: gateRule, decision: gates, ms,
});

async function stillReady(tx: Db, run: RunRow, row: AccountRow): Promise<boolean> {
  if ((await lockRun(tx, run.id))?.status !== 'running') return false;
  const now = await tx.maybe<{ round: number }>("select round from engagement_account where run_id = $1 and account_id = $2 and state = 'ready'", [run.id, row.accountId]);
  return now?.round === row.round;
}

/**
 * Checks the gates of an account and does what was decided: a task, and a message that waits for a person. Both, and what is written about them, are there
 * together or not at all, once, however often it is tried.
 */
export async function actOnAccount(ports: EngagementPorts, context: Context, run: RunRow, row: AccountRow): Promise<void> {
  const begun = performance.now();
  const { material, read } = await readGates(ports, context, run, row);
  const gates = judgeAccount(material);
  const checked: Checked = { gates, material, read, ms: performance.now() - begun };
  const held = heldBy(gates);
  if (held) return hold(context, run, row, checked, 'held', held.gate, null);
  const used = (await context.db.one<{ n: number }>('select count(*)::int as n from engagement_account where run_id = $1 and action_id is not null', [run.id])).n;
  if (row.decision?.draft && used >= run.mostActions) return hold(context, run, row, checked, 'left', 'budget', `This run may draft ${run.mostActions} messages.`);
  try {
    await act(context, run, row, checked);
  } catch (error) {
    if (!(error instanceof Fault) || error.kind !== 'rateLimited') throw error;
    await hold(context, run, row, checked, 'left', 'budget', error.message);
  }
}

async function act(context: Context, run: RunRow, row: AccountRow, checked: Checked): Promise<void> {
  const { accountId, decision } = row;
  await context.db.tx(async (tx) => {
    if (!(await stillReady(tx, run, row))) return;
    // Two runs at one account come here one after the other; the second looks again.
    await tx.query("select pg_advisory_xact_lock(hashtext('engagement ' || $1))", [accountId]);
    if ((await otherRuns(tx, run.id, accountId)).length > checked.material.otherRuns.length) return;
    const taskId = await makeTask(context, tx, run, row);
    const action = await makeDraft(context, tx, run, row);
    await setAccount(tx, run.id, accountId, { state: 'acted', reason: null, facts: { because: row.facts.because ?? null }, taskId, actionId: action?.id ?? null, decision: decision && { ...decision, gates: checked.gates } });
    await appendSteps(tx, context, run, [gateStep(run, row, checked, { held: null, message: null }), {
      phase: 'act', kind: 'act', accountId, why: `${decision?.step?.title ?? ''}: it is the first step of the plan of this account, and no gate speaks against it.`, facts: { task: decision?.step?.title ?? null, draft: decision?.draft?.subject ?? null, person: decision?.personName ?? null, status: action?.status ?? null, reason: action?.reason ?? null },
      records: [{ kind: 'task', id: taskId }, ...(action ? [{ kind: 'action', id: action.id }] : []), ...(decision?.step?.evidence ?? [])],
    }]);
  });
}
