import type { BusinessCalendar } from '../../contract/task.ts';
import { toDate } from '../../lib/clock.ts';
import { holds, type FactValues } from '../../program/definition/expression.ts';
import { momentAfter, nextWorkingMoment, plainHours } from './business-time.ts';
import { endTarget, happeningName, type CompiledPlaybook, type CompiledStep, type Target } from './compile-playbook.ts';
import { durationOf } from './duration.ts';
import type { StepKind } from './playbook.ts';
import { effectKey, type EffectRequest, type Heard, type Run, type RunOutcome, type StepNote } from './run.ts';

/** What a turn is decided by. */
export interface AdvanceInput {
  /** Business time. */
  now: Date;
  /** Facts of the account, with `signal.<type>`, `health.*` and `trigger.*`. */
  values: FactValues;
  /** What the run was told and has not used, oldest first. */
  heard: readonly Heard[];
  calendar: BusinessCalendar;
}

/** What one turn changes. `notes` are new or changed steps by number. */
export interface Transition {
  run: Run;
  notes: StepNote[];
  effects: EffectRequest[];
  consumed: Heard[];
}

/** Steps that one turn takes at most; the rest follows at once in the next. */
const stepsPerTurn = 25;
/** An action whose end nobody tells within so many days counts as not done. */
const actionPatienceDays = 30;
const dayMs = 86_400_000;
/** Kinds that ring at somebody's desk and so keep to the playbook's hours. A task or a question lies in the list of work at once. */
const ringing: ReadonlySet<StepKind> = new Set(['email', 'meeting', 'survey', 'reminder', 'chat']);

interface Ending {
  outcome: string;
  next: Target;
  note: string | null;
  heard?: Heard;
}

/**
 * One turn of a run: takes steps until it has to wait, or ends. Pure: the same run and input give the same transition, so a turn whose
 * commit was lost is simply taken again.
 */
export function advance(playbook: CompiledPlaybook, given: Run, input: AdvanceInput): Transition {
  const turn = new Turn(playbook, given, input);
  for (let taken = 0; taken < stepsPerTurn && turn.isLive(); taken++) {
    if (turn.exits() || !turn.step()) return turn.result();
  }
  turn.rest();
  return turn.result();
}

class Turn {
  readonly #playbook: CompiledPlaybook;
  readonly #input: AdvanceInput;
  #run: Run;
  #heard: Heard[];
  readonly #notes = new Map<number, StepNote>();
  readonly #effects: EffectRequest[] = [];
  readonly #consumed: Heard[] = [];

  constructor(playbook: CompiledPlaybook, run: Run, input: AdvanceInput) {
    this.#playbook = playbook;
    this.#run = { ...run, visits: { ...run.visits }, outcomes: { ...run.outcomes } };
    this.#input = input;
    this.#heard = [...input.heard];
  }

  isLive(): boolean {
    return this.#run.status === 'running';
  }

  result(): Transition {
    return { run: this.#run, notes: [...this.#notes.values()], effects: this.#effects, consumed: this.#consumed };
  }

  /** The turn was long: the next one follows at once. */
  rest(): void {
    if (this.isLive()) this.#run.dueAt = this.#input.now;
  }

  /** Ends the run when a criterion to leave holds. */
  exits(): boolean {
    const values = this.#values();
    const found = this.#playbook.exit.find(({ when }) => holds(when, values));
    if (!found) return false;
    if (this.#run.phase === 'wait') this.#note({ endedAt: this.#input.now, outcome: 'left', note: found.why });
    this.#end('exited', found.outcome, found.why);
    return true;
  }

  /** Takes or ends one step; false when the run now waits. */
  step(): boolean {
    const compiled = this.#playbook.steps.get(this.#run.stepId);
    if (!compiled) {
      this.#end(this.#run.stepId === endTarget ? 'completed' : 'failed', this.#run.stepId === endTarget ? 'done' : 'failed', this.#run.stepId === endTarget ? 'The playbook came to its end.' : `There is no step "${this.#run.stepId}" in this version.`);
      return true;
    }
    return this.#run.phase === 'enter' ? this.#enter(compiled) : this.#leave(compiled);
  }

  #values(): FactValues {
    const { run } = { run: this.#run };
    const outcomes = Object.fromEntries(Object.entries(run.outcomes).map(([step, outcome]) => [`outcome.${step}`, outcome]));
    return { ...this.#input.values, ...outcomes, 'run.days': Math.floor((this.#input.now.getTime() - run.startedAt.getTime()) / dayMs), 'run.steps': run.seq };
  }

  #enter(compiled: CompiledStep): boolean {
    const { step } = compiled;
    const visits = this.#run.visits[step.id] ?? 0;
    if (step.repeat && visits >= step.repeat.most) return this.#go(step.repeat.then);
    if (this.#run.seq >= this.#playbook.definition.maxSteps) {
      this.#end('failed', 'failed', `It took ${this.#run.seq} steps, which is the most this playbook allows.`);
      return true;
    }
    const { hours } = this.#playbook.definition;
    if (hours && ringing.has(step.do)) {
      const opens = nextWorkingMoment(this.#input.now, hours, this.#input.calendar);
      if (opens > this.#input.now) {
        this.#run.dueAt = opens;
        return false;
      }
    }
    this.#run.seq += 1;
    this.#run.visits[step.id] = visits + 1;
    this.#run.stepAt = this.#input.now;
    this.#notes.set(this.#run.seq, { seq: this.#run.seq, stepId: step.id, kind: step.do, at: this.#input.now, endedAt: null, outcome: null, note: null });
    return this.#take(compiled);
  }

  #take(compiled: CompiledStep): boolean {
    const { step, next } = compiled;
    switch (step.do) {
      case 'end':
        this.#note({ endedAt: this.#input.now, outcome: step.outcome, note: step.why });
        this.#end('completed', step.outcome, step.why);
        return true;
      case 'branch': {
        const values = this.#values();
        const at = compiled.cases.findIndex(({ when }) => holds(when, values));
        const found = compiled.cases[at];
        return this.#finish({ outcome: found ? `case_${at + 1}` : 'otherwise', next: found?.next ?? step.otherwise, note: found ? (found.why ?? found.when.text) : 'None of the cases is known to hold.' });
      }
      case 'wait':
        this.#wait(step.for ?? step.most ?? '1d');
        return this.#leave(compiled);
      case 'approval':
        this.#effect(compiled);
        this.#wait(step.wait.most);
        return false;
      case 'task':
        this.#effect(compiled);
        if (!step.wait) return this.#finish({ outcome: 'made', next, note: null });
        this.#wait(step.wait.most);
        return false;
      case 'email': case 'meeting': case 'survey': case 'reminder':
        this.#effect(compiled);
        this.#wait(`${actionPatienceDays}d`);
        return false;
      default:
        this.#effect(compiled);
        return this.#finish({ outcome: 'proposed', next, note: null });
    }
  }

  #effect({ step }: CompiledStep): void {
    this.#effects.push({ key: effectKey(this.#run.id, this.#run.seq, step.id), seq: this.#run.seq, step });
  }

  #wait(most: string): void {
    const until = momentAfter(this.#input.now, durationOf(most), this.#playbook.definition.hours ?? plainHours, this.#input.calendar);
    Object.assign(this.#run, { phase: 'wait', waitUntil: until, dueAt: until });
  }

  #leave(compiled: CompiledStep): boolean {
    const ending = this.#ending(compiled);
    if (ending) return this.#finish(ending);
    this.#run.dueAt = this.#run.waitUntil ?? toDate(this.#input.now.getTime() + dayMs);
    return false;
  }

  /** How the step that waits ends now; undefined when it does not yet. What was told counts before the time that ran out. */
  #ending({ step, next, until }: CompiledStep): Ending | undefined {
    const isOver = this.#run.waitUntil !== null && this.#run.waitUntil <= this.#input.now;
    const key = effectKey(this.#run.id, this.#run.seq, step.id);
    switch (step.do) {
      case 'wait': {
        if (step.for !== undefined) return isOver ? { outcome: 'over', next, note: null } : undefined;
        const heard = step.event && this.#told(happeningName(step.event));
        if (heard) return { outcome: 'happened', next, note: heard.value, heard };
        if (until && holds(until, this.#values())) return { outcome: 'happened', next, note: until.text };
        return isOver ? { outcome: 'timeout', next: step.onTimeout ?? next, note: null } : undefined;
      }
      case 'task': {
        const heard = this.#told(`task:${key}`);
        if (heard) return { outcome: heard.value, next: heard.value === 'done' ? next : (step.otherwise ?? next), note: null, heard };
        return isOver ? { outcome: 'timeout', next: step.wait?.onTimeout ?? next, note: null } : undefined;
      }
      case 'approval': {
        const heard = this.#told(`approval:${key}`);
        const [answer, ...reason] = heard?.value.split(': ') ?? [];
        if (heard) return { outcome: answer ?? '', next: answer === 'approved' ? next : step.onRejected, note: reason.join(': ') || null, heard };
        return isOver ? { outcome: 'timeout', next: step.wait.onTimeout ?? step.onRejected, note: null } : undefined;
      }
      case 'email': case 'meeting': case 'survey': case 'reminder': {
        const heard = this.#told(`action:${key}`);
        const [answer, ...reason] = heard?.value.split(': ') ?? [];
        if (heard) return { outcome: answer ?? '', next: answer === 'sent' ? next : (step.otherwise ?? next), note: reason.join(': ') || null, heard };
        return isOver ? { outcome: 'timeout', next: step.otherwise ?? next, note: null } : undefined;
      }
      default: return { outcome: 'done', next, note: null };
    }
  }

  #told(name: string): Heard | undefined {
    return this.#heard.find((one) => one.name === name);
  }

  #finish({ outcome, next, note, heard }: Ending): boolean {
    if (heard) {
      this.#consumed.push(heard);
      this.#heard = this.#heard.filter((one) => one !== heard);
    }
    this.#note({ endedAt: this.#input.now, outcome, ...(note === null ? {} : { note }) });
    this.#run.outcomes[this.#run.stepId] = outcome;
    return this.#go(next);
  }

  #go(next: Target): boolean {
    Object.assign(this.#run, { stepId: next, phase: 'enter', waitUntil: null, stepAt: this.#input.now, dueAt: this.#input.now });
    return true;
  }

  #note(change: Partial<StepNote>): void {
    const { seq, stepId, stepAt } = this.#run;
    const kind = this.#playbook.steps.get(stepId)?.step.do ?? 'end';
    this.#notes.set(seq, { ...(this.#notes.get(seq) ?? { seq, stepId, kind, at: stepAt, endedAt: null, outcome: null, note: null }), ...change });
  }

  #end(status: 'completed' | 'exited' | 'failed', outcome: RunOutcome, reason: string): void {
    Object.assign(this.#run, { status, outcome, endReason: reason, endedAt: this.#input.now, waitUntil: null, dueAt: this.#input.now });
  }
}
