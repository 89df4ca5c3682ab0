import type { z } from 'zod';
import type { timelineEntry } from '../../contract/account.ts';
import type { AsOf } from '../../lib/as-of.ts';
import { fault } from '../../lib/fault.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { isoTimes } from '../../customer/account/account-records.ts';
import { personSourceId } from '../../customer/conversation/person-source.ts';

type Entry = z.infer<typeof timelineEntry>;

export interface TimelinePage {
  limit: number;
  cursor?: string | undefined;
  kinds?: readonly string[] | undefined;
  /** Words that must all occur in title, text or author, in any order and case. */
  search?: string | undefined;
}

const nobody = `'{}'::text[]`;

// One row shape per source table: id, kind, at, title, text, source, tone, author, direction, people, version, detail.
const entries = `
  select id, 'ticket' as kind, opened_at as at, coalesce(subject, 'Ticket ' || coalesce(number, '')) as title, body as text, source_id as source, tone, null::text as author, null::text as direction,
    array_remove(array[person_id], null) as people, null::int as version, jsonb_build_object('number', number, 'subject', subject, 'priority', priority) as detail from ticket where account_id = $1
  union all select id, 'ticket solved', solved_at, coalesce(subject, 'Ticket ' || coalesce(number, '')), null, source_id, null, assignee, null, ${nobody}, null, jsonb_build_object('number', number, 'subject', subject) from ticket where account_id = $1 and solved_at is not null
  union all select id, kind, at, coalesce(subject, initcap(kind)), body, source_id, tone, author, direction, case when person_ids = '{}' then array_remove(array[person_id], null) else person_ids end,
    case when source_id = '${personSourceId}' then version end, jsonb_build_object('subject', subject) from activity where account_id = $1
  union all select id, survey, answered_at, upper(survey) || ' answer: ' || score || ' of ' || scale_max, comment, source_id, tone, null, null, array_remove(array[person_id], null), null, jsonb_build_object('score', score, 'max', scale_max) from survey_answer where account_id = $1
  union all select id, 'business change', on_day::timestamptz, initcap(replace(kind, '_', ' ')) || coalesce(': ' || reason, ''), note, source_id, null, null, null, ${nobody}, null, jsonb_build_object('change', kind, 'reason', reason) from business_change where account_id = $1
  union all select id, 'invoice', issued_on::timestamptz, 'Invoice ' || coalesce(number, '') || ' issued', null, source_id, null, null, null, ${nobody}, null, jsonb_build_object('number', number, 'minor', amount_minor, 'currency', currency) from invoice where account_id = $1
  union all select id, 'payment', paid_on::timestamptz, 'Invoice ' || coalesce(number, '') || ' paid', null, source_id, null, null, null, ${nobody}, null, jsonb_build_object('number', number, 'minor', amount_minor, 'currency', currency) from invoice where account_id = $1 and paid_on is not null
  union all select id, 'contract', start_on::timestamptz, coalesce(plan, product, 'Contract') || ' began', null, source_id, null, null, null, ${nobody}, null, jsonb_build_object('line', coalesce(plan, product), 'minor', annual_minor, 'currency', currency) from agreement_line where account_id = $1
  union all select id, 'contract ended', ended_on::timestamptz, coalesce(plan, product, 'Contract') || ' ended', churn_reason, source_id, null, null, null, ${nobody}, null, jsonb_build_object('line', coalesce(plan, product)) from agreement_line where account_id = $1 and ended_on is not null
  union all select id, 'person', left_on::timestamptz, coalesce(name, email, 'A contact') || ' left', coalesce(role, title), source_id, null, null, null, ${nobody}, null, jsonb_build_object('name', coalesce(name, email)) from person where account_id = $1 and left_on is not null
  union all select id, 'signal', opened_on::timestamptz + interval '1 day' - interval '1 millisecond', 'Signal: ' || replace(type, '_', ' '), why, 'signal', null, null, null, ${nobody}, null, jsonb_build_object('type', type, 'family', family, 'severity', severity)
    from signal where account_id = $1 and not provisional
  union all select 'health-' || id, 'health', at, 'Health ' || coalesce(round(from_score::numeric)::text, 'unknown') || ' to ' || coalesce(round(to_score::numeric)::text, 'unknown'), null, cause, null, null, null, ${nobody}, null,
    jsonb_build_object('from', round(from_score::numeric), 'to', round(to_score::numeric), 'fromBand', from_band, 'toBand', to_band) from health_ledger where account_id = $1 and from_band <> to_band
  union all select 'health-close-' || day, 'health', (day + 1)::timestamptz - interval '1 millisecond', 'Health ' || coalesce(round(before::numeric)::text, 'unknown') || ' to ' || coalesce(round(score::numeric)::text, 'unknown'), null, 'close', null, null, null, ${nobody}, null,
    jsonb_build_object('from', round(before::numeric), 'to', round(score::numeric), 'fromBand', was, 'toBand', band)
    from (select day, score, band, lag(score) over (order by day) as before, lag(band) over (order by day) as was from health_close where account_id = $1 and (day + 1)::timestamptz <= coalesce((select min(at) from health_ledger where account_id = $1), 'infinity')) closes
    where band is distinct from coalesce(was, 'unknown')`;

/** Escapes what LIKE would read as a pattern. */
function pattern(word: string): string {
  return `%${word.replaceAll(/[\\%_]/g, (mark) => `\\${mark}`)}%`;
}

const matching = (more: readonly string[]) => `select id, kind, date_trunc('milliseconds', at) as at, title, text, source, tone, author, direction, people, version, detail from (${[entries, ...more].join(' union all ')}) entry
  where at < $2 and ($3::text[] is null or concat_ws(' ', title, text, author) ilike all ($3))`;

/**
 * What happened at an account, newest first, from every source; `more` are statements of the row shape above from floors that this one does not know.
 * `cursor` is `at|id` of the last entry seen. The first page counts the kinds that match the search.
 */
export async function readTimeline(db: Db, accountId: string, at: AsOf, page: TimelinePage, more: readonly string[] = []): Promise<{ items: Entry[]; next: string | null; counts: Record<string, number> | null }> {
  const [beforeAt, beforeId] = cursorParts(page.cursor);
  const words = page.search?.trim().split(/\s+/).filter(Boolean).map(pattern) ?? [];
  const shared = [accountId, at.until, words.length ? words : null];
  const rows = await db.query<Entry>(
    `with entry as (${matching(more)}), shown as (
       select * from entry where ($4::text[] is null or kind = any($4)) and ($5::timestamptz is null or (at, id) < ($5::timestamptz, $6::text)) order by at desc, id desc limit $7)
     select shown.*, array(select coalesce(p.name, p.email, p.id) from person p where p.id = any(shown.people) order by 1) as "peopleNames" from shown order by at desc, id desc`,
    [...shared, page.kinds?.length ? page.kinds : null, beforeAt, beforeId, page.limit + 1],
  );
  const counts = page.cursor ? null : await db.query<{ kind: string; n: number }>(`select kind, count(*)::int as n from (${matching(more)}) entry group by kind`, shared);
  const items = rows.slice(0, page.limit).map((row) => isoTimes(row as unknown as Record<string, unknown>) as unknown as Entry);
  const last = items.at(-1);
  return { items, next: rows.length > page.limit && last ? `${last.at}|${last.id}` : null, counts: counts && Object.fromEntries(counts.map(({ kind, n }) => [kind, n])) };
}

function cursorParts(cursor: string | undefined): [string | null, string | null] {
  if (!cursor) return [null, null];
  const [at, id, rest] = cursor.split('|');
  if (!at || !id || rest !== undefined || Number.isNaN(Date.parse(at))) throw fault('invalid', 'cursor', 'This cursor is not one of ours.', { remedy: 'Use the `next` of the previous page as it is.' });
  return [at, id];
}
