import type { IdentityPair, IdentitySide } from '../../contract/identity.ts';
import { bookCondition, type Principal } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { publicMailDomains } from './public-mail-domains.ts';

type Reason = IdentityPair['reasons'][number];

/** What each reason by itself says: the share of such pairs that are one customer, by judgement. */
const weights: Record<Reason['code'], number> = { domain: 0.9, name: 0.7, people: 0.5 };
const fewestPeople = 2;

/** How sure the reasons make it together: 1 minus the product of what each leaves open. Pure. */
export function confidenceOf(reasons: readonly Pick<Reason, 'code'>[]): number {
  return Math.round((1 - reasons.reduce((open, { code }) => open * (1 - weights[code]), 1)) * 100) / 100;
}

// Of many that share a word only the pairs with the first are named, so that the list grows with the accounts and not with their square.
const pairsSql = (visible: string) => `
  with own as materialized (select a.id, a.parent_id, lower(a.domain) as domain, lower(regexp_replace(regexp_replace(a.name, '[[:space:],]+(inc|llc|ltd|gmbh|corp|corporation|sa|ag|bv|plc|co|limited)[.]?$', '', 'i'), '[^[:alnum:]]+', '', 'g')) as word
    from account a where a.merged_into is null and ${visible}),
  shared as (
    select 'domain' as code, domain as value, id, min(id) over (partition by domain) as first from own where domain <> all($1)
    union all select 'name', word, id, min(id) over (partition by word) from own where length(word) >= 3),
  found as (
    select first as a, id as b, code, value, 1 as n from shared where first <> id
    union all select least(p.account_id, o.id), greatest(p.account_id, o.id), 'people', o.domain, count(*)::int
    from person p join own o on o.domain = lower(split_part(p.email, '@', 2)) and o.domain <> all($1) and o.id <> p.account_id join own mine on mine.id = p.account_id and mine.domain is distinct from o.domain
    where p.email like '%@%' group by 1, 2, 4 having count(*) >= ${fewestPeople})
  select f.a, f.b, jsonb_agg(jsonb_build_object('code', f.code, 'value', f.value, 'count', f.n) order by f.code) as reasons
  from found f join own x on x.id = f.a join own y on y.id = f.b
  where x.parent_id is distinct from y.id and y.parent_id is distinct from x.id and not exists (select 1 from account_distinct d where d.a_id = f.a and d.b_id = f.b)
  group by f.a, f.b`;

type Ranked = IdentitySide & { knownAt: Date };

async function readSides(db: Db, ids: readonly string[]): Promise<Map<string, Ranked>> {
  const rows = await db.query<Ranked>(
    `select a.id, a.name, a.domain, m.name as owner, a.provisional, a.known_at as "knownAt",
       coalesce((select array_agg(distinct s.name order by s.name) from external_id e join source s on s.id = e.source_id where e.entity = 'account' and e.entity_id = a.id), '{}') as sources,
       (select count(*)::int from person p where p.account_id = a.id) as people, (select count(*)::int from agreement_line l where l.account_id = a.id) as lines, (select count(*)::int from ticket t where t.account_id = a.id) as tickets
     from account a left join member m on m.id = a.owner_id where a.id = any($1)`, [[...new Set(ids)]]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The account that would better be kept: with contract lines, then with a record of its own, then known longer. Pure. */
export function betterOf(a: Pick<Ranked, 'id' | 'lines' | 'provisional' | 'knownAt'>, b: Pick<Ranked, 'id' | 'lines' | 'provisional' | 'knownAt'>): string {
  const order = Number(b.lines > 0) - Number(a.lines > 0) || Number(a.provisional) - Number(b.provisional) || a.knownAt.getTime() - b.knownAt.getTime();
  return order > 0 ? b.id : a.id;
}

/** Pairs of accounts in the caller's book that may be one customer, the surest first. A fixed number of statements. */
export async function findPairs(db: Db, principal: Principal, page: { limit: number; offset: number }): Promise<{ items: IdentityPair[]; total: number }> {
  const params: unknown[] = [publicMailDomains];
  const visible = bookCondition(principal, 'a', params);
  const found = await db.query<{ a: string; b: string; reasons: Reason[] }>(pairsSql(visible), params);
  const ranked = found.map((pair) => ({ ...pair, confidence: confidenceOf(pair.reasons) })).sort((x, y) => y.confidence - x.confidence || (x.a < y.a ? -1 : x.a > y.a ? 1 : x.b < y.b ? -1 : 1));
  const shown = ranked.slice(page.offset, page.offset + page.limit);
  const sides = await readSides(db, shown.flatMap(({ a, b }) => [a, b]));
  const items = shown.map(({ a, b, reasons, confidence }): IdentityPair => {
    const [{ knownAt: _, ...first }, { knownAt: __, ...second }] = [sides.get(a) as Ranked, sides.get(b) as Ranked];
    return { a: first, b: second, reasons, confidence, keep: betterOf(sides.get(a) as Ranked, sides.get(b) as Ranked) };
  });
  return { items, total: ranked.length };
}
