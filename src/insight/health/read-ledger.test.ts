import { describe, expect, it } from 'vitest';
import { toDate } from '../../lib/clock.ts';
import type { HealthClose } from './close-store.ts';
import { joinedEntry, type ReadEntry } from './read-ledger.ts';

const close: HealthClose = { accountId: 'a', day: '2026-11-22', scorecardId: 'default', scorecardVersion: 1, score: 74, band: 'good', confidence: 1, coverage: 1, drivers: [['usage', 50, 80, 0.6, 12], ['champion', 24, 60, 0.4, false]] };

function first(toScore: number, usage: number): ReadEntry {
  return {
    id: '1', at: toDate('2026-11-23T07:00:00Z'), cause: 'import', fromScore: null, toScore, fromBand: null, toBand: 'good', scorecardId: 'default', scorecardVersion: 1,
    changes: [
      { id: 'usage', label: 'Usage', points: usage, fromScore: null, toScore: 80, fromValue: null, toValue: 14, evidence: [{ kind: 'usage', id: 'u', label: 'Usage' }] },
      { id: 'champion', label: 'Champion', points: 24, fromScore: null, toScore: 60, fromValue: null, toValue: false, evidence: [] },
    ],
  };
}

describe('joinedEntry', () => {
  it('does not begin the ledger again when the first scoring equals the close before it', () => {
    expect(joinedEntry(first(74, 50), close)).toBeUndefined();
  });

  it('tells what moved against that close, with its records', () => {
    const entry = joinedEntry(first(77, 53), close);
    expect(entry).toMatchObject({ fromScore: 74, fromBand: 'good', toScore: 77 });
    expect(entry?.changes).toEqual([{ id: 'usage', label: 'Usage', points: 3, fromScore: 80, toScore: 80, fromValue: 12, toValue: 14, evidence: [{ kind: 'usage', id: 'u', label: 'Usage' }] }]);
  });
});
