import { dayOf, dayStart } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { readLot } from './hold-out.ts';
import type { EntryState } from './decide-entries.ts';

/** Which of these occasions are known already. */
export async function knownOccasions(db: Db, playbookId: string, keys: readonly { accountId: string; key: string }[]): Promise<Set<string>> {
  const rows = await db.query<{ k: string }>(
    `select o.account_id || ' ' || o.occasion as k from playbook_occasion o join unnest($2::text[], $3::text[]) n(account_id, occasion) using (account_id, occasion) where o.playbook_id = $1`,
    [playbookId, keys.map(({ accountId }) => accountId), keys.map(({ key }) => key)]);
  return new Set(rows.map(({ k }) => k));
}

/** What decides about entries into a playbook, for these accounts. */
export async function readEntryState(db: Db, playbookId: string, accountIds: readonly string[], now: Date): Promise<EntryState> {
  const accounts = await db.query<{ id: string; ownerId: string | null; live: boolean; ended: Date | null }>(
    `select a.id, a.owner_id as "ownerId", coalesce(bool_or(r.status in ('running', 'paused')), false) as live, max(r.ended_at) as ended
     from account a left join playbook_run r on r.account_id = a.id and r.playbook_id = $1 where a.id = any($2) group by a.id`, [playbookId, accountIds]);
  const live = await db.query<{ ownerId: string | null; n: number }>(
    `select a.owner_id as "ownerId", count(*)::int as n from playbook_run r join account a on a.id = r.account_id where r.playbook_id = $1 and r.status in ('running', 'paused') group by 1`, [playbookId]);
  const totals = await db.one<{ n: number }>('select count(*)::int as n from playbook_run where playbook_id = $1 and started_at >= $2', [playbookId, dayStart(dayOf(now))]);
  return {
    live: new Set(accounts.filter((one) => one.live).map(({ id }) => id)), ended: new Map(accounts.flatMap(({ id, ended }) => (ended ? [[id, ended]] : []))), ownerOf: new Map(accounts.map(({ id, ownerId }) => [id, ownerId])),
    lot: await readLot(db, playbookId, accountIds), running: live.reduce((sum, { n }) => sum + n, 0), enteredToday: totals.n, runningOf: new Map(live.flatMap(({ ownerId, n }) => (ownerId === null ? [] : [[ownerId, n]]))),
  };
}

/** How far a source was read; null before the first time. */
export async function readCursor(db: Db, source: string): Promise<string | null> {
  return (await db.maybe<{ position: string }>('select position from playbook_cursor where source = $1', [source]))?.position ?? null;
}

/** Remembers how far a source was read. */
export async function writeCursor(tx: Db, source: string, position: string, wall: Date): Promise<void> {
  await tx.query('insert into playbook_cursor (source, position, updated_at) values ($1, $2, $3) on conflict (source) do update set position = excluded.position, updated_at = excluded.updated_at', [source, position, wall]);
}
