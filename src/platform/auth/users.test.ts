import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock, toDate } from '../../lib/clock.ts';
import { Fault } from '../../lib/fault.ts';
import type { Context, Principal } from '../operation/context.ts';
import { execute } from '../operation/execute.ts';
import { OperationTable } from '../operation/registry.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-engines.ts';
import { authOperations } from './auth-operations.ts';
import { authenticate, localPrincipal } from './authenticate.ts';
import { ensureOwner } from './sign-in.ts';

let database: TestDatabase;
const clock = manualClock(toDate('2026-05-01T08:00:00Z'));
const cookieName = 'mainstay_test';
const table = new OperationTable(authOperations({ baseUrl: () => 'http://127.0.0.1:1', instance: async () => ({ sample: false, empty: true, readingDate: null, today: '2026-05-01', lastChange: 0 }) }));

beforeAll(async () => {
  database = await startTestDatabase();
  await ensureOwner(database.db, clock);
});
afterAll(() => database.stop());

let ip = 0;
const anonymous: Principal = { kind: 'anonymous', id: 'anonymous', name: 'Anonymous', scopes: new Set(), book: 'all' };

/** A browser: keeps the session that an operation opens, and calls as whoever that is. */
function browser() {
  let token: string | null = null;
  ip++;
  const caller = { ip: `10.0.0.${ip}` };
  const who = () => authenticate({ db: database.db, clock, localToken: 'the-local-token', cookieName, hosts: [] }, { method: 'GET', headers: { host: '127.0.0.1', ...(token ? { cookie: `${cookieName}=${token}` } : {}) }, ip: caller.ip });
  return {
    who,
    async call(id: string, input: unknown = {}): Promise<any> {
      const { sha256 } = await import('../../lib/ids.ts');
      const session: Context['session'] = { tokenHash: token ? sha256(token) : null, userAgent: 'Test', ip: caller.ip, open: (next) => void (token = next), close: () => void (token = null) };
      return execute(table.get(id), { db: database.db, clock, principal: await who(), session } as unknown as Context, input);
    },
  };
}
const run = (id: string, input: unknown, principal: Principal = localPrincipal): Promise<any> => execute(table.get(id), { db: database.db, clock, principal } as unknown as Context, input);
const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'answered', (error: unknown) => (error instanceof Fault ? error.code : String(error)));
const tokenOf = (url: string) => new URL(url).hash.split('token=')[1] as string;

/** Invites and lets the person in. */
async function join(email: string, role: string, password?: string) {
  const { user, link } = await run('user.invite', { email, role });
  const page = browser();
  await page.call('invite.accept', { token: tokenOf(link.url), name: email.split('@')[0], password });
  return { id: user.id as string, page };
}
const byKey = (key: string) => authenticate({ db: database.db, clock, localToken: 'the-local-token', cookieName, hosts: [] }, { method: 'GET', headers: { host: '127.0.0.1', authorization: `Bearer ${key}` }, ip: '10.9.9.9' });

describe('an invitation', () => {
  it('tells what it is, and makes a user once, under the name chosen', async () => {
    const { link } = await run('user.invite', { email: 'Ada.Lovelace@Example.com', role: 'csm' });
    expect(link).toMatchObject({ purpose: 'invite', mailed: false });
    const page = browser();
    expect(await page.call('invite.show', { token: tokenOf(link.url) })).toMatchObject({ name: 'Ada Lovelace', email: 'ada.lovelace@example.com', role: 'csm' });
    expect(await page.call('invite.accept', { token: tokenOf(link.url), name: 'Ada' })).toMatchObject({ user: { name: 'Ada' } });
    expect(await page.call('session.me')).toMatchObject({ user: { name: 'Ada', role: 'csm' }, may: { sees: 'own', changes: 'own' } });
    expect(await codeOf(browser().call('invite.accept', { token: tokenOf(link.url), name: 'Eve' }))).toBe('invitation');
    expect(await codeOf(browser().call('invite.show', { token: tokenOf(link.url) }))).toBe('invitation');
  });

  it('is taken up by one of many who try at once', async () => {
    const { link } = await run('user.invite', { email: 'race@example.com', role: 'leader' });
    const codes = await Promise.all(Array.from({ length: 6 }, (_, n) => codeOf(browser().call('invite.accept', { token: tokenOf(link.url), name: `N${n}` }))));
    expect(codes.filter((code) => code === 'answered')).toHaveLength(1);
  });

  it('is no sign-in link, and a sign-in link no invitation', async () => {
    const invited = await run('user.invite', { email: 'mixed@example.com', role: 'ops' });
    expect(await codeOf(browser().call('session.redeem', { token: tokenOf(invited.link.url) }))).toBe('sign_in_link');
    const signIn = await run('user.link', {});
    expect(await codeOf(browser().call('invite.accept', { token: tokenOf(signIn.url), name: 'Eve' }))).toBe('invitation');
  });

  it('made again replaces the first, ends after seven days, and not for somebody who is in', async () => {
    const first = await run('user.invite', { email: 'late@example.com', role: 'csm' });
    clock.advance(1000);
    const second = await run('user.invite', { email: 'late@example.com', role: 'read_only' });
    expect(await codeOf(browser().call('invite.show', { token: tokenOf(first.link.url) }))).toBe('invitation');
    expect(await browser().call('invite.show', { token: tokenOf(second.link.url) })).toMatchObject({ role: 'read_only' });
    clock.advance(7 * 86_400_000);
    expect(await codeOf(browser().call('invite.accept', { token: tokenOf(second.link.url), name: 'Late' }))).toBe('invitation');
    await join('inside@example.com', 'csm');
    expect(await codeOf(run('user.invite', { email: 'INSIDE@example.com', role: 'admin' }))).toBe('user_exists');
  });

  it('links the member whose accounts these are', async () => {
    await database.db.query("insert into member (id, name, email, key) values ('mem_grace', 'Grace Hopper', 'grace@example.com', 'grace@example.com')");
    const { id } = await join('grace@example.com', 'csm');
    expect(await database.db.one('select user_id from member where id = $1', ['mem_grace'])).toEqual({ user_id: id });
    expect(await codeOf(run('user.invite', { email: 'thief@example.com', role: 'csm', memberId: 'mem_grace' }))).toBe('member');
  });
});

describe('nobody raises oneself', () => {
  it.each(['leader', 'ops', 'csm', 'read_only'])('%s', async (role) => {
    const { id, page } = await join(`${role}@raise.example.com`, role);
    expect(await codeOf(page.call('user.change', { user: id, role: 'admin' }))).toBe('scope');
    expect(await codeOf(page.call('user.invite', { email: 'mine@example.com', role: 'admin' }))).toBe('scope');
    expect(await codeOf(page.call('user.link', {}))).toBe('scope');
    expect(await codeOf(page.call('key.create', { name: 'k', scopes: ['admin'] }))).toBe('scope');
    expect(await codeOf(page.call('visibility.set', { csm: 'company' }))).toBe('scope');
    expect(await codeOf(page.call('profile.set', { name: 'New', role: 'admin' }))).toBe('input');
    expect(await codeOf(page.call('preference.set', { role: 'admin' }))).toBe('input');
    expect((await page.who()).role).toBe(role);
  });

  it('an agent\'s key makes no keys, and no key of its kind is made with more', async () => {
    expect(await codeOf(run('key.create', { name: 'agent', role: 'agent', scopes: ['admin', 'write'] }))).toBe('scopes');
    const agent = await byKey((await run('key.create', { name: 'agent', role: 'agent', scopes: [] })).key);
    expect([...agent.scopes].sort()).toEqual(['propose', 'read']);
    expect(await codeOf(run('key.create', { name: 'more', scopes: ['read'] }, agent))).toBe('agent');
    expect(await codeOf(run('user.list', {}, agent))).toBe('scope');
  });
});

describe('a key', () => {
  it('never does more than the person in whose name it acts, and dies with that person\'s access', async () => {
    const { id, page } = await join('keeper@example.com', 'admin');
    const first = (await page.call('key.create', { name: 'first', scopes: ['read', 'write', 'admin'] })).key;
    const second = (await run('key.create', { name: 'second', scopes: ['read', 'write'] }, await byKey(first))).key;
    const tracking = await page.call('key.create', { name: 'events', scopes: ['track'] });
    expect((await byKey(second)).userId).toBe(id);
    await run('user.change', { user: id, role: 'read_only' });
    expect([...(await byKey(second)).scopes]).toEqual(['read']);
    expect([...(await byKey(first)).scopes]).toEqual(['read']);
    expect(await run('user.disable', { user: id })).toMatchObject({ sessions: 1, keys: 2, user: { state: 'disabled' } });
    expect(await codeOf(byKey(first))).toBe('key');
    expect(await codeOf(byKey(second))).toBe('key');
    expect((await run('key.list', {})).items.find((key: { id: string }) => key.id === tracking.id)).toMatchObject({ asleep: false, revokedAt: null });
    expect((await page.who()).kind).toBe('anonymous');
    await run('user.enable', { user: id });
    expect((await byKey(second)).id).toMatch(/^key_/);
    expect((await page.who()).kind).toBe('anonymous');
  });

  it('may be limited to one book', async () => {
    await database.db.query("insert into member (id, name, key) values ('mem_k', 'K', 'k')");
    expect((await byKey((await run('key.create', { name: 'one', scopes: ['read', 'write'], memberId: 'mem_k' })).key)).book).toEqual({ ownerId: 'mem_k' });
    expect(await codeOf(run('key.create', { name: 'one', scopes: ['read'], memberId: 'nobody' }))).toBe('member');
  });
});

describe('the last administrator stays', () => {
  it('against demoting, disabling, and two who demote each other at once', async () => {
    const owner = await ensureOwner(database.db, clock);
    const others = (await run('user.list', {})).items.filter((user: { role: string; state: string; id: string }) => user.role === 'admin' && user.state === 'active' && user.id !== owner.id);
    for (const other of others) await run('user.change', { user: other.id, role: 'leader' });
    // Who was invited and has not come cannot let anybody in.
    await run('user.invite', { email: 'never@example.com', role: 'admin' });
    expect(await codeOf(run('user.change', { user: owner.id, role: 'csm' }))).toBe('last_admin');
    expect(await codeOf(run('user.disable', { user: owner.id }))).toBe('last_admin');
    const { id } = await join('second@example.com', 'admin');
    const codes = await Promise.all([codeOf(run('user.change', { user: owner.id, role: 'leader' })), codeOf(run('user.disable', { user: id }))]);
    expect(codes.toSorted()).toEqual(['answered', 'last_admin']);
    const left = (await run('user.list', {})).items.filter((user: { role: string; state: string }) => user.role === 'admin' && user.state === 'active');
    expect(left).toHaveLength(1);
  });

  it('and a change of what somebody else changed is a conflict', async () => {
    const { id } = await join('versioned@example.com', 'csm');
    const { version } = (await run('user.list', {})).items.find((user: { id: string }) => user.id === id);
    await run('user.change', { user: id, version, visibility: 'company' });
    expect(await codeOf(run('user.change', { user: id, version, role: 'leader' }))).toBe('version');
  });
});

describe('a password', () => {
  const password = 'correct horse 9';
  it('signs in beside the link; wrong ones, strangers and the disabled get one answer', async () => {
    const { id } = await join('pass@example.com', 'csm', password);
    const page = browser();
    expect(await page.call('session.enter', { email: ' PASS@example.com', password })).toMatchObject({ user: { id } });
    expect((await page.who()).id).toBe(id);
    const wrong = await Promise.all([
      browser().call('session.enter', { email: 'pass@example.com', password: 'correct horse 8' }).catch((error: Fault) => error.message),
      browser().call('session.enter', { email: 'nobody@example.com', password }).catch((error: Fault) => error.message),
    ]);
    expect(wrong[0]).toBe(wrong[1]);
    await run('user.disable', { user: id });
    expect(await codeOf(browser().call('session.enter', { email: 'pass@example.com', password }))).toBe('password');
    expect(JSON.stringify(await database.db.query('select password_hash, name from app_user'))).not.toContain(password);
  });

  it('is asked for before it is changed, and ends the other sessions', async () => {
    const { page } = await join('change@example.com', 'csm', password);
    const other = browser();
    await other.call('session.enter', { email: 'change@example.com', password });
    expect(await codeOf(page.call('password.set', { password: 'another horse 7' }))).toBe('current_password');
    expect(await codeOf(page.call('password.set', { current: password, password: 'short' }))).toBe('password');
    await page.call('password.set', { current: password, password: 'another horse 7' });
    expect((await page.who()).kind).toBe('user');
    expect((await other.who()).kind).toBe('anonymous');
    expect(await codeOf(browser().call('session.enter', { email: 'change@example.com', password }))).toBe('password');
    await page.call('password.remove', { current: 'another horse 7' });
    expect(await codeOf(browser().call('session.enter', { email: 'change@example.com', password: 'another horse 7' }))).toBe('password');
  });

  it('is not guessed: attempts are limited per caller and per account', async () => {
    const page = browser();
    const codes = [];
    for (let n = 0; n < 12; n++) codes.push(await codeOf(page.call('session.enter', { email: `guess${n}@example.com`, password })));
    expect(codes.at(-1)).toBe('rate');
    const spread = [];
    for (let n = 0; n < 7; n++) spread.push(await codeOf(browser().call('session.enter', { email: 'one@example.com', password })));
    expect(spread.at(-1)).toBe('rate');
    expect(await codeOf(browser().call('session.enter', { email: 'two@example.com', password }))).toBe('password');
  });
});

describe('one\'s own things', () => {
  it('preferences are kept, checked, forgotten by null, and nobody else\'s', async () => {
    const { page } = await join('prefers@example.com', 'read_only');
    expect(await page.call('preference.set', { language: 'de', timeZone: 'Europe/Berlin', density: 'compact' })).toEqual({ language: 'de', timeZone: 'Europe/Berlin', density: 'compact' });
    expect(await page.call('preference.set', { language: null })).toEqual({ timeZone: 'Europe/Berlin', density: 'compact' });
    for (const wrong of [{ timeZone: 'Mars/Olympus' }, { locale: 'not a locale' }, { language: 'xx' }, { density: 'tiny' }]) expect(await codeOf(page.call('preference.set', wrong)), JSON.stringify(wrong)).toBe('input');
    expect((await page.call('session.me')).preferences).toEqual({ timeZone: 'Europe/Berlin', density: 'compact' });
    expect(await codeOf(run('preference.set', { language: 'de' }))).toBe('person');
  });

  it('a person ends the own sessions, never those of others', async () => {
    const [mine, other] = [await join('mine@example.com', 'csm', 'a long password 1'), await join('other@example.com', 'csm')];
    const second = browser();
    await second.call('session.enter', { email: 'mine@example.com', password: 'a long password 1' });
    const theirs = (await other.page.call('session.mine')).items[0];
    expect(await mine.page.call('session.end', { id: theirs.id })).toEqual({ ended: 0 });
    expect((await mine.page.call('session.mine')).items).toHaveLength(2);
    expect(await mine.page.call('session.end', {})).toEqual({ ended: 1 });
    expect((await second.who()).kind).toBe('anonymous');
    expect((await mine.page.who()).kind).toBe('user');
  });
});

describe('the audit trail', () => {
  it('names who signed in, what was refused, and is filtered', async () => {
    const { id, page } = await join('audited@example.com', 'csm');
    await codeOf(page.call('key.create', { name: 'k' }));
    const rows = (await run('audit.list', { who: id })).items;
    expect(rows.map((row: { operation: string; outcome: string }) => `${row.operation} ${row.outcome}`)).toEqual(['key.create denied', 'invite.accept done']);
    expect(rows[0].who).toBe('audited');
    expect((await run('audit.list', { operation: 'user.', entity: 'audited@' })).items).toMatchObject([{ operation: 'user.invite', outcome: 'done' }]);
    expect((await run('audit.list', { from: '2031-01-01' })).total).toBe(0);
    const page1 = await run('audit.list', { limit: 2 });
    const page2 = await run('audit.list', { limit: 2, cursor: page1.next });
    expect(page2.items[0].id).toBeLessThan(page1.items[1].id);
  });

  it.each(['update audit set outcome = $$x$$', 'delete from audit', 'truncate audit'])('refuses: %s', async (statement) => {
    await expect(database.db.query(statement)).rejects.toThrow(/append-only/);
  });

  it('holds no secret', async () => {
    const text = JSON.stringify(await database.db.query('select * from audit'));
    expect(text).not.toMatch(/correct horse|token=/);
  });
});

it('nobody who is not signed in learns anything', async () => {
  for (const { id, scope } of table.all()) if (scope !== 'public') expect(await codeOf(run(id, {}, anonymous)), id).toBe('sign_in');
});
