import type { BusinessCalendar } from '../../contract/task.ts';
import { toDate } from '../../lib/clock.ts';
import { dayStart } from '../../lib/period.ts';
import type { FactValues } from '../../program/definition/expression.ts';
import { addBusinessDays } from '../task/business-day.ts';
import { localOf, plainHours } from './business-time.ts';
import { advance } from './advance.ts';
import type { CompiledPlaybook } from './compile-playbook.ts';
import type { StepKind } from './playbook.ts';
import { effectKey, type Heard, type Run, type RunOutcome, type TriggerRecord } from './run.ts';

/** The past of one account, as a run would have met it. */
export interface AccountPast {
  /** The newest values known at a moment; undefined before any. */
  valuesAt(at: Date): FactValues | undefined;
  /** When values changed, after a moment; null when they did not any more. */
  nextChange(after: Date): Date | null;
  /** What happened, oldest first. */
  happened: readonly Heard[];
}

/** The way one run would have gone. */
export interface SimulatedRun {
  steps: { stepId: string; kind: StepKind; at: Date; outcome: string | null }[];
  status: Run['status'];
  outcome: RunOutcome | null;
  endReason: string | null;
  endedAt: Date | null;
}

const mostTurns = 1000;
const writesToPeople: ReadonlySet<StepKind> = new Set(['email', 'meeting', 'survey', 'reminder']);

/**
 * Plays one run over the past up to `until`: messages are taken as sent when they are written, tasks as done on the day they are due,
 * questions as approved at once; what customers did is what they did. Pure.
 */
export function simulateRun(playbook: CompiledPlaybook, { accountId, at, trigger }: { accountId: string; at: Date; trigger: TriggerRecord }, past: AccountPast, until: Date, calendar: BusinessCalendar): SimulatedRun {
  let run: Run = {
    id: 'run_simulated', playbookId: playbook.definition.id, playbookVersion: playbook.version, accountId, status: 'running', stepId: playbook.first, phase: 'enter', seq: 0, visits: {}, outcomes: {}, trigger,
    startedAt: at, stepAt: at, waitUntil: null, dueAt: at, endedAt: null, outcome: null, endReason: null,
  };
  let pending: Heard[] = past.happened.filter((one) => one.at > at);
  let heard: Heard[] = [];
  const steps = new Map<number, SimulatedRun['steps'][number]>();
  let now = at;
  for (let turns = 0; turns < mostTurns && run.status === 'running' && now <= until; turns++) {
    heard.push(...pending.filter((one) => one.at <= now && playbook.listens.has(one.name) || one.at <= now && isAnswer(one)));
    pending = pending.filter((one) => one.at > now);
    const turn = advance(playbook, run, { now, values: past.valuesAt(now) ?? {}, heard, calendar });
    run = turn.run;
    heard = heard.filter((one) => !turn.consumed.includes(one));
    for (const { seq, stepId, kind, at: taken, outcome } of turn.notes) steps.set(seq, { stepId, kind, at: steps.get(seq)?.at ?? taken, outcome });
    pending = [...pending, ...turn.effects.flatMap(({ step, seq }): Heard[] => {
      const key = effectKey(run.id, seq, step.id);
      if (writesToPeople.has(step.do)) return [{ name: `action:${key}`, dedup: 'sent', value: 'sent', at: now }];
      if (step.do === 'approval') return [{ name: `approval:${key}`, dedup: 'answer', value: 'approved', at: now }];
      if (step.do !== 'task' || !step.wait) return [];
      const due = dayStart(addBusinessDays(localOf(now, plainHours.timeZone).day, step.dueBusinessDays, calendar));
      return [{ name: `task:${key}`, dedup: 'done', value: 'done', at: due > now ? due : now }];
    })];
    now = nextMoment(run, now, pending, past);
  }
  return { steps: [...steps.values()], status: run.status, outcome: run.outcome, endReason: run.endReason, endedAt: run.endedAt };
}

const isAnswer = ({ name }: Heard) => /^(action|approval|task):/.test(name);

function nextMoment(run: Run, now: Date, pending: readonly Heard[], past: AccountPast): Date {
  if (run.dueAt <= now) return now;
  const times = [run.dueAt, ...pending.map(({ at }) => at), ...[past.nextChange(now)].filter((at) => at !== null)].map((at) => Math.max(at.getTime(), now.getTime()));
  return toDate(Math.min(...times));
}
