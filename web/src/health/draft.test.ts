import { describe, expect, it } from 'vitest';
import { countChanges, flatten, getAt, setAt, shapeFields, type DraftGroup } from './draft.ts';

const groups: DraftGroup[] = [{ id: 'a', label: 'A', weight: 2, measures: [{ id: 'm', label: 'M', weight: 1, shape: { type: 'linear', points: [[0, 0], [10, 100]] } }], groups: [{ id: 'b', label: 'B', weight: 1, measures: [{ id: 'n', label: 'N', weight: 3 }] }] }];

describe('a draft', () => {
  it('changes one number and shares the rest', () => {
    const draft = { groups, bands: { good: 70 } };
    const next = setAt(draft, ['groups', 0, 'measures', 0, 'shape', 'points', 1, 0], 12);
    expect(getAt(next, ['groups', 0, 'measures', 0, 'shape', 'points', 1])).toEqual([12, 100]);
    expect(next.bands).toBe(draft.bands);
    expect([countChanges(draft, next), countChanges(draft, draft)]).toEqual([1, 0]);
  });

  it('lists groups and measures in order', () => expect(flatten(groups).map(({ node, depth, isGroup }) => [node.id, depth, isGroup])).toEqual([['a', 0, true], ['m', 1, false], ['b', 1, true], ['n', 2, false]]));

  it('finds the numbers of every shape', () => {
    expect(shapeFields({ type: 'threshold', direction: 'up', below: 5, steps: [{ at: 1, score: 50 }] })).toEqual([{ path: ['below'], label: 'below' }, { path: ['steps', 0, 'at'], label: '', score: ['steps', 0, 'score'] }]);
    expect(shapeFields({ type: 'linear', points: [[0, 0], [10, 100]] }).map((field) => field.path)).toEqual([['points', 0, 0], ['points', 1, 0]]);
    expect(shapeFields({ type: 'category', scores: { won: 100 }, otherwise: 20 }).map((field) => field.label)).toEqual(['won', 'otherwise']);
  });
});
