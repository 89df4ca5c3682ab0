import { zonesOf } from '../src/practice/action/recipient-zone.ts';
import type { Policy } from '../src/practice/action/policy.ts';
import type { Db } from '../src/platform/postgres/database.ts';
import type { Arrived } from './live-year.ts';

/** What is held against the policy, by rule: one sentence for each breach. Every list must be empty. */
export interface Breaches {
  stranger: string[];
  left: string[];
  suppressed: string[];
  quietHours: string[];
  cadencePerson: string[];
  cadenceAccount: string[];
  surveys: string[];
  reminders: string[];
  unapproved: string[];
  undoWindow: string[];
  doubled: string[];
  budget: string[];
}

interface Sent {
  at: Date;
  key: string;
  actionId: string;
  type: string;
  accountId: string;
  address: string;
  person: Known | undefined;
}

interface Known {
  id: string;
  accountId: string;
  leftOn: string | null;
  timeZone: string | null;
  country: string | null;
}

const dayMs = 86_400_000;
const toPeople: ReadonlySet<string> = new Set(['send_email', 'invite', 'send_survey']);
/** What the shipped policy lets out without a person. */
const free: ReadonlySet<string> = new Set(['post_chat']);
const atMostOnce = toPeople;

/** Judges everything that left by the policy alone, apart from the guard's own code: only where a person lives is read as the guard reads it. */
export async function judgeYear(db: Db, policy: Policy, arrived: readonly Arrived[], silenced: ReadonlyMap<string, Date>): Promise<Breaches> {
  const people = await db.query<Known & { email: string }>(`select p.id, p.account_id as "accountId", lower(p.email) as email, p.left_on::text as "leftOn", p.time_zone as "timeZone", a.country from person p join account a on a.id = p.account_id where p.email is not null`);
  const byAddress = Map.groupBy(people, ({ email }) => email);
  const all = arrived.map(({ at, outgoing: { key, actionId, type, accountId, message } }): Sent => {
    const address = message.to.toLowerCase();
    return { at, key, actionId, type, accountId, address, person: byAddress.get(address)?.find((one) => one.accountId === accountId) };
  });
  const messages = all.filter(({ type }) => toPeople.has(type));
  const say = (some: readonly Sent[], what: (one: Sent) => string | false): string[] => some.flatMap((one) => { const text = what(one); return text === false ? [] : [`${one.type} ${one.key} to ${one.address} at ${one.at.toISOString()}: ${text}`]; });
  return {
    stranger: say(messages, ({ person }) => person === undefined && 'nobody of this account'),
    left: say(messages, ({ person, at }) => person?.leftOn != null && person.leftOn <= at.toISOString().slice(0, 10) && `left on ${person.leftOn}`),
    suppressed: say(messages, ({ address, at }) => { const since = silenced.get(address); return since !== undefined && at > since && `asked for silence at ${since.toISOString()}`; }),
    quietHours: say(messages, ({ person, at }) => person !== undefined && quietIn(zonesOf(person, policy.quietHours.timeZone), at, policy)),
    cadencePerson: tooOften(Map.groupBy(messages, ({ address }) => address), policy.cadence.person),
    // One message to several people of an account is one contact.
    cadenceAccount: tooOften(Map.groupBy([...new Map(messages.map((one) => [one.actionId, one])).values()], ({ accountId }) => accountId), policy.cadence.account),
    ...(await judgeSurveys(db, messages.filter(({ type }) => type === 'send_survey'), policy)),
    ...(await judgeApprovals(db, all, policy)),
    doubled: doubled(all),
    budget: tooOften(new Map([['all', all.filter(({ type }) => !free.has(type))]]), [{ most: policy.budgets.perDay, days: 1 }]),
  };
}

function quietIn(zones: readonly string[], at: Date, { quietHours: { from, to, weekends } }: Policy): string | false {
  for (const zone of zones) {
    const [weekday = '', time = ''] = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at).split(/,? /);
    if (weekends && weekday.startsWith('S')) return `${weekday} in ${zone}`;
    if (from > to ? time >= from || time < to : time >= from && time < to) return `${time} in ${zone}`;
  }
  return false;
}

function tooOften(groups: ReadonlyMap<string, readonly Sent[]>, limits: Policy['cadence']['person']): string[] {
  return [...groups].flatMap(([who, some]) => limits.flatMap(({ most, days }) => {
    const times = some.map(({ at }) => at.getTime()).toSorted((a, b) => a - b);
    const at = times.findIndex((time, index) => index >= most && time - (times[index - most] as number) < days * dayMs);
    return at < 0 ? [] : [`${who}: more than ${most} in ${days} days, by ${new Intl.DateTimeFormat('en-CA', { timeZone: 'UTC' }).format(times[at])}`];
  }));
}

// Nobody is asked too often, and a reminder goes only to who was asked before it and had not answered by then.
async function judgeSurveys(db: Db, all: readonly Sent[], { cadence }: Policy): Promise<Pick<Breaches, 'surveys' | 'reminders'>> {
  const rows = await db.query<{ id: string; reminds: string | null; answeredAt: Date | null }>(
    `select a.id, a.content -> 'survey' ->> 'reminds' as reminds, i.answered_at as "answeredAt" from action a left join survey_invitation i on i.id = a.content -> 'survey' ->> 'reminds' where a.id = any($1)`, [[...new Set(all.map(({ actionId }) => actionId))]]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const asked = all.filter(({ actionId }) => byId.get(actionId)?.reminds === null);
  const reminders = all.flatMap(({ key, actionId, address, at }) => {
    const { reminds = null, answeredAt = null } = byId.get(actionId) ?? {};
    if (reminds === null) return [];
    const first = asked.find((one) => one.key === reminds);
    return first?.address === address && first.at < at && (answeredAt === null || answeredAt >= at) ? [] : [`${key} to ${address} at ${at.toISOString()}: not asked, or answered already`];
  });
  return { surveys: tooOften(Map.groupBy(asked, ({ address }) => address), cadence.survey), reminders };
}

// A message that is not let out freely was approved, with the very digest, by a person, before it left and after the undo window; and the approval served once.
async function judgeApprovals(db: Db, all: readonly Sent[], { undoMinutes }: Policy): Promise<Pick<Breaches, 'unapproved' | 'undoWindow'>> {
  const rows = await db.query<{ id: string; digest: string; approved: string | null; userId: string | null; at: Date | null; createdAt: Date; times: number }>(
    `select a.id, a.digest, i.digest as approved, p.user_id as "userId", p.approved_at as at, a.created_at as "createdAt", (select count(*)::int from action_approval_item c where c.action_id = a.id and c.consumed_at is not null) as times
     from action a left join action_approval p on p.id = a.approval_id left join action_approval_item i on i.approval_id = p.id and i.action_id = a.id where a.id = any($1)`, [[...new Set(all.map(({ actionId }) => actionId))]]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const found: Pick<Breaches, 'unapproved' | 'undoWindow'> = { unapproved: [], undoWindow: [] };
  for (const { key, type, actionId, at } of all) {
    const row = byId.get(actionId);
    if (!row) found.unapproved.push(`${key}: no action behind it`);
    else if (!free.has(type) && (row.userId === null || row.at === null || row.approved === null || row.times !== 1 || row.at > at)) found.unapproved.push(`${type} ${key}: ${row.userId === null ? 'nobody approved it' : `approval used ${row.times} times`}`);
    const begun = row?.at ?? row?.createdAt;
    if (begun && at.getTime() < begun.getTime() + undoMinutes * 60_000) found.undoWindow.push(`${type} ${key}: ${at.toISOString()} is within ${undoMinutes} minutes of ${begun.toISOString()}`);
  }
  return found;
}

// A receiver that knows keys drops a second copy; mail servers know none, so a second copy is a second message. The same words to the same person are doubled whatever their keys.
function doubled(all: readonly Sent[]): string[] {
  const keys = [...Map.groupBy(all.filter(({ type }) => atMostOnce.has(type)), ({ key }) => key)].flatMap(([key, some]) => (some.length > 1 ? [`${key} arrived ${some.length} times`] : []));
  const perAction = [...Map.groupBy(new Map(all.map((one) => [one.key, one])).values(), ({ actionId, address }) => `${actionId} ${address}`)].flatMap(([who, some]) => (some.length > 1 ? [`${who}: ${some.length} messages of one action`] : []));
  return [...keys, ...perAction];
}
