import { readPosition } from '../../customer/agreement/read-position.ts';
import { readProfiles } from '../../customer/account/read-profiles.ts';
import { readChanges } from '../../customer/change/read-changes.ts';
import { asOf, type AsOf } from '../../lib/as-of.ts';
import { toDate, type Clock } from '../../lib/clock.ts';
import { addDays, dayOf, type Day } from '../../lib/period.ts';
import type { Analytics } from '../../platform/analytics/analytics.ts';
import { literal } from '../../platform/analytics/literal.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { staleDays, type AnchorDays, type AnswerSeen, type SignalSeen } from './occasion.ts';

/** What happened to signals after an event. */
export interface SignalTurnSeen extends SignalSeen {
  eventId: number;
  becomes: 'open' | 'closed' | null;
  /** It was raised, confirmed or became graver; what people do with a signal starts nothing. */
  isRaised: boolean;
}

/** Events of signals after `after`, in order; up to `most`. Writers of signals work one at a time, so ids are in the order of commits. */
export async function readSignalTurns(db: Db, after: number, most: number): Promise<SignalTurnSeen[]> {
  return db.query<SignalTurnSeen>(
    `select e.id as "eventId", e.at, s.id as "signalId", s.account_id as "accountId", s.type, s.severity, s.why,
       coalesce((select d.body ->> 'label' from definition d where d.kind = 'signal' and d.id = s.type order by d.version desc limit 1), s.type) as label,
       case when e.to_state in ('resolved', 'expired') then 'closed' when e.from_state is null or e.from_state in ('resolved', 'expired') then 'open' end as becomes,
       e.to_state not in ('resolved', 'expired') and (e.from_state is null or e.from_state in ('resolved', 'expired') or e.from_state = e.to_state) as "isRaised"
     from signal_event e join signal s on s.id = e.signal_id where e.id > $1 order by e.id limit $2`, [after, most]);
}

/** The newest event of signals; 0 without any. */
export async function lastSignalEvent(db: Db): Promise<number> {
  return (await db.one<{ id: number }>('select coalesce(max(id), 0) as id from signal_event')).id;
}

/** Answers of the last days that we learned of since, on a scale of ten. */
export function readNewAnswers(db: Db, since: Date, now: Date): Promise<(AnswerSeen & { knownAt: Date })[]> {
  return db.query(
    `select id, account_id as "accountId", person_id as "personId", survey, 10 * score / nullif(scale_max, 0) as points, answered_at as at, known_at as "knownAt" from survey_answer
     where known_at >= $1 and answered_at > $2 and answered_at <= $3 and not provisional and scale_max > 0 order by known_at`,
    [since, toDate(now.getTime() - staleDays * 86_400_000), now]);
}

/** Answers to e-mail that came since a moment, oldest first. */
export function readNewReplies(db: Db, since: Date): Promise<{ id: string; accountId: string; from: string; at: Date; receivedAt: Date }[]> {
  return db.query(`select id, account_id as "accountId", sender as "from", at, received_at as "receivedAt" from inbound_mail where kind = 'reply' and person_id is not null and received_at >= $1 order by received_at, id`, [since]);
}

/** Days of contracts as known at a moment, of all accounts or of some. */
export async function readAnchors(db: Db, at: AsOf, accountIds?: readonly string[]): Promise<AnchorDays[]> {
  const reading = { moments: [at], ...(accountIds ? { accountIds } : {}) };
  const [profiles, positions, changes] = [await readProfiles(db, reading), await readPosition(db, reading), await readChanges(db, reading)];
  const [position, change] = [new Map(positions.map((row) => [row.accountId, row])), new Map(changes.map((row) => [row.accountId, row]))];
  return profiles.map(({ id, customerSince }) => {
    const own = position.get(id);
    const first = [customerSince, own?.firstStartOn ?? null].filter((day): day is Day => day !== null && day <= at.day).toSorted()[0];
    return { accountId: id, customer_since: first ?? null, term_start: own?.lastStartOn ?? null, term_end: own?.nextEnd ?? null, opt_out: own?.optOut ?? null, ended: change.get(id)?.churnedOn ?? null };
  });
}

/** The present, as readers of moments take it. */
export function presentOf(clock: Clock): AsOf {
  return asOf(undefined, clock);
}

/** Product events of these names that arrived since, newest of each day, by account id. */
export async function readNewEvents({ db, analytics }: { db: Db; analytics: Analytics }, names: readonly string[], since: Date, now: Date): Promise<{ accountId: string; name: string; day: Day; at: Date }[]> {
  if (names.length === 0) return [];
  const rows = await analytics.query<{ num: number; name: string; day: Day; at: string }>(
    `select i.account as num, e.name as name, toString(e.day) as day, toString(max(e.at)) as at
     from (select if(group_hash != 0, 1, 2) as kind, if(group_hash != 0, group_hash, user_hash) as hash, name, day, at from event
       where day >= toDate(${literal(addDays(dayOf(now), -2))}) and name in (${names.map((name) => literal(name)).join(', ')}) and known_at >= ${literal(since)} and at <= ${literal(now)}) e
     join (select kind, hash, account from identity final where account != 0) i on i.kind = e.kind and i.hash = e.hash group by num, name, day`);
  if (rows.length === 0) return [];
  const accounts = await db.query<{ id: string; num: number }>('select id, num from account where num = any($1) and merged_into is null', [[...new Set(rows.map(({ num }) => num))]]);
  const ids = new Map(accounts.map(({ id, num }) => [num, id]));
  return rows.flatMap(({ num, name, day, at }) => {
    const accountId = ids.get(num);
    return accountId === undefined ? [] : [{ accountId, name, day, at: toDate(`${at.replace(' ', 'T').replace(/Z$/, '')}Z`) }];
  });
}
