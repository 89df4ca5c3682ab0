import type { StakeholderMap } from '../../contract/account-page.ts';
import type { AccountDetail } from '../../contract/account.ts';
import type { HealthDetail } from '../../contract/health.ts';
import type { Plan } from '../../contract/plan.ts';
import { Fault } from '../../lib/fault.ts';
import { dayOf } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { actionOfSignal } from '../planner/step-kinds.ts';
import { accountRule, decideAccount, type AccountDecision, type AccountMaterial } from './decide-account.ts';
import type { AccountRow, RunRow, StoredDraft } from './engagement-row.ts';
import { withAnswers } from './pick-accounts.ts';
import type { EngagementPorts } from './read-goal-rows.ts';
import { answersOf, appendSteps, keepAssumptions, lockRun, readAssumptions, setAccount } from './run-store.ts';

const [mostSteps, mostPeople] = [8, 25];

/** Health of an account; null where none was computed yet. */
export function healthOf({ call }: EngagementPorts, context: Context, id: string): Promise<HealthDetail | null> {
  return call<HealthDetail>(context, 'health.show', { id }).catch((error: unknown) => { if (error instanceof Fault && error.kind === 'notFound') return null; throw error; });
}

async function readMaterial(ports: EngagementPorts, context: Context, run: RunRow, answers: Record<string, string>, id: string): Promise<{ material: AccountMaterial; read: string[]; records: { kind: string; id: string }[] }> {
  const { call } = ports;
  const [shown, health, people, plan] = await Promise.all([call<AccountDetail>(context, 'account.show', { id }), healthOf(ports, context, id), call<StakeholderMap>(context, 'account.people', { id }), call<Plan>(context, 'agent.plan', { account: id, limit: mostSteps })]);
  const { account, lines, freshness } = shown;
  const today = dayOf(context.clock.now());
  const reading = withAnswers(run.reading, answers, today);
  const here = people.people.filter(({ leftOn }) => leftOn === null || leftOn > today).slice(0, mostPeople);
  const newest = freshness.flatMap(({ lastHappenedAt }) => lastHappenedAt ?? []).toSorted().at(-1) ?? null;
  const { name, segment, ownerId, stage, arrMinor, currency, renewalOn, score, band, coverage, confidence } = account;
  const material: AccountMaterial = {
    today, aim: run.aim, byBand: reading.bands.length > 0, wanted: [...(reading.renewal ? ['agree_renewal'] : []), ...reading.signals.flatMap(({ id: type }) => actionOfSignal[type] ?? [])], account: { id, name, segment, ownerId, stage, arrMinor, currency, renewalOn, score, band, coverage, confidence }, bands: health?.scorecard.bands ?? null,
    pulse: health?.pulse ? { value: health.pulse.value, at: health.pulse.at } : null, newestRecordOn: newest,
    terms: lines.filter(({ inForce }) => inForce).map((one) => ({ id: one.id, product: one.product, termEnd: one.endedOn ?? one.termEnd })),
    people: here.map((one) => ({ id: one.id, name: one.name, role: one.role, lastContactOn: one.lastContactOn, hasAddress: one.email !== null && one.email.includes('@'), level: one.influence?.level ?? null })),
    steps: plan.items.map(({ rule, action, title, subject, reason, evidence, confidence: sure, effortHours, dueOn, ref, playbook, expectedMinor }) => ({ rule, action, title, subject, reason, evidence, confidence: sure, effortHours, dueOn, ref, playbook, expectedMinor })),
  };
  const records = [{ kind: 'account', id }, ...(health ? [{ kind: 'health', id }] : []), ...plan.items.flatMap(({ evidence }) => evidence), ...material.terms.map((one) => ({ kind: 'agreement_line', id: one.id })), ...here.map((one) => ({ kind: 'person', id: one.id }))];
  return { material, read: ['account.show', 'health.show', 'account.people', 'agent.plan'], records };
}

async function draftOf({ call }: EngagementPorts, context: Context, id: string, { template, personId }: AccountDecision): Promise<StoredDraft | null> {
  if (template === null || personId === null) return null;
  const { subject, body, missing, tainted } = await call<{ subject: string; body: string; missing: string[]; tainted: string | null }>(context, 'message.preview', { account: id, template, person: personId });
  return { subject, body, template, missing, tainted };
}

/** Looks at one account and decides what would be done; changes nothing outside of the run. */
export async function analyseAccount(ports: EngagementPorts, context: Context, run: RunRow, row: AccountRow): Promise<void> {
  const begun = performance.now();
  const { accountId } = row;
  const all = answersOf(await readAssumptions(context.db, run.id));
  const answers = all.get(accountId) ?? {};
  const { material, read, records } = await readMaterial(ports, context, run, all.get('') ?? {}, accountId);
  const decision = decideAccount(material, answers);
  const draft = await draftOf(ports, context, accountId, decision);
  const acts = decision.outcome === 'act';
  await context.db.tx(async (tx) => {
    if ((await lockRun(tx, run.id))?.status !== 'running') return;
    const now = await tx.maybe<{ round: number }>("select round from engagement_account where run_id = $1 and account_id = $2 and state = 'pending'", [run.id, accountId]);
    if (now?.round !== row.round) return;
    await keepAssumptions(tx, context, run.id, accountId, decision.assumptions);
    const { open } = await tx.one<{ open: number }>("select count(*)::int as open from engagement_assumption where run_id = $1 and account_id = $2 and state = 'open'", [run.id, accountId]);
    await setAccount(tx, run.id, accountId, { state: !acts ? 'nothing' : open > 0 ? 'asked' : 'ready', reason: acts ? null : decision.reason, decision: { ...decision, draft }, round: row.round + 1 });
    await appendSteps(tx, context, run, [{
      phase: 'analyse', kind: 'decide', accountId, why: 'What is known of the account decides whether a step is worth taking, and which.', read: [...read, ...(draft ? ['message.preview'] : [])], records, material: { material, answers }, rule: accountRule, decision,
      facts: { outcome: decision.outcome, reason: decision.reason, step: decision.step?.title ?? null, subject: decision.step?.subject ?? null, draft: draft?.subject ?? null, person: decision.personName, assumptions: decision.assumptions.length, open }, ms: performance.now() - begun,
    }]);
  });
}
