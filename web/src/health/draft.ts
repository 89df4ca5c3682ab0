/** A scorecard as a form edits it: the definition's own shape. */
export interface DraftMeasure {
  id: string;
  label: string;
  weight: number;
  shape?: Record<string, unknown>;
  pulse?: Record<string, unknown>;
}
export interface DraftGroup {
  id: string;
  label: string;
  weight: number;
  measures?: DraftMeasure[];
  groups?: DraftGroup[];
}
export interface Draft {
  id: string;
  groups: DraftGroup[];
  caps: { id: string; label: string; when: string; limit: number }[];
  exceptions: { id: string; label: string; when: string; score?: number }[];
  bands: { good: number; watch: number; margin: number };
  coverageFloor: number;
  minimumMeasures: number;
}

export type Path = readonly (string | number)[];

/** The value at a path. */
export function getAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | undefined)?.[key], value);
}

/** A copy with one value changed; what lies beside the path is shared. */
export function setAt<T>(value: T, path: Path, next: unknown): T {
  const [key, ...rest] = path;
  if (key === undefined) return next as T;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string | number, unknown>;
  copy[key] = setAt(copy[key], rest, next);
  return copy as T;
}

/** A number of a shape: one threshold, or one of a pair (input, score). */
export interface NumberField {
  path: Path;
  label: string;
  /** The second number of a pair, shown behind the first. */
  score?: Path;
}

/** Every number of a shape that may be changed, pairs together. */
export function shapeFields(shape: unknown, path: Path = []): NumberField[] {
  if (Array.isArray(shape)) {
    if (shape.length === 2 && shape.every((one) => typeof one === 'number')) return [{ path: [...path, 0], label: '', score: [...path, 1] }];
    return shape.flatMap((one, index) => shapeFields(one, [...path, index]));
  }
  if (typeof shape !== 'object' || shape === null) return [];
  const of = shape as Record<string, unknown>;
  if (typeof of.at === 'number' && typeof of.score === 'number') return [{ path: [...path, 'at'], label: '', score: [...path, 'score'] }];
  return Object.entries(of).flatMap(([key, value]) => (typeof value === 'number' ? [{ path: [...path, key], label: key }] : typeof value === 'object' ? shapeFields(value, [...path, key]) : []));
}

/** How many numbers differ between two drafts of the same shape. */
export function countChanges(before: unknown, after: unknown): number {
  if (typeof before === 'number' || typeof after === 'number') return before === after ? 0 : 1;
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return 0;
  return Object.keys(before).reduce((sum, key) => sum + countChanges((before as Record<string, unknown>)[key], (after as Record<string, unknown>)[key]), 0);
}

/** Groups and measures in reading order with their depth and place. */
export function flatten(groups: readonly DraftGroup[], path: Path = ['groups'], depth = 0): { node: DraftGroup | DraftMeasure; path: Path; depth: number; isGroup: boolean }[] {
  return groups.flatMap((group, index) => {
    const here = [...path, index];
    return [
      { node: group, path: here, depth, isGroup: true },
      ...(group.measures ?? []).map((measure, at) => ({ node: measure, path: [...here, 'measures', at], depth: depth + 1, isGroup: false })),
      ...flatten(group.groups ?? [], [...here, 'groups'], depth + 1),
    ];
  });
}
