import type { EngagementFacts } from '../../contract/engagement.ts';
import { toMinor } from '../../lib/money.ts';
import { dayOf, type Day } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { NewAssumption } from './decide-account.ts';
import type { RunRow } from './engagement-row.ts';
import { pickAccounts, pickRule, withAnswers, type GoalCandidate, type PickResult } from './pick-accounts.ts';
import { goalRows, type EngagementPorts } from './read-goal-rows.ts';
import { answersOf, appendSteps, keepAssumptions, lockRun, readAssumptions } from './run-store.ts';

/** What the choice of accounts is made from; the rule decides again from it alone. */
export interface PickMaterial { reading: RunRow['reading']; answers: Record<string, string>; rows: GoalCandidate[]; most: number; today: Day }

/** The decision of {@link pickRule}. Pure. */
export function pickOf({ reading, answers, rows, most, today }: PickMaterial): PickResult {
  return pickAccounts(withAnswers(reading, answers, today), rows, most);
}

const optionLabels: Readonly<Record<string, string>> = { band: 'accounts whose health is at risk', signals: 'accounts with a grave open risk signal' };

/** What is taken for true of a run as a whole. */
export function runAssumptions(run: Pick<RunRow, 'reading' | 'byAgent' | 'goal'>): NewAssumption[] {
  const doubts = run.reading.doubts.map(({ kind, facts, options, answer }): NewAssumption => ({ kind, facts, evidence: [], deciding: true, answer: answer as NewAssumption['answer'], options: options.map((value) => ({ value, label: optionLabels[value] ?? value })) }));
  const plain = (kind: string, facts: EngagementFacts, deciding: boolean): NewAssumption => ({ kind, facts, evidence: [], deciding, answer: 'none', options: [] });
  return [...(run.byAgent ? [plain('goal_started', { goal: run.goal }, true)] : []), ...doubts, plain('value_shares', {}, false)];
}

/** Picks the accounts of a run, again after its goal was corrected: what was acted on stays, the rest follows the goal. */
export async function pickRun(ports: EngagementPorts, context: Context, run: RunRow): Promise<void> {
  const begun = performance.now();
  const today = dayOf(context.clock.now());
  const answers = answersOf(await readAssumptions(context.db, run.id)).get('') ?? {};
  const { rows, base, read } = await goalRows(ports, context, withAnswers(run.reading, answers, today));
  const whole: PickMaterial = { reading: run.reading, answers, rows, most: run.mostAccounts, today };
  const decision = pickOf(whole);
  const chosen = new Set([...decision.picked, ...decision.left].map(({ accountId }) => accountId));
  // Only what fits is kept: the rule picks the same from it.
  const material: PickMaterial = { ...whole, rows: rows.filter(({ id }) => chosen.has(id)) };
  const placed = [...decision.picked.map((one, place) => ({ ...one, place, state: 'pending', reason: null as string | null, facts: { because: one.because.join(',') } })), ...decision.left.map((one, place) => ({ ...one, place: decision.picked.length + place, state: 'left', reason: one.reason as string | null, facts: {} }))];
  await context.db.tx(async (tx) => {
    const locked = await lockRun(tx, run.id);
    if (!locked || locked.picked || locked.status !== 'running') return;
    await tx.query(
      `insert into engagement_account (run_id, account_id, place, state, reason, facts, stake_minor)
       select $2, n.account_id, n.place, n.state, n.reason, n.facts, n.stake from jsonb_to_recordset($1::jsonb) n(account_id text, place int, state text, reason text, facts jsonb, stake bigint) join account a on a.id = n.account_id
       on conflict (run_id, account_id) do update set place = excluded.place, facts = excluded.facts, stake_minor = excluded.stake_minor, reason = excluded.reason, state = excluded.state, round = engagement_account.round + 1
         where engagement_account.state <> 'acted'`,
      [JSON.stringify(placed.map(({ accountId, place, state, reason, facts, stake }) => ({ account_id: accountId, place, state, reason, facts, stake: stake === null ? null : toMinor(Math.round(stake), base) }))), run.id]);
    await tx.query("update engagement_account set state = 'left', reason = 'corrected', round = round + 1 where run_id = $1 and state <> 'acted' and not (account_id = any($2))", [run.id, [...chosen]]);
    await tx.query("update engagement_assumption set state = 'moot', version = version + 1 where run_id = $1 and account_id in (select account_id from engagement_account where run_id = $1 and state = 'left') and state in ('open', 'noted')", [run.id]);
    await keepAssumptions(tx, context, run.id, null, runAssumptions(run));
    await tx.query("update engagement set picked = true, phase = 'analyse', phase_at = $2, phase_done = 0 where id = $1", [run.id, context.clock.wall()]);
    await appendSteps(tx, context, run, [{
      phase: 'analyse', kind: 'pick', why: 'The goal says which accounts are meant; they are picked before anything is read of them.', facts: { picked: decision.picked.length, left: decision.left.length, most: Math.min(run.mostAccounts, run.reading.most ?? run.mostAccounts) },
      read, records: decision.picked.map(({ accountId }) => ({ kind: 'account', id: accountId })), material, rule: pickRule, decision, ms: performance.now() - begun,
    }]);
  });
}
