import type { CockpitItem } from '../../contract/cockpit.ts';
import { dayOf, daysBetween } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { handoffCondition } from './handoff-store.ts';

/** The share of an account's money that an open question is taken to move. */
const questionShare = 0.1;

/** Open hand-offs, for the ranked list of work. */
export const handoffSource = {
  kind: 'handoff' as const,
  async open({ db, clock, principal }: Context, accountId?: string): Promise<CockpitItem[]> {
    const now = clock.now();
    const params: unknown[] = [now, accountId ?? null];
    const rows = await db.query<{ id: string; accountId: string | null; title: string; to: string; from: string; state: string; expiresAt: Date; version: number; memberId: string | null; arrMinor: number | null; currency: string | null }>(
      `select h.id, h.account_id as "accountId", h.title, h.to_role as "to", h.from_name as "from", h.state, h.expires_at as "expiresAt", h.version, h.to_member as "memberId", (f.values ->> 'contract.arr_minor')::float8 as "arrMinor", f.values ->> 'contract.currency' as currency
       from handoff h left join account a on a.id = h.account_id left join account_fact f on f.account_id = h.account_id
       where h.state in ('sent', 'accepted') and h.expires_at > $1 and ($2::text is null or h.account_id = $2) and ${handoffCondition(principal, params)}`, params);
    return rows.map((row): CockpitItem => {
      const dueOn = dayOf(row.expiresAt);
      return {
        kind: 'handoff', id: row.id, accountId: row.accountId, title: row.title, why: `From ${row.from} to ${row.to.replaceAll('-', ' ')}.`, impactMinor: row.arrMinor === null ? null : Math.round(row.arrMinor * questionShare), currency: row.currency,
        urgencyDays: daysBetween(dayOf(now), dueOn), confidence: row.state === 'accepted' ? 0.5 : 1, link: `/colleagues?open=${row.id}`, dueOn, version: row.version, assigneeId: row.memberId, state: row.state,
      };
    });
  },
};

/** Hand-offs and their answers as entries of the timeline of account $1. */
export const handoffTimeline = `select id, 'handoff' as kind, created_at as at, title, question as text, 'handoff' as source, null::float8 as tone, from_name as author, null::text as direction, '{}'::text[] as people, null::int as version, jsonb_build_object('to', to_role, 'subject', title) as detail from handoff where account_id = $1
  union all select id || '-end', 'handoff ' || state, ended_at, title, answer, 'handoff', null, ended_by, null, '{}'::text[], null, jsonb_build_object('to', to_role, 'subject', title) from handoff where account_id = $1 and ended_at is not null`;
