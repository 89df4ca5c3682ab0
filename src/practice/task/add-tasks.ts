import { newId } from '../../lib/ids.ts';
import { dayOf, type Day } from '../../lib/period.ts';
import { fault } from '../../lib/fault.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { addBusinessDays } from './business-day.ts';
import { assignTasks, keepTurn, readCandidates, takeTurn } from './assign-tasks.ts';
import { readCalendar } from './calendar-setting.ts';
import { authorOf } from './task-condition.ts';
import type { Due, NewTask } from './task.ts';

/** Numbers are given one after the other, and two people who link tasks at once must not close a circle. */
export async function lockTasks(tx: Db): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtext('task'))");
}

/** Tells open pages that tasks moved. */
export async function tellTasks(tx: Db, ids: readonly string[]): Promise<void> {
  await tx.query("insert into change_feed (topic, entity_id) select 'task', id from unnest($1::text[]) id", [[...new Set(ids)]]);
}

async function assigneesOf(tx: Db, drafts: readonly NewTask[], me: string | null): Promise<(string | null)[]> {
  const accounts = [...new Set(drafts.flatMap(({ accountId }) => accountId ?? []))];
  const owners = new Map((await tx.query<{ id: string; ownerId: string | null }>('select id, owner_id as "ownerId" from account where id = any($1)', [accounts])).map((row) => [row.id, row.ownerId]));
  const asked = drafts.map(({ assign, accountId }) => ({ assign: assign === undefined ? (accountId ? ('owner' as const) : me === null ? null : { memberId: me }) : assign, ownerId: (accountId ? owners.get(accountId) : null) ?? null }));
  const named = [...new Set(asked.flatMap(({ assign }) => (assign && typeof assign === 'object' ? [assign.memberId] : [])))];
  const known = new Set((await tx.query<{ id: string }>('select id from member where id = any($1)', [named])).map(({ id }) => id));
  const stranger = named.find((id) => !known.has(id));
  if (stranger !== undefined) throw fault('notFound', 'member', `There is no colleague "${stranger}".`, { remedy: '"member list" shows them.' });
  if (!asked.some(({ assign }) => assign === 'fewest_accounts' || assign === 'round_robin')) return assignTasks(asked, [], null).assignees;
  const last = await takeTurn(tx);
  const done = assignTasks(asked, await readCandidates(tx), last);
  if (done.last !== last) await keepTurn(tx, done.last);
  return done.assignees;
}

async function numbersOf(tx: Db, drafts: readonly NewTask[]): Promise<number[]> {
  const rows = await tx.query<{ parent: string; numbers: number[] }>("select coalesce(parent_id, '') as parent, array_agg(number) as numbers from task where coalesce(parent_id, '') = any($1) group by 1", [[...new Set(drafts.map(({ parentId }) => parentId ?? ''))]]);
  const taken = new Map(rows.map(({ parent, numbers }) => [parent, new Set(numbers)]));
  const highest = new Map(rows.map(({ parent, numbers }) => [parent, numbers.reduce((most, one) => Math.max(most, one), 0)]));
  return drafts.map(({ parentId, number }) => {
    const parent = parentId ?? '';
    const used = taken.get(parent) ?? new Set<number>();
    const next = number !== undefined && !used.has(number) ? number : (highest.get(parent) ?? 0) + 1;
    taken.set(parent, used.add(next));
    highest.set(parent, Math.max(highest.get(parent) ?? 0, next));
    return next;
  });
}

function dueOf(due: Due | null | undefined, after: (days: number) => Day): { on: Day | null; at: string | null } {
  if (!due) return { on: null, at: null };
  if ('at' in due) return { on: dayOf(due.at), at: due.at.toISOString() };
  return { on: 'on' in due ? due.on : after(due.businessDays), at: null };
}

/**
 * Makes tasks, in a few statements whatever their number. A draft whose key is there already answers that task and changes nothing. Authority over
 * the accounts is the caller's matter. Fault `notFound` for an assignee that is not there.
 */
export async function addTasks({ clock, principal }: Pick<Context, 'clock' | 'principal'>, tx: Db, drafts: readonly NewTask[]): Promise<{ id: string; key: string | null; created: boolean }[]> {
  if (drafts.length === 0) return [];
  await lockTasks(tx);
  const keys = drafts.flatMap(({ key }) => key ?? []);
  const known = new Map((await tx.query<{ id: string; key: string }>('select id, key from task where key = any($1)', [keys])).map(({ id, key }) => [key, id]));
  const fresh = drafts.filter(({ key }, index) => !key || (!known.has(key) && drafts.findIndex((other) => other.key === key) === index));
  const me = (await tx.maybe<{ id: string }>('select id from member where user_id = $1', [authorOf(principal)]))?.id ?? null;
  const [assignees, numbers, calendar] = [await assigneesOf(tx, fresh, me), await numbersOf(tx, fresh), await readCalendar(tx)];
  const now = clock.now();
  const today = dayOf(now);
  const made = new Map(fresh.map((draft) => [draft, newId('task', clock.wall().getTime())]));
  const rows = fresh.map((draft, index) => {
    const due = dueOf(draft.due, (days) => addBusinessDays(today, days, calendar));
    const closed = draft.status === 'done' || draft.status === 'cancelled';
    return {
      id: made.get(draft), tag: draft.tag ?? 'master', parent_id: draft.parentId ?? null, number: numbers[index], account_id: draft.accountId ?? null, title: draft.title, description: draft.description ?? '', details: draft.details ?? '',
      test_strategy: draft.testStrategy ?? '', status: draft.status ?? 'pending', priority: draft.priority ?? 'medium', assignee_id: assignees[index] ?? null, author: authorOf(principal), due_on: due.on, due_at: due.at, origin: draft.origin, key: draft.key ?? null,
      recurrence: draft.recurrence ?? null, template: draft.template ?? null, metadata: draft.metadata ?? {}, version: 1, created_at: now, updated_at: now, closed_at: closed ? now : null,
    };
  });
  await tx.query('insert into task select * from jsonb_populate_recordset(null::task, $1::jsonb)', [JSON.stringify(rows)]);
  await tellTasks(tx, [...made.values()]);
  return drafts.map((draft) => {
    const key = draft.key ?? null;
    const own = made.get(draft);
    const same = key === null ? undefined : fresh.find((other) => other.key === key);
    return { id: own ?? (key !== null ? (known.get(key) ?? (same && made.get(same))) : undefined) ?? '', key, created: own !== undefined };
  });
}
