import type { ActionContent, ActionOrigin, ActionStatus } from '../../contract/action.ts';
import { toDate, type Clock } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { newId } from '../../lib/ids.ts';
import type { Principal } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { appendAudit } from './action-audit.ts';
import { actionColumns, feedActions, isSettled, type ActionRow } from './action-row.ts';
import { decide, type Decision } from './decide.ts';
import { checkKeyBudget } from './key-budget.ts';
import { judgeActions, lockGuard, readPolicy } from './judge-actions.ts';
import { newestTickets } from './write-back/route.ts';

/** Something that somebody or something wants done to the outside, fully rendered. */
export interface ActionDraft {
  /** Constant over retries: the same key never makes a second action. */
  key: string;
  /** An id of the catalogue; any other is refused. */
  type: string;
  accountId: string;
  personIds: readonly string[];
  content: ActionContent;
  taint: { tainted: boolean; by?: string | undefined };
  origin: ActionOrigin;
  /** One sentence: why this, and why to these people. */
  why: string;
  policyHints?: { notBefore?: Date | undefined } | undefined;
}

/** What became of a draft. */
export interface ProposedAction {
  id: string;
  key: string;
  outcome: 'waiting' | 'scheduled' | 'draft' | 'refused';
  reason: string;
  status: ActionStatus;
  dueAt?: Date;
  /** False when this key had been proposed before. */
  created: boolean;
}

interface ProposeContext {
  clock: Clock;
  principal?: Principal;
}

/**
 * Puts drafts before the guard and keeps what it decides. Idempotent by key: a draft proposed before answers as it stands.
 * Takes the guard's lock until `tx` ends. Throws `notFound` for an account that is not there.
 */
export async function proposeActions({ clock, principal }: ProposeContext, tx: Db, drafts: readonly ActionDraft[]): Promise<ProposedAction[]> {
  if (drafts.length === 0) return [];
  await lockGuard(tx);
  const known = new Map((await tx.query<ActionRow>(`select ${actionColumns('a')} from action a where a.key = any($1)`, [drafts.map(({ key }) => key)])).map((row) => [row.key, row]));
  const fresh = [...new Map(drafts.filter(({ key }) => !known.has(key)).map((draft) => [draft.key, draft])).values()];
  await checkKeyBudget(tx, clock, principal, fresh.length);
  const made = new Map((await addActions({ clock, principal }, tx, fresh)).map((row) => [row.key, row]));
  return drafts.map(({ key }) => {
    const row = (known.get(key) ?? made.get(key)) as ActionRow;
    return { id: row.id, key, outcome: outcomeOf(row.status), reason: row.reason, status: row.status, ...(row.dueAt ? { dueAt: row.dueAt } : {}), created: made.has(key) };
  });
}

function outcomeOf(status: ActionStatus): ProposedAction['outcome'] {
  if (status === 'draft' || status === 'waiting') return status;
  return status === 'scheduled' || status === 'sending' || status === 'sent' || status === 'uncertain' ? 'scheduled' : 'refused';
}

async function addActions({ clock, principal }: { clock: Clock; principal: Principal | undefined }, tx: Db, drafts: readonly ActionDraft[]): Promise<ActionRow[]> {
  if (drafts.length === 0) return [];
  const now = clock.now();
  const versioned = await readPolicy(tx, clock);
  const rows = drafts.map((draft) => newRow(draft, principal, now, { ...versioned, wallMs: clock.wall().getTime() }));
  const accounts = new Set((await tx.query<{ id: string }>('select id from account where id = any($1) and merged_into is null', [rows.map(({ accountId }) => accountId)])).map(({ id }) => id));
  const stray = rows.find(({ accountId }) => !accounts.has(accountId));
  if (stray) throw fault('notFound', 'account', `There is no account "${stray.accountId}".`);
  await chooseTickets(tx, rows);
  const judged = await judgeActions(tx, clock, versioned, rows);
  for (const row of rows) {
    const about = judged.get(row.id);
    if (!about) continue;
    const decision = decide(about.draft, versioned.policy, about.history, now);
    if (decision.dueAt) about.plan(decision.dueAt);
    Object.assign(row, stepOf(decision, now), { digest: about.digest });
  }
  await insertActions(tx, rows);
  await appendAudit(tx, now, rows.map((row) => ({ actionId: row.id, event: 'proposed', byWhom: row.proposedBy, detail: { type: row.type, accountId: row.accountId, status: row.status, rule: row.rule, digest: row.digest, tainted: row.tainted, origin: row.origin } })));
  await feedActions(tx, rows.map(({ id }) => id));
  return rows;
}

// Chosen once, when it is proposed: what a person approves names its ticket.
async function chooseTickets(tx: Db, rows: readonly ActionRow[]): Promise<void> {
  const open = rows.filter(({ type, content }) => type === 'ticket_note' && content.endpoint === undefined && content.fields?.ticket == null);
  const newest = await newestTickets(tx, open.map(({ accountId }) => accountId));
  for (const row of open) {
    const ticket = newest.get(row.accountId);
    if (ticket !== undefined) row.content = { ...row.content, fields: { ...row.content.fields, ticket } };
  }
}

/** What a decision writes into the row. */
export function stepOf({ outcome, rule, reason, dueAt }: Decision, now: Date): Pick<ActionRow, 'status' | 'rule' | 'reason' | 'dueAt' | 'settledAt'> {
  return { status: outcome, rule, reason, dueAt, settledAt: isSettled(outcome) ? now : null };
}

function newRow(draft: ActionDraft, principal: Principal | undefined, now: Date, { policy, version, wallMs }: { policy: { approvalDays: number }; version: number; wallMs: number }): ActionRow {
  return {
    id: newId('act', wallMs), key: draft.key, type: draft.type, accountId: draft.accountId, personIds: [...new Set(draft.personIds)], content: draft.content, original: null,
    tainted: draft.taint.tainted, taintedBy: draft.taint.by ?? null, origin: draft.origin, why: draft.why, status: 'waiting', rule: 'approve', reason: '', policyVersion: version, digest: '',
    notBefore: draft.policyHints?.notBefore ?? null, dueAt: null, expiresAt: toDate(now.getTime() + policy.approvalDays * 86_400_000), approvalId: null,
    proposedBy: principal ? `${principal.kind}:${principal.id}` : `stage:${draft.origin.kind}`, proposedUserId: principal?.kind === 'user' ? (principal.userId ?? null) : null,
    version: 1, createdAt: now, updatedAt: now, settledAt: null,
  };
}

async function insertActions(tx: Db, rows: readonly ActionRow[]): Promise<void> {
  const columns = `id text, key text, type text, "accountId" text, "personIds" text[], content jsonb, tainted boolean, "taintedBy" text, origin jsonb, why text, status text, rule text, reason text, "policyVersion" integer, digest text,
    "notBefore" timestamptz, "dueAt" timestamptz, "expiresAt" timestamptz, "proposedBy" text, "proposedUserId" text, "createdAt" timestamptz, "settledAt" timestamptz`;
  await tx.query(
    `insert into action (id, key, type, account_id, person_ids, content, tainted, tainted_by, origin, why, status, rule, reason, policy_version, digest, not_before, due_at, expires_at, proposed_by, proposed_user_id, created_at, settled_at, updated_at)
     select r.*, $2::timestamptz from jsonb_to_recordset($1::jsonb) as r(${columns})`,
    [JSON.stringify(rows), rows[0]?.createdAt],
  );
}
