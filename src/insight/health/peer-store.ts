import { asOfEnd, type Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { derivePeers } from './derive-peers.ts';
import { daysAtOnce, readVectors, type HealthEngines, type HealthProgram } from './health-program.ts';
import { peerKey, type Distribution, type Peers } from './peer-distribution.ts';

/** Marks a day whose distributions are frozen, also when nothing could be measured. */
const frozenMark = '(frozen)';

/** The frozen distributions of the days; a day that was never frozen is absent. */
export async function readPeers(db: Db, days: readonly Day[]): Promise<Map<Day, Peers>> {
  const rows = await db.query<{ day: Day; fact: string; group: string; n: number; quantiles: number[] }>(
    'select day::text as day, fact, peer_group as "group", n, quantiles from peer_distribution where day = any($1::date[])',
    [[...days]],
  );
  const byDay = new Map<Day, Map<string, Distribution>>();
  for (const row of rows) {
    const peers = byDay.get(row.day) ?? new Map<string, Distribution>();
    if (row.fact !== frozenMark) peers.set(peerKey(row.fact, row.group), { n: row.n, quantiles: row.quantiles.map(Math.fround) });
    byDay.set(row.day, peers);
  }
  return byDay;
}

/** Freezes the distributions of days, replacing what was there. Runs in a transaction of the caller's; writers take turns. */
export async function freezePeers(db: Db, byDay: ReadonlyMap<Day, Peers>): Promise<void> {
  const rows = [...byDay].flatMap(([day, peers]) => [
    { day, fact: frozenMark, group: 'all', n: 0, quantiles: [] as readonly number[] },
    ...[...peers].map(([key, { n, quantiles }]) => ({ day, fact: key.slice(0, key.lastIndexOf(' ')), group: key.slice(key.lastIndexOf(' ') + 1), n, quantiles })),
  ]);
  await db.query("select pg_advisory_xact_lock(hashtext('peer_distribution'))");
  await db.query('delete from peer_distribution where day = any($1::date[])', [[...byDay.keys()]]);
  await db.query(
    `insert into peer_distribution (day, fact, peer_group, n, quantiles)
     select day, fact, "group", n, quantiles from jsonb_to_recordset($1::jsonb) as r(day date, fact text, "group" text, n integer, quantiles real[])
     on conflict (day, fact, peer_group) do update set n = excluded.n, quantiles = excluded.quantiles`,
    [JSON.stringify(rows)],
  );
}

/**
 * Distributions of the days: the frozen ones, and the others computed from the facts of all accounts and frozen then, so that a page opened
 * before its past days are closed reads the whole book once and not each time.
 */
export async function peersOf(engines: HealthEngines, program: HealthProgram, days: readonly Day[]): Promise<Map<Day, Peers>> {
  const found = await readPeers(engines.db, days);
  const missing = days.filter((day) => !found.has(day));
  if (missing.length === 0) return found;
  const chunk = await daysAtOnce(engines.db);
  for (let start = 0; start < missing.length; start += chunk) {
    const days = missing.slice(start, start + chunk);
    const vectors = Map.groupBy(await readVectors(engines, program, days.map((day) => ({ day, until: asOfEnd(day) }))), (vector) => vector.day);
    const fresh = new Map(days.map((day) => [day, derivePeers(program, vectors.get(day) ?? [])]));
    await engines.db.tx((tx) => freezePeers(tx, fresh));
    for (const [day, peers] of fresh) found.set(day, peers);
  }
  return found;
}

/** Forgets every frozen distribution, when a load changed what was known of past days. */
export async function forgetPeers(db: Db): Promise<void> {
  await db.query('delete from peer_distribution');
}
