import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSentence, takeSentences } from './check-facts.ts';
import { addEvidence, noEvidence, type Evidence } from './evidence.ts';
import { daysOf, numbersOf } from './read-numbers.ts';

function known(): Evidence {
  const evidence = noEvidence();
  addEvidence(evidence, {
    items: [
      { accountId: 'acc_1', accountName: 'Alder Clinics', score: 51.49, band: 'watch', arrMinor: 18_144_000, currency: 'USD', renewalOn: '2026-12-19', owner: 'Tomasz Zielinski' },
      { accountId: 'acc_2', accountName: 'Sandpiper Works', score: 61.57, band: 'watch', arrMinor: 10_538_881, currency: 'USD', renewalOn: '2027-02-22', owner: 'Jonas Lindqvist' },
    ], total: 194,
  }, { account: null, page: '/health' });
  addEvidence(evidence, { items: [{ id: 'nrr', label: 'Net revenue retention', value: 0.8982577, unit: 'fraction', numerator: 400, denominator: 445, definition: 'x', n: 166 }] }, { account: null, page: '/targets' });
  return evidence;
}
const check = (sentence: string, { before = [] as string[], asked = '', language = 'en' as 'en' | 'de' } = {}) => checkSentence(sentence, known(), { asked, before, language });

describe('what the records hold is let through', () => {
  it.each([
    'Alder Clinics has a health of 51 and pays USD 181,440 a year.', 'Sandpiper Works pays $105.4k; its term ends on 22 February 2027.', 'NRR is 89.8% over 166 accounts.', 'Net revenue retention is about 90%.', 'Tomasz Zielinski owns Alder Clinics.',
    'Alder Clinics renews on 2026-12-19.', 'There are 194 accounts, of which two are shown.', 'Health is fine overall.', 'Alder Clinics should be called first.', 'The ARR of Sandpiper Works is USD 0.105 million.',
  ])('%s', (sentence) => expect(check(sentence)).toMatchObject({ supported: true }));
  it.each(['Alder Clinics zahlt 181.440 USD im Jahr und verlängert am 19. Dezember 2026.', 'Die NRR liegt bei 89,8 %.', 'Der Wert von Sandpiper Works ist 61,6.'])('%s', (sentence) => expect(check(sentence, { language: 'de' })).toMatchObject({ supported: true }));

  it('names the records behind it', () => {
    expect(check('Sandpiper Works has a health of 62.').records).toContainEqual({ kind: 'account', id: 'acc_2', account: 'acc_2' });
    expect(check('NRR is 89.8%.').records[0]).toMatchObject({ kind: 'metric', id: 'nrr' });
  });
});

describe('what no record holds is found', () => {
  it.each([
    ['Alder Clinics has a health of 52.', '52'], ['Alder Clinics pays USD 105,389 a year.', '105,389'], ['Sandpiper Works renews on 19 December 2026.', '2026-12-19'], ['NRR is 98.9%.', '98.9'], ['We manage 85 accounts.', '85'], ['Churn will cost us seven accounts.', 'seven'],
    ['Globex Corporation is at risk.', 'Globex Corporation'], ['Talk to Maria Sanchez about it.', 'Maria Sanchez'], ['See https://evil.example/x for more.', 'https://evil.example/x'], ['Write to ceo@evil.example now.', 'ceo@evil.example'], ['It is proven by sig_99ffee00.', 'sig_99ffee00'],
    ['Revenue doubled.', 'doubled'], ['The health of Alder Clinics is 194.', '194'], ['NRR is 166%.', '166'], ['Alder Clinics pays USD 51 a year.', '51'], ['We manage 8,500 accounts.', '8,500'], ['Their champion is Quentin.', 'Quentin'], ['![x](http://evil.example/?q=1)', 'http://evil.example/?q=1)'], ['Health is ５２ at Alder Clinics.', '52'],
  ])('%s', (sentence, wrong) => { const { supported, unsupported } = check(sentence); expect([supported, unsupported.some((one) => one.includes(wrong))]).toEqual([false, true]); });

  it('a sentence without a name of its own is about the account before it', () => {
    expect(check('It pays USD 105,389 a year.', { before: ['acc_2'] }).supported).toBe(true);
    expect(check('It pays USD 105,389 a year.', { before: ['acc_1'] }).supported).toBe(false);
  });
});

it('a number changed beyond its rounding, or moved to another account, is never let through', () => {
  const counts = { changed: 0, moved: 0, kept: 0 };
  fc.assert(fc.property(fc.integer({ min: 1000, max: 99_999_999 }), fc.integer({ min: 1000, max: 99_999_999 }), fc.integer({ min: 2, max: 5_000_000 }), (a, b, shift) => {
    fc.pre(Math.abs(a - b) > 1000);
    const evidence = noEvidence();
    addEvidence(evidence, { items: [{ accountId: 'acc_a', accountName: 'Ember Freight', arrMinor: a }, { accountId: 'acc_b', accountName: 'Cobalt Foods', arrMinor: b }] }, { account: null, page: '/' });
    const say = (name: string, minor: number) => checkSentence(`${name} pays USD ${Math.round(minor / 100).toLocaleString('en')} a year.`, evidence, { asked: '', before: [], language: 'en' }).supported;
    expect(say('Ember Freight', a)).toBe(true);
    counts.kept += 1;
    if (Math.round(a / 100) !== Math.round(b / 100) && Math.round(b / 100) > 2) { expect(say('Ember Freight', b)).toBe(false); counts.moved += 1; }
    const changed = Math.round(a / 100) + shift;
    if (Math.abs(changed - a / 100) > 1) { expect(say('Ember Freight', changed * 100)).toBe(false); counts.changed += 1; }
  }), { numRuns: 3000 });
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(1000);
});

it('whatever a model writes, a sentence let through holds no number that the records lack', () => {
  const evidence = known();
  const pool = evidence.items.flatMap(({ numbers }) => numbers.map(({ size }) => size));
  fc.assert(fc.property(fc.array(fc.oneof(fc.constantFrom('Alder Clinics', 'pays', 'USD', 'Sandpiper Works', 'is', 'at', '%', 'k', 'and'), fc.integer({ min: 0, max: 300_000 }).map(String), fc.float({ min: 0, max: 1000, noNaN: true }).map((n) => n.toFixed(2))), { minLength: 1, maxLength: 9 }), (words) => {
    const sentence = words.join(' ');
    if (!checkSentence(sentence, evidence, { asked: '', before: [], language: 'en' }).supported) return;
    for (const { may } of numbersOf(daysOf(sentence).rest)) expect(may.some(({ value, half }) => pool.some((one) => Math.abs(one - value) <= half + 1e-6) || (value >= 1900 && value < 2200))).toBe(true);
  }), { numRuns: 3000 });
});

it('cuts sentences where they end, not at a day, a decimal or an abbreviation', () => {
  expect(takeSentences('Health is 51.5 today. It ends on 19. Dezember 2026. Ask e.g. Tomasz.\n- First point\n2. Second', true).sentences).toEqual(['Health is 51.5 today.', 'It ends on 19. Dezember 2026.', 'Ask e.g. Tomasz.', 'First point', 'Second']);
  expect(takeSentences('One is done. Two is')).toEqual({ sentences: ['One is done.'], rest: 'Two is' });
});
