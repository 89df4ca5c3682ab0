import type { Db } from '../../platform/postgres/database.ts';
import { newId } from '../../lib/ids.ts';
import { fault } from '../../lib/fault.ts';
import type { GivenPulse } from './score-day.ts';

/** A pulse as stored. */
export interface StoredPulse extends GivenPulse {
  id: string;
  accountId: string;
  note: string | null;
  by: string;
}

/** A score that a person set, with reason and expiry; the computed score stays beside it. */
export interface Override {
  id: string;
  accountId: string;
  score: number;
  reason: string;
  by: string;
  at: Date;
  expiresAt: Date;
}

/** Pulses of all accounts, or of some, newest first by account. */
export async function readPulses(db: Db, accountIds?: readonly string[]): Promise<Map<string, StoredPulse[]>> {
  const rows = await db.query<StoredPulse>(
    `select id, account_id as "accountId", value, note, by, at, expires_at as "expiresAt" from health_pulse
     where $1::text[] is null or account_id = any($1) order by at desc, id desc`,
    [accountIds ? [...accountIds] : null],
  );
  return Map.groupBy(rows, (row) => row.accountId);
}

/** Overrides in force at a moment: begun, not expired, not lifted by then. The newest of an account counts. */
export async function readOverrides(db: Db, at: Date, accountIds?: readonly string[]): Promise<Map<string, Override>> {
  const rows = await db.query<Override>(
    `select distinct on (account_id) id, account_id as "accountId", score, reason, by, at, expires_at as "expiresAt" from health_override
     where at <= $1 and expires_at > $1 and (lifted_at is null or lifted_at > $1) and ($2::text[] is null or account_id = any($2))
     order by account_id, at desc, id desc`,
    [at, accountIds ? [...accountIds] : null],
  );
  return new Map(rows.map((row) => [row.accountId, row]));
}

/** Records a pulse. */
export async function addPulse(db: Db, pulse: Omit<StoredPulse, 'id'>, wallMs: number): Promise<StoredPulse> {
  const stored = { ...pulse, id: newId('pul', wallMs) };
  await db.query('insert into health_pulse (id, account_id, value, note, by, at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)', [stored.id, pulse.accountId, pulse.value, pulse.note, pulse.by, pulse.at, pulse.expiresAt]);
  return stored;
}

/** Records an override; one still in force is lifted by it. */
export async function addOverride(db: Db, override: Omit<Override, 'id'>, wallMs: number): Promise<Override> {
  const stored = { ...override, id: newId('ovr', wallMs) };
  await db.tx(async (tx) => {
    await liftRows(tx, override.accountId, override.at, override.by);
    await tx.query('insert into health_override (id, account_id, score, reason, by, at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)', [stored.id, override.accountId, override.score, override.reason, override.by, override.at, override.expiresAt]);
  });
  return stored;
}

function liftRows(db: Db, accountId: string, at: Date, by: string): Promise<{ id: string }[]> {
  return db.query<{ id: string }>('update health_override set lifted_at = $2, lifted_by = $3 where account_id = $1 and lifted_at is null and expires_at > $2 returning id', [accountId, at, by]);
}

/** Ends the override in force; Fault notFound when there is none. */
export async function liftOverride(db: Db, accountId: string, at: Date, by: string): Promise<string> {
  const lifted = (await liftRows(db, accountId, at, by))[0];
  if (!lifted) throw fault('notFound', 'override', 'No override is in force for this account.');
  return lifted.id;
}
