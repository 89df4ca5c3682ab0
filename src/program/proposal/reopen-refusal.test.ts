import { expect, it } from 'vitest';
import { toDate } from '../../lib/clock.ts';
import { defaultRules } from './approve-refusal.ts';
import { reopenHours, reopenRefusal, type Reopenable } from './reopen-refusal.ts';

const now = toDate('2026-03-18T12:00:00Z');
const hours = (n: number) => toDate(now.getTime() - n * 3_600_000);
const item: Reopenable = { kind: 'signal', state: 'rejected', authors: [], expiresAt: toDate('2026-04-01T00:00:00Z'), baseVersion: 1, newest: 2, decidedBy: 'usr_lea', decidedAt: hours(1) };
const who = (id: string, scopes: string[] = ['approve'], more: object = {}) => ({ kind: 'user', id, role: 'leader', scopes: new Set(scopes), ...more }) as Parameters<typeof reopenRefusal>[0];

it.each<[string, Parameters<typeof reopenRefusal>[0], Partial<Reopenable>, string | undefined]>([
  ['whoever rejected it', who('usr_lea', []), {}, undefined],
  ['another approver', who('usr_max'), {}, undefined],
  ['somebody else', who('usr_tom', []), {}, 'approver'],
  ['of a policy only an administrator', who('usr_max'), { kind: 'policy' }, 'approver'],
  ['a withdrawal, by its author', who('usr_ops', []), { state: 'withdrawn', decidedBy: 'usr_ops' }, undefined],
  ['an agent never', who('usr_lea', ['approve'], { role: 'agent' }), {}, 'person'],
  ['a key never', who('usr_lea', ['approve'], { kind: 'key' }), {}, 'person'],
  ['what was approved', who('usr_lea'), { state: 'approved' }, 'proposal_state'],
  ['what is open', who('usr_lea'), { state: 'open' }, 'proposal_state'],
  ['at the last moment', who('usr_lea'), { decidedAt: hours(reopenHours) }, undefined],
  ['too late', who('usr_lea'), { decidedAt: hours(reopenHours + 0.1) }, 'proposal_decided'],
  ['what expired meanwhile', who('usr_lea'), { expiresAt: now }, 'proposal_expired'],
])('%s', (_, principal, more, code) => expect(reopenRefusal(principal, { ...item, ...more }, defaultRules, now)?.code).toBe(code));
