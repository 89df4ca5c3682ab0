import { toDate } from '../../lib/clock.ts';
import { sha256 } from '../../lib/ids.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { canonicalJson } from './render-action.ts';

/** Something that happened to an action, or to the switch of all of them. */
export interface AuditEntry {
  actionId: string | null;
  event: string;
  byWhom: string;
  detail?: Record<string, unknown>;
}

const genesis = sha256('mainstay actions');

function bodyOf(seq: number, at: Date, { actionId, event, byWhom, detail }: AuditEntry): string {
  return canonicalJson({ seq, at: at.toISOString(), actionId, event, byWhom, detail: detail ?? {} });
}

/** Appends to the record of actions; each line holds the hash of the one before. Within a transaction it exists exactly when that commits. */
export async function appendAudit(tx: Db, at: Date, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.query("select pg_advisory_xact_lock(hashtext('action_audit'))");
  const last = await tx.maybe<{ seq: number; hash: string }>('select seq, hash from action_audit order by seq desc limit 1');
  let [seq, previous] = [last?.seq ?? 0, last?.hash ?? genesis];
  const rows = entries.map((entry) => {
    seq += 1;
    const body = bodyOf(seq, at, entry);
    const row = { seq, at, action_id: entry.actionId, event: entry.event, by_whom: entry.byWhom, body, previous, hash: sha256(previous + body) };
    previous = row.hash;
    return row;
  });
  await tx.query(
    `insert into action_audit (seq, at, action_id, event, by_whom, body, previous, hash)
     select * from jsonb_to_recordset($1::jsonb) as r(seq bigint, at timestamptz, action_id text, event text, by_whom text, body text, previous text, hash text)`,
    [JSON.stringify(rows)],
  );
}

/** What a check of the record found: how many lines, the last hash to compare with one noted elsewhere, and the first line that does not fit. */
export interface AuditCheck {
  lines: number;
  head: string;
  brokenAt: number | null;
}

const pageLines = 5000;

/** Computes the whole chain again. A line changed, removed from the middle or put in shows; lines cut off the end show by a head noted earlier. */
export async function checkAudit(db: Db): Promise<AuditCheck> {
  let [lines, previous] = [0, genesis];
  for (;;) {
    const rows = await db.query<{ seq: number; at: Date; actionId: string | null; event: string; byWhom: string; body: string; previous: string; hash: string }>(
      'select seq, at, action_id as "actionId", event, by_whom as "byWhom", body, previous, hash from action_audit where seq > $1 order by seq limit $2', [lines, pageLines]);
    for (const row of rows) {
      const { detail } = JSON.parse(row.body) as { detail: Record<string, unknown> };
      const sound = row.seq === lines + 1 && row.previous === previous && row.body === bodyOf(row.seq, toDate(row.at.getTime()), { ...row, detail }) && row.hash === sha256(previous + row.body);
      if (!sound) return { lines, head: previous, brokenAt: lines + 1 };
      [lines, previous] = [row.seq, row.hash];
    }
    if (rows.length < pageLines) return { lines, head: previous, brokenAt: null };
  }
}
