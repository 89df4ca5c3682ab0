import type { Path } from '../form/yaml-edit.ts';

/** What a way out of a step is taken for. */
export type WayKind = 'then' | 'case' | 'otherwise' | 'timeout' | 'cancelled' | 'unsent' | 'rejected' | 'repeated';

/** A way from one step to another. `written` is false where it only follows from the order of the steps. */
export interface Way {
  from: string;
  to: string;
  kind: WayKind;
  /** Where the target stands below the step. */
  path: Path;
  /** Words of the author: the reason or the condition of a case, the length of a wait, a number of times. */
  note: string | undefined;
  written: boolean;
}

/** A step as far as it is known while it is written. */
export interface GraphStep {
  id: string;
  kind: string;
  label: string;
  body: Readonly<Record<string, unknown>>;
}

/** The target that ends a run. */
export const endId = 'end';

const asMap = (value: unknown): Record<string, unknown> => (value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {});
const asText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The steps a definition names; what is not written yet is empty. Pure. */
export function stepsOf(definition: unknown): GraphStep[] {
  const { steps } = asMap(definition);
  return (Array.isArray(steps) ? steps : []).map((one: unknown, index) => {
    const body = asMap(one);
    const id = asText(body.id) ?? `#${index + 1}`;
    return { id, kind: asText(body.do) ?? 'task', label: asText(body.label) ?? id, body };
  });
}

function waysOfStep({ id: from, kind, body }: GraphStep, below: string): Way[] {
  const named = (way: WayKind, path: Path, to: unknown, note?: unknown): Way[] => (asText(to) === undefined ? [] : [{ from, to: String(to), kind: way, path, note: asText(note), written: true }]);
  const wait = asMap(body.wait);
  const repeat = asMap(body.repeat);
  const repeated = named('repeated', ['repeat', 'then'], repeat.then, repeat.most === undefined ? undefined : String(repeat.most));
  if (kind === 'end') return [];
  if (kind === 'branch') {
    const cases: unknown[] = Array.isArray(body.cases) ? body.cases : [];
    return [...cases.flatMap((one, at) => named('case', ['cases', at, 'next'], asMap(one).next, asMap(one).why ?? asMap(one).when)), ...named('otherwise', ['otherwise'], body.otherwise), ...repeated];
  }
  const then: Way = { from, to: asText(body.next) ?? below, kind: 'then', path: ['next'], note: undefined, written: asText(body.next) !== undefined };
  const late = kind === 'wait' ? named('timeout', ['onTimeout'], body.onTimeout, body.most) : named('timeout', ['wait', 'onTimeout'], wait.onTimeout, wait.most);
  const otherwise = named(kind === 'task' ? 'cancelled' : 'unsent', ['otherwise'], body.otherwise);
  return [then, ...late, ...otherwise, ...named('rejected', ['onRejected'], body.onRejected), ...repeated];
}

/** Every way between the steps, also those that only the order of the steps says. Pure. */
export function waysOf(steps: readonly GraphStep[]): Way[] {
  return steps.flatMap((step, index) => waysOfStep(step, steps[index + 1]?.id ?? endId));
}

/** Where a run goes from a step when nothing special happens; the end after an end. Pure. */
export function plainTarget(steps: readonly GraphStep[], index: number): string {
  const step = steps[index];
  const ways = step ? waysOfStep(step, steps[index + 1]?.id ?? endId) : [];
  return ways.find(({ kind }) => kind === 'then' || kind === 'otherwise')?.to ?? endId;
}
