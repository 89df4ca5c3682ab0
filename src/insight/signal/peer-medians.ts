import type { Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { FactValues } from '../../program/definition/expression.ts';
import type { SignalVector } from './observe-signal.ts';

const measured: readonly { fact: string; peer: string }[] = [
  { fact: 'usage.feature_breadth', peer: 'peer.feature_breadth' },
  { fact: 'usage.power_users_28d', peer: 'peer.power_users' },
];
const fewestPeers = 10;

/** Freezes the whole book's distribution of the compared facts at a close. A distribution that exists already stays. */
export async function freezePeers(db: Db, day: Day, vectors: readonly SignalVector[]): Promise<void> {
  const rows = vectors.flatMap(({ values }) => measured.flatMap(({ fact }) => (typeof values[fact] === 'number' ? [{ fact, value: values[fact] }] : [])));
  await db.query(
    `insert into peer_distribution (day, fact, peer_group, n, quantiles)
     select $1::date, fact, 'all', count(*), percentile_cont(array(select i / 100.0 from generate_series(0, 100) i)::float8[]) within group (order by value)
     from jsonb_to_recordset($2::jsonb) as r(fact text, value float8) group by fact having count(*) >= $3 on conflict do nothing`,
    [day, JSON.stringify(rows), fewestPeers],
  );
}

/** Medians of the book at the newest freeze on or before a day, as values a signal may name; empty while there are too few peers. */
export async function readPeerMedians(db: Db, day: Day): Promise<FactValues> {
  const rows = await db.query<{ fact: string; median: number }>(
    `select distinct on (fact) fact, quantiles[51] as median from peer_distribution where peer_group = 'all' and fact = any($1) and day <= $2::date order by fact, day desc`,
    [measured.map(({ fact }) => fact), day],
  );
  return Object.fromEntries(rows.map(({ fact, median }) => [measured.find((entry) => entry.fact === fact)?.peer ?? fact, median]));
}
