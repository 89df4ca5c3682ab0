import type { HandoffDetail, HandoffItem, HandoffState } from '../../contract/handoff.ts';
import { fault } from '../../lib/fault.ts';
import { bookCondition, type Context, type Principal } from '../../platform/operation/context.ts';
import { authorOf } from '../../practice/task/task-condition.ts';
import { stateAt } from './handoff.ts';

/** Which hand-offs to list. `open` waits for an answer. */
export interface HandoffFilter {
  state: HandoffState | 'open' | 'all';
  to?: string | undefined;
  accountId?: string | undefined;
  id?: string | undefined;
}

type Row = Omit<HandoffItem, 'from' | 'createdAt' | 'expiresAt' | 'endedAt'> & { fromKind: string; fromName: string; sender: string | null; byAgent: boolean; createdAt: Date; expiresAt: Date; endedAt: Date | null; total: number };
type ReadContext = Pick<Context, 'db' | 'clock' | 'principal'>;

/** The principal itself, as the sender of a hand-off: two keys of one person are two senders. */
export function senderKeyOf({ kind, id }: Principal): string {
  return `${kind}:${id}`;
}

const columns = `h.id, h.to_role as "to", m.name as "toMember", h.account_id as "accountId", a.name as "accountName", h.segment, h.from_kind as "fromKind", h.from_name as "fromName", h.sender, h.by_agent as "byAgent", h.title, h.question, h.records,
  h.budget_tokens as "budgetTokens", h.state, h.created_at as "createdAt", h.expires_at as "expiresAt", h.accepted_by as "acceptedBy", h.answer, h.ended_by as "endedBy", h.ended_by_agent as "endedByAgent", h.ended_at as "endedAt", h.version`;

/**
 * SQL condition of the hand-offs a principal meets, over `h` and `a` (its account, left joined). One on an account is met by who meets the account; one without
 * by who sent it, whose work it is, and who meets the whole company.
 */
export function handoffCondition(principal: Principal, params: unknown[]): string {
  if (principal.book === 'all') return 'true';
  const book = bookCondition(principal, 'a', params);
  params.push(authorOf(principal), principal.book.ownerId);
  return `(case when h.account_id is not null then a.id is not null and ${book} else h.from_id = $${params.length - 1} or h.to_member is not distinct from $${params.length} end)`;
}

function itemOf({ fromKind, fromName, sender, byAgent, createdAt, expiresAt, endedAt, total: _total, ...row }: Row, principal: Principal, now: Date): HandoffItem {
  return { ...row, state: stateAt({ state: row.state, expiresAt }, now), from: { kind: fromKind, name: fromName, agent: byAgent, mine: sender === senderKeyOf(principal) }, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
}

function conditionsOf({ state, to, accountId, id }: HandoffFilter, params: unknown[], now: Date): string[] {
  const bound = (value: unknown) => `$${params.push(value)}`;
  const isOpen = "h.state in ('sent', 'accepted')";
  const ofState = state === 'all' ? [] : state === 'open' ? [`${isOpen} and h.expires_at > ${bound(now)}`] : state === 'expired' ? [`${isOpen} and h.expires_at <= ${bound(now)}`]
    : state === 'sent' || state === 'accepted' ? [`h.state = ${bound(state)} and h.expires_at > ${bound(now)}`] : [`h.state = ${bound(state)}`];
  return [...ofState, ...(to === undefined ? [] : [`h.to_role = ${bound(to)}`]), ...(accountId === undefined ? [] : [`h.account_id = ${bound(accountId)}`]), ...(id === undefined ? [] : [`h.id = ${bound(id)}`])];
}

/** Hand-offs that the caller meets, open ones by the day they expire, ended ones newest first. */
export async function listHandoffs({ db, clock, principal }: ReadContext, filter: HandoffFilter, page: { limit: number; offset: number }): Promise<{ items: HandoffItem[]; total: number }> {
  const [params, now] = [[] as unknown[], clock.now()];
  const conditions = [...conditionsOf(filter, params, now), handoffCondition(principal, params)];
  params.push(page.limit, page.offset);
  const rows = await db.query<Row>(
    `select ${columns}, count(*) over ()::int as total from handoff h left join account a on a.id = h.account_id left join member m on m.id = h.to_member where ${conditions.join(' and ')}
     order by h.state not in ('sent', 'accepted'), case when h.state in ('sent', 'accepted') then h.expires_at end, h.ended_at desc, h.id limit $${params.length - 1} offset $${params.length}`, params);
  return { items: rows.map((row) => itemOf(row, principal, now)), total: rows[0]?.total ?? 0 };
}

/** One hand-off that the caller meets; Fault `notFound` otherwise. */
export async function readHandoff(context: ReadContext, id: string): Promise<HandoffDetail> {
  const [item] = (await listHandoffs(context, { state: 'all', id }, { limit: 1, offset: 0 })).items;
  if (!item) throw fault('notFound', 'handoff', `There is no hand-off "${id}" in your book.`, { remedy: 'List them with "handoff list".' });
  const of = item.accountId !== null ? { account: item.accountId } : item.segment !== null ? { segment: item.segment } : {};
  return { ...item, context: { requesting_agent: item.to, request_type: 'get_customer_context', payload: { query: `${item.title}. ${item.question}`.slice(0, 2000), ...of, budget_tokens: item.budgetTokens } } };
}
