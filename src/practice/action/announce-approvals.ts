import { toDate, type Clock } from '../../lib/clock.ts';
import { dayOf } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { findActionType } from './action-type.ts';
import { autonomyOf } from './decide.ts';
import { readPolicy } from './judge-actions.ts';
import { proposeActions, type ActionDraft } from './propose-actions.ts';

/** What telling a chat needs. */
export interface AnnounceDeps {
  db: Db;
  clock: Clock;
  /** Where people reach this instance; null while that is not known. */
  linkBase(): string | null;
}

/** The address under which a chat is told of decisions that wait. Where it is not set, none is. */
export const approvalsEndpoint = 'approvals';

/** More than so many at once are told in one message. */
const mostSingle = 5;
const batch = 200;
const dayMs = 86_400_000;
const origin = { kind: 'rule', id: approvalsEndpoint } as const;

interface Waiting {
  id: string;
  type: string;
  accountId: string;
  account: string;
  people: string | null;
  why: string;
  subject: string | null;
  tainted: boolean;
  expiresAt: Date;
}

const typeWords: Record<string, string> = { send_email: 'E-mail', invite: 'Invitation', send_survey: 'Survey', webhook: 'Call of another system', crm_task: 'Task in the CRM', crm_opportunity: 'Opportunity in the CRM', crm_note: 'Note in the CRM', crm_field: 'Field values', ticket_note: 'Note on a ticket' };

/**
 * Tells the chat of decisions that began to wait, each with a link to exactly that decision; it is a chat message like any other, under the policy.
 * What untrusted text had a part in is named without its words. Each is told once. Answers how many were told.
 */
export async function announceApprovals({ db, clock, linkBase }: AnnounceDeps): Promise<number> {
  const base = linkBase();
  if (base === null || !(await db.maybe('select 1 from action_endpoint where id = $1', [approvalsEndpoint]))) return 0;
  return db.tx(async (tx) => {
    const { policy } = await readPolicy(tx, clock);
    const level = autonomyOf('post_chat', policy);
    const now = clock.now();
    const waiting = await readWaiting(tx, toDate(now.getTime() - dayMs));
    if (waiting.length === 0) return 0;
    await tx.query('update action set announced_at = $2 where id = any($1)', [waiting.map(({ id }) => id), now]);
    // A message that itself waits for a decision would be one more to decide about.
    const { told } = await tx.one<{ told: number }>("select count(*)::int as told from action where origin ->> 'kind' = $1 and origin ->> 'id' = $2 and created_at > $3", [origin.kind, origin.id, toDate(now.getTime() - dayMs)]);
    if ((level !== 'auto' && level !== 'auto_undo') || told + mostSingle > policy.budgets.perOriginPerDay) return 0;
    const drafts = waiting.length > mostSingle ? [summaryOf(waiting, base)] : waiting.map((one) => messageOf(one, base));
    await proposeActions({ clock }, tx, drafts);
    return waiting.length;
  });
}

function readWaiting(tx: Db, since: Date): Promise<Waiting[]> {
  return tx.query<Waiting>(
    `select x.id, x.type, x.account_id as "accountId", a.name as account, (select string_agg(p.name, ', ' order by p.name) from person p where p.id = any(x.person_ids)) as people, x.why, x.content ->> 'subject' as subject, x.tainted, x.expires_at as "expiresAt"
     from action x join account a on a.id = x.account_id where x.status in ('draft', 'waiting') and x.type <> 'post_chat' and x.announced_at is null and x.created_at > $1 order by x.created_at, x.id limit ${batch} for update of x skip locked`, [since]);
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll(/[{}]/g, '').slice(0, 200);

function draftOf(key: string, accountId: string, subject: string, body: string): ActionDraft {
  return { key, type: 'post_chat', accountId, personIds: [], content: { subject: oneLine(subject), body, endpoint: approvalsEndpoint }, taint: { tainted: false }, origin, why: 'A decision waits for a person.' };
}

function messageOf({ id, type, accountId, account, people, why, subject, tainted, expiresAt }: Waiting, base: string): ActionDraft {
  const what = typeWords[type] ?? findActionType(type)?.id ?? type;
  const words = tainted ? ['Untrusted text had a part in it; read it before you decide.'] : [subject && `"${oneLine(subject)}"`, oneLine(why)].filter((line) => line);
  return draftOf(`approval:${id}`, accountId, `A decision waits: ${what}${people ? ` to ${people}` : ''}, ${account}`, [...words, `Decide by ${dayOf(expiresAt)}: ${linkOf(base, id)}`].join('\n\n'));
}

function summaryOf(waiting: readonly Waiting[], base: string): ActionDraft {
  const [first] = waiting as [Waiting];
  const accounts = [...new Set(waiting.map(({ account }) => oneLine(account)))];
  const named = accounts.length > 8 ? `${accounts.slice(0, 8).join(', ')} and ${accounts.length - 8} more` : accounts.join(', ');
  return draftOf(`approvals:${first.id}`, first.accountId, `${waiting.length} decisions wait`, [`For ${named}.`, `${base}/approvals`].join('\n\n'));
}

/** Where exactly one decision is taken. */
export function linkOf(base: string, id: string): string {
  return `${base}/approvals?open=${encodeURIComponent(id)}`;
}
