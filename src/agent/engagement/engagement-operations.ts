import { z } from 'zod';
import { engagementDetail, engagementItem, engagementPreview, engagementReplay, engagementStart, engagementStep } from '../../contract/engagement.ts';
import { listOf, pageInput } from '../../contract/listing.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { answerAssumptions, cancelRun, recheckAccount, requirePerson, waiveGate } from './answer-assumptions.ts';
import { listEngagements, meetRun, readSteps, showEngagement } from './read-engagement.ts';
import type { EngagementPorts } from './read-goal-rows.ts';
import { replayRun } from './replay-run.ts';
import { previewGoal, startEngagement } from './start-engagement.ts';

/** What the operations on runs need of the house; joined in main. */
export interface EngagementDeps extends EngagementPorts {
  /** The account that an id, external id or domain means, within the caller's book. */
  visibleAccount(context: Context, reference: string): Promise<string>;
  /** Where people reach the app; null while nothing serves it. */
  baseUrl(): string | null;
  /** Takes a run further: by a durable job where there are workers, else at once. */
  advance(context: Context, id: string): Promise<void>;
}

const one = z.object({ id: z.string().describe('The run, as "engagement list" shows it.') });
const ofRun = (input: { id: string }) => `engagement:${input.id}`;
const about = 'A goal names accounts by health, segment, industry, signal, renewal, owner or name. The run looks at each (analyse), checks gates, makes a task and drafts a message that waits for a person (act), and counts what came of it (report). What it assumes is listed, and a person confirms what decides something.';

function reading(deps: EngagementDeps): AnyOperation[] {
  return [
    defineOperation({ id: 'engagement.preview', summary: 'What a goal would touch, before a run is started.', description: about, scope: 'read', effect: 'read', positional: ['goal'], input: engagementStart, output: engagementPreview, handler: (context, input) => previewGoal(deps, context, input) }),
    defineOperation({
      id: 'engagement.list', summary: 'Runs of the agent, live ones first.', scope: 'read', effect: 'read', output: listOf(engagementItem), input: pageInput.extend({ state: z.enum(['live', 'ended', 'all']).default('all'), limit: z.coerce.number().int().min(1).max(200).default(50) }),
      async handler(context, { state, limit, cursor }) {
        const offset = /^\d{1,9}$/.test(cursor ?? '0') ? Number(cursor ?? 0) : 0;
        const { items, total } = await listEngagements(context, state, { limit, offset });
        return { items, total, next: items.length > 0 && offset + items.length < total ? String(offset + items.length) : null };
      },
    }),
    defineOperation({ id: 'engagement.get', summary: 'One run: progress, accounts, assumptions, gates and what came of it.', scope: 'read', effect: 'read', positional: ['id'], input: one, output: engagementDetail, handler: (context, { id }) => showEngagement(context, id) }),
    defineOperation({
      id: 'engagement.steps', summary: 'Everything a run did, in order: what was read, what was decided by which rule, and what came of it.', scope: 'read', effect: 'read', positional: ['id'], output: listOf(engagementStep),
      input: pageInput.extend({ ...one.shape, account: z.string().optional().describe('Only steps of this account: its id, an external id, or its domain.'), limit: z.coerce.number().int().min(1).max(1000).default(200) }),
      async handler(context, { id, account, limit, cursor }) {
        const offset = /^\d{1,9}$/.test(cursor ?? '0') ? Number(cursor ?? 0) : 0;
        const { items, total } = await readSteps(context, id, { limit, offset, accountId: account === undefined ? undefined : await deps.visibleAccount(context, account) });
        return { items, total, next: items.length > 0 && offset + items.length < total ? String(offset + items.length) : null };
      },
    }),
    defineOperation({
      id: 'engagement.replay', summary: 'Decide every step of a run again from what was stored, and compare.', scope: 'read', effect: 'read', positional: ['id'], input: one, output: engagementReplay,
      async handler(context, { id }) {
        await meetRun(context, id);
        return replayRun(context.db, id);
      },
    }),
  ];
}

// Who sees more than they may change works with what they may change; an agent, who changes nothing, with what it sees: `mayWorkOn` keeps to it.
function starting(deps: EngagementDeps): AnyOperation[] {
  const input = engagementStart.extend({ seen: z.string().optional().describe('The digest of the preview that a person looked at: what its words were read as then counts as confirmed.') });
  return [
    defineOperation({
      id: 'engagement.start', summary: 'Start a run towards a goal, such as "work the at-risk segment".', description: about, scope: 'propose', effect: 'propose', positional: ['goal'], input, output: engagementDetail, entity: ({ goal }) => `goal:${goal.slice(0, 80)}`,
      async handler(context, given) {
        const id = await startEngagement(deps, context, given);
        await deps.advance(context, id);
        return showEngagement(context, id);
      },
    }),
    defineOperation({
      id: 'agent.run', summary: 'Work towards a goal, such as "work the at-risk segment": starts a run and waits until it ends or needs a person.', description: about, scope: 'propose', effect: 'propose', positional: ['goal'], output: engagementDetail, entity: ({ goal }) => `goal:${goal.slice(0, 80)}`,
      input: input.extend({ waitSeconds: z.coerce.number().int().min(0).max(300).default(120).describe('Longest wait; the run goes on after it.') }),
      async handler(context, { waitSeconds, ...given }) {
        const id = await startEngagement(deps, context, given);
        await deps.advance(context, id);
        await settledBy(context, id, waitSeconds);
        return showEngagement(context, id);
      },
    }),
  ];
}

const pollMs = 300;

async function settledBy(context: Context, id: string, seconds: number): Promise<void> {
  for (let waited = 0; waited < seconds * 1000 && !context.signal?.aborted; waited += pollMs) {
    const { status, phase, done, of } = await context.db.one<{ status: string; phase: string; done: number; of: number }>("select status, phase, (select count(*) from engagement_account x where x.run_id = r.id and x.state <> 'pending')::int as done, (select count(*) from engagement_account x where x.run_id = r.id)::int as of from engagement r where id = $1", [id]);
    if (status !== 'running') return;
    context.progress?.(done, of, phase);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function deciding(deps: EngagementDeps): AnyOperation[] {
  const link = (id: string) => `${deps.baseUrl() ?? 'the app, '}/engagements/${id}`;
  const again = async (context: Context, id: string) => {
    await deps.advance(context, id);
    return showEngagement(context, id);
  };
  return [
    defineOperation({
      id: 'engagement.confirm', summary: 'Confirm assumptions of a run, or correct one; only a person does.', description: 'Without a value they are confirmed. With one, the assumption is corrected: what rests on it and has not been done yet is looked at again.', scope: 'write', effect: 'change', positional: ['id'], output: engagementDetail, entity: ofRun, faults: ['conflict', 'invalid'],
      input: one.extend({ assumptions: z.array(z.string()).max(500).optional().describe('Ids of assumptions.'), all: z.boolean().optional().describe('All that are open.'), value: z.string().max(200).optional().describe('What is true instead: one of its options, a day or a number of days.'), note: z.string().max(500).optional(), version: z.coerce.number().int().optional().describe('Of the assumption as it was read; another one is a conflict.') }),
      async handler(context, { id, ...answer }) {
        await meetRun(context, id);
        requirePerson(context, link(id));
        await answerAssumptions(context, id, answer);
        return again(context, id);
      },
    }),
    defineOperation({
      id: 'engagement.waive', summary: 'Let an account, or a run that cannot close, pass a gate; a named person answers for it.', scope: 'write', effect: 'change', positional: ['id', 'gate'], output: engagementDetail, entity: ofRun, faults: ['conflict', 'invalid'],
      input: one.extend({ gate: z.string().describe('known, hostile or contradiction for an account; a closing gate otherwise.'), account: z.string().optional().describe('The account that is held: its id, an external id, or its domain.'), reason: z.string().trim().min(3).max(500) }),
      async handler(context, { id, gate, account, reason }) {
        await meetRun(context, id);
        requirePerson(context, link(id));
        await waiveGate(context, id, { gate, reason, account: account === undefined ? undefined : await deps.visibleAccount(context, account) });
        return again(context, id);
      },
    }),
    defineOperation({
      id: 'engagement.recheck', summary: 'Look again at an account that a run held, after what was wrong has been mended.', scope: 'write', effect: 'change', positional: ['id', 'account'], output: engagementDetail, entity: ofRun, faults: ['conflict'], input: one.extend({ account: z.string().describe('The account: its id, an external id, or its domain.') }),
      async handler(context, { id, account }) {
        await meetRun(context, id);
        await recheckAccount(context, id, await deps.visibleAccount(context, account));
        return again(context, id);
      },
    }),
    defineOperation({
      id: 'engagement.cancel', summary: 'End a run where it stands; what was done stays done.', scope: 'write', effect: 'change', positional: ['id'], output: engagementDetail, entity: ofRun, faults: ['conflict'], input: one.extend({ reason: z.string().max(500).optional() }),
      async handler(context, { id, reason }) {
        await meetRun(context, id);
        await cancelRun(context, id, reason);
        return showEngagement(context, id);
      },
    }),
  ];
}

/** Every operation on engagement runs. */
export function engagementOperations(deps: EngagementDeps): AnyOperation[] {
  return [...reading(deps), ...starting(deps), ...deciding(deps)];
}
