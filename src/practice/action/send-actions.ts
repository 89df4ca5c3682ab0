import { randomUUID } from 'node:crypto';
import { toDate } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { appendAudit, type AuditEntry } from './action-audit.ts';
import { tellSettled } from './action-listener.ts';
import { actionColumns, writeSteps, type ActionChange, type ActionRow } from './action-row.ts';
import { findActionType, type ChannelId } from './action-type.ts';
import { readSwitch } from './action-switch.ts';
import { NotSent, type ActionChannel, type Outgoing, type Receipt } from './channel.ts';
import { asked, claimDue, expireActions, readApprovals, type SendDeps as ClaimDeps } from './claim-actions.ts';
import { judgeActions, readPolicy, type Judged } from './judge-actions.ts';
import { sendVerdict, type SendVerdict } from './send-verdict.ts';

/** What sending needs. */
export interface SendDeps extends ClaimDeps {
  channels: ReadonlyMap<ChannelId, ActionChannel>;
}

/** How one attempt ended. */
export type Attempt = { end: 'sent'; receipt: string } | { end: 'not_sent'; permanent: boolean; error: string } | { end: 'unknown'; error: string };

interface Claimed {
  id: string;
  actionId: string;
  type: string;
  accountId: string;
  channel: ChannelId;
  message: Outgoing['message'];
  fields: Outgoing['fields'];
  attempts: number;
  lease: string;
}

const leaseMs = 120_000;
const mostAttempts = 6;
// A sender that dies leaves at most so many messages with an unknown end.
const batch = 4;

/** What follows an attempt: the pure rule of the outbox. After an end that is not known, only a type that says `at_least_once` is tried again. */
export function afterAttempt(attempt: Attempt, { attempts, afterUncertain }: { attempts: number; afterUncertain: 'at_most_once' | 'at_least_once' }): { state: 'sent' | 'failed' | 'uncertain' | 'ready'; waitMs: number } {
  if (attempt.end === 'sent') return { state: 'sent', waitMs: 0 };
  const again = { state: 'ready' as const, waitMs: 5_000 * 4 ** Math.min(attempts - 1, 5) };
  if (attempt.end === 'unknown') return afterUncertain === 'at_most_once' ? { state: 'uncertain', waitMs: 0 } : attempts < mostAttempts ? again : { state: 'uncertain', waitMs: 0 };
  return attempt.permanent || attempts >= mostAttempts ? { state: 'failed', waitMs: 0 } : again;
}

/** One round: expires, releases what is due, recovers what a dead sender left, sends. Answers whether there may be more at once. */
export async function sendActions(deps: SendDeps): Promise<boolean> {
  if (deps.linkBase() === null) return false;
  await expireActions(deps);
  const looked = await claimDue(deps);
  await recoverLeases(deps);
  const claimed = await claimMessages(deps);
  await Promise.all(claimed.map(async (message) => finish(deps, message, await attempt(deps, message))));
  return looked > 0 || claimed.length > 0;
}

// The attempt is on record before it is made. Every attempt is judged again, the first as the last: a message that waited, for a stop or
// for a receiver that was busy, may have come into quiet hours, or its recipient may have stopped the messages.
async function claimMessages(deps: SendDeps): Promise<Claimed[]> {
  const { db, clock, channels } = deps;
  return db.tx(async (tx) => {
    if ((await readSwitch(tx, true)).stopped) return [];
    const due = await tx.query<Due>(
      `select d.id, d.action_id as "actionId", d.person_id as "personId", d.recipient from action_delivery d where d.state = 'ready' and d.next_at <= $1 and d.channel = any($2) order by d.next_at, d.id limit ${batch} for update skip locked`,
      [clock.wall(), [...channels.keys()]]);
    if (due.length === 0) return [];
    const judged = await judgeDue(deps, tx, due);
    await putAside(deps, tx, judged);
    return tx.query<Claimed>(
      `update action_delivery d set state = 'sending', attempts = attempts + 1, lease = $2, leased_until = $3, planned_at = $4 from action a where d.id = any($1) and a.id = d.action_id
       returning d.id, d.action_id as "actionId", a.type, d.account_id as "accountId", d.channel, d.message, a.content->'fields' as fields, d.attempts, d.lease`,
      [judged.flatMap(({ id, aside }) => (aside ? [] : [id])), randomUUID(), toDate(clock.wall().getTime() + leaseMs), clock.now()],
    );
  });
}

interface Due {
  id: string;
  actionId: string;
  personId: string | null;
  recipient: string;
}

interface Aside {
  state: 'ready' | 'skipped' | 'failed';
  error: string | null;
  waitMs: number;
}

async function judgeDue({ clock }: SendDeps, tx: Db, due: readonly Due[]): Promise<(Due & { aside: Aside | null })[]> {
  const rows = await tx.query<ActionRow>(`select ${actionColumns('a')} from action a where a.id = any($1)`, [[...new Set(due.map(({ actionId }) => actionId))]]);
  const [versioned, now] = [await readPolicy(tx, clock), clock.now()];
  const [judged, approvals] = [await judgeActions(tx, clock, versioned, rows), await readApprovals(tx, rows)];
  const verdicts = new Map(rows.map((row) => {
    const { draft, digest, history } = judged.get(row.id) as Judged;
    const held = approvals.get(row.id);
    // The approval was used up for just these messages.
    const approval = row.approvalId === null ? null : { digest: held?.digest ?? '', expiresAt: held?.expiresAt ?? row.expiresAt, used: false };
    return [row.id, sendVerdict({ ...draft, digest, expiresAt: row.expiresAt, approval }, versioned.policy, history, now)];
  }));
  const same = (one: Due) => judged.get(one.actionId)?.messages.some(({ personId, to }) => personId === one.personId && to === one.recipient) ?? false;
  return due.map((one) => ({ ...one, aside: same(one) ? asideOf(verdicts.get(one.actionId) as SendVerdict, one.personId, now) : { state: 'failed', error: asked.changed, waitMs: 0 } }));
}

function asideOf(verdict: SendVerdict, personId: string | null, now: Date): Aside | null {
  switch (verdict.verdict) {
    case 'send': {
      const skipped = verdict.skip.find((one) => one.personId === personId);
      return skipped ? { state: 'skipped', error: skipped.rule, waitMs: 0 } : null;
    }
    case 'hold': return { state: 'ready', error: null, waitMs: 1000 };
    case 'defer': return { state: 'ready', error: null, waitMs: Math.max(1000, verdict.until.getTime() - now.getTime()) };
    case 'ask': return { state: 'failed', error: asked[verdict.rule], waitMs: 0 };
    case 'expire': return { state: 'failed', error: 'The time in which it could go out has passed.', waitMs: 0 };
    case 'refuse': return { state: verdict.rule === 'suppressed' || verdict.rule === 'left' ? 'skipped' : 'failed', error: verdict.reason, waitMs: 0 };
  }
}

async function putAside(deps: SendDeps, tx: Db, judged: readonly (Due & { aside: Aside | null })[]): Promise<void> {
  const { clock } = deps;
  const rows = judged.flatMap(({ id, actionId, aside }) => (aside ? [{ id, actionId, state: aside.state, error: aside.error, next_at: toDate(clock.wall().getTime() + aside.waitMs) }] : []));
  if (rows.length === 0) return;
  await tx.query(`update action_delivery d set state = r.state, error = coalesce(r.error, d.error), next_at = r.next_at from jsonb_to_recordset($1::jsonb) r(id text, state text, error text, next_at timestamptz) where d.id = r.id`, [JSON.stringify(rows)]);
  const ended = rows.filter(({ state }) => state !== 'ready');
  await appendAudit(tx, clock.now(), ended.map(({ id, actionId, state, error }): AuditEntry => ({ actionId, event: `message_${state}`, byWhom: 'system', detail: { message: id, error } })));
  await settleActions(deps, tx, ended.map(({ actionId }) => actionId));
}

async function attempt({ channels }: SendDeps, { id, actionId, type, accountId, channel, message, fields }: Claimed): Promise<Attempt> {
  try {
    const way = channels.get(channel);
    if (!way) throw new NotSent('This way out is not set up.', false);
    const { receipt }: Receipt = await way.send({ key: id, actionId, type, accountId, message, fields });
    return { end: 'sent', receipt: receipt.slice(0, 500) };
  } catch (error) {
    const text = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    return error instanceof NotSent ? { end: 'not_sent', permanent: error.permanent, error: text } : { end: 'unknown', error: text };
  }
}

// Fenced by the lease: a sender that was thought dead changes nothing when it comes back.
async function finish(deps: SendDeps, claimed: Claimed, ended: Attempt): Promise<void> {
  const { db, clock } = deps;
  await db.tx(async (tx) => {
    const { state, waitMs } = afterAttempt(ended, { attempts: claimed.attempts, afterUncertain: findActionType(claimed.type)?.afterUncertain ?? 'at_most_once' });
    const rows = await tx.query(
      `update action_delivery set state = $3, receipt = $4, error = $5, next_at = $6, sent_at = case when $3 = 'sent' then $7::timestamptz end, lease = null, leased_until = null where id = $1 and lease = $2 and state = 'sending' returning id`,
      [claimed.id, claimed.lease, state, ended.end === 'sent' ? ended.receipt : null, ended.end === 'sent' ? null : ended.error, toDate(clock.wall().getTime() + waitMs), clock.now()],
    );
    if (rows.length === 0) return;
    await appendAudit(tx, clock.now(), [{ actionId: claimed.actionId, event: `message_${state}`, byWhom: 'system', detail: { message: claimed.id, attempt: claimed.attempts, ...(ended.end === 'sent' ? { receipt: ended.receipt } : { error: ended.error }) } }]);
    if (state !== 'ready') await settleActions(deps, tx, [claimed.actionId]);
  });
}

/** Lets messages that wait in the outbox wait `ms` less, as when a simulated clock is moved: what they wait for is business time. */
export async function shortenWaits(db: Db, ms: number): Promise<void> {
  await db.query("update action_delivery set next_at = next_at - $1 * interval '1 millisecond' where state = 'ready'", [ms]);
}

/** Takes over what a sender that died had in its hands: its end is unknown. Answers how many. */
export async function recoverLeases(deps: Pick<SendDeps, 'db' | 'clock' | 'listeners'>): Promise<number> {
  const { db, clock } = deps;
  return db.tx(async (tx) => {
    const now = clock.wall();
    const lost = await tx.query<{ id: string; actionId: string; type: string; attempts: number }>(
      `select d.id, d.action_id as "actionId", a.type, d.attempts from action_delivery d join action a on a.id = d.action_id where d.state = 'sending' and d.leased_until <= $1 order by d.id for update of d skip locked`, [now]);
    const error = 'The sender ended in the middle of the attempt.';
    const next = lost.map((one) => ({ ...one, ...afterAttempt({ end: 'unknown', error }, { attempts: one.attempts, afterUncertain: findActionType(one.type)?.afterUncertain ?? 'at_most_once' }) }));
    await tx.query(
      `update action_delivery d set state = n.state, error = $3, lease = null, leased_until = null, next_at = $4 from unnest($1::text[], $2::text[]) n(id, state) where d.id = n.id`,
      [next.map(({ id }) => id), next.map(({ state }) => state), error, now],
    );
    await appendAudit(tx, clock.now(), next.map(({ id, actionId, state, attempts }): AuditEntry => ({ actionId, event: `message_${state}`, byWhom: 'system', detail: { message: id, attempt: attempts, error } })));
    await settleActions(deps, tx, next.filter(({ state }) => state !== 'ready').map(({ actionId }) => actionId));
    return lost.length;
  });
}

/** Ends the actions of which no message is under way any more. */
async function settleActions({ clock, listeners }: Pick<SendDeps, 'db' | 'clock' | 'listeners'>, tx: Db, actionIds: readonly string[]): Promise<void> {
  if (actionIds.length === 0) return;
  const rows = await tx.query<{ id: string; key: string; accountId: string; sent: number; uncertain: number; all: number; error: string | null }>(
    `select a.id, a.key, a.account_id as "accountId", count(*) filter (where d.state = 'sent')::int as sent, count(*) filter (where d.state = 'uncertain')::int as uncertain, count(*)::int as all, max(d.error) as error
     from (select * from action where id = any($1) and status = 'sending' order by id for update) a join action_delivery d on d.action_id = a.id
     group by 1, 2, 3 having count(*) filter (where d.state in ('ready', 'sending')) = 0`,
    [[...new Set(actionIds)]],
  );
  const steps = rows.map((row): ActionChange & { row: typeof row } => {
    const status = row.uncertain ? 'uncertain' : row.sent ? 'sent' : 'failed';
    const reason = status === 'uncertain' ? 'It is not known whether it arrived.' : status === 'failed' ? (row.error ?? 'It could not be sent.') : row.sent < row.all ? `${row.sent} of ${row.all} were sent.` : 'It was sent.';
    return { row, id: row.id, status, rule: status, reason };
  });
  await writeSteps(tx, steps, clock.now());
  await appendAudit(tx, clock.now(), steps.map(({ id, status }) => ({ actionId: id, event: status, byWhom: 'system' })));
  await tellSettled(listeners, tx, steps.filter(({ status }) => status !== 'uncertain').map(({ row, status }) => ({ ...row, status })));
}
