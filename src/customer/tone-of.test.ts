import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toneOf } from './tone-of.ts';

const reviews = join(import.meta.dirname, '../../../shared/data/sentiment/amazon_cells_labelled.txt');

describe('tone of a text', () => {
  it.each([
    ['The export is broken again and nobody answers. This is unacceptable.', -1, -0.7],
    ['Thanks, this works great now!', 0.6, 1],
    ['Could you tell us where the invoices are shown in the portal?', 0, 0],
    ['It is not good at all.', -0.7, -0.2],
    ['The start was bad, but now we are very happy with it.', 0.3, 1],
    ['It is slightly slow.', -0.4, -0.1],
  ])('%s', (text, least, most) => {
    expect(toneOf(text)).toBeGreaterThanOrEqual(least);
    expect(toneOf(text)).toBeLessThanOrEqual(most);
  });

  it.each([[null], [''], ['123 -- !!'], ['Der Export ist leider schon wieder kaputt und die Hotline antwortet nie.'], ['Le rapport ne fonctionne pas depuis hier et personne ne répond.']])('is unknown: %s', (text) => expect(toneOf(text)).toBeNull());

  it('stays within -1..1 for any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      const tone = toneOf(text);
      expect(tone === null || (tone >= -1 && tone <= 1)).toBe(true);
    }));
  });

  it.skipIf(!existsSync(reviews))('tells good from bad in four of five rated product reviews', () => {
    const rated = readFileSync(reviews, 'utf8').trim().split('\n').map((line) => line.split('\t') as [string, string]);
    const right = rated.filter(([text, mark]) => (toneOf(text) ?? 0) > 0 === (mark.trim() === '1')).length;
    expect(right / rated.length).toBeGreaterThan(0.8);
  });
});
