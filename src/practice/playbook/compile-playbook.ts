import { compileExpression, type Expression } from '../../program/definition/expression.ts';
import type { Happening, Playbook, Step, Trigger } from './playbook.ts';

/** Where a run goes; "end" ends it. */
export type Target = string;
export const endTarget = 'end';

/** A step ready to be taken: conditions compiled, and every way out named. */
export interface CompiledStep {
  step: Step;
  next: Target;
  until: Expression | undefined;
  cases: readonly { when: Expression; next: Target; why: string | undefined }[];
}

/** A playbook ready to run. */
export interface CompiledPlaybook {
  definition: Playbook;
  version: number;
  first: Target;
  steps: ReadonlyMap<string, CompiledStep>;
  entry: readonly { when: Expression; why: string }[];
  exit: readonly { when: Expression; outcome: 'achieved' | 'lost' | 'moot'; why: string }[];
  triggers: readonly { trigger: Trigger; when: Expression | undefined }[];
  /** Names of what its waits listen for, see {@link happeningName}. */
  listens: ReadonlySet<string>;
  /** Types of signal that its conditions ask about. */
  signalTypes: readonly string[];
  /** Everything its conditions read. */
  reads: readonly string[];
}

/** The name under which a run hears of something. */
export function happeningName(happening: Happening): string {
  if ('signal' in happening) return `signal:${happening.signal}:${happening.becomes}`;
  if ('reply' in happening) return `reply:${happening.reply}`;
  return 'survey' in happening ? `survey:${happening.survey}` : `event:${happening.event}`;
}

/** Ways out of a step other than by its repetition. */
export function exitsOf(step: Step, below: Target): Target[] {
  const next = step.next ?? below;
  const of = (...more: (Target | undefined)[]) => [next, ...more.filter((one) => one !== undefined)];
  switch (step.do) {
    case 'end': return [];
    case 'branch': return [...step.cases.map((one) => one.next), step.otherwise];
    case 'wait': return of(step.onTimeout);
    case 'task': return of(step.wait?.onTimeout, step.otherwise);
    case 'approval': return of(step.wait.onTimeout, step.onRejected);
    case 'email': case 'meeting': case 'survey': case 'reminder': return of(step.otherwise);
    default: return of();
  }
}

/** Compiles a playbook once; `ExpressionError` for a condition that is not sound. */
export function compilePlaybook(definition: Playbook, version: number): CompiledPlaybook {
  const steps = definition.steps.map((step, index): [string, CompiledStep] => [step.id, {
    step,
    next: step.next ?? definition.steps[index + 1]?.id ?? endTarget,
    until: step.do === 'wait' && step.until !== undefined ? compileExpression(step.until) : undefined,
    cases: step.do === 'branch' ? step.cases.map(({ when, next, why }) => ({ when: compileExpression(when), next, why })) : [],
  }]);
  const entry = definition.entry.map(({ when, why }) => ({ when: compileExpression(when), why }));
  const exit = definition.exit.map(({ when, outcome, why }) => ({ when: compileExpression(when), outcome, why }));
  const triggers = definition.triggers.map((trigger) => ({ trigger, when: trigger.on === 'fact' ? compileExpression(trigger.when) : undefined }));
  const inSteps = steps.flatMap(([, { until, cases }]) => [until, ...cases.map(({ when }) => when)]);
  const all = [...entry, ...exit, ...triggers].map(({ when }) => when).concat(inSteps).flatMap((when) => when?.references ?? []);
  return {
    definition, version, first: definition.steps[0]?.id ?? endTarget, steps: new Map(steps), entry, exit, triggers,
    listens: new Set(definition.steps.flatMap((step) => (step.do === 'wait' && step.event ? [happeningName(step.event)] : []))),
    signalTypes: [...new Set(all.flatMap((id) => (id.startsWith('signal.') ? [id.slice(7)] : [])))],
    reads: [...new Set(all)],
  };
}
