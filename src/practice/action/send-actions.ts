import { randomUUID } from 'node:crypto';
import { toDate } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { appendAudit, type AuditEntry } from './action-audit.ts';
import { tellSettled } from './action-listener.ts';
import { writeSteps, type ActionChange } from './action-row.ts';
import { findActionType, type ChannelId } from './action-type.ts';
import { readSwitch } from './action-switch.ts';
import { NotSent, type ActionChannel, type Outgoing, type Receipt } from './channel.ts';
import { claimDue, expireActions, type SendDeps as ClaimDeps } from './claim-actions.ts';

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
const batch = 10;

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

// The attempt is on record before it is made. A stop that has returned is seen here; so is an address that stopped the messages a moment ago.
async function claimMessages({ db, clock, channels, listeners }: SendDeps): Promise<Claimed[]> {
  return db.tx(async (tx) => {
    if ((await readSwitch(tx, true)).stopped) return [];
    const now = clock.wall();
    const due = `d.state = 'ready' and d.next_at <= $1 and d.channel = any($2)`;
    const skipped = await tx.query<{ actionId: string }>(`update action_delivery d set state = 'skipped', error = 'suppressed' from suppression s where s.address = lower(d.recipient) and d.channel = 'email' and ${due} returning d.action_id as "actionId"`, [now, [...channels.keys()]]);
    if (skipped.length) await settleActions({ db, clock, listeners }, tx, skipped.map(({ actionId }) => actionId));
    return tx.query<Claimed>(
      `with next as (select d.id from action_delivery d where ${due} order by d.next_at, d.id limit ${batch} for update skip locked)
       update action_delivery d set state = 'sending', attempts = attempts + 1, lease = $3, leased_until = $4 from next, action a
       where d.id = next.id and a.id = d.action_id
       returning d.id, d.action_id as "actionId", a.type, d.account_id as "accountId", d.channel, d.message, a.content->'fields' as fields, d.attempts, d.lease`,
      [now, [...channels.keys()], randomUUID(), toDate(now.getTime() + leaseMs)],
    );
  });
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
