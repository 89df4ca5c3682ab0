import type { LookBack, LookBackResult } from '../../contract/look-back.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { ProposalRow } from './proposal-store.ts';

/** Computes how the past would have looked under a draft; `progress` is called as looks are done. */
export type LooksBack = (body: unknown, run: { progress(done: number, total: number): void; signal?: AbortSignal | undefined }) => Promise<LookBackResult>;

type Key = Pick<ProposalRow, 'kind' | 'definitionId' | 'digest' | 'baseVersion'>;

interface Stored { state: LookBack['state']; done: number; total: number; askedAt: Date; finishedAt: Date | null; message: string | null; result: LookBackResult | null }

const where = 'kind = $1 and definition_id = $2 and digest = $3 and base_version = $4';
const valuesOf = ({ kind, definitionId, digest, baseVersion }: Key): unknown[] => [kind, definitionId, digest, baseVersion ?? 0];

/** How far the look back at a proposal is; null when nobody asked for one. */
export async function readLookBack(db: Db, key: Key): Promise<LookBack | null> {
  const row = await db.maybe<Stored>(`select state, done, total, asked_at as "askedAt", finished_at as "finishedAt", message, result from look_back where ${where}`, valuesOf(key));
  return row ? { ...row, askedAt: row.askedAt.toISOString(), finishedAt: row.finishedAt?.toISOString() ?? null } : null;
}

/** Asks for a look back; one that was computed is computed anew only when `again`. */
export async function askLookBack(db: Db, clock: Clock, key: Key, again = false): Promise<void> {
  await db.query(
    `insert into look_back (kind, definition_id, digest, base_version, asked_at) values ($1, $2, $3, $4, $5)
     on conflict (kind, definition_id, digest, base_version) do update set state = 'waiting', done = 0, total = 0, message = null, finished_at = null, asked_at = excluded.asked_at
     where look_back.state = 'failed' or ($6 and look_back.state = 'done')`, [...valuesOf(key), clock.wall(), again]);
}

interface Waiting { kind: string; definitionId: string; digest: string; baseVersion: number; body: unknown }

/**
 * Computes the look back that waits longest, of proposals that are open; false when none waits. One process works on a store, so what still stands as running was cut off and is
 * begun again. A failure is kept with its reason; being stopped leaves it waiting.
 */
export async function lookBackNext({ db, clock, log }: { db: Db; clock: Clock; log: Log }, looksBack: Readonly<Record<string, LooksBack>>, signal?: AbortSignal): Promise<boolean> {
  const next = await db.maybe<Waiting>(
    `select l.kind, l.definition_id as "definitionId", l.digest, l.base_version as "baseVersion", p.body
     from look_back l join lateral (select body from proposal p where p.kind = l.kind and p.definition_id = l.definition_id and p.digest = l.digest and coalesce(p.base_version, 0) = l.base_version and p.state = 'open' limit 1) p on true
     where l.state in ('waiting', 'running') order by l.asked_at limit 1`, []);
  if (!next) return false;
  const key = valuesOf(next);
  await db.query(`update look_back set state = 'running', done = 0, total = 0 where ${where}`, key);
  const note = (done: number, total: number) => void db.query(`update look_back set done = $5, total = $6 where ${where} and state = 'running'`, [...key, done, total]).catch((error: unknown) => log.warn({ err: error }, 'the progress of a look back was not noted'));
  try {
    const result = await looksBack[next.kind]?.(next.body, { progress: note, signal });
    await db.query(`update look_back set state = $5, result = $6, finished_at = $7, message = $8 where ${where}`, [...key, result ? 'done' : 'failed', result ? JSON.stringify(result) : null, clock.wall(), result ? null : `A ${next.kind} is not looked back at.`]);
  } catch (error) {
    if (signal?.aborted) return false;
    log.error({ err: error, kind: next.kind, id: next.definitionId }, 'a look back failed');
    await db.query(`update look_back set state = 'failed', finished_at = $5, message = $6 where ${where}`, [...key, clock.wall(), error instanceof Error ? error.message : String(error)]);
  }
  return true;
}
