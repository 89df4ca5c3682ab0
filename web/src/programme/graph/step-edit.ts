import { addEntry, moveEntry, readYaml, removeValue, setValue, type Path } from '../form/yaml-edit.ts';
import { endId, plainTarget, stepsOf, waysOf, type Way } from './ways.ts';

const stepsAt = (text: string) => stepsOf(readYaml(text));

function freeId(taken: ReadonlySet<string>, kind: string): string {
  let number = 1;
  while (taken.has(`${kind}_${number}`)) number += 1;
  return `${kind}_${number}`;
}

/** The text with one way leading elsewhere. */
export function leadTo(text: string, way: Pick<Way, 'from' | 'path'>, to: string): string {
  const index = stepsAt(text).findIndex(({ id }) => id === way.from);
  return index < 0 ? text : setValue(text, ['steps', index, ...way.path], to);
}

/** The text with a new way from a step: its plain way, or one more case of a decision. */
export function connect(text: string, from: string, to: string): string {
  const steps = stepsAt(text);
  const index = steps.findIndex(({ id }) => id === from);
  const kind = steps[index]?.kind;
  if (kind === undefined || kind === 'end') return text;
  return kind === 'branch' ? addEntry(text, ['steps', index, 'cases'], { when: '', next: to }) : setValue(text, ['steps', index, 'next'], to);
}

/** The text without a way that may be absent: a case, a time-out, or a plain way, which then leads to the step below. */
export function dropWay(text: string, { from, path, kind, written }: Way): string {
  const index = stepsAt(text).findIndex(({ id }) => id === from);
  if (index < 0 || !written || !mayDrop({ kind, path })) return text;
  const where: Path = kind === 'case' ? path.slice(0, -1) : kind === 'repeated' ? ['repeat'] : path;
  return removeValue(text, ['steps', index, ...where]);
}

/** Whether a step can be without this way. A decision needs its "otherwise", a question its "rejected". Pure. */
export function mayDrop({ kind }: Pick<Way, 'kind' | 'path'>): boolean {
  return kind !== 'otherwise' && kind !== 'rejected';
}

/** The text with a new step below another one (else at the end), on its plain way. Answers the id it got. */
export function insertStep(text: string, after: string | undefined, kind: string, blank: Readonly<Record<string, unknown>>): { text: string; id: string } {
  const steps = stepsAt(text);
  const id = freeId(new Set(steps.map((one) => one.id)), kind);
  const index = steps.findIndex((one) => one.id === after);
  const above = steps[index];
  const way = waysOf(steps).find(({ from, kind: of }) => from === after && (of === 'then' || of === 'otherwise'));
  const { id: _, do: __, ...rest } = blank;
  const next = way?.written && kind !== 'end' && kind !== 'branch' ? { next: way.to } : {};
  const otherwise = kind === 'branch' && way ? { otherwise: way.to } : {};
  const added = addEntry(text, ['steps'], { id, ...rest, do: kind, ...next, ...otherwise });
  const placed = above ? moveEntry(added, ['steps'], steps.length, index + 1) : added;
  if (!way?.written) return { text: placed, id };
  return { text: way.kind === 'then' ? removeValue(placed, ['steps', index, 'next']) : leadTo(placed, way, id), id };
}

/** The text without a step: whatever led there leads where it would have gone on. */
export function deleteStep(text: string, id: string): string {
  const steps = stepsAt(text);
  const index = steps.findIndex((one) => one.id === id);
  if (index < 0 || steps.length === 1) return text;
  const plain = plainTarget(steps, index);
  const heir = plain === id ? endId : plain;
  const led = waysOf(steps).filter(({ to, from }) => to === id && from !== id).reduce((now, way) => (way.written || heir !== (steps[index + 1]?.id ?? endId) ? leadTo(now, way, heir) : now), text);
  return removeValue(led, ['steps', index]);
}

/** The text with a step called otherwise, wherever it is named as a target; unchanged where the name is taken or empty. */
export function renameStep(text: string, id: string, name: string): string {
  const steps = stepsAt(text);
  const index = steps.findIndex((one) => one.id === id);
  if (index < 0 || name === '' || name === endId || steps.some((one) => one.id === name)) return text;
  const led = waysOf(steps).filter(({ to, written }) => written && to === id).reduce((now, way) => leadTo(now, way, name), text);
  const reminding = steps.flatMap(({ body }, at) => (body.do === 'reminder' && body.of === id ? [at] : [])).reduce((now, at) => setValue(now, ['steps', at, 'of'], name), led);
  return setValue(reminding, ['steps', index, 'id'], name);
}
