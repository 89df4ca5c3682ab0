import { describe, expect, it } from 'vitest';
import { fault } from '../../lib/fault.ts';
import { doneAnswer, failedAnswer, fitting, mostCharacters, selectFields, withLinks } from './tool-result.ts';

describe('what a tool answers', () => {
  it.each([
    ['read', { items: [] }, 'done'], ['propose', { status: 'waiting' }, 'waiting_for_approval'], ['propose', { status: 'draft' }, 'waiting_for_approval'], ['propose', { status: 'scheduled' }, 'scheduled'],
    ['propose', { status: 'refused' }, 'refused'], ['propose', { items: [{ status: 'waiting' }] }, 'waiting_for_approval'], ['read', { status: 'waiting' }, 'done'],
  ] as const)('%s %j is %s', (effect, data, outcome) => expect(doneAnswer(data, effect).outcome).toBe(outcome));

  it('says of a failure what to do next', () => {
    expect(failedAnswer(fault('invalid', 'input', 'limit: too large', { remedy: 'Ask for less.', fields: [{ path: 'limit', message: 'too large' }] }))).toEqual({ outcome: 'failed', code: 'input', retryable: false, message: 'limit: too large', remedy: 'Ask for less.', fields: [{ path: 'limit', message: 'too large' }] });
    expect(failedAnswer(fault('unavailable', 'server', 'Away.')).retryable).toBe(true);
    expect(failedAnswer(new Error('secret path /x'))).toMatchObject({ code: 'internal', message: expect.not.stringContaining('secret') as string });
  });

  it('keeps the fields that were asked for, and ids', () => {
    expect(selectFields({ items: [{ id: '1', accountId: 'a', name: 'x', score: 5 }], total: 1 }, ['score'])).toEqual({ items: [{ id: '1', accountId: 'a', score: 5 }], total: 1 });
    expect(selectFields({ score: 5 }, ['x'])).toEqual({ score: 5 });
    expect(selectFields({ items: [{ a: 1 }] }, undefined)).toEqual({ items: [{ a: 1 }] });
  });

  it('adds links to accounts and approvals, and leaves its input alone', () => {
    const given = { items: [{ accountId: 'acc_1' }, { id: 'acc_2', name: 'x' }, { id: 'per_1' }, { accountId: 'acc_3', link: '/account/acc_3?tab=signals' }, { id: 'act_1', accountId: 'acc_4', digest: 'd', recipients: [] }] };
    expect(withLinks(given, 'http://h')).toEqual({ items: [
      { accountId: 'acc_1', link: 'http://h/account/acc_1' }, { id: 'acc_2', name: 'x', link: 'http://h/account/acc_2' }, { id: 'per_1' }, { accountId: 'acc_3', link: 'http://h/account/acc_3?tab=signals' },
      { id: 'act_1', accountId: 'acc_4', digest: 'd', recipients: [], link: 'http://h/approvals?open=act_1' },
    ] });
    expect(given.items[0]).toEqual({ accountId: 'acc_1' });
    expect(withLinks(given, null)).toBe(given);
  });

  it('tells an answer that is too long instead of cutting it', () => {
    expect(fitting({ outcome: 'done', code: null, retryable: false, data: 'x' })).toMatchObject({ outcome: 'done' });
    expect(fitting({ outcome: 'done', code: null, retryable: false, data: 'x'.repeat(mostCharacters) })).toMatchObject({ outcome: 'failed', code: 'too_long', remedy: expect.stringContaining('select') as string });
  });
});
