import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock, toDate } from '../../lib/clock.ts';
import { createKey } from '../../platform/auth/api-key.ts';
import { localPrincipal } from '../../platform/auth/authenticate.ts';
import { startTestEngines, type TestEngines } from '../../platform/testing/test-engines.ts';
import { createAcceptor, type BatchAcceptor } from './accept-batches.ts';
import { drainBlock } from './drain-batches.ts';

let engines: TestEngines;
let acceptor: BatchAcceptor;
let sourceId: string;
let statements = 0;
const clock = systemClock();

beforeAll(async () => {
  engines = await startTestEngines();
  acceptor = createAcceptor(engines.db, () => {});
  sourceId = `tracking:${(await createKey(engines.db, clock, localPrincipal, { name: 'server', kind: 'write_server', scopes: ['track'], origins: [] })).id}`;
});
afterAll(() => engines.stop());

async function say(...messages: object[]): Promise<void> {
  await acceptor.accept({ sourceId, route: 'batch', mayCreate: true, receivedAt: clock.wall(), body: JSON.stringify({ batch: messages }) });
  const before = engines.db.stats().statements;
  while (await drainBlock({ db: engines.db, analytics: engines.analytics, clock }));
  statements = engines.db.stats().statements - before;
}

async function accountOf(kind: string, key: string): Promise<string | null> {
  const row = await engines.db.maybe<{ name: string | null }>('select a.name from usage_identity u left join account a on a.id = u.account_id where u.source_id = $1 and u.kind = $2 and u.key = $3', [sourceId, kind, key]);
  return row?.name ?? null;
}

const group = (groupId: string, traits: object, userId = 'starter') => ({ type: 'group', userId, groupId, traits });
const act = (userId: string, groupId?: string, timestamp?: string) => ({ type: 'track', event: 'Act', userId, timestamp, ...(groupId ? { context: { groupId } } : {}) });

describe('a user', () => {
  it('acts for the group stated for the latest time, in whatever order statements come', async () => {
    await say(group('blue', { name: 'Blue' }), group('red', { name: 'Red' }));
    await say(act('mover', 'red', '2026-03-05T00:00:00Z'));
    await say(act('mover', 'blue', '2026-03-01T00:00:00Z'));
    expect(await accountOf('user', 'mover')).toBe('Red');
    await say(act('mover', 'blue', '2026-03-09T00:00:00Z'), act('mover', 'red', '2026-03-08T00:00:00Z'));
    expect(await accountOf('user', 'mover')).toBe('Blue');
  });

  it('who moves leaves both accounts to be scored again', async () => {
    await engines.db.query('delete from dirty_account');
    await say(act('mover', 'red', '2026-03-20T00:00:00Z'));
    const names = await engines.db.query<{ name: string }>('select a.name from dirty_account d join account a on a.id = d.account_id order by 1');
    expect(names.map(({ name }) => name)).toEqual(['Blue', 'Red']);
  });

  it('of a public mail provider stays unresolved; one of a company is found when the company is', async () => {
    await say(act('ann'), { type: 'identify', userId: 'ann', traits: { email: 'ann@later.example' } }, { type: 'identify', userId: 'gus', traits: { email: 'gus@gmail.com' } });
    expect(await accountOf('user', 'ann')).toBeNull();
    await say(group('later', { name: 'Later', domain: 'later.example' }), group('gm', { name: 'Gm', domain: 'gmail.com' }));
    expect(await accountOf('user', 'ann')).toBe('Later');
    expect(await accountOf('user', 'gus')).toBeNull();
  });

  it('who was anonymous first brings those events along, through a group that is known last', async () => {
    await say({ type: 'track', event: 'Look', anonymousId: 'anon-7' });
    await say({ type: 'identify', userId: 'kim', anonymousId: 'anon-7', context: { groupId: 'chain' } });
    expect(await accountOf('anonymous', 'anon-7')).toBeNull();
    await say(group('chain', { name: 'Chain' }));
    expect([await accountOf('user', 'kim'), await accountOf('anonymous', 'anon-7')]).toEqual(['Chain', 'Chain']);
  });
});

describe('an account', () => {
  it('is made by an identify that names its company', async () => {
    await say({ type: 'identify', userId: 'ida', traits: { name: 'Ida', company: { id: 'ida-co', name: 'Ida & Co' } } });
    expect(await accountOf('user', 'ida')).toBe('Ida & Co');
  });

  it('of one domain is one, when two groups of a batch name it and when they come one after the other', async () => {
    await say(group('eu', { name: 'Twin', domain: 'twin.example' }), group('us', { name: 'Twin US', domain: 'twin.example' }));
    await say(group('as', { name: 'Twin AS', domain: 'www.twin.example' }));
    expect(await engines.db.query("select 1 from account where domain = 'twin.example'")).toHaveLength(1);
    expect(new Set([await accountOf('group', 'eu'), await accountOf('group', 'us'), await accountOf('group', 'as')]).size).toBe(1);
  });

  it('first only mentioned gets its name when it comes, and keeps it', async () => {
    await say(group('bare', {}));
    expect(await engines.db.one("select name, provisional from account where name = 'bare'")).toEqual({ name: 'bare', provisional: true });
    await say(group('bare', { name: 'Bare Ltd', industry: 'Retail' }));
    await say(group('bare', { name: 'Other name' }));
    expect(await engines.db.one("select name, provisional, industry from account where industry = 'Retail'")).toEqual({ name: 'Bare Ltd', provisional: false, industry: 'Retail' });
  });
});

it('costs as many statements for a thousand users as for one, and reads no key that the events do not concern', async () => {
  await say(act('solo', 'red'));
  const forOne = statements;
  await engines.db.query(`insert into usage_identity (source_id, kind, key, first_seen_at, mirrored_version) select $1, 'user', 'stray' || i, $2, 0 from generate_series(1, 50000) i`, [sourceId, toDate('2026-01-01T00:00:00Z')]);
  await engines.db.query('analyze usage_identity');
  const before = await scanned();
  await say(...Array.from({ length: 1000 }, (_, i) => act(`crowd${i}`, 'red')));
  expect(statements).toBeLessThanOrEqual(forOne + 2);
  expect((await scanned()) - before).toBeLessThan(30_000);
});

async function scanned(): Promise<number> {
  await engines.db.query('select pg_stat_force_next_flush()');
  const row = await engines.db.one<{ n: number }>("select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as n from pg_stat_user_tables where relname = 'usage_identity'");
  return row.n;
}
