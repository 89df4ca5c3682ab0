import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Redactor } from './redactor.ts';

it('hides addresses, numbers and people, each always behind the same mark, and puts them back', () => {
  const redactor = new Redactor('k1');
  redactor.know(['Hugo Dubois', 'Mia Ö. Brandt']);
  const text = 'Hugo Dubois (hugo.dubois@acme.example, +49 30 1234567) wrote to Mia Ö. Brandt. Hugo called 030/12345678. mia@x.example';
  const hidden = redactor.hide(text);
  for (const secret of ['Hugo', 'Dubois', 'Brandt', '@', '1234567']) expect(hidden).not.toContain(secret);
  expect(redactor.hide(text)).toBe(hidden);
  expect(redactor.show(hidden)).toBe(text);
});

it('leaves figures, days and ids alone', () => {
  const redactor = new Redactor('k1');
  for (const text of ['USD 105,389 a year until 2027-02-22', 'acc_a66753a809091719636af3ce2f6140b2', '12 Jul 2027, 89.8%, 5,161,237', '2026-11-23T09:21:00.000Z', 'n = 1234567890', '"arrMinor":10538881,"score":61.57']) expect(redactor.hide(text)).toBe(text);
});

it('does not take a text that looks like a mark for one', () => {
  const redactor = new Redactor();
  redactor.know(['Ada Secret']);
  redactor.hide('Ada Secret');
  expect(redactor.show('PERSON_1 PERSON_zzzzzz_1')).toBe('PERSON_1 PERSON_zzzzzz_1');
});

it('whatever is hidden comes back unchanged, and what is hidden holds no name and no address', () => {
  const name = fc.constantFrom('Ada Lovelace', 'Bo Li', 'Chloé Müller-Ott', 'D. O’Neil', 'Lee');
  const piece = fc.oneof(name, fc.emailAddress(), fc.string(), fc.constantFrom('+1 (415) 555-0134', '0171 5551234', ' and ', '2026-01-01'));
  fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
    const redactor = new Redactor();
    redactor.know(['Ada Lovelace', 'Bo Li', 'Chloé Müller-Ott', 'D. O’Neil', 'Lee']);
    const text = pieces.join(' ');
    const hidden = redactor.hide(text);
    expect(redactor.show(hidden)).toBe(text);
    expect(hidden).not.toMatch(/(?<![\p{L}\p{N}_])(Ada Lovelace|Bo Li|Chloé Müller-Ott)(?![\p{L}\p{N}_])/u);
  }), { numRuns: 2000 });
});
