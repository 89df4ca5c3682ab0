import type { ColumnItem, ColumnKind } from '../../contract/account-column.ts';
import { isPastMoment } from '../../customer/account/account-records.ts';
import type { AsOf } from '../../lib/as-of.ts';
import { fault } from '../../lib/fault.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import { computeFacts } from '../fact/compute-facts.ts';
import { factCatalogue } from '../fact/fact-catalogue.ts';
import type { FactDefinition, FactUnit } from '../fact/fact.ts';

type Value = string | number | boolean | null;

const kindOfUnit: Record<FactUnit, ColumnKind> = { count: 'number', fraction: 'fraction', ratio: 'number', days: 'number', hours: 'number', minor: 'minor', points: 'number', tone: 'number', text: 'text', flag: 'flag' };
/** Attributes that people keep whether or not a source delivers them. */
const ownAttributes: readonly { name: string; kind: ColumnKind; note: string }[] = [
  { name: 'next_step', kind: 'text', note: 'What is agreed to happen next, as a person wrote it.' },
  { name: 'at_risk', kind: 'flag', note: 'Set by a person, beside the stage.' },
  { name: 'won_back', kind: 'flag', note: 'Set by a person, beside the stage.' },
];
/** What a source calls the parent: it would name an account of another book. */
const hiddenAttributes = ['parent_ref'];

function factColumn({ id, label, area, unit, source }: FactDefinition): ColumnItem {
  return { id: `fact.${id}`, label, area, kind: kindOfUnit[unit], unit, note: source, editable: false };
}

function labelOf(name: string): string {
  const text = name.replace(/[_.-]+/g, ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Every column that can stand beside the book's own: all facts, and the attributes that accounts of the book carry. */
export async function readColumnCatalogue({ db, principal }: Context): Promise<ColumnItem[]> {
  const params: unknown[] = [];
  const found = await db.query<{ name: string; kinds: string[]; days: boolean }>(
    `select c.key as name, array_agg(distinct jsonb_typeof(c.value)) as kinds, bool_and(jsonb_typeof(c.value) = 'string' and c.value #>> '{}' ~ '^\\d{4}-\\d{2}-\\d{2}$') as days
     from account a cross join lateral jsonb_each(a.custom) c where a.merged_into is null and ${bookCondition(principal, 'a', params)} and jsonb_typeof(c.value) in ('string', 'number', 'boolean') group by c.key order by c.key limit 500`,
    params,
  );
  const own = new Map(ownAttributes.map((attribute) => [attribute.name, attribute]));
  const delivered = found.filter(({ name }) => !own.has(name) && !hiddenAttributes.includes(name)).map(({ name, kinds, days }): ColumnItem => {
    const kind: ColumnKind = days ? 'day' : kinds.length > 1 ? 'text' : kinds[0] === 'number' ? 'number' : kinds[0] === 'boolean' ? 'flag' : 'text';
    return { id: `attr.${name}`, label: labelOf(name), area: 'attribute', kind, unit: null, note: 'An attribute of the account, as a source delivers it or a person sets it.', editable: /^[\w .-]{1,80}$/.test(name) };
  });
  return [...ownAttributes.map(({ name, kind, note }): ColumnItem => ({ id: `attr.${name}`, label: labelOf(name), area: 'attribute', kind, unit: null, note, editable: true })), ...delivered, ...factCatalogue.map(factColumn)];
}

/** Values of named columns for every account of the book, by place in `ids`; a fixed number of statements. Fault `notFound` for an unknown fact. */
export async function readColumnValues(context: Context, at: AsOf, names: readonly string[]): Promise<{ ids: string[]; columns: { id: string; values: Value[] }[] }> {
  const facts = names.filter((name) => name.startsWith('fact.')).map((name) => name.slice(5));
  const attributes = names.filter((name) => name.startsWith('attr.')).map((name) => name.slice(5));
  const known = new Set(factCatalogue.map(({ id }) => id));
  for (const id of facts) if (!known.has(id)) throw fault('notFound', 'fact', `There is no fact "${id}".`, { remedy: '"account fields" lists them.' });
  const past = isPastMoment(at);
  const isHidden = (name: string) => context.principal.book !== 'all' && hiddenAttributes.includes(name);
  const params: unknown[] = [attributes, past ? [] : facts];
  const rows = await context.db.query<{ id: string; attributes: Value[]; facts: Value[] }>(
    `select a.id, (select coalesce(jsonb_agg(a.custom -> n order by o), '[]') from unnest($1::text[]) with ordinality as u(n, o)) as attributes,
       (select coalesce(jsonb_agg(f.values -> n order by o), '[]') from unnest($2::text[]) with ordinality as u(n, o)) as facts
     from account a left join account_fact f on f.account_id = a.id where a.merged_into is null and ${bookCondition(context.principal, 'a', params)} order by a.id`,
    params,
  );
  const then = past && facts.length ? new Map((await computeFacts(context, { dates: [at] })).map(({ accountId, values }) => [accountId, values])) : undefined;
  return {
    ids: rows.map((row) => row.id),
    columns: names.map((name) => {
      const attribute = name.startsWith('attr.') ? attributes.indexOf(name.slice(5)) : -1;
      const fact = name.slice(5);
      const place = facts.indexOf(fact);
      return { id: name, values: rows.map((row) => plain(attribute >= 0 ? (isHidden(fact) ? null : row.attributes[attribute]) : then ? then.get(row.id)?.[fact] : row.facts[place])) };
    }),
  };
}

function plain(value: unknown): Value {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? JSON.stringify(value) : (value as Value);
}
