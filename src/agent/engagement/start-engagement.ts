import type { z } from 'zod';
import type { EngagementPreview, engagementStart } from '../../contract/engagement.ts';
import { fault } from '../../lib/fault.ts';
import { newId, sha256 } from '../../lib/ids.ts';
import { toMinor } from '../../lib/money.ts';
import { dayOf } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { canonicalJson } from '../../practice/action/render-action.ts';
import { authorOf } from '../../practice/task/task-condition.ts';
import { isPerson } from './answer-assumptions.ts';
import { pickAccounts } from './pick-accounts.ts';
import { runAssumptions } from './pick-run.ts';
import { goalRule, readGoal } from './read-goal.ts';
import { goalRows, goalVocabulary, type EngagementPorts } from './read-goal-rows.ts';
import { appendSteps, keepAssumptions } from './run-store.ts';

type Input = z.output<typeof engagementStart>;

/** Runs that one who starts them may have open at a time. */
export const mostOpenOfOne = 10;

const digestOf = (reading: unknown) => sha256(canonicalJson(reading));

/** What a goal would touch; starts and stores nothing. */
export async function previewGoal(ports: EngagementPorts, context: Context, { goal, accounts }: Input): Promise<EngagementPreview> {
  const today = dayOf(context.clock.now());
  const reading = readGoal(goal, await goalVocabulary(ports, context), today);
  const { rows, base } = await goalRows(ports, context, reading);
  const { picked, left } = pickAccounts(reading, rows, accounts);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const minor = (stake: number | null) => (stake === null ? null : toMinor(Math.round(stake), base));
  return {
    reading, asOf: today, total: picked.length + left.length, mostAccounts: accounts, baseCurrency: base, digest: digestOf(reading),
    stakeMinor: picked.reduce((sum, { stake }) => sum + (minor(stake) ?? 0), 0), stakeUnknown: picked.filter(({ stake }) => stake === null).length,
    accounts: picked.flatMap(({ accountId, because, stake }) => { const row = byId.get(accountId); return row ? [{ accountId, accountName: row.name, band: row.band, score: row.score, renewalOn: row.renewalOn, stakeMinor: minor(stake), because }] : []; }),
    left: [...Map.groupBy(left, ({ reason }) => reason)].map(([reason, list]) => ({ reason, count: list.length })),
  };
}

/**
 * Writes a run down, ready to be taken further; answers its id. With the digest of a preview, a person who started it has seen what the goal was read as, and that
 * counts as confirmed. Faults: `invalid` for a goal that is not understood or names no account; `rateLimited` beyond {@link mostOpenOfOne} open runs.
 */
export async function startEngagement(ports: EngagementPorts, context: Context, { goal, accounts, actions, seen }: Input & { seen?: string | undefined }): Promise<string> {
  const { db, clock, principal } = context;
  const today = dayOf(clock.now());
  const reading = readGoal(goal, await goalVocabulary(ports, context), today);
  const { rows } = await goalRows(ports, context, reading);
  const { picked, left } = pickAccounts(reading, rows, accounts);
  // A doubt may have the other reading find some.
  if (picked.length === 0 && reading.doubts.length === 0) throw fault('invalid', 'goal_none', left.length ? 'The accounts of this goal are not yours to change.' : 'No account fits this goal today.', { remedy: 'Widen the goal, or look at the book.', fields: [{ path: 'goal', message: 'No account fits.' }] });
  const byAgent = !isPerson(context);
  const id = newId('eng', clock.wall().getTime());
  await db.tx(async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtext('engagement start ' || $1))", [authorOf(principal)]);
    const { open } = await tx.one<{ open: number }>("select count(*)::int as open from engagement where by_kind = $1 and by_id = $2 and status in ('running', 'waiting')", [principal.kind, principal.id]);
    if (open >= mostOpenOfOne) throw fault('rateLimited', 'engagement_budget', `You have ${open} runs that have not ended.`, { remedy: 'Answer what they ask, or cancel some.' });
    await tx.query(
      `insert into engagement (id, goal, reading, aim, status, phase, most_accounts, most_actions, by_kind, by_id, by_name, by_user, by_agent, started_at, phase_at) values ($1, $2, $3, $4, 'running', 'analyse', $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [id, goal, JSON.stringify(reading), reading.aim, accounts, actions, principal.kind, principal.id, principal.name, principal.userId ?? null, byAgent, clock.now(), clock.wall()]);
    const hasSeen = !byAgent && seen !== undefined && seen === digestOf(reading);
    await keepAssumptions(tx, context, id, null, runAssumptions({ reading, byAgent, goal }), hasSeen ? principal.name : null);
    await appendSteps(tx, context, { id }, [{
      phase: 'analyse', kind: 'goal', why: 'A goal is read wholly or refused, so that nobody is worked on by a misunderstanding.', facts: { by: principal.name, agent: byAgent, seen: hasSeen, words: reading.read.map(({ words }) => words).join(', '), aim: reading.aim }, read: ['signal.types'], rule: goalRule, decision: reading,
    }]);
  });
  return id;
}
