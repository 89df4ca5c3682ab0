import { describe, expect, it } from 'vitest';
import { Fault } from '../../lib/fault.ts';
import { hostileTexts } from '../ask/testing/hostile-corpus.ts';
import { hostileMarks } from './hostile-marks.ts';
import { pickAccounts, withAnswers, type GoalCandidate } from './pick-accounts.ts';
import { readGoal, type GoalVocabulary } from './read-goal.ts';

const today = '2026-06-01';
const vocabulary: GoalVocabulary = {
  accounts: [{ id: 'acc_1', name: 'Northwind', domain: 'northwind.example' }, { id: 'acc_2', name: 'Fabrikam Health', domain: null }, { id: 'acc_3', name: 'Fabrikam Foods', domain: null }], owners: [{ id: 'mem_ada', name: 'Ada Lovelace' }, { id: 'mem_bo', name: 'Bo Berg' }],
  segments: ['enterprise', 'smb'], industries: ['Healthcare', 'Retail'], me: 'mem_ada', signals: [{ id: 'usage_drop', label: 'Usage drop', family: 'risk' }, { id: 'champion_left', label: 'Champion left', family: 'risk' }, { id: 'funding', label: 'Funding', family: 'growth' }],
};
const read = (goal: string) => readGoal(goal, vocabulary, today);
const faultOf = (goal: string): Fault => { try { read(goal); } catch (error) { return error as Fault; } throw new Error(`understood: ${goal}`); };

describe('a goal', () => {
  it.each([
    ['work the at-risk segment', { bands: ['risk'], aim: 'risk', doubts: [{ kind: 'goal_risk' }] }], ['Bearbeite die gefährdeten Kunden', { bands: ['risk'], aim: 'risk', doubts: [{ kind: 'goal_risk' }] }],
    ['save at-risk accounts in enterprise', { bands: ['risk'], segment: 'enterprise' }], ['work on my accounts in the watch band', { bands: ['watch'], owner: { id: 'mem_ada' } }], ['accounts of Bo Berg with a usage drop', { owner: { id: 'mem_bo' }, signals: [{ id: 'usage_drop' }], aim: 'risk' }],
    ['usage drops and champion left signals in healthcare, top 5', { signals: [{ id: 'champion_left' }, { id: 'usage_drop' }], industry: 'Healthcare', most: 5 }], ['renewals in the next 60 days', { renewal: { from: today, to: '2026-07-31' }, aim: 'renewal', doubts: [] }],
    ['secure the renewals', { renewal: { from: today, to: '2026-08-30' }, doubts: [{ kind: 'goal_renewal_days' }] }], ['Verlängerungen in den nächsten 30 Tagen', { renewal: { from: today, to: '2026-07-01' }, aim: 'renewal' }], ['growth in smb', { families: ['growth'], segment: 'smb', aim: 'growth' }],
    ['prepare Northwind', { accounts: [{ id: 'acc_1' }], aim: 'any' }], ['all accounts', { all: true }], ['risk signals in retail', { families: ['risk'], industry: 'Retail', bands: [], aim: 'risk' }], ['funding', { signals: [{ id: 'funding' }], aim: 'growth' }], ['references in healthcare', { families: ['advocacy'], aim: 'advocacy' }],
  ] as const)('%s', (goal, expected) => expect(read(goal)).toMatchObject(expected));

  it.each([
    ['fix the blorp accounts', 'goal_words', /"fix", "blorp"/], ['at-risk accounts except Northwind', 'goal_words', /"except"/], ['work at-risk accounts without Bo Berg', 'goal_words', /"without"/], ['do it', 'goal_words', /"it"/], ['work on accounts', 'goal_empty', /which accounts/],
    ['prepare Fabrikam', 'goal_ambiguous', /Fabrikam Health, Fabrikam Foods/], ['at-risk accounts in the next 30 days', 'goal_period', /only with renewals/], ['delete all customers', 'goal_words', /"delete"/], ['email everyone at risk', 'goal_words', /"email", "everyone"/],
  ] as const)('is refused where it is not understood: %s', (goal, code, says) => {
    const fault = faultOf(goal);
    expect([fault.code, fault.message]).toEqual([code, expect.stringMatching(says)]);
    if (code === 'goal_words' || code === 'goal_empty') expect(fault.details.remedy).toMatch(/enterprise, smb.*Healthcare.*usage drop.*Ada Lovelace/);
  });
});

const row = (id: string, more: Partial<GoalCandidate> = {}): GoalCandidate => ({ id, name: id, ownerId: 'mem_ada', segment: 'smb', industry: null, stage: null, score: 30, band: 'risk', renewalOn: null, arrMinor: null, currency: null, stake: 100, signals: [], allowed: true, ...more });

describe('the accounts of a goal', () => {
  const goal = read('work the at-risk segment');
  it('are those that fit every line, most money first, unknown money last; the rest is left with its reason', () => {
    const rows = [row('a', { stake: 10 }), row('b', { stake: null }), row('c', { stake: 500 }), row('d', { band: 'good' }), row('e', { allowed: false }), row('f', { stage: 'churned' }), row('g', { stake: 1 })];
    const { picked, left } = pickAccounts(goal, rows, 3);
    expect([picked.map(({ accountId }) => accountId), left.map(({ accountId, reason }) => [accountId, reason])]).toEqual([['c', 'a', 'g'], [['b', 'limit'], ['e', 'not_yours']]]);
  });
  it('follow what a person answered: open grave risk signals instead of the band, other days', () => {
    const rows = [row('band'), row('signal', { band: 'good', signals: [{ type: 'usage_drop', family: 'risk', severity: 'high' }] }), row('small', { band: 'good', signals: [{ type: 'usage_drop', family: 'risk', severity: 'low' }] })];
    expect(pickAccounts(withAnswers(goal, { goal_risk: 'signals' }, today), rows, 9).picked.map(({ accountId }) => accountId)).toEqual(['signal']);
    const renewals = [row('soon', { renewalOn: '2026-06-20' }), row('later', { renewalOn: '2026-08-20' })];
    expect(pickAccounts(withAnswers(read('renewals'), { goal_renewal_days: '30' }, today), renewals, 9).picked.map(({ accountId }) => accountId)).toEqual(['soon']);
  });
});

it('marks texts that speak to programs, in every published class of attack, and not what customers usually write', () => {
  const classes = Map.groupBy(hostileTexts, ({ attack }) => attack);
  const missed = [...classes].flatMap(([attack, texts]) => { const found = texts.filter(({ text }) => hostileMarks(text).length > 0).length; return found < texts.length ? [`${attack} ${found}/${texts.length}`] : []; });
  console.log(`hostile marks: ${hostileTexts.filter(({ text }) => hostileMarks(text).length > 0).length} of ${hostileTexts.length}; not wholly caught: ${missed.join(', ') || 'none'}`);
  expect(classes.size).toBeGreaterThan(10);
  expect(hostileTexts.filter(({ text }) => hostileMarks(text).length > 0).length / hostileTexts.length).toBeGreaterThan(0.75);
  const usual = ['We consider a competitor. Please send the offer before Friday.', 'The AI assistant in your product is slow since the update.', 'Please approve the invoice 4711 and ignore the first one, it had the wrong VAT.', 'Hi Ada,\n\nStep one: log in. Step two: export.\n\nBest\nCy', 'Our agent told us to note the reading of the meter.', 'Das Programm liest unsere Dateien nicht mehr.', 'Can you send an e-mail to support@northwind.example? Thanks!', 'Wir möchten kündigen. Bitte bestätigen Sie das.'];
  expect(usual.filter((text) => hostileMarks(text).length > 0)).toEqual([]);
});
