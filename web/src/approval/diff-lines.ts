import { diffArrays } from 'diff';

/** One line of a comparison: in both, only before, or only after. */
export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

/** Compares two texts line by line. */
export function diffLines(before: string, after: string): DiffLine[] {
  return diffArrays(before.split('\n'), after.split('\n')).flatMap(({ value, added, removed }) => value.map((text) => ({ kind: added ? ('added' as const) : removed ? ('removed' as const) : ('same' as const), text })));
}
