import type { SignalItem } from '../../contract/signal.ts';
import { fault } from '../../lib/fault.ts';
import type { Day } from '../../lib/period.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { listDefinitions } from '../../program/definition/definition-store.ts';
import type { SignalDefinition } from './signal-rule.ts';

/** Which signals to list. `state` 'live' is everything not ended, 'all' everything but what was withdrawn within a day. */
export interface SignalFilter {
  state: SignalItem['state'] | 'live' | 'all';
  family?: SignalItem['family'] | undefined;
  type?: string | undefined;
  accountId?: string | undefined;
  id?: string | undefined;
  /** Read as of the end of this day; provisional signals of later days are not seen. */
  at?: Day | undefined;
}

/** The newest definition per type, approved or retired: labels of old signals need it too. */
export async function readSignalDefinitions(db: Db): Promise<Map<string, { body: SignalDefinition; version: number; isRetired: boolean }>> {
  const all = await listDefinitions<SignalDefinition>(db, 'signal');
  const newest = new Map<string, { body: SignalDefinition; version: number; isRetired: boolean }>();
  for (const { id, body, version, retiredAt } of all) if (!newest.has(id)) newest.set(id, { body, version, isRetired: retiredAt !== null });
  return newest;
}

const columns = `s.id, s.account_id as "accountId", a.name as "accountName", s.type, s.family, s.severity, s.confidence::float8 as confidence, s.state, s.stake_minor as "stakeMinor", s.currency,
  s.opened_on as "openedOn", s.closed_on as "closedOn", s.provisional, s.why, s.evidence, s.assignee, s.snoozed_until as "snoozedUntil", s.version`;

/** The signals as they stood: at a past day the state is the one that events had led to by then, and a later end is not known yet. */
function sourceOf(at: Day | undefined, params: unknown[]): string {
  if (at === undefined) return 'signal';
  params.push(at);
  const day = `$${params.length}::date`;
  return `(select id, account_id, type, family, severity, confidence, coalesce((select e.to_state from signal_event e where e.signal_id = signal.id and e.at <= ${day} + 1 order by e.at desc, e.id desc limit 1), 'open') as state,
    stake_minor, currency, opened_on, case when closed_on <= ${day} then closed_on end as closed_on, provisional, why, evidence, assignee, case when state = 'snoozed' then snoozed_until end as snoozed_until, version
    from signal where opened_on <= ${day} and not (provisional and closed_on is not null))`;
}

function conditionsOf(filter: SignalFilter, params: unknown[]): string[] {
  const bound = (column: string, value: string) => {
    params.push(value);
    return `${column} = $${params.length}`;
  };
  const conditions = ['not (s.provisional and s.closed_on is not null)'];
  if (filter.state === 'live') conditions.push('s.closed_on is null');
  else if (filter.state !== 'all') conditions.push(bound('s.state', filter.state));
  for (const [column, value] of [['s.family', filter.family], ['s.type', filter.type], ['s.account_id', filter.accountId], ['s.id', filter.id]] as const) if (value !== undefined) conditions.push(bound(column, value));
  return conditions;
}

/** Signals of the caller's book, the gravest and dearest first, with how many there are in all. */
export async function readSignals(context: Pick<Context, 'db' | 'principal'>, filter: SignalFilter, page: { limit: number; offset: number }): Promise<{ items: SignalItem[]; total: number }> {
  const params: unknown[] = [];
  const source = sourceOf(filter.at, params);
  const conditions = conditionsOf(filter, params);
  conditions.push(bookCondition(context.principal, 'a', params));
  params.push(page.limit, page.offset);
  const rows = await context.db.query<SignalItem & { total: number }>(
    `select ${columns}, count(*) over () as total from ${source} s join account a on a.id = s.account_id where ${conditions.join(' and ')}
     order by s.closed_on is not null, array_position(array['critical','high','medium','low','info'], s.severity), s.stake_minor desc nulls last, s.opened_on desc, s.id limit $${params.length - 1} offset $${params.length}`,
    params,
  );
  const definitions = await readSignalDefinitions(context.db);
  const items = rows.map(({ total: _total, ...row }) => ({ ...row, label: definitions.get(row.type)?.body.label ?? row.type }));
  return { items, total: rows[0]?.total ?? 0 };
}

/** One signal of the caller's book; Fault notFound otherwise. */
export async function getSignal(context: Pick<Context, 'db' | 'principal'>, id: string): Promise<SignalItem> {
  const { items } = await readSignals(context, { state: 'all', id }, { limit: 1, offset: 0 });
  if (items[0] === undefined) throw fault('notFound', 'signal', `There is no signal "${id}".`, { remedy: '"signal list" shows those that are live.' });
  return items[0];
}
