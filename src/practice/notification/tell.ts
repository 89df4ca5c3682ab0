import { readPosition } from '../../customer/agreement/read-position.ts';
import type { Clock } from '../../lib/clock.ts';
import { addDays, dayOf, type Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { dateSource, momentCte, notificationSources, type NotificationSource } from './notification-source.ts';

/** How many days before an opt-out day or the end of a term its owner is told. */
export const aheadDays = 30;

/** Dates are looked for again when the day changed, or after so many milliseconds. */
const datesEveryMs = 10 * 60_000;
const begunKey = 'notification.begun';
const staleDays = 180;
/** More of one kind for one person at one turn are one line: forty drafts of one playbook are one piece of news. */
const mostLines = 5;

export interface TellDeps {
  db: Db;
  clock: Clock;
  /** What follows from records is not settled: files are loaded, or history is being closed. `whole`: of all accounts. */
  loading(): Promise<{ whole: boolean } | null>;
  /** News of floors above. */
  more?: readonly NotificationSource[];
}

type Moment = Pick<TellDeps, 'db' | 'clock'>;

/** Notes the news of one source, and tells those whose news it is unless `silent`: one by one, or in one line where they are many. Answers to how many notifications it came. */
async function note({ db, clock }: Moment, { sql, all }: NotificationSource, silent: boolean, more: unknown[] = []): Promise<number> {
  const now = clock.now();
  const params = [now, dayOf(now), clock.wall(), ...more, silent, all ?? null, mostLines];
  const [hush, page, most] = [params.length - 2, params.length - 1, params.length].map((place) => `$${place}`);
  const rows = await db.query(
    `with ${momentCte}, news as (${sql}),
       fresh as (
         select n.*, not ${hush} and ${page}::text is not null and count(*) over (partition by n.user_id) > ${most}::int as many from news n
         where not exists (select 1 from notification o where o.user_id = n.user_id and o.key = n.key)),
       line as (
         select user_id, key, kind, account_ids, facts, reason, link, ${hush} or many as silent from fresh
         union all
         select user_id, 'many:' || min(key), kind, (select array_agg(distinct id) from fresh g, unnest(g.account_ids) id where g.many and g.user_id = f.user_id), jsonb_build_object('count', count(*)), min(reason), ${page}, false from fresh f where many group by user_id, kind),
       noted as (
         insert into notification (user_id, key, kind, account_ids, facts, reason, link, at, silent)
         select l.user_id, l.key, l.kind, l.account_ids, l.facts, l.reason, l.link, t.now, l.silent from line l, moment t on conflict (user_id, key) do nothing returning user_id, silent),
       told as (insert into change_feed (topic, entity_id) select distinct 'notification', user_id from noted where not silent)
     select 1 from noted where not silent or ${hush}`, params);
  return rows.length;
}

/** A day by which an owner has something to do. */
export interface DateAhead {
  accountId: string;
  due: 'opt_out' | 'end';
  on: Day;
}

/** Contracts whose opt-out day, or else end, lies within {@link aheadDays}. */
export async function datesAhead({ db, clock }: Moment): Promise<DateAhead[]> {
  const now = clock.now();
  const [today, last] = [dayOf(now), addDays(dayOf(now), aheadDays)];
  return (await readPosition(db, { moments: [{ day: today, until: now }] })).flatMap(({ accountId, lines, nextEnd, optOut, noticeGiven }): DateAhead[] => {
    if (lines === 0 || noticeGiven) return [];
    const [end, leave] = [nextEnd?.slice(0, 10) ?? null, optOut?.slice(0, 10) ?? null];
    if (leave !== null && leave >= today && leave <= last) return [{ accountId, due: 'opt_out', on: leave }];
    return end !== null && end >= today && end <= last ? [{ accountId, due: 'end', on: end }] : [];
  });
}

/**
 * Makes one turn after another of telling people what concerns them, in sets and each thing once. What stood when telling began, and what a whole
 * load or a new programme brought, is noted without a word; while files are loaded, what follows from them waits.
 */
export function teller(deps: TellDeps): () => Promise<number> {
  const { db, clock } = deps;
  const sources = [...notificationSources, ...(deps.more ?? [])];
  let caughtUp: boolean | undefined;
  let dates: { day: Day; atMs: number } | undefined;
  const begin = async () => {
    if (await db.maybe('select 1 from setting where key = $1', [begunKey])) return true;
    for (const source of sources) await note(deps, source, true);
    await db.query("insert into setting (key, value) values ($1, 'true') on conflict do nothing", [begunKey]);
    return false;
  };
  const derive = async (silent: boolean): Promise<number> => {
    let made = 0;
    for (const source of sources) if (source.derived) made += await note(deps, source, silent);
    const [day, atMs] = [dayOf(clock.now()), clock.wall().getTime()];
    if (silent || dates?.day !== day || atMs - dates.atMs > datesEveryMs) {
      made += await note(deps, dateSource, silent, [JSON.stringify(await datesAhead(deps))]);
      dates = { day, atMs };
    }
    return silent ? 0 : made;
  };
  return async () => {
    caughtUp ??= await begin();
    let made = 0;
    for (const source of sources) if (!source.derived) made += await note(deps, source, false);
    const loading = await deps.loading();
    if (loading?.whole) caughtUp = false;
    if (loading) return made;
    made += await derive(!caughtUp);
    caughtUp = true;
    return made;
  };
}

/** Drops what nobody needs any more, half a year after it was told. */
export async function forgetOld({ db, clock }: Moment): Promise<void> {
  await db.query("delete from notification where at < $1::timestamptz - $2 * interval '1 day'", [clock.now(), staleDays]);
}
