import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionItem, ConnectionTest } from '../../../contract/connection.ts';
import { execute } from '../../../platform/operation/execute.ts';
import { openSecretKeys } from '../../../platform/secret-box.ts';
import { startTestEngines, type TestEngines } from '../../../platform/testing/test-engines.ts';
import { vendors } from '../../connector/vendors.ts';
import { connectionOperations } from '../operations/connection-operations.ts';
import { readBaseUrl } from './base-url.ts';
import { checkedMappingKind } from './checked-mapping.ts';
import { dueReader } from './due-connections.ts';
import { conditionOf } from './read-connections.ts';
import { innerChecks, runCheck } from './testing/conformance.ts';
import { clearStore, differences, openSourceBench, type SourceBench } from './testing/source-bench.ts';

let engines: TestEngines;
beforeAll(async () => {
  engines = await startTestEngines();
}, 120_000);
afterAll(() => engines.stop());

// What the frame does alike for every vendor is looked at with one; `npm run conformance` runs all of it with all.
const frame = new Set(['no-double', '429-retry-after', '429-bare', '5xx', 'timeout', 'truncated', 'clock-skew', 'webhook-order', 'webhook-forged', 'webhook-replayed']);

describe.each(vendors.map(({ connector }) => connector.vendor))('%s', (vendor) => {
  it.each(innerChecks.filter((check) => vendor === 'zendesk' || !frame.has(check)))('%s', async (check) => {
    expect(await runCheck(engines, vendor, check)).toMatchObject({ passed: true });
  }, 60_000);
});

describe('operations', () => {
  let bench: SourceBench;
  const keys = () => openSecretKeys(engines.dataDir, undefined);
  const run = <T>(id: string, input: object): Promise<T> => {
    const operation = connectionOperations({ ...bench.deps, box: () => keys().box, secrets: keys, wake: () => {} }).find((one) => one.id === id);
    return execute(operation as never, bench.context, input) as Promise<T>;
  };
  const add = (input: object = {}) => run<ConnectionItem>('source.add', { vendor: 'zendesk', credentials: bench.sim.vendor.credentials, baseUrl: bench.sim.baseUrl, sandbox: true, ...input });
  const rows = (table: string) => engines.db.query(`select * from ${table}`);

  beforeEach(async () => {
    await clearStore(engines);
    bench = await openSourceBench(engines, 'zendesk', { accounts: 4 });
    await engines.db.query('delete from connection');
    await engines.db.query('delete from source');
    const { credentials } = bench.sim.vendor;
    // The bench used the first refresh token up.
    delete (credentials as Record<string, string>).refreshToken;
    return () => bench.close();
  });

  it('credentials that do not work are not kept, and those that do are never stored or answered in the clear', async () => {
    await expect(add({ credentials: { ...bench.sim.vendor.credentials, clientSecret: 'wrong' } })).rejects.toMatchObject({ code: 'vendor_credentials' });
    await expect(add({ credentials: { subdomain: 'a b' } })).rejects.toMatchObject({ code: 'credentials', details: { fields: [{ path: 'credentials.clientId' }, { path: 'credentials.clientSecret' }] } });
    await expect(add({ objects: ['tables'] })).rejects.toMatchObject({ code: 'objects' });
    expect([await rows('connection'), await rows('source')]).toEqual([[], []]);
    const made = await add();
    const secrets = [bench.sim.vendor.credentials.clientSecret, bench.sim.vendor.credentials.webhookSecret] as string[];
    for (const text of [JSON.stringify(made), JSON.stringify(await rows('connection')), JSON.stringify(await rows('audit'))]) for (const secret of secrets) expect(text).not.toContain(secret);
    await expect(add()).rejects.toMatchObject({ code: 'connection_there' });
  });

  it('a sample shows records as they would be stored, and stores none', async () => {
    await add({ start: false });
    const test = await run<ConnectionTest>('source.test', { vendor: 'zendesk' });
    expect(test.reached).toBe('Sandbox Admin');
    expect(test.objects.map(({ id, total, sample }) => [id, total, sample.every(({ outcome }) => outcome === 'loads')])).toEqual([['organizations', 4, true], ['users', 12, true], ['tickets', 16, true], ['satisfaction_ratings', null, true]]);
    expect(await rows('account')).toEqual([]);
  });

  it('reading waits while paused, goes on when resumed, by itself when due, and again from a date without doubling', async () => {
    await add({ start: false });
    await expect(run('source.sync', { vendor: 'zendesk' })).rejects.toMatchObject({ code: 'connection_paused' });
    await run('source.resume', { vendor: 'zendesk' });
    bench.clock.advance(120_000);
    const reader = dueReader(bench.context, { ...bench.deps, box: () => keys().box });
    await reader.turn();
    await reader.stop().catch(() => {});
    await run('source.sync', { vendor: 'zendesk' });
    expect(await differences(bench)).toEqual([]);
    const [status] = (await run<{ items: ConnectionItem[] }>('source.status', { vendor: 'zendesk' })).items;
    expect(status).toMatchObject({ condition: 'fresh', lagSeconds: 0, failures: 0, warning: null, objects: [{ id: 'organizations' }, { id: 'users' }, { id: 'tickets' }, { id: 'satisfaction_ratings' }] });
    for (const object of status?.objects ?? []) expect(object.rows).toBe(object.inserted + object.updated + object.unchanged + object.duplicate + object.quarantined);
    bench.clock.advance(4 * 15 * 60_000);
    expect((await run<{ items: ConnectionItem[] }>('source.status', {})).items[0]).toMatchObject({ condition: 'late', warning: 'silent', lagSeconds: 3600 });
    expect(await run('source.sync', { vendor: 'zendesk', since: '2020-01-01' })).toMatchObject({ inserted: 0, updated: 0, quarantined: 0 });
    expect(await run('source.rotate-key', {})).toEqual({ sealed: 2 });
    bench.sim.vendor.world.change('tickets', bench.sim.vendor.world.living('tickets')[0] ?? '');
    bench.clock.advance(120_000);
    expect(await run('source.sync', { vendor: 'zendesk' })).toMatchObject({ updated: 1 });
  });

  it('an object that is refused holds up none of the others, and is read when it is allowed again', async () => {
    await add();
    bench.sim.forbid(/satisfaction_ratings|incremental\/users/);
    bench.clock.advance(120_000);
    await expect(run('source.sync', { vendor: 'zendesk' })).rejects.toMatchObject({ code: 'vendor_object_refused', details: { remedy: expect.stringContaining('leave the object out') } });
    const status = async () => (await run<{ items: ConnectionItem[] }>('source.status', {})).items[0];
    expect(await status()).toMatchObject({ condition: 'failing', lagSeconds: 0, objects: [{ inserted: 4 }, { rows: 0, finishedAt: null }, { inserted: 16 }, { rows: 0 }] });
    bench.sim.forbid(null);
    await run('source.sync', { vendor: 'zendesk' });
    expect(await differences(bench)).toEqual([]);
    expect(await status()).toMatchObject({ condition: 'fresh', lastError: null });
  });

  it('other credentials replace the old ones only if they work, and never lead to another account', async () => {
    await add();
    const { credentials } = bench.sim.vendor;
    await expect(run('source.set', { vendor: 'zendesk', credentials: { ...credentials, clientSecret: 'wrong' } })).rejects.toMatchObject({ code: 'vendor_credentials' });
    await expect(run('source.set', { vendor: 'zendesk', credentials: { ...credentials, subdomain: 'elsewhere' } })).rejects.toMatchObject({ code: 'connection_other' });
    bench.clock.advance(120_000);
    expect(await run('source.sync', { vendor: 'zendesk' })).toMatchObject({ inserted: 36 });
    expect(await run('source.set', { vendor: 'zendesk', credentials, everyMinutes: 60, objects: ['organizations'] })).toMatchObject({ everyMinutes: 60 });
  });
});

it('a mapping names no vendor, object or field that is not there', () => {
  const object = { label: 'X', kind: 'person' as const, fields: { ref: 'id', emial: 'email' }, only: {}, words: { role: { a: 'b' } }, accountBy: 'id' as const, amountPeriod: 'year' as const, minorUnits: false, endInclusive: false, surveyKind: 'custom' as const, scoreMax: 10, keep: 'rest' as const, leave: [] };
  const paths = (id: string, objects: Record<string, typeof object>) => checkedMappingKind.check?.({ id, label: 'X', objects }, new Set()).map(({ path }) => path);
  expect(paths('zendesk', { users: object, people: { ...object, fields: { ref: 'id', emial: 'x' }, words: {} as never } })).toEqual(['objects.users.fields.emial', 'objects.users.words.role', 'objects.people.label', 'objects.people.fields.emial']);
  expect(paths('nobody', {})).toEqual(['id']);
});

it('an address other than the vendor\'s may not lead into the own network, a sandbox on this machine apart', () => {
  const read = (text: string, sandbox = false, allowHosts: string[] = []) => { try { return readBaseUrl(text, { sandbox, allowHosts }); } catch { return 'refused'; } };
  expect(read('https://proxy.example/zendesk/')).toBe('https://proxy.example/zendesk');
  for (const text of ['http://proxy.example', 'https://127.0.0.1', 'https://10.0.0.5', 'https://169.254.169.254', 'https://[::1]', 'https://localhost', 'https://user:word@proxy.example', 'https://proxy.example?x=1', 'file:///etc/passwd', 'nothing']) expect(read(text), text).toBe('refused');
  expect(read('http://127.0.0.1:4800', true)).toBe('http://127.0.0.1:4800');
  for (const text of ['http://10.0.0.5', 'http://169.254.169.254', 'http://127.0.0.1.evil.example', 'http://0.0.0.0']) expect(read(text, true), text).toBe('refused');
  expect(read('http://crm.internal:8080', false, ['crm.internal:8080'])).toBe('http://crm.internal:8080');
});

it.each([
  ['paused', { state: 'paused' }], ['disconnected', { state: 'disconnected' }], ['reading', { leased_until: 1 }], ['failing', { last_error: {} }], ['waiting', { last_sync_at: null }], ['fresh', {}], ['late', { last_sync_at: -46 * 60_000 }], ['fresh', { last_sync_at: -44 * 60_000 }], ['fresh', { leased_until: -1 }],
] as const)('a connection is %s', (wanted, given) => {
  const now = Date.UTC(2026, 0, 1);
  const at = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : new Date(now + ms));
  const { leased_until: leased, last_sync_at: last, ...rest } = { leased_until: undefined as number | undefined, last_sync_at: 0 as number | null, ...given };
  expect(conditionOf({ state: 'active', last_error: null, every_minutes: 15, ...rest, leased_until: at(leased), last_sync_at: at(last) } as never, now)).toBe(wanted);
});
