import { afterAll, beforeAll, expect, it } from 'vitest';
import { asOfEnd } from '../../lib/period.ts';
import { toDate } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { startTestDatabase } from '../../platform/testing/test-engines.ts';
import { readSupport } from './read-support.ts';

let db: Db;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ db, stop } = await startTestDatabase());
  await db.query(`insert into source (id, kind, name, created_at) values ('src', 'file', 'x', now())`);
  await db.query(`insert into account (id, name, source_id, known_at) values ('a', 'A', 'src', now())`);
});
afterAll(() => stop());

it('a ticket is open until it is solved, and again from when it was reopened', async () => {
  const at = (day: string) => toDate(`2026-03-${day}T10:00:00Z`);
  const add = (id: string, solved: Date | null, reopened: Date | null, escalated: Date | null) =>
    db.query(`insert into ticket (id, account_id, priority, opened_at, solved_at, reopened_at, escalated_at, status, status_known_at, source_id, known_at) values ($1, 'a', 'urgent', $2, $3, $4, $5, 'pending', now(), 'src', now())`, [id, at('01'), solved, reopened, escalated]);
  await add('never solved', null, null, at('02'));
  await add('solved', at('05'), null, at('02'));
  await add('solved later', at('20'), null, null);
  await add('came back', at('05'), at('07'), null);
  const [row] = await readSupport(db, { moments: [{ day: '2026-03-10', until: asOfEnd('2026-03-10') }] });
  expect(row).toMatchObject({ open: 3, urgentOpen: 3, escalatedOpen: 1 });
});
