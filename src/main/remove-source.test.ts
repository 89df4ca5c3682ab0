import { afterAll, beforeAll, expect, it } from 'vitest';
import { manualClock, toDate } from '../lib/clock.ts';
import type { Context } from '../platform/operation/context.ts';
import { startTestEngines, type TestEngines } from '../platform/testing/test-engines.ts';
import type { AnyOperation } from '../platform/operation/operation.ts';
import { execute } from '../platform/operation/execute.ts';
import { removeSource, sourceRemovalOperations } from './remove-source.ts';
import { loadSample } from './sample/sample-operations.ts';

const sample = 'src_sample_company';
const knownAt = '2026-03-01T00:00:00Z';
let engines: TestEngines;
let context: Context;
let shared: string;

beforeAll(async () => {
  engines = await startTestEngines();
  const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];
  context = { ...engines, log, clock: manualClock(toDate('2026-03-18T06:00:00Z')), principal: { kind: 'system', id: 'test', name: 'Test', scopes: new Set(['admin']), book: 'all' } };
  await loadSample(context, 40);
  const { db, analytics } = engines;
  shared = (await db.one<{ id: string }>('select min(id) as id from account')).id;
  await db.query("insert into source (id, name, kind, created_at) values ('own', 'Own', 'file', $1)", [knownAt]);
  await db.query("insert into account (id, name, source_id, known_at) values ('own', 'Own', 'own', $1)", [knownAt]);
  await db.query(`insert into activity (id, account_id, person_id, kind, at, source_id, known_at) values
    ('on own', 'own', (select min(id) from person), 'note', $1, 'own', $1), ('on shared', $2, null, 'note', $1, 'own', $1)`, [knownAt, shared]);
  await analytics.exec("INSERT INTO event (source, name, at) VALUES ('own', 'opened', '2026-03-01 00:00:00')");
  const { id: handed, owner } = await db.one<{ id: string; owner: string }>('select max(id) as id, (array_agg(owner_id order by id desc))[1] as owner from account where source_id = $1', [sample]);
  await db.query("insert into reassignment (id, at, by) values ('handed', $1, 'test')", [knownAt]);
  await db.query("insert into reassignment_account (reassignment_id, account_id, from_owner_id) values ('handed', $1, $2)", [handed, owner]);
  // What was tried out on a sample account, a note and an answer to a survey, does not keep it.
  const noted = (await db.one<{ id: string }>('select id from account where source_id = $1 and id <> $2 order by id offset 5 limit 1', [sample, shared])).id;
  await db.query("insert into source (id, name, kind, created_at) values ('src_person', 'Entered by people', 'manual', $1), ('src_survey', 'Surveys', 'survey', $1)", [knownAt]);
  await db.query("insert into activity (id, account_id, kind, at, source_id, known_at) values ('tried', $2, 'note', $1, 'src_person', $1)", [knownAt, noted]);
  await db.query("insert into survey_answer (id, account_id, survey, score, scale_max, answered_at, source_id, known_at) values ('tried', $2, 'nps', 9, 10, $1, 'src_survey', $1)", [knownAt, noted]);
  await removeSource(context, sample);
}, 300_000);
afterAll(() => engines.stop());

it('leaves nothing of the source in any table of either store', async () => {
  const { db, analytics } = engines;
  const columns = await db.query<{ table: string }>("select table_name as table from information_schema.columns where column_name = 'source_id' and table_schema = 'public'");
  const left = [];
  for (const { table } of columns) left.push(...await db.query(`select '${table}' as table from ${table} where source_id = $1 limit 1`, [sample]));
  for (const table of ['event', 'usage_period', 'usage_seen', 'identity']) left.push(...await analytics.query(`SELECT '${table}' AS table FROM ${table} WHERE source = '${sample}' LIMIT 1`));
  expect(await db.query('select id from reassignment')).toEqual([]);
  expect(columns.length).toBeGreaterThan(10);
  expect(left).toEqual([]);
});

it('keeps own accounts, own records, and an account of which another source has a record', async () => {
  const { db, analytics } = engines;
  expect((await db.query<{ id: string }>('select id from account order by id')).map(({ id }) => id).sort()).toEqual(['own', shared].sort());
  expect(await db.query('select id, person_id from activity order by id')).toEqual([{ id: 'on own', person_id: null }, { id: 'on shared', person_id: null }]);
  expect(await analytics.query("SELECT count() AS n FROM event WHERE source = 'own'")).toHaveLength(1);
});

it('asks for the name, and refuses while a key may send or files are being loaded', async () => {
  const [remove] = sourceRemovalOperations({ loaded: async () => {} });
  const run = (input: object) => execute(remove as AnyOperation, context, input);
  const { db } = engines;
  await expect(run({ source: 'gone', confirm: 'Gone' })).rejects.toMatchObject({ kind: 'notFound' });
  await expect(run({ source: 'own', confirm: 'own' })).rejects.toMatchObject({ code: 'confirm' });
  await db.query("insert into api_key (id, name, kind, key_hash, prefix, scopes, source_id, created_at) values ('k', 'Key', 'write_server', 'h', 'p', '{track}', 'own', now())");
  await expect(run({ source: 'own', confirm: 'Own' })).rejects.toMatchObject({ code: 'source_keys' });
  await db.query('update api_key set revoked_at = now()');
  await db.query("insert into import (id, source_id, state, created_at) values ('i', 'own', 'running', now())");
  await expect(run({ source: 'own', confirm: 'Own' })).rejects.toMatchObject({ code: 'import_running' });
  await db.query("update import set state = 'done'");
  await db.query("insert into tracking_batch (source_id, received_at, body) values ('own', now(), '{}')");
  // The shared account has a note of this source alone now.
  expect(await run({ source: 'own', confirm: 'Own' })).toEqual({ accounts: 1 });
  expect(await db.query('select id from source where id = $1', ['own'])).toEqual([]);
  expect(await db.query('select id from account')).toEqual([{ id: shared }]);
});
