import type { CockpitItem } from '../../../contract/cockpit.ts';
import type { ReplyItem } from '../../../contract/reply.ts';
import { addDays, dayOf, daysBetween } from '../../../lib/period.ts';
import { bookCondition, type Context } from '../../../platform/operation/context.ts';

/** The share of an account's money that answering is taken to move. */
const replyShare = 0.1;
const mostReplies = 5000;

/** When somebody of ours reached out after a reply `m`: by a message, a call or a meeting on record, or an e-mail of the outbox. */
const answered = `(select min(t.at) from (select a.at from activity a where a.account_id = m.account_id and a.at > m.at and a.kind <> 'note' and (a.direction in ('out', 'two_way') or a.kind in ('call', 'meeting'))
  union all select d.sent_at from action_delivery d where d.account_id = m.account_id and d.channel = 'email' and d.sent_at > m.at) t)`;

interface Row extends Omit<ReplyItem, 'at' | 'answeredAt' | 'settledAt'> {
  at: Date;
  answeredAt: Date | null;
  settledAt: Date | null;
}

/** Replies of the caller's book, newest first. `open`: neither answered nor dealt with. */
export async function readReplies({ db, principal }: Pick<Context, 'db' | 'principal'>, { open, accountId, ids, limit, offset }: { open: boolean; accountId?: string | undefined; ids?: readonly string[]; limit: number; offset: number }): Promise<{ items: ReplyItem[]; total: number }> {
  const params: unknown[] = [accountId ?? null, ids ?? null, open, limit, offset];
  const rows = await db.query<Row & { total: number }>(
    `with found as (
       select m.id, m.account_id as "accountId", a.name as "accountName", m.action_id as "actionId", m.activity_id as "activityId", m.person_id as "personId", p.name, m.sender as "from", m.person_id is not null as known, m.subject, t.body as text, m.at,
         ${answered} as "answeredAt", m.settled_at as "settledAt", m.settled_by as "settledBy"
       from inbound_mail m join account a on a.id = m.account_id left join person p on p.id = m.person_id left join activity t on t.id = m.activity_id
       where m.kind = 'reply' and ($1::text is null or m.account_id = $1) and ($2::text[] is null or m.id = any($2)) and ${bookCondition(principal, 'a', params)})
     select *, count(*) over ()::int as total from found where not $3::boolean or ("answeredAt" is null and "settledAt" is null) order by at desc, id limit $4 offset $5`, params);
  return { items: rows.map(({ total: _total, ...row }) => ({ ...row, at: row.at.toISOString(), answeredAt: row.answeredAt?.toISOString() ?? null, settledAt: row.settledAt?.toISOString() ?? null })), total: rows[0]?.total ?? 0 };
}

/** Replies that nobody answered yet, for the ranked list of work: each wants an answer by the day after it came. */
export const replySource = {
  kind: 'reply' as const,
  async open(context: Context, accountId?: string): Promise<CockpitItem[]> {
    const today = dayOf(context.clock.now());
    const { items } = await readReplies(context, { open: true, accountId, limit: mostReplies, offset: 0 });
    if (items.length === 0) return [];
    const facts = new Map((await context.db.query<{ id: string; ownerId: string | null; arrMinor: number | null; currency: string | null }>(
      `select a.id, a.owner_id as "ownerId", (f.values ->> 'contract.arr_minor')::float8 as "arrMinor", f.values ->> 'contract.currency' as currency from account a left join account_fact f on f.account_id = a.id where a.id = any($1)`, [[...new Set(items.map((one) => one.accountId))]])).map((row) => [row.id, row]));
    return items.map((one): CockpitItem => {
      const dueOn = addDays(one.at.slice(0, 10), 1);
      const about = facts.get(one.accountId);
      return {
        kind: 'reply', id: one.id, accountId: one.accountId, title: one.subject ?? one.from, why: `${one.name ?? one.from} answered your e-mail${one.known ? '' : ', and is not among the people of the account'}.`, impactMinor: about?.arrMinor == null ? null : Math.round(about.arrMinor * replyShare),
        currency: about?.currency ?? null, urgencyDays: daysBetween(today, dueOn), confidence: one.known ? 1 : 0.5, link: `/account/${one.accountId}?tab=timeline`, dueOn, version: 1, assigneeId: about?.ownerId ?? null, state: 'open',
      };
    });
  },
};
