import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDate } from '../../lib/clock.ts';
import type { Ability } from '../../contract/role.ts';
import { approveRefusal, defaultRules, type Decidable } from './approve-refusal.ts';

const now = toDate('2026-03-18T06:00:00Z');
const open: Decidable = { kind: 'scorecard', state: 'open', authors: ['usr_a'], expiresAt: toDate('2026-04-01T00:00:00Z'), baseVersion: 2, newest: 2 };
const person = (id: string, ...scopes: Ability[]) => ({ kind: 'user' as const, id, role: 'leader' as const, scopes: new Set(scopes) });

describe('who may approve', () => {
  it.each([
    ['somebody else who may', person('usr_b', 'approve'), open, defaultRules, 1, undefined],
    ['the author, while there is somebody else', person('usr_a', 'approve'), open, defaultRules, 1, 'proposer'],
    ['the author, when there is nobody else', person('usr_a', 'approve'), open, defaultRules, 0, undefined],
    ['the author, where somebody else must always', person('usr_a', 'approve'), open, { ...defaultRules, separation: 'always' as const }, 0, 'proposer'],
    ['the author, where it does not matter', person('usr_a', 'approve'), open, { ...defaultRules, separation: 'never' as const }, 1, undefined],
    ['somebody who edited it', person('usr_c', 'approve'), { ...open, authors: ['usr_a', 'usr_c'] }, defaultRules, 1, 'proposer'],
    ['somebody without the ability', person('usr_b', 'write'), open, defaultRules, 1, 'approver'],
    ['a leader, a policy', person('usr_b', 'approve'), { ...open, kind: 'policy' }, defaultRules, 1, 'approver'],
    ['an administrator, a policy', person('usr_b', 'admin'), { ...open, kind: 'policy' }, defaultRules, 1, undefined],
    ['after it expired', person('usr_b', 'approve'), { ...open, expiresAt: now }, defaultRules, 1, 'proposal_expired'],
    ['after another version', person('usr_b', 'approve'), { ...open, newest: 3 }, defaultRules, 1, 'proposal_outdated'],
    ['what was decided', person('usr_b', 'approve'), { ...open, state: 'rejected' }, defaultRules, 1, 'proposal_decided'],
  ])('%s', (_, who, item, rules, others, code) => expect(approveRefusal(who, item, rules, others, now)?.code).toBe(code));

  it('is never a key or an agent, whatever it holds', () => {
    fc.assert(fc.property(fc.constantFrom('key' as const, 'system' as const, 'anonymous' as const, 'user' as const), fc.subarray<Ability>(['approve', 'admin', 'write']), fc.nat(3), fc.constantFrom('always' as const, 'when_others' as const, 'never' as const), (kind, scopes, others, separation) => {
      const role = kind === 'user' ? ('agent' as const) : null;
      expect(approveRefusal({ kind, id: 'x', role, scopes: new Set(scopes) }, open, { ...defaultRules, separation }, others, now)?.code).toBe('person');
    }));
  });
});
