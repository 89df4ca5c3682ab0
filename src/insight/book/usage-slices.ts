import type { SliceBy, UsageSlices } from '../../contract/account-page.ts';
import type { AsOf } from '../../lib/as-of.ts';
import { addDays } from '../../lib/period.ts';
import { literal } from '../../platform/analytics/literal.ts';
import type { Context } from '../../platform/operation/context.ts';
import { ownEvents, ownHashes } from './account-usage.ts';

interface Cell {
  week: number;
  name: string;
  user: string;
  events: number;
  grain: 'event' | 'period';
}

/** Who a usage key is: the person's name, and the team that the person's record names. */
interface UserName {
  key: string;
  name: string | null;
  team: string | null;
}

/** Slices told one by one; the total counts all. */
const shownSlices = 200;
const teamFields = ['team', 'department', 'team_name', 'department_name', 'business_unit', 'abteilung'];

/** The module of a feature: the one that is mapped, else what stands before the first separator of its name. */
export function moduleOf(feature: string, mapped: string | null | undefined): string {
  return mapped ?? (/^[^\s_.:/-]+(?=[\s_.:/-])/.exec(feature)?.[0] || feature);
}

async function readCells(context: Context, num: number, start: string, at: AsOf, by: SliceBy): Promise<Cell[]> {
  const user = by === 'team' || by === 'user' ? 'user_key' : "''";
  const name = by === 'feature' || by === 'module' ? 'name' : "''";
  const raw = await context.analytics.query<Cell>(
    `select toInt32(intDiv(dateDiff('day', toDate(${literal(start)}), day), 7)) as week, ${name} as name, ${user} as user, toFloat64(count()) as events, 'event' as grain
     from event where ${ownEvents(num)} and day >= toDate(${literal(start)}) and at < ${literal(at.until)} group by 1, 2, 3`,
    { lane: 'live' },
  );
  const periods = await context.analytics.query<Cell>(
    `select toInt32(intDiv(dateDiff('day', toDate(${literal(start)}), start_on + days - 1), 7)) as week, ${name} as name, ${user} as user, toFloat64(sum(events)) as events, 'period' as grain
     from usage_period final where group_hash in ${ownHashes(1, num)} and start_on + days > toDate(${literal(start)}) and start_on + days <= toDate(${literal(addDays(at.day, 1))}) group by 1, 2, 3`,
    { lane: 'live' },
  );
  return [...raw, ...periods];
}

function readUserNames({ db }: Context, accountId: string, keys: readonly string[]): Promise<UserName[]> {
  return db.query<UserName>(
    `select distinct on (k.key) k.key, coalesce(p.name, p.email) as name, (select value from jsonb_each_text(p.custom) c(name, value) where lower(c.name) = any($3) and value <> '' limit 1) as team
     from unnest($2::text[]) k(key) join person p on p.account_id = $1
       and (lower(p.email) = lower(k.key) or p.id in (select entity_id from external_id where entity = 'person' and value = k.key) or lower(p.email) in (select lower(email) from usage_identity where key = k.key and email is not null))
     order by k.key, p.id`,
    [accountId, keys, teamFields],
  );
}

/** Puts cells together by slice. A period counts only in weeks without events of their own. Pure. */
export function sliceCells(cells: readonly Cell[], weeks: readonly string[], sliceOf: (cell: Cell) => { id: string; label: string } | null, by: SliceBy): UsageSlices {
  const rawWeeks = new Set(cells.filter((cell) => cell.grain === 'event').map((cell) => cell.week));
  const counted = cells.filter((cell) => cell.week >= 0 && cell.week < weeks.length && (cell.grain === 'event' || !rawWeeks.has(cell.week)));
  const slices = new Map<string, { id: string; label: string; events: number[]; users: Set<string> }>();
  let unattributed = 0;
  for (const cell of counted) {
    const slice = sliceOf(cell);
    if (!slice) {
      unattributed += cell.events;
      continue;
    }
    let row = slices.get(slice.id);
    if (!row) slices.set(slice.id, (row = { ...slice, events: weeks.map(() => 0), users: new Set() }));
    row.events[cell.week] = (row.events[cell.week] ?? 0) + cell.events;
    if (cell.user) row.users.add(cell.user);
  }
  const rows = [...slices.values()].map(({ users, ...row }) => ({ ...row, users: by === 'team' ? users.size : null, total: row.events.reduce((sum, n) => sum + n, 0), lastWeek: weeks[row.events.findLastIndex((n) => n > 0)] ?? null }));
  const grains = new Set(counted.map((cell) => cell.grain));
  return {
    weeks: [...weeks], by, slices: rows.toSorted((a, b) => b.total - a.total || a.label.localeCompare(b.label)).slice(0, shownSlices), unattributed,
    total: counted.reduce((sum, cell) => sum + cell.events, 0), grain: grains.size === 0 ? 'none' : grains.size === 2 ? 'mixed' : ([...grains][0] as 'event' | 'period'),
  };
}

/** Weekly usage of an account before a moment by feature, module, team or user. Weeks are the seven-day windows that end at the moment. */
export async function readUsageSlices(context: Context, accountId: string, at: AsOf, weekCount: number, by: SliceBy): Promise<UsageSlices> {
  const { num } = await context.db.one<{ num: number }>('select num from account where id = $1', [accountId]);
  const start = addDays(at.day, 1 - 7 * weekCount);
  const weeks = Array.from({ length: weekCount }, (_, index) => addDays(start, 7 * index));
  const cells = await readCells(context, num, start, at, by);
  if (by === 'feature') return sliceCells(cells, weeks, ({ name }) => ({ id: name, label: name }), by);
  if (by === 'module') {
    const mapped = new Map((await context.db.query<{ name: string; module: string }>('select name, module from feature where module is not null')).map((row) => [row.name, row.module]));
    return sliceCells(cells, weeks, ({ name }) => ({ id: moduleOf(name, mapped.get(name)), label: moduleOf(name, mapped.get(name)) }), by);
  }
  const users = new Map((await readUserNames(context, accountId, [...new Set(cells.map((cell) => cell.user).filter(Boolean))])).map((row) => [row.key, row]));
  if (by === 'user') return sliceCells(cells, weeks, ({ user }) => (user ? { id: user, label: users.get(user)?.name ?? user } : null), by);
  return sliceCells(cells, weeks, ({ user }) => {
    const team = users.get(user)?.team;
    return team ? { id: team, label: team } : null;
  }, by);
}
