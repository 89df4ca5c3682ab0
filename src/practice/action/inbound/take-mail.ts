import type { InboundKind } from '../../../contract/reply.ts';
import { toneOf } from '../../../customer/tone-of.ts';
import { markDirty } from '../../../customer/account/mark-dirty.ts';
import { toDate, type Clock } from '../../../lib/clock.ts';
import { sha256 } from '../../../lib/ids.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import { appendAudit } from '../action-audit.ts';
import { suppress, type SuppressionReason } from '../suppression.ts';
import { plainSubject } from './own-words.ts';
import { parseMail, type ParsedMail } from './parse-mail.ts';

/** The source of what customers answered by mail. */
export const mailSourceId = 'src_mail';

/** What became of a message: taken as what it is, known already, or of no message that left here, and then nothing of it is kept. */
export interface Taken {
  outcome: 'taken' | 'known' | 'unmatched';
  kind: InboundKind | null;
  actionId: string | null;
}

interface Delivery {
  id: string;
  actionId: string;
  accountId: string;
  personId: string | null;
  recipient: string;
  sentAt: Date | null;
}

/** How long after a message an answer is found by its subject alone, where the mail server gave the message another id. */
const subjectDays = 60;
const columns = 'd.id, d.action_id as "actionId", d.account_id as "accountId", d.person_id as "personId", d.recipient, d.sent_at as "sentAt"';

/** What the message is, by what it says of itself. Null: nothing that counts, as a server that is still trying. Pure. */
export function kindOf({ report, automatic, refused }: Pick<ParsedMail, 'report' | 'automatic' | 'refused'>): InboundKind | null {
  if (report) return report.kind === 'delay' ? null : report.kind;
  if (refused) return 'forged';
  return automatic ? 'auto_reply' : 'reply';
}

/** The message that left. Reports count by our id only: an id cannot be guessed, and a report takes an address off the list. */
async function findDelivery(db: Db, clock: Clock, mail: ParsedMail): Promise<Delivery | undefined> {
  if (mail.answers.length) return db.maybe<Delivery>(`select ${columns} from action_delivery d where d.mail_id = any($1) order by d.planned_at desc limit 1`, [mail.answers]);
  if (mail.report || !mail.sender || !mail.subject) return undefined;
  const rows = await db.query<Delivery & { subject: string | null }>(
    `select ${columns}, d.message ->> 'subject' as subject from action_delivery d where d.channel = 'email' and lower(d.recipient) = $1 and d.state in ('sent', 'uncertain') and d.sent_at > $2::timestamptz - $3 * interval '1 day' order by d.sent_at desc limit 50`,
    [mail.sender, clock.now(), subjectDays]);
  const subject = plainSubject(mail.subject);
  return rows.find((row) => row.subject !== null && plainSubject(row.subject) === subject);
}

function keyOf(mail: ParsedMail, raw: Buffer): string {
  return `inb_${sha256(mail.id === null ? raw.toString('base64') : JSON.stringify([mail.id, mail.sender])).slice(0, 32)}`;
}

/** Not before the message that it answers, not in the future. */
function momentOf({ at }: ParsedMail, { sentAt }: Delivery, now: Date): Date {
  const from = sentAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  return toDate(Math.min(now.getTime(), Math.max(from, at?.getTime() ?? now.getTime())));
}

/** The reply as a record of the account, whose words are the customer's. */
async function keepReply(tx: Db, clock: Clock, id: string, mail: ParsedMail, { accountId, actionId }: Delivery, personId: string | null, at: Date): Promise<string> {
  const activityId = `act_${id.slice(4)}`;
  await tx.query("insert into source (id, kind, name, created_at, last_received_at, last_happened_at) values ($1, 'mail', 'E-mail replies', $2, $2, $3) on conflict (id) do update set last_received_at = excluded.last_received_at, last_happened_at = greatest(source.last_happened_at, excluded.last_happened_at)", [mailSourceId, clock.wall(), at]);
  await tx.query(
    "insert into activity (id, account_id, person_id, person_ids, kind, direction, at, subject, body, author, tone, custom, source_id, known_at) values ($1, $2, $3, $4, 'email', 'in', $5, $6, $7, $8, $9, $10, $11, $12)",
    [activityId, accountId, personId, personId === null ? [] : [personId], at, mail.subject, mail.text || null, mail.sender, toneOf(mail.text), JSON.stringify({ action: actionId }), mailSourceId, clock.now()],
  );
  await markDirty(tx, clock, [accountId], 'event');
  return activityId;
}

const reasons: Partial<Record<InboundKind, SuppressionReason>> = { bounce: 'bounced', complaint: 'complained' };

/**
 * Takes a message that came to one of the company's mailboxes: finds which of our messages it answers or reports on, and follows it up, all or nothing
 * and once, however often it is handed in. A reply becomes a record of the account and waits to be answered; an automatic answer is no contact; an address
 * that does not exist, and one whose owner complained, is not written to again. Mail that answers none of ours leaves no trace.
 */
export async function takeMail({ db, clock }: { db: Db; clock: Clock }, raw: Buffer): Promise<Taken> {
  const mail = await parseMail(raw);
  const kind = kindOf(mail);
  const delivery = kind === null ? undefined : await findDelivery(db, clock, mail);
  if (kind === null || !delivery) return { outcome: 'unmatched', kind: null, actionId: null };
  const id = keyOf(mail, raw);
  const now = clock.now();
  const at = momentOf(mail, delivery, now);
  return db.tx(async (tx) => {
    const writer = await tx.maybe<{ id: string }>('select id from person where account_id = $1 and lower(trim(email)) = $2 order by left_on nulls first, id limit 1', [delivery.accountId, mail.sender]);
    const fresh = await tx.maybe(
      'insert into inbound_mail (id, kind, delivery_id, action_id, account_id, person_id, sender, subject, note, at, received_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (id) do nothing returning 1',
      [id, kind, delivery.id, delivery.actionId, delivery.accountId, mail.report ? delivery.personId : (writer?.id ?? null), mail.sender, mail.subject, mail.report?.note ?? (kind === 'forged' ? 'The receiving server found that it is not from this sender (DMARC).' : null), at, now],
    );
    if (!fresh) return { outcome: 'known', kind, actionId: delivery.actionId };
    if (kind === 'reply') await tx.query('update inbound_mail set activity_id = $2 where id = $1', [id, await keepReply(tx, clock, id, mail, delivery, writer?.id ?? null, at)]);
    const reason = reasons[kind];
    if (reason) await suppress(tx, clock, { address: delivery.recipient, reason, note: mail.report?.note, byWhom: 'mail server' });
    await appendAudit(tx, now, [{ actionId: delivery.actionId, event: `mail_${kind}`, byWhom: 'mail', detail: { message: delivery.id, mail: id, from: sha256(mail.sender), note: mail.report?.note ?? null } }]);
    await tx.query("insert into change_feed (topic, entity_id) values ('action', $1), ('account', $2)", [delivery.actionId, delivery.accountId]);
    return { outcome: 'taken', kind, actionId: delivery.actionId };
  });
}
