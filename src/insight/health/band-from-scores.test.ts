import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandFromScores, bandMemoryDays, rawBand } from './band-from-scores.ts';

const bands = { good: 70, watch: 45, margin: 3 };
const score = fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: null, freq: 6 });

describe('bandFromScores', () => {
  it.each<[string, (number | null)[], string]>([
    ['nothing', [], 'unknown'],
    ['one score is raw', [69.9], 'watch'],
    ['falls only beyond the margin', [75, 68], 'good'],
    ['falls beyond it', [75, 66.9], 'watch'],
    ['rises only beyond the margin', [60, 71], 'watch'],
    ['rises beyond it', [60, 73], 'good'],
    ['falls two bands at once', [90, 20], 'risk'],
    ['falls one band when the second is within the margin', [90, 43], 'watch'],
    ['flutter stays', [72, 69, 71, 68, 70], 'good'],
    ['unknown forgets', [72, null, 69], 'watch'],
    ['ends unknown', [72, null], 'unknown'],
  ])('%s', (_, scores, expected) => expect(bandFromScores(scores, bands)).toBe(expected));

  it('depends on fourteen scores alone', () => {
    fc.assert(fc.property(fc.array(score, { minLength: 14, maxLength: 40 }), fc.array(score, { maxLength: 20 }), (scores, other) => {
      expect(bandFromScores([...other, ...scores], bands)).toBe(bandFromScores(scores.slice(-bandMemoryDays), bands));
    }));
  });
  it('is never further than the margin from the raw band', () => {
    fc.assert(fc.property(fc.array(score, { minLength: 1, maxLength: 20 }), (scores) => {
      const last = scores.at(-1) ?? null;
      const band = bandFromScores(scores, bands);
      const possible = last === null ? ['unknown'] : [rawBand(last, bands), rawBand(last + bands.margin, bands), rawBand(last - bands.margin, bands)];
      expect(possible).toContain(band);
    }));
  });
  it('without a margin it is the raw band', () => {
    fc.assert(fc.property(fc.array(score, { minLength: 1, maxLength: 20 }), (scores) => {
      expect(bandFromScores(scores, { ...bands, margin: 0 })).toBe(rawBand(scores.at(-1) ?? null, bands));
    }));
  });
});
