import { resolved, type Shape } from '../form/shape.ts';
import { endId, type GraphStep } from './ways.ts';

/** What a step can name: labels by id. */
export interface Nameable { steps: Readonly<Record<string, string>>; /** Steps that put a question. */ asking: Readonly<Record<string, string>>; surveys: Readonly<Record<string, string>>; templates: Readonly<Record<string, string>>; playbooks: Readonly<Record<string, string>> }

const targets: ReadonlySet<string> = new Set(['next', 'otherwise', 'onTimeout', 'onRejected', 'then']);

function choosing(shape: Shape, names: Readonly<Record<string, string>>): Shape {
  return { type: 'string', enum: Object.keys(names), names, ...(shape.description === undefined ? {} : { description: shape.description }) };
}

// What names a step, a survey, a template or a playbook is chosen among those there are.
function withChoices(given: Shape, root: Shape, name: string, by: Nameable): Shape {
  const shape = resolved(given, root);
  if (targets.has(name)) return choosing(shape, by.steps);
  if (name === 'of') return choosing(shape, by.asking);
  if (name === 'survey' && !shape.enum) return choosing(shape, by.surveys);
  if (name === 'template') return choosing(shape, by.templates);
  if (name === 'start') return choosing(shape, by.playbooks);
  if (shape.properties) return { ...shape, properties: Object.fromEntries(Object.entries(shape.properties).map(([key, one]) => [key, withChoices(one, root, key, by)])) };
  return shape.items ? { ...shape, items: withChoices(shape.items, root, '', by) } : shape;
}

function variantsOf(root: Shape): readonly Shape[] {
  const steps = root.properties?.steps;
  return (steps?.items ? resolved(steps.items, root).oneOf : undefined) ?? [];
}

const kindOf = (shape: Shape) => String(shape.properties?.do?.const ?? '');

/** The kinds of step there are. Pure. */
export function stepKinds(root: Shape): string[] {
  return variantsOf(root).map(kindOf);
}

/** The shape of a kind of step, without its id and kind, which are edited apart. Pure. */
export function stepShape(root: Shape, kind: string, by: Nameable): Shape | undefined {
  const variant = variantsOf(root).find((one) => kindOf(one) === kind);
  if (!variant) return undefined;
  const { id: _, do: __, ...rest } = variant.properties ?? {};
  return withChoices({ ...variant, properties: rest }, root, '', by);
}

/** The shape of a whole playbook without its steps. Pure. */
export function frameShape(root: Shape): Shape {
  const { steps: _, ...rest } = root.properties ?? {};
  return { ...root, properties: rest };
}

/** Steps a way can lead to, and the end. Pure. */
export function stepNames(steps: readonly GraphStep[], end: string): Record<string, string> {
  return { ...Object.fromEntries(steps.map(({ id, label }) => [id, label])), [endId]: end };
}
