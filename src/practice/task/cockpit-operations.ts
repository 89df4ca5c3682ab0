import { z } from 'zod';
import { cockpitKind, cockpitList, type CockpitItem, type CockpitLoad } from '../../contract/cockpit.ts';
import { day } from '../../contract/listing.ts';
import { memberOf } from '../../customer/account/reassign-operations.ts';
import { fault } from '../../lib/fault.ts';
import { dayOf } from '../../lib/period.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { baseMoney } from './base-money.ts';
import type { CockpitSource } from './cockpit-source.ts';
import { rankFormula, rankItems, reasonOf, type Ranked } from './rank-items.ts';
import { authorOf } from './task-condition.ts';

const ownSnooze: ReadonlySet<string> = new Set(['renewal', 'reply', 'approval', 'handoff']);

/** How much work stands with each person, the fullest first. Pure. */
export function loadOf(items: readonly CockpitItem[], names: ReadonlyMap<string, string>): CockpitLoad[] {
  const loads = [...Map.groupBy(items, (item) => item.assigneeId ?? null)].map(([memberId, own]): CockpitLoad => ({
    memberId, name: memberId === null ? null : (names.get(memberId) ?? null), items: own.length, late: own.filter(({ urgencyDays }) => urgencyDays !== null && urgencyDays < 0).length, week: own.filter(({ urgencyDays }) => urgencyDays !== null && urgencyDays >= 0 && urgencyDays < 7).length,
  }));
  return loads.toSorted((a, b) => b.items - a.items || (a.name ?? '').localeCompare(b.name ?? ''));
}

async function snoozedOf(context: Context): Promise<ReadonlySet<string>> {
  const rows = await context.db.query<{ key: string }>("select kind || ' ' || item_id as key from cockpit_snooze where user_id = $1 and until_on > $2::date", [authorOf(context.principal), dayOf(context.clock.now())]);
  return new Set(rows.map(({ key }) => key));
}

/** Everything open in the caller's book, with the names that go with it. */
async function readOpen(context: Context, sources: readonly CockpitSource[]) {
  const params: unknown[] = [];
  const [lists, snoozed, accounts, members] = await Promise.all([
    Promise.all(sources.map((source) => source.open(context))), snoozedOf(context),
    context.db.query<{ id: string; name: string; ownerId: string | null }>(`select a.id, a.name, a.owner_id as "ownerId" from account a where ${bookCondition(context.principal, 'a', params)}`, params),
    context.db.query<{ id: string; name: string }>('select id, name from member'),
  ]);
  const owners = new Map(accounts.map(({ id, ownerId }) => [id, ownerId]));
  const items = lists.flat().filter(({ kind, id }) => !snoozed.has(`${kind} ${id}`)).map((item): CockpitItem => ({ ...item, assigneeId: item.assigneeId ?? (item.accountId === null ? null : (owners.get(item.accountId) ?? null)) }));
  return { items, accountNames: new Map(accounts.map(({ id, name }) => [id, name])), memberNames: new Map(members.map(({ id, name }) => [id, name])) };
}

async function whoOf(context: Context, who: string | undefined): Promise<string> {
  if (who === 'all') return 'all';
  if (who !== undefined && who !== 'me') return memberOf(context.db, who);
  return (await context.db.maybe<{ id: string }>('select id from member where user_id = $1', [authorOf(context.principal)]))?.id ?? 'all';
}

/** The cockpit: one ranked list of everything that waits for a person. */
export function cockpitOperations({ sources }: { sources: readonly CockpitSource[] }): AnyOperation[] {
  return [
    defineOperation({
      id: 'cockpit.list', summary: 'Everything that waits for a person, the most pressing first, with the reason for each rank.', description: rankFormula, scope: 'read', effect: 'read', output: cockpitList,
      input: z.object({
        who: z.string().optional().describe('Whose work: "me", "all", or a colleague. Default: yours; everybody\'s while you own no book.'), kind: cockpitKind.optional(), limit: z.coerce.number().int().min(1).max(20_000).default(200),
        cursor: z.string().regex(/^\d{1,9}$/, 'This cursor is not one of ours.').optional().describe('The `next` of the previous page.'),
      }),
      async handler(context, input) {
        const who = await whoOf(context, input.who);
        const [{ items, accountNames, memberNames }, { base, moneyOf }] = await Promise.all([readOpen(context, sources), baseMoney(context)]);
        const mine = who === 'all' ? items : items.filter(({ assigneeId }) => assigneeId === who);
        const shown = rankItems(input.kind === undefined ? mine : mine.filter(({ kind }) => kind === input.kind), moneyOf);
        const start = Number(input.cursor ?? 0);
        const answer = ({ item, parts, score }: Ranked<CockpitItem>, index: number) => ({
          ...item, currency: item.currency ?? null, assigneeId: item.assigneeId ?? null, state: item.state ?? null, accountName: item.accountId === null ? null : (accountNames.get(item.accountId) ?? null), assignee: memberNames.get(item.assigneeId ?? '') ?? null,
          rank: start + index + 1, score, parts, reason: reasonOf(moneyOf(item), base, item.urgencyDays, item.confidence),
        });
        const page = shown.slice(start, start + input.limit).map(answer);
        const kinds = Object.fromEntries([...Map.groupBy(mine, ({ kind }) => kind)].map(([kind, own]) => [kind, own.length]));
        return { items: page, total: shown.length, next: start + page.length < shown.length ? String(start + page.length) : null, at: dayOf(context.clock.now()), who, kinds, load: loadOf(items, memberNames), formula: rankFormula };
      },
    }),
    defineOperation({
      id: 'cockpit.snooze', summary: 'Put a renewal, reply, approval or hand-off off for yourself until a day; "now" shows it again.', scope: 'self', effect: 'change', positional: ['kind', 'until', 'ids...'], output: z.object({ snoozed: z.number().int() }),
      input: z.object({ kind: cockpitKind, ids: z.array(z.string()).min(1).max(5000), until: z.union([day, z.literal('now')]) }),
      async handler({ db, principal, clock }, { kind, ids, until }) {
        if (!ownSnooze.has(kind)) throw fault('invalid', 'kind', `A ${kind} is put off for everybody: use "${kind} ${kind === 'task' ? 'snooze' : 'act'}".`, { fields: [{ path: 'kind', message: 'Give renewal, reply, approval or handoff.' }] });
        if (until !== 'now' && until <= dayOf(clock.now())) throw fault('invalid', 'until', 'Give a later day.', { fields: [{ path: 'until', message: 'Give a day after today.' }] });
        if (until === 'now') await db.query('delete from cockpit_snooze where user_id = $1 and kind = $2 and item_id = any($3)', [authorOf(principal), kind, ids]);
        else await db.query('insert into cockpit_snooze (user_id, kind, item_id, until_on) select $1, $2, id, $4 from unnest($3::text[]) id on conflict (user_id, kind, item_id) do update set until_on = excluded.until_on', [authorOf(principal), kind, [...new Set(ids)], until]);
        return { snoozed: ids.length };
      },
    }),
  ];
}
