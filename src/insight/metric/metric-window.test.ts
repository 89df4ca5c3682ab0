import { describe, expect, it } from 'vitest';
import { asOfEnd } from '../../lib/period.ts';
import { monthEnds, resolveWindow } from './metric-window.ts';
import type { MetricDefinition } from './metric-definition.ts';

const definition = (window: MetricDefinition['window']): MetricDefinition => ({ kind: 'metric', id: 'x', version: 1, label: 'x', formula: 'x', unit: 'fraction', window, target: null, board: null, sources: [], params: {} });
const at = { day: '2024-07-10', until: asOfEnd('2024-07-10') };

describe('resolveWindow', () => {
  it.each([
    [{ kind: 'moment' } as const, undefined, { from: '2024-07-10', to: '2024-07-10' }],
    [{ kind: 'endpoints', months: 12 } as const, undefined, { from: '2023-07-10', to: '2024-07-10' }],
    [{ kind: 'flow', days: 90 } as const, undefined, { from: '2024-04-12', to: '2024-07-11' }],
    [{ kind: 'endpoints', months: 12 } as const, { from: '2023-06-30', to: '2024-06-30' }, { from: '2023-06-30', to: '2024-06-30' }],
    [{ kind: 'flow', days: 90 } as const, { from: '2024-01-01', to: '2025-01-01' }, { from: '2024-01-01', to: '2024-07-11' }],
    [{ kind: 'endpoints', months: 12 } as const, { from: '2024-01-01', to: '2025-01-01' }, { from: '2024-01-01', to: '2024-07-10' }],
    [{ kind: 'moment' } as const, { from: '2024-01-01', to: '2024-06-30' }, { from: '2024-06-30', to: '2024-06-30' }],
  ])('%j with %j is %j', (window, period, expected) => expect(resolveWindow(definition(window), at, period)).toEqual(expected));

  it('refuses a window that lies in the future', () => expect(() => resolveWindow(definition({ kind: 'moment' }), at, { from: '2024-08-01', to: '2024-09-01' })).toThrow(/after the reading day/));
});

describe('monthEnds', () => {
  it('takes the day itself when it ends a month', () => expect(monthEnds('2024-02-29', 3)).toEqual(['2023-12-31', '2024-01-31', '2024-02-29']));
  it('otherwise ends with the month before', () => expect(monthEnds('2024-03-15', 2)).toEqual(['2024-01-31', '2024-02-29']));
});
