import type { RenderedMessage } from '../../contract/action.ts';
import { toDate, type Clock } from '../../lib/clock.ts';
import { sha256 } from '../../lib/ids.ts';
import { dayOf } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { activeDefinition } from '../../program/definition/definition-store.ts';
import { actionTypes, findActionType, type ChannelId } from './action-type.ts';
import type { ActionRow } from './action-row.ts';
import type { GuardDraft, GuardHistory } from './decide.ts';
import { policyDefinition, type VersionedPolicy } from './policy.ts';
import { readRecipients, usableAddress } from './read-recipients.ts';
import { actionDigest, contentProblem, renderMessages } from './render-action.ts';
import { reminderProblems } from './survey/invitation-store.ts';
import { routesOf } from './write-back/route.ts';

/** What the guard needs to know of one action: the draft as the records stand, its messages, and what was done before. */
export interface Judged {
  draft: GuardDraft;
  messages: RenderedMessage[];
  /** By which way it would leave. */
  channel: ChannelId | '';
  digest: string;
  ownerId: string | null;
  history: GuardHistory;
  /** Counts one more planned action, for those judged after it. */
  plan(at: Date): void;
}

const dayMs = 86_400_000;
const outward = actionTypes.filter(({ effect }) => effect !== 'internal').map(({ id }) => id);

/** The policy in force. What people approve counts from that moment of real time, whatever day is being read. */
export async function readPolicy(db: Db, clock: Clock): Promise<VersionedPolicy> {
  const { body, version } = await activeDefinition<unknown>(db, 'policy', 'default', clock.wall());
  return { policy: policyDefinition.parse(body), version };
}

/** Keeps whoever proposes, approves and sends in one line, so that limits are counted once. Held until the transaction ends. */
export async function lockGuard(tx: Db): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtext('action_guard'))");
}

interface Contact {
  actionId: string;
  accountId: string;
  personId: string | null;
  /** A survey put its question, and not as a reminder. */
  asks: boolean;
  at: Date;
}

const asks = ({ type, content }: Pick<ActionRow, 'type' | 'content'>) => type === 'send_survey' && content.survey?.reminds === undefined;

const asking = "(a.type = 'send_survey' and a.content -> 'survey' ->> 'reminds' is null)";

// Messages that left or may have left, those on their way, and those planned.
async function readContacts(tx: Db, accountIds: readonly string[], since: Date): Promise<Contact[]> {
  return tx.query<Contact>(
    `select d.action_id as "actionId", d.account_id as "accountId", d.person_id as "personId", coalesce(d.sent_at, d.planned_at) as at, ${asking} as asks from action_delivery d join action a on a.id = d.action_id
     where d.account_id = any($1) and d.person_id is not null and d.state in ('ready', 'sending', 'sent', 'uncertain') and d.planned_at > $2
     union all select a.id, a.account_id, p, a.due_at, ${asking} from action a cross join unnest(a.person_ids) p where a.status = 'scheduled' and a.account_id = any($1)`,
    [accountIds, since],
  );
}

async function readDay(tx: Db, now: Date): Promise<{ actionId: string; origin: string; free: boolean; at: Date }[]> {
  return tx.query(
    `select a.id as "actionId", a.origin->>'kind' || ':' || (a.origin->>'id') as origin, a.approval_id is null as free, coalesce(d.at, a.due_at) as at
     from action a left join lateral (select max(coalesce(d.sent_at, d.planned_at)) as at from action_delivery d where d.action_id = a.id and d.state in ('ready', 'sending', 'sent', 'uncertain')) d on true
     where a.type = any($1) and (a.status = 'scheduled' or a.status in ('sending', 'sent', 'uncertain') and a.updated_at > $2) and coalesce(d.at, a.due_at) > $2`,
    [outward, toDate(now.getTime() - dayMs)],
  );
}

interface Surroundings {
  accountName: string;
  ownerId: string | null;
  ownerName: string | null;
  ownerEmail: string | null;
}

/** Reads everything that the guard judges by, for a set of actions, in a number of statements that does not grow with it. */
export async function judgeActions(tx: Db, clock: Clock, versioned: VersionedPolicy, rows: readonly ActionRow[]): Promise<Map<string, Judged>> {
  const now = clock.now();
  const { policy, version } = versioned;
  const longest = Math.max(...[...policy.cadence.person, ...policy.cadence.account, ...(rows.some(asks) ? policy.cadence.survey : [])].map(({ days }) => days));
  const accountIds = [...new Set(rows.map(({ accountId }) => accountId))];
  const [recipients, contacts, day, accounts, endpoints, { stopped }, routes, reminders] = [
    await readRecipients(tx, rows.flatMap(({ personIds }) => personIds), dayOf(now), policy.quietHours.timeZone),
    await readContacts(tx, accountIds, toDate(now.getTime() - longest * dayMs)),
    await readDay(tx, now),
    await tx.query<Surroundings & { id: string }>('select a.id, a.name as "accountName", a.owner_id as "ownerId", m.name as "ownerName", m.email as "ownerEmail" from account a left join member m on m.id = a.owner_id where a.id = any($1)', [accountIds]),
    await tx.query<{ id: string; url: string }>('select id, url from action_endpoint'),
    await tx.one<{ stopped: boolean }>('select stopped from action_switch'),
    await routesOf(tx, rows),
    await reminderProblems(tx, rows),
  ];
  const [byAccount, urls] = [new Map(accounts.map((account) => [account.id, account])), new Map(endpoints.map(({ id, url }) => [id, url]))];
  return new Map(rows.map((row) => {
    const around = byAccount.get(row.accountId);
    const people = row.personIds.flatMap((id) => recipients.get(id) ?? []);
    const type = findActionType(row.type);
    const email = usableAddress(around?.ownerEmail ?? null);
    const owner = email === null ? null : { name: around?.ownerName ?? email, email };
    const route = routes.get(row.id);
    const channel = route ? 'vendor' : (type?.channel ?? '');
    const messages = type ? renderMessages({ id: row.id, type, content: row.content, recipients: people, owner, accountName: around?.accountName ?? '', createdAt: row.createdAt, policy, target: route?.target }) : [];
    const url = route ? route.address : type && type.channel !== 'email' ? urls.get(messages[0]?.to ?? '') : undefined;
    const digest = actionDigest({ type: row.type, accountId: row.accountId, channel, endpoint: url === undefined ? null : sha256(url), messages, fields: row.content.fields ?? null, policyVersion: version, expiresAt: row.expiresAt });
    const origin = `${row.origin.kind}:${row.origin.id}`;
    const problem = contentProblem(type, row.content) ?? reminders.get(row.id) ?? route?.problem ?? (type && type.channel !== 'email' && url === undefined ? `No address is set for "${messages[0]?.to ?? ''}".` : null);
    const judged: Judged = {
      draft: { type: row.type, accountId: row.accountId, personIds: row.personIds, recipients: people, tainted: row.tainted, asks: asks(row), problem, notBefore: row.notBefore },
      messages, channel, digest, ownerId: around?.ownerId ?? null,
      get history() {
        return historyOf(row, stopped, contacts, day, origin);
      },
      plan(at) {
        for (const personId of row.personIds) contacts.push({ actionId: row.id, accountId: row.accountId, personId, asks: asks(row), at });
        if (type && type.effect !== 'internal') day.push({ actionId: row.id, origin, free: true, at });
      },
    };
    return [row.id, judged];
  }));
}

function timesOf(personIds: readonly string[], contacts: readonly Contact[]): Map<string, number[]> {
  return new Map(personIds.map((id) => [id, contacts.filter(({ personId }) => personId === id).map(({ at }) => at.getTime())]));
}

function historyOf(row: ActionRow, stopped: boolean, contacts: readonly Contact[], day: readonly { actionId: string; origin: string; free: boolean; at: Date }[], origin: string): GuardHistory {
  const others = contacts.filter(({ actionId, accountId }) => actionId !== row.id && accountId === row.accountId);
  const ofDay = day.filter(({ actionId }) => actionId !== row.id);
  return {
    stopped,
    byPerson: timesOf(row.personIds, others),
    asked: timesOf(row.personIds, others.filter((one) => one.asks)),
    // Several people written to by one action are one contact with the account.
    byAccount: [...new Map(others.map(({ actionId, at }) => [actionId, at.getTime()])).values()],
    day: ofDay.map(({ at }) => at.getTime()),
    originDay: ofDay.filter((one) => one.free && one.origin === origin).length,
  };
}
