import type { Db } from '../../platform/postgres/database.ts';
import { momentCte, overMoments, type Reading, type Statement } from './read-moments.ts';

/** An account and the versions of those of its fields that facts read. */
export interface AccountProfile {
  id: string;
  num: number;
  customerSince: string | null;
  knownAt: Date;
  seats: number | null;
  segment: string | null;
  versions: { field: string; value: unknown; at: string }[] | null;
}

/** Accounts that stand for themselves (not merged away), with all versions of `seats` and `segment`, oldest first. */
export function profileStatement(reading: Pick<Reading, 'accountIds'>): Statement {
  const chosen = reading.accountIds ? 'and a.id = any($1::text[])' : '';
  return {
    text: `select a.id, a.num, a.customer_since as "customerSince", a.known_at as "knownAt", a.seats, a.segment, v.versions
from account a left join lateral (
  select jsonb_agg(jsonb_build_object('field', f.field, 'value', f.value, 'at', coalesce(f.happened_at, f.known_at)) order by coalesce(f.happened_at, f.known_at), f.known_at) as versions
  from field_version f where f.entity = 'account' and f.entity_id = a.id and f.field in ('seats', 'segment')) v on true
where a.merged_into is null ${chosen}`,
    params: reading.accountIds ? [reading.accountIds] : [],
  };
}

/** Runs {@link profileStatement}. */
export function readProfiles(db: Db, reading: Pick<Reading, 'accountIds'>): Promise<AccountProfile[]> {
  const { text, params } = profileStatement(reading);
  return db.query<AccountProfile>(text, params);
}

/** When each area's records of any account begin and end before a moment: tells a silent customer from an area never loaded. */
export interface AreaCoverage {
  idx: number;
  firstTicketAt: Date | null;
  lastTicketAt: Date | null;
  /** Of sources that see every account. The mailbox or calendar of a colleague, and answers to our mail, say nothing of accounts they do not name. */
  firstActivityAt: Date | null;
  lastActivityAt: Date | null;
  lastAnswerAt: Date | null;
  lastInvoiceOn: string | null;
  hasChanges: boolean;
  hasChurn: boolean;
}

/** One row per moment; each column is one index probe. */
export function coverageStatement(reading: Pick<Reading, 'moments'>): Statement {
  return overMoments({ moments: reading.moments }, `with ${momentCte}
select m.idx, (select min(opened_at) from ticket where opened_at < m.until) as "firstTicketAt", (select max(opened_at) from ticket where opened_at < m.until) as "lastTicketAt",
  (select min(own.at) from source s cross join lateral (select at from activity a where a.source_id = s.id and a.at < m.until and a.kind <> 'note' order by a.at limit 1) own where s.kind not in ('mailbox', 'calendar', 'mail')) as "firstActivityAt", (select max(at) from activity where at < m.until and kind <> 'note') as "lastActivityAt",
  (select max(answered_at) from survey_answer where answered_at < m.until) as "lastAnswerAt", (select max(issued_on) from invoice where issued_on <= m.day) as "lastInvoiceOn",
  exists (select 1 from business_change where on_day <= m.day and kind <> 'churn') as "hasChanges", exists (select 1 from business_change where on_day <= m.day and kind = 'churn') as "hasChurn"
from moment m`);
}

/** Runs {@link coverageStatement}. */
export function readCoverage(db: Db, reading: Pick<Reading, 'moments'>): Promise<AreaCoverage[]> {
  const { text, params } = coverageStatement(reading);
  return db.query<AreaCoverage>(text, params);
}
