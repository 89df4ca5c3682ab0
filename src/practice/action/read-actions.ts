import type { ActionDetail, ActionItem } from '../../contract/action.ts';
import { toDate } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import { actionColumns, type ActionRow } from './action-row.ts';
import { findActionType } from './action-type.ts';
import { approverOf, ownerUsers } from './approve-actions.ts';
import { approveRefusal } from './approve-refusal.ts';
import { judgeActions, readPolicy, type Judged } from './judge-actions.ts';
import { surveyMark, unsubscribeMark } from './render-action.ts';

/** Which actions a list shows: everything that waits for a person, all that is planned, what ended, or one status. */
export interface ActionFilter {
  view: 'waiting' | 'planned' | 'done' | 'all';
  accountId?: string | undefined;
  type?: string | undefined;
  limit: number;
  offset: number;
}

const statusesOf: Record<ActionFilter['view'], readonly string[]> = {
  waiting: ['waiting', 'draft', 'uncertain'], planned: ['scheduled', 'sending'], done: ['sent', 'failed', 'refused', 'rejected', 'undone', 'expired'],
  all: ['waiting', 'draft', 'uncertain', 'scheduled', 'sending', 'sent', 'failed', 'refused', 'rejected', 'undone', 'expired'],
};

interface Listed extends ActionRow {
  accountName: string;
  approvedBy: string | null;
}

const from = `from action x join account a on a.id = x.account_id left join action_approval p on p.id = x.approval_id left join app_user u on u.id = p.user_id`;

/** A page of the actions of the book. What waits comes by the day it expires, what is planned by when it goes out, what ended by when. */
export async function readActions(context: Context, { view, accountId, type, limit, offset }: ActionFilter): Promise<{ items: ActionItem[]; total: number }> {
  const params: unknown[] = [statusesOf[view], accountId ?? null, type ?? null];
  const where = `where x.status = any($1) and ($2::text is null or x.account_id = $2) and ($3::text is null or x.type = $3) and ${bookCondition(context.principal, 'a', params)}`;
  const { total } = await context.db.one<{ total: number }>(`select count(*)::int as total from action x join account a on a.id = x.account_id ${where}`, params);
  const order = view === 'waiting' ? 'x.expires_at, x.id' : view === 'planned' ? 'x.due_at nulls first, x.id' : 'x.updated_at desc, x.id';
  const rows = await context.db.query<Listed>(`select ${actionColumns('x')}, a.name as "accountName", u.name as "approvedBy" ${from} ${where} order by ${order} limit ${limit} offset ${offset}`, params);
  const judged = await judgeShown(context, rows);
  return { items: rows.map((row) => itemOf(row, judged.get(row.id))), total };
}

// What is still to be decided shows the digest of what would be sent now.
async function judgeShown(context: Context, rows: readonly ActionRow[]): Promise<Map<string, Judged>> {
  return rows.length === 0 ? new Map() : judgeActions(context.db, context.clock, await readPolicy(context.db, context.clock), rows);
}

function open({ status }: ActionRow): boolean {
  return status === 'draft' || status === 'waiting';
}

function itemOf(row: Listed, judged: Judged | undefined): ActionItem {
  const people = new Map(judged?.draft.recipients.map((one) => [one.personId, one]) ?? []);
  return {
    id: row.id, type: row.type, effect: findActionType(row.type)?.effect ?? 'outside', accountId: row.accountId, accountName: row.accountName, status: row.status, rule: row.rule, reason: row.reason, why: row.why, subject: row.content.subject ?? null,
    recipients: row.personIds.map((personId) => ({ personId, name: people.get(personId)?.name ?? null, address: people.get(personId)?.address ?? null })),
    tainted: row.tainted, taintedBy: row.taintedBy, origin: row.origin, dueAt: row.dueAt?.toISOString() ?? null, undoable: row.status === 'scheduled', expiresAt: row.expiresAt.toISOString(), createdAt: row.createdAt.toISOString(),
    approvedBy: row.approvedBy, digest: open(row) ? (judged?.digest ?? row.digest) : row.digest, version: row.version,
  };
}

/** One action of the book; `notFound` for any other. */
export async function getAction(context: Context, id: string): Promise<Listed> {
  const params: unknown[] = [id];
  const row = await context.db.maybe<Listed>(`select ${actionColumns('x')}, a.name as "accountName", u.name as "approvedBy" ${from} where x.id = $1 and ${bookCondition(context.principal, 'a', params)}`, params);
  if (!row) throw fault('notFound', 'action', `There is no action "${id}" in your book.`, { remedy: 'List them with "action list".' });
  return row;
}

/** Refuses unless every id is an action of the book. */
export async function checkVisible(context: Context, ids: readonly string[]): Promise<void> {
  const params: unknown[] = [ids];
  const seen = new Set((await context.db.query<{ id: string }>(`select x.id from action x join account a on a.id = x.account_id where x.id = any($1) and ${bookCondition(context.principal, 'a', params)}`, params)).map(({ id }) => id));
  const stray = ids.find((id) => !seen.has(id));
  if (stray !== undefined) throw fault('notFound', 'action', `There is no action "${stray}" in your book.`, { remedy: 'List them with "action list".' });
}

/** Everything about one action, as it would be sent now or was sent. */
export async function readActionDetail(context: Context, id: string): Promise<ActionDetail> {
  const { db, clock } = context;
  const row = await getAction(context, id);
  const versioned = await readPolicy(db, clock);
  const judged = (await judgeActions(db, clock, versioned, [row])).get(id) as Judged;
  const [deliveries, events, people, owners] = await Promise.all([readDeliveries(context, id), readEvents(context, id), readPeople(context, row), ownerUsers(db, [judged.ownerId])]);
  const item = itemOf(row, judged);
  const approver = approverOf(context, judged.ownerId === null ? null : (owners.get(judged.ownerId) ?? null), row.proposedUserId);
  const rule = approveRefusal(approver, { status: row.status, rule: row.rule, digest: judged.digest, seen: judged.digest, expiresAt: row.expiresAt, edited: row.original !== null }, versioned.policy, clock.now());
  const sent = deliveries.filter(({ state }) => state !== 'skipped').map(({ message }) => message);
  return {
    ...item, content: row.content, original: row.original, messages: sent.length ? sent : judged.messages, policyVersion: versioned.version, people,
    deliveries: deliveries.map(({ message, sentAt, ...one }) => ({ ...one, sentAt: sentAt?.toISOString() ?? null })), events, mayApprove: rule === undefined, approveRule: rule ?? null,
  };
}

interface Delivery {
  id: string;
  personId: string | null;
  to: string;
  state: ActionDetail['deliveries'][number]['state'];
  attempts: number;
  sentAt: Date | null;
  receipt: string | null;
  error: string | null;
  message: ActionDetail['messages'][number];
  answers: ActionDetail['deliveries'][number]['answers'];
}

// Personal links are the recipient's own: whoever had them could stop the messages, or answer, in their name.
async function readDeliveries({ db }: Context, id: string): Promise<Delivery[]> {
  const rows = await db.query<Delivery>(
    `select id, person_id as "personId", recipient as to, state, attempts, sent_at as "sentAt", receipt, error, message,
       coalesce((select jsonb_agg(jsonb_build_object('kind', m.kind, 'at', to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'from', m.sender, 'note', m.note) order by m.at, m.id) from inbound_mail m where m.delivery_id = action_delivery.id), '[]') as answers
     from action_delivery where action_id = $1 order by position`, [id]);
  return rows.map((row) => {
    const { unsubscribe, survey, ...message } = row.message as Delivery['message'] & { unsubscribe?: string; survey?: string };
    const hide = (text: string) => [[unsubscribe, unsubscribeMark], [survey, surveyMark]].reduce((hidden, [link, mark]) => (link && mark ? hidden.replaceAll(link, mark) : hidden), text);
    return { ...row, message: { ...message, text: hide(message.text), html: message.html === null ? null : hide(message.html) } };
  });
}

async function readEvents({ db }: Context, id: string): Promise<ActionDetail['events']> {
  const rows = await db.query<{ at: Date; event: string; by: string; note: string | null }>(
    `select l.at, l.event, coalesce(u.name, k.name, case l.by_whom when 'local:local' then 'Command line' else l.by_whom end) as by, l.body::jsonb->'detail'->>'reason' as note from action_audit l
     left join app_user u on l.by_whom = 'user:' || u.id left join api_key k on l.by_whom = 'key:' || k.id where l.action_id = $1 order by l.seq`, [id]);
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}

async function readPeople({ db, clock }: Context, row: ActionRow): Promise<ActionDetail['people']> {
  return db.query<ActionDetail['people'][number]>(
    `select p.id as "personId", p.name, p.title, p.role, p.email as address, coalesce(p.left_on <= $3::timestamptz::date, false) as left, exists (select 1 from suppression s where s.address = lower(trim(p.email))) as suppressed,
       (select count(*)::int from action_delivery d where d.person_id = p.id and d.state in ('sent', 'sending', 'uncertain') and coalesce(d.sent_at, d.planned_at) > $3::timestamptz - interval '30 days') as "contacts30d"
     from person p where p.account_id = $1 and p.id = any($2) order by p.name, p.id`, [row.accountId, row.personIds, toDate(clock.now().getTime())]);
}
