import type { LookBackResult } from '../contract/look-back.ts';
import { currentProgram, healthEngines } from '../insight/health/health-program.ts';
import { pastBands, withScorecard, withSegmentSet, type PastRequest } from '../insight/health/past-bands.ts';
import type { Scorecard } from '../insight/health/scorecard.ts';
import { pastOpenings } from '../insight/signal/past-openings.ts';
import { readLeavings } from '../insight/signal/retrospective.ts';
import { compileSignal, type SignalDefinition } from '../insight/signal/signal-rule.ts';
import { monotonicMs } from '../lib/clock.ts';
import { addDays, addMonths, dayOf, type Day } from '../lib/period.ts';
import type { Context } from '../platform/operation/context.ts';
import { compilePlaybook, type CompiledPlaybook } from '../practice/playbook/compile-playbook.ts';
import type { Playbook } from '../practice/playbook/playbook.ts';
import { simulatePlaybook } from '../practice/playbook/simulate-playbook.ts';
import { activeDefinitions } from '../program/definition/definition-store.ts';
import type { LooksBack } from '../program/proposal/look-back-store.ts';
import type { SegmentSet } from '../program/segment/segment.ts';

type Engines = Pick<Context, 'db' | 'analytics' | 'clock'>;
type Past = (engines: Engines, body: never, request: PastRequest) => Promise<Omit<LookBackResult, 'seconds'>>;

const playbookLooks = 60;

async function inForce<T>({ db, clock }: Engines, kind: string, id: string): Promise<{ body: T; version: number } | undefined> {
  return (await activeDefinitions<T>(db, kind, clock.wall())).find((one) => one.id === id);
}

async function scorecardPast(engines: Engines, body: Scorecard, request: PastRequest) {
  const now = await currentProgram(engines.db, engines.clock);
  return pastBands(healthEngines(engines), { now, draft: withScorecard(now, body) }, body.id, request);
}

async function segmentPast(engines: Engines, body: SegmentSet, request: PastRequest) {
  const now = await currentProgram(engines.db, engines.clock);
  return pastBands(healthEngines(engines), { now, draft: withSegmentSet(now, body) }, null, request);
}

async function signalPast(engines: Engines, body: SignalDefinition, request: PastRequest) {
  const now = await inForce<SignalDefinition>(engines, 'signal', body.id);
  return pastOpenings(healthEngines(engines), await currentProgram(engines.db, engines.clock), { now: now ? compileSignal(now.body, now.version) : null, draft: compileSignal(body, (now?.version ?? 0) + 1) }, request);
}

async function playbookPast(engines: Engines, body: Playbook, { today, progress, signal }: PastRequest): Promise<Omit<LookBackResult, 'seconds'>> {
  const now = await inForce<Playbook>(engines, 'playbook', body.id);
  const [to, from] = [addDays(today, -1), addDays(today, -730)];
  const everyDays = Math.ceil(729 / playbookLooks);
  const accountIds = (await engines.db.query<{ id: string }>('select id from account where merged_into is null', [])).map(({ id }) => id);
  const sides: CompiledPlaybook[] = [compilePlaybook(body, (now?.version ?? 0) + 1), ...(now ? [compilePlaybook(now.body, now.version)] : [])];
  const played: Awaited<ReturnType<typeof simulatePlaybook>>[] = [];
  for (const [index, side] of sides.entries()) {
    signal?.throwIfAborted();
    played.push(await simulatePlaybook(engines, side, { from, to, everyDays, accountIds, progress: (done, total) => progress?.(index * total + done, sides.length * total) }));
  }
  const [draft, before] = played.map(({ entries }) => Map.groupBy(entries, ({ at }) => dayOf(at).slice(0, 7)));
  const months = monthsOf(from, to).map((month) => ({ month, now: now ? { n: before?.get(month)?.length ?? 0 } : null, draft: { n: draft?.get(month)?.length ?? 0 } }));
  return { measure: 'entered', from, to, everyDays, looks: playbookLooks, accounts: new Set(played[0]?.entries.map(({ accountId }) => accountId)).size, months, warning: null, notShown: played[0]?.notShown ?? [] };
}

function monthsOf(from: Day, to: Day): string[] {
  const months: string[] = [];
  for (let start = `${from.slice(0, 7)}-01`; start <= to; start = addMonths(start, 1)) months.push(start.slice(0, 7));
  return months;
}

const pasts = { scorecard: scorecardPast, segment: segmentPast, signal: signalPast, playbook: playbookPast } as unknown as Readonly<Record<string, Past>>;

/** The kinds whose drafts can be looked back at. */
export const lookedBackKinds: ReadonlySet<string> = new Set(Object.keys(pasts));

/** By kind: how the last two years would have looked under a draft, over all accounts, beside the version in force. */
export function definitionPasts(engines: Engines): Readonly<Record<string, LooksBack>> {
  const of = (past: Past): LooksBack => async (body, { progress, signal }) => {
    const [begun, today] = [monotonicMs(), dayOf(engines.clock.now())];
    const result = await past(engines, body as never, { today, leftOn: await readLeavings(engines.db, today), progress, signal });
    return { ...result, seconds: Math.round((monotonicMs() - begun) / 100) / 10 };
  };
  return Object.fromEntries(Object.entries(pasts).map(([kind, past]) => [kind, of(past)]));
}
