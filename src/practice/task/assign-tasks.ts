import type { Db } from '../../platform/postgres/database.ts';
import type { Assignment } from './task.ts';

/** Somebody who can be given work. */
export interface Candidate {
  id: string;
  accounts: number;
}

export interface ToAssign {
  assign: Assignment;
  ownerId: string | null;
}

/**
 * Who gets each task. `fewest_accounts` counts what this very call gives out too, so that a batch is spread; ties go by id. `round_robin` goes
 * on after `last` in the order of ids. Without candidates a task stays open. Answers the assignees and who was last in turn. Pure.
 */
export function assignTasks(tasks: readonly ToAssign[], candidates: readonly Candidate[], last: string | null): { assignees: (string | null)[]; last: string | null } {
  const order = candidates.map(({ id }) => id).toSorted();
  const load = new Map(candidates.map(({ id, accounts }) => [id, accounts]));
  let turn = last;
  const assignees = tasks.map(({ assign, ownerId }) => {
    if (assign === null) return null;
    if (typeof assign === 'object') return assign.memberId;
    if (assign === 'owner') return ownerId;
    if (order.length === 0) return null;
    if (assign === 'round_robin') return (turn = order.find((id) => turn === null || id > turn) ?? order[0] ?? null);
    const least = order.reduce((best, id) => ((load.get(id) ?? 0) < (load.get(best) ?? 0) ? id : best));
    load.set(least, (load.get(least) ?? 0) + 1);
    return least;
  });
  return { assignees, last: turn };
}

const turnKey = 'task.round_robin';

/** The members who may be given work: those with a user who may sign in; where nobody has one, those who own accounts. With the accounts each owns. */
export function readCandidates(tx: Db): Promise<Candidate[]> {
  return tx.query<Candidate>(
    `with owned as (select owner_id as id, count(*)::int as n from account where merged_into is null and owner_id is not null group by 1),
     signed as (select m.id from member m join app_user u on u.id = m.user_id where u.disabled_at is null and u.role in ('csm', 'leader', 'ops', 'admin'))
     select m.id, coalesce(o.n, 0) as accounts from member m left join owned o using (id)
     where m.id in (select id from signed) or (not exists (select 1 from signed) and o.n > 0) order by m.id`);
}

/** Whose turn it was last; the row stays locked until the transaction ends. */
export async function takeTurn(tx: Db): Promise<string | null> {
  await tx.query("insert into setting (key, value) values ($1, 'null') on conflict (key) do nothing", [turnKey]);
  return (await tx.one<{ value: string | null }>('select value from setting where key = $1 for update', [turnKey])).value;
}

/** Remembers whose turn it was. */
export async function keepTurn(tx: Db, last: string | null): Promise<void> {
  await tx.query('update setting set value = $2::jsonb, updated_at = now() where key = $1', [turnKey, JSON.stringify(last)]);
}
