import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coarseLevels, coarseText, fineLevels, fineText, fromCoarse, fromFine } from './level-text.ts';

test('coarse levels come back within half a step, null as null, and JSON escapes nothing', () => {
  fc.assert(fc.property(fc.array(fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: null })), (values) => {
    const text = coarseText(values, 100);
    expect(JSON.stringify(text)).toHaveLength(values.length + 2);
    fromCoarse(text, 100).forEach((back, i) => {
      const value = values[i] ?? null;
      if (value === null || back === null) expect(back).toBe(value);
      else expect(Math.abs(back - value)).toBeLessThanOrEqual(50 / coarseLevels + 1e-9);
    });
  }));
});

test('fine levels come back within half a step of their maximum', () => {
  fc.assert(fc.property(fc.array(fc.nat(1_000_000), { minLength: 1 }), (values) => {
    const max = Math.max(...values);
    fromFine(fineText(values, max), max).forEach((back, i) => expect(Math.abs(back - (values[i] ?? 0))).toBeLessThanOrEqual(max / 2 / fineLevels + 1e-6));
  }));
});

test('values outside are clipped', () => {
  expect(fromCoarse(coarseText([-5, 300], 100), 100)).toEqual([0, 100]);
  expect(fromFine(fineText([0, 0], 0), 0)).toEqual([0, 0]);
});
