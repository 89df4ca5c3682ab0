import { describe, expect, it } from 'vitest';
import type { Stakeholder } from '../../contract/account-page.ts';
import { answerSentiment, influenceOf, stakeholderGaps } from './stakeholders.ts';

const person = (id: string, more: Partial<Stakeholder> = {}): Stakeholder => ({ id, name: id, email: null, title: null, role: null, joinedOn: null, leftOn: null, lastContactOn: null, contacts90: 0, influence: null, sentiment: null, reportsToId: null, ...more });

describe('influenceOf', () => {
  it.each([
    ['High', null, { level: 3, from: 'record' }], ['decision maker', 'user', { level: 3, from: 'record' }], ['2', null, { level: 2, from: 'record' }], ['5', null, { level: 3, from: 'record' }], ['20', null, { level: 1, from: 'record' }],
    [null, 'executive_sponsor', { level: 3, from: 'role' }], ['whatever', 'champion', { level: 2, from: 'role' }], [null, null, null], ['', 'unheard_of', null],
  ] as const)('%s in role %s', (recorded, role, expected) => expect(influenceOf(recorded, role)).toEqual(expected));
});

describe('stakeholderGaps', () => {
  const states = (people: Stakeholder[], known = true) => Object.fromEntries(stakeholderGaps(people, known).map((gap) => [gap.id, gap.state]));

  it.each([
    ['nobody is known', [], false, { champion: 'unknown', executive_sponsor: 'unknown', single_threaded: 'unknown' }],
    ['roles are known and two are in touch', [person('a', { role: 'champion', contacts90: 2 }), person('b', { role: 'economic_buyer', contacts90: 1 })], true, { champion: 'ok', executive_sponsor: 'ok', single_threaded: 'ok' }],
    ['the champion left', [person('a', { role: 'champion', leftOn: '2026-01-01', contacts90: 3 }), person('b', { role: 'user', contacts90: 1 })], true, { champion: 'gap', executive_sponsor: 'gap', single_threaded: 'gap' }],
    ['contact is with one person only', [person('a', { contacts90: 9 }), person('b')], true, { champion: 'unknown', executive_sponsor: 'unknown', single_threaded: 'gap' }],
  ] as const)('%s', (_name, people, known, expected) => expect(states([...people], known)).toEqual(expected));
});

describe('answerSentiment', () => {
  it.each([['nps', 10, 10, 1], ['nps', 7, 10, 0], ['nps', 2, 10, -1], ['csat', 5, 5, 1], ['csat', 3, 5, 0], ['csat', 1, 5, -1]] as const)('%s %d of %d', (survey, score, max, expected) => expect(answerSentiment(survey, score, max)).toBeCloseTo(expected));
});
