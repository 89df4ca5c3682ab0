import type { Preferences } from '../../contract/preference.ts';
import { newId } from '../../lib/ids.ts';
import { toDate, type Clock } from '../../lib/clock.ts';
import type { Day } from '../../lib/period.ts';
import { standingSql } from '../../platform/auth/api-key.ts';
import { principalOfUser, type Standing } from '../../platform/auth/principal-of.ts';
import { linkSecret } from '../../platform/mail/link-secret.ts';
import { MailNotSent, type Mailer } from '../../platform/mail/mailer.ts';
import type { Principal } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { digestToken } from './digest-link.ts';
import { duePeriod, wishesOf, wishSql, zoneOf, type WishRow, type Wishes } from './preferences.ts';
import { claimForDigest, readDigestItems } from './read-notifications.ts';
import { renderDigest, type DigestReader } from './render-digest.ts';

export interface DigestDeps {
  db: Db;
  clock: Clock;
  mailer: Mailer;
  /** Where people reach this instance; null while it is not known. */
  linkBase(): string | null;
}

/** An attempt that has not answered by then died with its process. */
const leaseMs = 10 * 60_000;
const retryMs = 5 * 60_000;
const mostAttempts = 6;

interface Subscriber {
  id: string;
  reader: DigestReader;
  principal: Principal;
  wishes: Wishes;
  zone: string;
  lastPeriod: Day | null;
}

/** Everyone who may sign in and has an address, with their wishes and what they may see now. */
async function subscribers(db: Db, userId: string | null = null): Promise<Subscriber[]> {
  const rows = await db.query<{ id: string; name: string; email: string; preferences: Preferences; wishes: WishRow | null; standing: Standing; lastPeriod: Day | null }>(
    `select u.id, u.name, u.email, u.preferences, ${wishSql('p')} as wishes, ${standingSql} as standing, (select max(d.period) from notification_digest d where d.user_id = u.id) as "lastPeriod"
     from app_user u left join notification_preference p on p.user_id = u.id where u.disabled_at is null and u.accepted_at is not null and u.email is not null and ($1::text is null or u.id = $1) order by u.id`, [userId]);
  return rows.map(({ id, name, email, preferences, wishes, standing, lastPeriod }) => {
    const language = preferences.language ?? 'en';
    return { id, lastPeriod, wishes: wishesOf(wishes), zone: zoneOf(preferences), principal: principalOfUser({ ...standing, id, name }), reader: { name, address: email, language, locale: preferences.locale ?? (language === 'de' ? 'de-DE' : 'en-GB') } };
  });
}

/** Writes that the mail of this day is being sent, before it is: nobody else, and no later process, sends it. Undefined when it was claimed before or has nothing to say. */
async function claim({ db, clock }: DigestDeps, { id: userId, principal, wishes }: Subscriber, period: Day): Promise<string | undefined> {
  const id = newId('dig', clock.wall().getTime());
  return db.tx(async (tx) => {
    const made = await tx.maybe("insert into notification_digest (id, user_id, period, state, claimed_at) values ($1, $2, $3, 'sending', $4) on conflict (user_id, period) do nothing returning id", [id, userId, period, clock.wall()]);
    if (!made) return undefined;
    await claimForDigest(tx, principal, userId, wishes, id, clock.now());
    const { state } = await tx.one<{ state: string }>(
      "update notification_digest d set items = c.n, state = case when c.n = 0 then 'empty' else state end from (select count(*)::int as n from notification where digest_id = $1) c where d.id = $1 returning state", [id]);
    return state === 'sending' ? id : undefined;
  });
}

/** Puts down how an attempt ended. What was certainly not sent is tried again, or else goes into the next day's mail. */
async function settle({ db, clock }: DigestDeps, id: string, end: { receipt: string } | { error: unknown } | 'empty'): Promise<void> {
  if (end === 'empty') return void (await db.query("update notification_digest set state = 'empty', items = 0 where id = $1", [id]));
  if ('receipt' in end) return void (await db.query("update notification_digest set state = 'sent', receipt = $2, error = null where id = $1", [id, end.receipt.slice(0, 500)]));
  const { error } = end;
  const text = String((error as Error).message ?? error).slice(0, 500);
  if (!(error instanceof MailNotSent)) return void (await db.query("update notification_digest set state = 'uncertain', error = $2 where id = $1", [id, text]));
  await db.query(
    `with ended as (
       update notification_digest set state = case when $3 or attempts >= $4 then 'failed' else 'retry' end, error = $2, next_at = $5::timestamptz + attempts * $6 * interval '1 millisecond' where id = $1 returning id, state)
     update notification n set digest_id = null from ended where ended.state = 'failed' and n.digest_id = ended.id`, [id, text, error.permanent, mostAttempts, clock.wall(), retryMs]);
}

async function send(deps: DigestDeps, to: Subscriber, id: string, base: string): Promise<void> {
  const items = await readDigestItems(deps.db, to.principal, to.id, to.wishes, id);
  if (items.length === 0) return settle(deps, id, 'empty');
  const mail = renderDigest(id, to.reader, items, base, `${base}/unsubscribe/${digestToken(await linkSecret(deps.db), id)}`);
  const end = await deps.mailer.send(mail).then(({ response }) => ({ receipt: response }), (error: unknown) => ({ error }));
  await settle(deps, id, end);
}

/** Takes up mails that certainly did not leave, when their time has come. */
async function retry(deps: DigestDeps, base: string): Promise<void> {
  const { db, clock } = deps;
  const due = await db.query<{ id: string; userId: string }>(
    "update notification_digest set state = 'sending', attempts = attempts + 1, claimed_at = $1 where state = 'retry' and next_at <= $1 returning id, user_id as \"userId\"", [clock.wall()]);
  for (const { id, userId } of due) {
    const [to] = await subscribers(db, userId);
    if (to) await send(deps, to, id, base);
    else await settle(deps, id, 'empty');
  }
}

/** Sends the digests that are due by the business clock: at most one mail to one person for one day, also when the process dies in between. */
export async function sendDigests(deps: DigestDeps): Promise<void> {
  const { db, clock } = deps;
  const base = deps.linkBase();
  if (base === null) return;
  await db.query("update notification_digest set state = 'uncertain', error = 'The process ended before the server answered.' where state = 'sending' and claimed_at < $1", [toDate(clock.wall().getTime() - leaseMs)]);
  await retry(deps, base);
  for (const to of await subscribers(db)) {
    const period = duePeriod(to.wishes, clock.now(), to.zone);
    if (period === null || (to.lastPeriod !== null && period <= to.lastPeriod)) continue;
    const id = await claim(deps, to, period);
    if (id !== undefined) await send(deps, to, id, base);
  }
}
