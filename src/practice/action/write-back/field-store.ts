import { toDate } from '../../../lib/clock.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import type { FieldValue } from '../../../source/connector/write.ts';
import type { FieldMemory } from './own-value.ts';

/** `written` and `equal` stand as wanted; `held` belongs to a person; `refused` by the vendor; `waiting` for another try; `gone` has no record there. */
export const fieldStates = ['trying', 'written', 'equal', 'held', 'refused', 'waiting', 'gone'] as const;
export type FieldState = (typeof fieldStates)[number];

/** One field of one record, as it stood when it was last looked at. */
export interface FieldWriteRow extends FieldMemory {
  ref: string;
  field: string;
  name: string;
  accountId: string;
  wanted: readonly [FieldValue];
  found: readonly [FieldValue] | null;
  state: FieldState;
  error: string | null;
  checkedAt: Date | null;
}

/** What is remembered of the fields of some records. */
export async function readFieldWrites(db: Db, sourceId: string, refs: readonly string[]): Promise<Map<string, FieldWriteRow>> {
  const rows = await db.query<FieldWriteRow>('select ref, field, name, account_id as "accountId", wanted, ours, trying, found, state, error, checked_at as "checkedAt" from field_write where source_id = $1 and ref = any($2)', [sourceId, refs]);
  return new Map(rows.map((row) => [`${row.ref} ${row.field}`, row]));
}

/** One step of a field. What was written by us is kept until something newer was. */
export interface FieldStep {
  ref: string;
  field: string;
  name: string;
  accountId: string;
  wanted: readonly [FieldValue];
  state: FieldState;
  /** Set when the value is known to stand there by us. */
  ours?: readonly [FieldValue] | undefined;
  trying: readonly [FieldValue] | null;
  found?: readonly [FieldValue] | undefined;
  error?: string | undefined;
  /** It was written just now. */
  written?: boolean | undefined;
}

/** Writes steps of many fields in one statement. */
export async function writeFieldSteps(tx: Db, sourceId: string, steps: readonly FieldStep[], { now, wall }: { now: Date; wall: Date }): Promise<void> {
  if (steps.length === 0) return;
  await tx.query(
    `insert into field_write as f (source_id, ref, field, name, account_id, wanted, ours, trying, found, state, error, written_at, checked_at)
     select $1, s.ref, s.field, s.name, s."accountId", s.wanted, s.ours, nullif(s.trying, 'null'::jsonb), s.found, s.state, s.error, case when s.written then $3::timestamptz end, $4::timestamptz
     from jsonb_to_recordset($2::jsonb) as s(ref text, field text, name text, "accountId" text, wanted jsonb, ours jsonb, trying jsonb, found jsonb, state text, error text, written boolean)
     on conflict (source_id, ref, field) do update set name = excluded.name, account_id = excluded.account_id, wanted = excluded.wanted, ours = coalesce(excluded.ours, f.ours), trying = excluded.trying, found = excluded.found, state = excluded.state, error = excluded.error,
       written_at = coalesce(excluded.written_at, f.written_at), checked_at = excluded.checked_at`,
    [sourceId, JSON.stringify(steps), now, wall],
  );
}

const dayMs = 86_400_000;
/** What was busy at the vendor is tried again after so long. */
export const waitingMs = 5 * 60_000;

/** Whether a field is to be looked at: its value changed, its last attempt has no known end, or what held it up may be gone. Pure. */
export function isDue(row: FieldWriteRow | undefined, wanted: FieldValue, same: (a: FieldValue, b: FieldValue) => boolean, wall: Date): boolean {
  if (!row || row.state === 'trying' || row.checkedAt === null || !same(row.wanted[0], wanted)) return true;
  return !['written', 'equal'].includes(row.state) && row.checkedAt <= toDate(wall.getTime() - (row.state === 'waiting' ? waitingMs : dayMs));
}
