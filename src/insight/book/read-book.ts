import type { BookRow } from '../../contract/account.ts';
import { isPastMoment } from '../../customer/account/account-records.ts';
import { identitiesAsOf } from '../../customer/account/identity-as-of.ts';
import type { AsOf } from '../../lib/as-of.ts';
import { bookCondition, type Principal } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { readSignalDefinitions } from '../signal/read-signals.ts';

/** What the book shows of an account's facts at a moment, given by the fact and health stages. */
export interface BookInsight {
  score: number | null;
  band: BookRow['band'];
  confidence: number;
  coverage: number;
  moved: BookRow['moved'];
  healthSeries: (number | null)[];
  arrMinor: number | null;
  currency: string | null;
  renewalOn: string | null;
  usageSeries: number[];
  stage: string | null;
  segment: string | null;
  lastTouchOn: string | null;
}

type Identity = Omit<BookRow, keyof BookInsight | 'signals'> & { stage: string | null; segment: string | null };

const emptyInsight: BookInsight = {
  score: null, band: 'unknown', confidence: 0, coverage: 0, moved: { d7: null, d28: null, d90: null }, healthSeries: [],
  arrMinor: null, currency: null, renewalOn: null, usageSeries: [], stage: null, segment: null, lastTouchOn: null,
};

/** Accounts of the principal's book: who they are, without any derived value. */
async function readIdentities(db: Db, principal: Principal, accountId: string | undefined): Promise<Identity[]> {
  const params: unknown[] = [accountId ?? null];
  const visible = bookCondition(principal, 'a', params);
  const parentVisible = bookCondition(principal, 'p', params);
  return db.query<Identity>(
    `select a.id, a.name, a.domain, a.owner_id as "ownerId", m.name as owner, a.segment, a.stage, a.tier, a.industry, a.country,
       p.id as "parentId", a.customer_since as "customerSince", coalesce(s.sample, false) as sample,
       coalesce(e.ids, '{}'::jsonb) as "externalIds"
     from account a left join member m on m.id = a.owner_id left join source s on s.id = a.source_id
     left join account p on p.id = a.parent_id and ${parentVisible}
     left join (select entity_id, jsonb_object_agg(source_id, value) as ids from external_id where entity = 'account' and ($1::text is null or entity_id = $1) group by entity_id) e on e.entity_id = a.id
     where a.merged_into is null and ($1::text is null or a.id = $1) and ${visible}
     order by a.name, a.id`,
    params,
  );
}

/** Signals standing at the moment, by account, worst first. */
async function readStandingSignals(db: Db, at: AsOf, accountId: string | undefined): Promise<Map<string, BookRow['signals']>> {
  const [definitions, rows] = await Promise.all([readSignalDefinitions(db), db.query<{ accountId: string; id: string; type: string; family: string; severity: string }>(
    `select account_id as "accountId", id, type, family, severity from signal
     where opened_on <= $1::date and (closed_on is null or closed_on > $1::date) and ($2::text is null or account_id = $2)
       and not (state = 'snoozed' and snoozed_until > $1::date) and not (provisional and closed_on is not null)
     order by array_position(array['critical','high','medium','low','info'], severity), opened_on desc, id`,
    [at.day, accountId ?? null],
  )]);
  return Map.groupBy(rows.map(({ accountId: account, ...row }) => ({ account, ...row, label: definitions.get(row.type)?.body.label ?? row.type })), (row) => row.account) as Map<string, (BookRow['signals'][number] & { account: string })[]>;
}

/** The whole book (or one account of it) at a moment; accounts that did not exist by then are absent from it. `insightAt` gives the derived values of all accounts in a few statements. */
export async function readBook(
  db: Db,
  principal: Principal,
  at: AsOf,
  insightAt: (at: AsOf, accountId?: string) => Promise<ReadonlyMap<string, BookInsight>>,
  accountId?: string,
): Promise<BookRow[]> {
  const [identities, insight, signals] = await Promise.all([readIdentities(db, principal, accountId), insightAt(at, accountId), readStandingSignals(db, at, accountId)]);
  // Facts and scores are of the accounts that existed.
  const existed = accountId === undefined && isPastMoment(at) ? identities.filter(({ id }) => insight.has(id)) : identities;
  const known = isPastMoment(at) ? await identitiesAsOf(db, existed, at) : existed;
  return known.map((identity) => {
    const derived = insight.get(identity.id) ?? emptyInsight;
    return { ...identity, ...derived, stage: derived.stage === 'churned' ? 'churned' : (identity.stage ?? derived.stage), segment: identity.segment ?? derived.segment, signals: signals.get(identity.id) ?? [] };
  });
}
