import type { z } from 'zod';
import type { timelineEntry } from '../../contract/account.ts';
import type { AsOf } from '../../lib/as-of.ts';
import { fault } from '../../lib/fault.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { isoTimes } from '../../customer/account/account-records.ts';

type Entry = z.infer<typeof timelineEntry>;

export interface TimelinePage {
  limit: number;
  cursor?: string;
  kinds?: readonly string[];
}

// One row shape per source table: id, kind, at, title, text, source, tone.
const entries = `
  select id, 'ticket' as kind, opened_at as at, coalesce(subject, 'Ticket ' || coalesce(number, '')) as title, body as text, source_id as source, tone from ticket where account_id = $1
  union all select id, 'ticket solved', solved_at, coalesce(subject, 'Ticket ' || coalesce(number, '')), null, source_id, null from ticket where account_id = $1 and solved_at is not null
  union all select id, kind, at, coalesce(subject, initcap(kind)), body, source_id, tone from activity where account_id = $1
  union all select id, survey, answered_at, upper(survey) || ' answer: ' || score || ' of ' || scale_max, comment, source_id, tone from survey_answer where account_id = $1
  union all select id, 'business change', on_day::timestamptz, initcap(replace(kind, '_', ' ')) || coalesce(': ' || reason, ''), note, source_id, null from business_change where account_id = $1
  union all select id, 'invoice', issued_on::timestamptz, 'Invoice ' || coalesce(number, '') || ' issued', null, source_id, null from invoice where account_id = $1
  union all select id, 'payment', paid_on::timestamptz, 'Invoice ' || coalesce(number, '') || ' paid', null, source_id, null from invoice where account_id = $1 and paid_on is not null
  union all select id, 'contract', start_on::timestamptz, coalesce(plan, product, 'Contract') || ' began', null, source_id, null from agreement_line where account_id = $1
  union all select id, 'contract', ended_on::timestamptz, coalesce(plan, product, 'Contract') || ' ended', churn_reason, source_id, null from agreement_line where account_id = $1 and ended_on is not null
  union all select id, 'person', left_on::timestamptz, coalesce(name, email, 'A contact') || ' left', coalesce(role, title), source_id, null from person where account_id = $1 and left_on is not null
  union all select 'health-' || id, 'health', at, 'Health ' || coalesce(round(from_score::numeric)::text, 'unknown') || ' to ' || coalesce(round(to_score::numeric)::text, 'unknown'), null, cause, null
    from health_ledger where account_id = $1 and from_band is distinct from to_band`;

/** What happened at an account, newest first, from every source; `cursor` is `at|id` of the last entry seen. */
export async function readTimeline(db: Db, accountId: string, at: AsOf, page: TimelinePage): Promise<{ items: Entry[]; next: string | null }> {
  const [beforeAt, beforeId] = cursorParts(page.cursor);
  const rows = await db.query<Entry>(
    `select * from (${entries}) entry
     where at < $2 and ($3::text[] is null or kind = any($3)) and ($4::timestamptz is null or (at, id) < ($4::timestamptz, $5::text))
     order by at desc, id desc limit $6`,
    [accountId, at.until, page.kinds?.length ? page.kinds : null, beforeAt, beforeId, page.limit + 1],
  );
  const items = rows.slice(0, page.limit).map((row) => isoTimes(row as unknown as Record<string, unknown>) as unknown as Entry);
  const last = items.at(-1);
  return { items, next: rows.length > page.limit && last ? `${last.at}|${last.id}` : null };
}

function cursorParts(cursor: string | undefined): [string | null, string | null] {
  if (!cursor) return [null, null];
  const [at, id, rest] = cursor.split('|');
  if (!at || !id || rest !== undefined || Number.isNaN(Date.parse(at))) throw fault('invalid', 'cursor', 'This cursor is not one of ours.', { remedy: 'Use the `next` of the previous page as it is.' });
  return [at, id];
}
