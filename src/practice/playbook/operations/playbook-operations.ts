import { z } from 'zod';
import { day } from '../../../contract/listing.ts';
import { playbookDetail, playbookItem, playbookPreview, playbookProblem, simulationResult } from '../../../contract/playbook.ts';
import { fault } from '../../../lib/fault.ts';
import { newId } from '../../../lib/ids.ts';
import { addDays, dayOf, daysBetween, type Day } from '../../../lib/period.ts';
import { factCatalogue } from '../../../insight/fact/fact-catalogue.ts';
import { bookCondition, type Context } from '../../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import { parseDefinition } from '../../../program/definition/read-definitions.ts';
import { compilePlaybook, type CompiledPlaybook } from '../compile-playbook.ts';
import { playbookKind } from '../playbook-kind.ts';
import type { Playbook } from '../playbook.ts';
import { listPlaybooks, readPlaybook } from '../read-playbooks.ts';
import { activatePlaybook, getPlaybook, missingReferences, pausePlaybook, startByHand } from '../set-playbook-state.ts';
import { stepWords, triggerWords } from '../playbook-words.ts';
import { wouldEnter } from '../would-enter.ts';
import { simulatePlaybook, type Simulation } from '../simulate-playbook.ts';

/** What operations on playbooks need of the floors around them; joined in main. */
export interface PlaybookOperationDeps {
  /** The account that an id, external id or domain means, within the caller's book. */
  visibleAccount(context: Context, reference: string): Promise<string>;
  /** Where a browser reaches this instance; null while it serves nothing. */
  baseUrl(): string | null;
}

const facts: ReadonlySet<string> = new Set(factCatalogue.map((fact) => fact.id));
const mostLooks = 60;
const mostDays = 730;
const mostItems = 500;
const seenVersion = z.coerce.number().int().min(0).optional().describe('The `stateVersion` that was read; another one is a conflict.');
const state = z.object({ playbook: playbookItem, entered: z.number().int().default(0), resumed: z.number().int().default(0), paused: z.number().int().default(0) });

async function itemOf(context: Context, id: string) {
  return (await readPlaybook(context, id)).playbook;
}

const versionSeen = async (context: Context, id: string, version: number | undefined) => version ?? (await context.db.maybe<{ version: number }>('select version from playbook_state where playbook_id = $1', [id]))?.version ?? 0;

function reading(): AnyOperation[] {
  return [
    defineOperation({
      id: 'playbook.list', summary: 'The playbooks: what each is for, whether it is at work, and its runs', scope: 'read', effect: 'read', input: z.object({}), output: z.object({ items: z.array(playbookItem) }),
      handler: async (context) => ({ items: await listPlaybooks(context) }),
    }),
    defineOperation({ id: 'playbook.show', summary: 'One playbook: what starts it, its steps with their reasons, and its YAML', scope: 'read', effect: 'read', positional: ['id'], input: z.object({ id: z.string() }), output: playbookDetail, handler: (context, { id }) => readPlaybook(context, id) }),
    defineOperation({
      id: 'playbook.preview', summary: 'What putting a playbook to work would start now', scope: 'read', effect: 'read', positional: ['id'], input: z.object({ id: z.string() }), output: playbookPreview,
      async handler(context, { id }) {
        const playbook = await getPlaybook(context.db, context.clock.wall(), id);
        const { definition } = playbook;
        const { problems, decisions } = await wouldEnter(context, playbook);
        const [first] = definition.steps;
        const entering = decisions.filter(({ outcome }) => outcome === 'enter');
        const held = [...new Map(decisions.filter(({ outcome }) => outcome === 'held_out').map(({ occasion, accountName }) => [occasion.accountId, { accountId: occasion.accountId, accountName }])).values()];
        const refused: Record<string, number> = {};
        for (const { outcome } of decisions) if (outcome !== 'enter') refused[outcome] = (refused[outcome] ?? 0) + 1;
        return { problems, refused, entering: entering.length, items: entering.slice(0, 200).map(({ occasion, accountName }) => ({ accountId: occasion.accountId, accountName, reason: occasion.trigger.reason })), heldOut: held.slice(0, 200), first: first ? stepWords(first) : '', listens: definition.triggers.map(triggerWords) };
      },
    }),
    defineOperation({
      id: 'playbook.check', summary: 'Check a playbook written in YAML: every wrong place with its path and what to do', scope: 'read', effect: 'read', reach: 'none', input: z.object({ yaml: z.string().max(100_000) }), output: z.object({ ok: z.boolean(), id: z.string().nullable(), problems: z.array(playbookProblem) }),
      async handler({ db, clock }, { yaml }) {
        const draft = parseDefinition(playbookKind, 'playbook', yaml, facts);
        if (Array.isArray(draft)) return { ok: false, id: null, problems: draft.map(({ path, message, remedy }) => ({ path: path.replace(/^playbook: /, ''), message, remedy: remedy ?? '' })) };
        const problems = await missingReferences(db, clock.wall(), compilePlaybook(draft.body as Playbook, 0));
        return { ok: problems.length === 0, id: draft.id, problems };
      },
    }),
  ];
}

function simulating(): AnyOperation {
  return defineOperation({
    id: 'playbook.simulate', summary: 'Which accounts would have entered a playbook, when, and how it would have gone', scope: 'read', effect: 'read', positional: ['id'],
    description: 'Plays the playbook over past closes: signals, facts, answers and contract days as they were known then. Nothing is made or sent.',
    input: z.object({ id: z.string().optional().describe('A playbook in force.'), yaml: z.string().max(100_000).optional().describe('Or one written in YAML.'), from: day.optional().describe('Default: a year before the last day.'), to: day.optional().describe('Default: yesterday.'), every: z.coerce.number().int().min(1).max(31).optional().describe('Days between two looks at facts. Default: so that there are at most 60.') }),
    output: simulationResult,
    async handler(context, { id, yaml, from: wantedFrom, to: wantedTo, every }) {
      const { db, clock, principal } = context;
      const playbook = yaml === undefined ? await getPlaybook(db, clock.wall(), id ?? '') : compileDraft(yaml);
      const to = wantedTo ?? addDays(dayOf(clock.now()), -1);
      const from = wantedFrom ?? addDays(to, -364);
      const span = daysBetween(from, to);
      if (span < 1 || span > mostDays) throw fault('invalid', 'period', 'A simulation looks at 1 to 730 days.', { remedy: 'Choose --from and --to accordingly.' });
      const everyDays = Math.max(every ?? 7, Math.ceil(span / mostLooks));
      const params: unknown[] = [];
      const accounts = await db.query<{ id: string; name: string }>(`select a.id, a.name from account a where a.merged_into is null and ${bookCondition(principal, 'a', params)}`, params);
      const result = await simulatePlaybook(context, playbook, { from, to, everyDays, accountIds: accounts.map((one) => one.id), progress: (done, total) => context.progress?.(done, total, 'Playing the past') });
      return report(playbook, result, { from, to, everyDays, accounts, inForce: yaml === undefined });
    },
  });
}

function compileDraft(yaml: string): CompiledPlaybook {
  const draft = parseDefinition(playbookKind, 'playbook', yaml, facts);
  if (Array.isArray(draft)) throw fault('invalid', 'playbook', draft.map(({ path, message }) => `${path}: ${message}`).join('; '), { fields: draft });
  return compilePlaybook(draft.body as Playbook, 0);
}

function report({ definition, version }: CompiledPlaybook, { entries, refused, notShown }: Simulation, { from, to, everyDays, accounts, inForce }: { from: Day; to: Day; everyDays: number; accounts: readonly { id: string; name: string }[]; inForce: boolean }) {
  const names = new Map(accounts.map((one) => [one.id, one.name]));
  const months = new Map<string, number>();
  for (let month = from.slice(0, 7); month <= to.slice(0, 7); month = addDays(`${month}-28`, 7).slice(0, 7)) months.set(month, 0);
  const [outcomes, effects]: Record<string, number>[] = [{}, {}];
  const moves: { at: number; by: number }[] = [];
  for (const { at, run } of entries) {
    const month = dayOf(at).slice(0, 7);
    months.set(month, (months.get(month) ?? 0) + 1);
    const outcome = run.outcome ?? 'running';
    if (outcomes) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    for (const { kind } of run.steps) if (effects && kind !== 'wait' && kind !== 'branch' && kind !== 'end') effects[kind] = (effects[kind] ?? 0) + 1;
    moves.push({ at: at.getTime(), by: 1 }, ...(run.endedAt ? [{ at: run.endedAt.getTime(), by: -1 }] : []));
  }
  let [now, most] = [0, 0];
  for (const { by } of moves.toSorted((a, b) => a.at - b.at || a.by - b.by)) { now += by; most = Math.max(most, now); }
  return {
    id: definition.id, label: definition.label, version: inForce ? version : null, from, to, everyDays, looked: accounts.length, entries: entries.length, accounts: new Set(entries.map(({ accountId }) => accountId)).size, most,
    months: [...months].map(([month, entered]) => ({ month, entered })), refused: refused as Record<string, number>, outcomes: outcomes ?? {}, effects: effects ?? {}, notShown,
    assumption: 'Messages count as sent when they are written, tasks as done on the day they are due, questions as approved at once. What customers did is what they did, without the playbook.',
    items: entries.toReversed().slice(0, mostItems).map(({ accountId, at, trigger, run }) => ({ accountId, accountName: names.get(accountId) ?? accountId, at: at.toISOString(), reason: trigger.reason, status: run.status, outcome: run.outcome, endedAt: run.endedAt?.toISOString() ?? null, steps: run.steps.map((step) => ({ ...step, at: step.at.toISOString() })) })),
  };
}

function working({ visibleAccount }: PlaybookOperationDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'playbook.activate', summary: 'Put a playbook to work; what was paused with it goes on', scope: 'approve', effect: 'act', reach: 'company', positional: ['id'], entity: ({ id }) => `playbook:${id}`,
      input: z.object({ id: z.string(), standing: z.coerce.boolean().default(false).describe('Let accounts enter for which it is already time: live signals, conditions that hold, contract days of the last 60 days.'), version: seenVersion }), output: state,
      async handler(context, { id, standing, version }) {
        const done = await activatePlaybook(context, id, { standing, version: await versionSeen(context, id, version) });
        return { playbook: await itemOf(context, id), ...done };
      },
    }),
    defineOperation({
      id: 'playbook.pause', summary: 'Stop entries into a playbook, and its runs with it', scope: 'approve', effect: 'act', reach: 'company', positional: ['id'], entity: ({ id }) => `playbook:${id}`,
      input: z.object({ id: z.string(), runs: z.enum(['pause', 'go_on']).default('pause').describe('What becomes of its runs. Paused ones keep hearing what happens.'), note: z.string().trim().max(500).optional(), version: seenVersion }), output: state,
      async handler(context, { id, runs, note, version }) {
        const done = await pausePlaybook(context, id, { runs: runs === 'pause', note: note ?? null, version: await versionSeen(context, id, version) });
        return { playbook: await itemOf(context, id), ...done };
      },
    }),
    defineOperation({
      id: 'playbook.start', summary: 'Start a playbook by hand for accounts; its criteria and limits hold', scope: 'write', effect: 'change', positional: ['id', 'accounts...'], entity: ({ id }) => `playbook:${id}`,
      input: z.object({ id: z.string(), accounts: z.array(z.string()).min(1).max(5000).describe('Accounts: id, external id or domain.'), key: z.string().min(1).max(100).optional().describe('The same key starts an account once.') }),
      output: z.object({ items: z.array(z.object({ accountId: z.string(), runId: z.string().nullable(), outcome: z.string(), reason: z.string().nullable() })) }),
      async handler(context, { id, accounts, key }) {
        // One account may be named in any way; many are named by id.
        const ids = accounts.length === 1 ? [await visibleAccount(context, accounts[0] as string)] : accounts;
        return { items: await startByHand(context, id, ids, key ?? newId('start', context.clock.wall().getTime())) };
      },
    }),
  ];
}

/** Operations on playbooks as such. */
export function playbookOperations(deps: PlaybookOperationDeps): AnyOperation[] {
  return [...reading(), simulating(), ...working(deps)];
}
