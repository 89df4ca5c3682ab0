import type { ActionContent, ActionOrigin, ActionStatus } from '../../contract/action.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** One action as stored. Times are business time. */
export interface ActionRow {
  id: string;
  key: string;
  type: string;
  accountId: string;
  personIds: string[];
  content: ActionContent;
  original: ActionContent | null;
  tainted: boolean;
  taintedBy: string | null;
  origin: ActionOrigin;
  why: string;
  status: ActionStatus;
  rule: string;
  reason: string;
  policyVersion: number;
  digest: string;
  notBefore: Date | null;
  dueAt: Date | null;
  expiresAt: Date;
  approvalId: string | null;
  proposedBy: string;
  proposedUserId: string | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
  settledAt: Date | null;
}

/** The columns of an action under the names of {@link ActionRow}; `alias` is the table's. */
export function actionColumns(alias: string): string {
  const same = ['id', 'key', 'type', 'content', 'original', 'tainted', 'origin', 'why', 'status', 'rule', 'reason', 'digest', 'version'];
  const renamed = { account_id: 'accountId', person_ids: 'personIds', tainted_by: 'taintedBy', policy_version: 'policyVersion', not_before: 'notBefore', due_at: 'dueAt', expires_at: 'expiresAt', approval_id: 'approvalId', proposed_by: 'proposedBy', proposed_user_id: 'proposedUserId', created_at: 'createdAt', updated_at: 'updatedAt', settled_at: 'settledAt' };
  return [...same.map((name) => `${alias}.${name}`), ...Object.entries(renamed).map(([column, name]) => `${alias}.${column} as "${name}"`)].join(', ');
}

/** Actions of these ids, locked against others until the transaction ends, in the order of their ids. */
export function lockActions(tx: Db, ids: readonly string[]): Promise<ActionRow[]> {
  return tx.query<ActionRow>(`select ${actionColumns('a')} from action a where a.id = any($1) order by a.id for update`, [ids]);
}

/** One step of an action: what is written about it. Absent fields stay. */
export interface ActionChange {
  id: string;
  status: ActionStatus;
  rule?: string;
  reason?: string;
  dueAt?: Date | null;
  approvalId?: string | null;
}

const settled: ReadonlySet<ActionStatus> = new Set(['sent', 'failed', 'refused', 'rejected', 'undone', 'expired']);

/** Whether nothing will happen to an action of this status by itself or by a person's decision. */
export function isSettled(status: ActionStatus): boolean {
  return settled.has(status);
}

/** Writes steps of many actions in one statement and tells open pages. */
export async function writeSteps(tx: Db, changes: readonly ActionChange[], at: Date): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({ id: change.id, status: change.status, rule: change.rule ?? null, reason: change.reason ?? null, due_at: change.dueAt ?? null, keep_due: change.dueAt === undefined, approval_id: change.approvalId ?? null, keep_approval: change.approvalId === undefined, settled: isSettled(change.status) }));
  await tx.query(
    `update action a set status = c.status, rule = coalesce(c.rule, a.rule), reason = coalesce(c.reason, a.reason), due_at = case when c.keep_due then a.due_at else c.due_at end,
       approval_id = case when c.keep_approval then a.approval_id else c.approval_id end, settled_at = case when c.settled then $2::timestamptz end, updated_at = $2::timestamptz, version = a.version + 1
     from jsonb_to_recordset($1::jsonb) as c(id text, status text, rule text, reason text, due_at timestamptz, keep_due boolean, approval_id text, keep_approval boolean, settled boolean) where a.id = c.id`,
    [JSON.stringify(rows), at],
  );
  await feedActions(tx, changes.map(({ id }) => id));
}

/** Tells open pages that these actions changed. */
export async function feedActions(tx: Db, ids: readonly string[]): Promise<void> {
  await tx.query("insert into change_feed (topic, entity_id) select 'action', id from unnest($1::text[]) id", [ids]);
}
