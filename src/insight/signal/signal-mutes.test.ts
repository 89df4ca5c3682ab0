import { afterAll, beforeAll, expect, it } from 'vitest';
import { toDate } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { startTestDatabase } from '../../platform/testing/test-engines.ts';
import { approveDefinitions } from '../../program/definition/definition-store.ts';
import { runSignals } from './run-signals.ts';
import { muteSignal, readMutes, unmuteSignal } from './signal-mutes.ts';
import { signalDefinition } from './signal-rule.ts';

let db: Db;
let stop: () => Promise<void>;

const rule = signalDefinition.parse({ id: 'quiet', label: 'Quiet', family: 'risk', description: 'x', applies: 'true', open: 'usage.quiet > 5', closeAfter: 1, severity: [{ level: 'high' }], why: 'Because.' });
const close = (day: string, quiet = 9) => runSignals({ db }, { day, provisional: false, vectors: ['a1', 'a2'].map((accountId) => ({ accountId, day, values: { 'usage.quiet': quiet } })) });
const live = () => db.query<{ a: string }>(`select account_id as a from signal where closed_on is null order by 1`).then((rows) => rows.map((row) => row.a));
const now = (day: string) => ({ at: toDate(`${day}T10:00:00Z`), today: day, wallMs: 1 });
const principal = { kind: 'user', id: 'ada', name: 'Ada', scopes: new Set(), book: 'all' } as never;

beforeAll(async () => {
  ({ db, stop } = await startTestDatabase());
  await db.query(`insert into account (id, name, known_at) values ('a1', 'A', now()), ('a2', 'B', now())`);
  await approveDefinitions(db, [{ kind: 'signal', id: 'quiet', body: rule, text: '' }], { at: toDate('2026-01-01'), by: 'test', kinds: ['signal'] });
}, 60_000);
afterAll(() => stop());

it('a mute closes the signal of its account, keeps the rule quiet until its day, and leaves other accounts alone', async () => {
  await close('2026-06-01');
  expect(await live()).toEqual(['a1', 'a2']);
  await muteSignal(db, { accountId: 'a1', type: 'quiet', reason: 'They restructure.', until: '2026-06-10' }, 'ada', now('2026-06-02'));
  for (const day of ['2026-06-02', '2026-06-03', '2026-06-09']) await close(day);
  expect(await live()).toEqual(['a2']);
  await close('2026-06-10');
  expect(await live()).toEqual(['a1', 'a2']);
});

it('lifting a mute opens what it closed; the next close decides', async () => {
  const id = await muteSignal(db, { accountId: 'a2', type: 'quiet', reason: 'Known already.', until: '2026-07-10' }, 'ada', now('2026-06-11'));
  expect(await live()).toEqual(['a1']);
  await expect(muteSignal(db, { accountId: 'a2', type: 'quiet', reason: 'Again.', until: '2026-07-10' }, 'ada', now('2026-06-11'))).rejects.toMatchObject({ code: 'muted' });
  await unmuteSignal(db, id, 'ada', now('2026-06-11'));
  expect(await live()).toEqual(['a1', 'a2']);
  await close('2026-06-11', 0);
  expect(await live()).toEqual([]);
  expect((await readMutes({ db, principal }, '2026-06-11', { id }))[0]).toMatchObject({ active: false, liftedOn: '2026-06-11', label: 'Quiet' });
  expect((await readMutes({ db, principal }, '2026-06-05')).map((mute) => [mute.accountId, mute.active])).toEqual([['a1', true]]);
});

it('refuses a day that has passed and a type that is not there', async () => {
  await expect(muteSignal(db, { accountId: 'a1', type: 'quiet', reason: 'x', until: '2026-06-12' }, 'ada', now('2026-06-12'))).rejects.toMatchObject({ code: 'until' });
  await expect(muteSignal(db, { accountId: 'a1', type: 'nothing', reason: 'x', until: '2026-07-12' }, 'ada', now('2026-06-12'))).rejects.toMatchObject({ code: 'signal_type' });
});
