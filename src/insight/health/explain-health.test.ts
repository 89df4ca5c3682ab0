import { describe, expect, it } from 'vitest';
import type { Driver } from '../../contract/health.ts';
import { explainHealth, type Explained } from './explain-health.ts';

const driver = (id: string, label: string, moved: number | null, more: Partial<Driver> = {}): Driver => ({
  id, group: id, label, weight: 0.2, score: 50, points: 10, value: 1, unit: null, text: `${id} evidence`, unknownReason: null, stale: false,
  moved: { d7: null, d28: null, d90: moved }, sparkline: [], evidence: [{ kind: 'ticket', id: `t-${id}`, label: id }], ...more,
});
const base: Explained = { score: 56, computedScore: 56, band: 'watch', coverage: 0.8, moved: { d7: -1, d28: -9, d90: -19 }, drivers: [], override: null, good: 70 };
const text = (given: Partial<Explained>) => explainHealth({ ...base, ...given }).map((part) => part.text).join('');

describe('explainHealth', () => {
  it('names the few drivers that explain a fall, with their records', () => {
    const drivers = [driver('usage', 'Product usage', -12), driver('people', 'Champion', -6), driver('support', 'Urgent tickets open', -2), driver('value', 'NPS', 1), driver('payment', 'Overdue', 0, { score: 90, points: 18 })];
    expect(text({ drivers })).toBe('Health fell 19 points in 90 days. Two drivers explain nearly all of it: product usage (usage evidence; −12) and champion (people evidence; −6). Payment holds.');
    expect(explainHealth({ ...base, drivers }).find((part) => part.text.startsWith('product usage'))?.evidence).toEqual([{ kind: 'ticket', id: 't-usage', label: 'usage' }]);
  });
  it('says what worked against it', () => expect(text({ drivers: [driver('usage', 'Product usage', -22), driver('value', 'NPS', 3)] })).toContain('Against that, NPS (value evidence; +3)'));
  it('is honest when movement is spread', () => {
    const drivers = Array.from({ length: 10 }, (_, index) => driver(`m${index}`, `Measure ${index}`, -1.9));
    expect(text({ drivers })).toContain('Three drivers are the largest part of it');
  });
  it('falls back to a shorter baseline', () => expect(text({ moved: { d7: 1, d28: 8, d90: null }, drivers: [driver('usage', 'Product usage', null, { moved: { d7: 1, d28: 8, d90: null } })] })).toContain('Health rose 8 points in 28 days. One driver explains nearly all of it'));
  it('says that it is steady, and what costs it most', () => expect(text({ moved: { d7: 0, d28: 0.4, d90: -1 }, drivers: [driver('usage', 'Product usage', -1)] })).toBe('Health is steady at 56: it moved 1 point in 90 days. What costs it most: product usage (usage evidence).'));
  it('says that there is no history', () => expect(text({ moved: { d7: null, d28: null, d90: null } })).toBe('Health is 56. There is no earlier score to compare it with. Nothing holds it down.'));
  it('says what carries a score that nothing holds down', () => expect(text({ moved: { d7: 0, d28: 0, d90: 0 }, drivers: [driver('usage', 'Product usage', 0, { score: 98, points: 19.6 })] })).toContain('Nothing holds it down. What carries it most: product usage (usage evidence).'));
  it('says what is missing when it is unknown', () => {
    const drivers = [driver('usage', 'Product usage', null, { score: null, unknownReason: 'No usage source has delivered.' })];
    expect(text({ band: 'unknown', coverage: 0.18, drivers })).toBe('Health is unknown: only 18 % of what counts is known. Missing: no usage source has delivered.');
  });
  it('says who set it and what the rules say', () => expect(text({ score: 88, override: { score: 88, by: 'Maya', reason: 'signed', expiresAt: '2026-03-20T00:00:00Z' } })).toMatch(/^Maya set health to 88 until 2026-03-20 \(signed\); the rules say 56\. Health fell/));
  it('tells a level and its place among customers as one', () => {
    const drivers = [driver('a', 'Usage against own past', -8, { group: 'usage', text: '61 % of usual' }), driver('b', 'Usage among customers', -8, { group: 'usage', text: '61 % of usual; better than 3 % of all customers' }), driver('c', 'Last contact', -3, { text: 'last contact 40 days ago' })];
    expect(text({ drivers })).toContain('One driver explains nearly all of it: usage against own past (61 % of usual; −16).');
    expect(text({ drivers: drivers.slice(2) })).toContain('last contact 40 days ago (−3)');
  });
  it('says when another scorecard scored then', () => expect(text({ formerCard: { d7: null, d28: null, d90: 'Onboarding health', now: 'Standard health' } })).toContain('It is scored by "Standard health" now, by "Onboarding health" then.'));
  it('names a cap that holds the score', () => {
    const cap = driver('cap:urgent', 'Two urgent tickets are open', null, { group: 'caps', weight: 0, score: null, points: -9, text: 'Two urgent tickets are open; holds the score at 50' });
    expect(text({ moved: { d7: 0, d28: 0, d90: 0 }, drivers: [cap] })).toContain('A cap holds the score at 50: two urgent tickets are open.');
  });
});
