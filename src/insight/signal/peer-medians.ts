import type { Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { FactValues } from '../../program/definition/expression.ts';
import type { SignalVector } from './observe-signal.ts';

const measured: readonly { fact: string; peer: string }[] = [
  { fact: 'usage.feature_breadth', peer: 'peer.feature_breadth' },
  { fact: 'usage.power_users_28d', peer: 'peer.power_users' },
];
const fewestPeers = 10;

/** Keeps the whole book's medians of the compared facts at a close; closing the day again replaces them. Too few accounts keep none. */
export async function freezePeers(db: Db, day: Day, vectors: readonly SignalVector[]): Promise<void> {
  const rows = vectors.flatMap(({ values }) => measured.flatMap(({ fact }) => (typeof values[fact] === 'number' ? [{ fact, value: values[fact] }] : [])));
  await db.query(
    `insert into signal_peer (day, fact, n, median)
     select $1::date, fact, count(*), percentile_cont(0.5) within group (order by value) from jsonb_to_recordset($2::jsonb) as r(fact text, value float8) group by fact having count(*) >= $3
     on conflict (day, fact) do update set n = excluded.n, median = excluded.median`,
    [day, JSON.stringify(rows), fewestPeers],
  );
}

/** Medians of the book at the newest close on or before a day, as values a signal may name; empty while there are too few peers. */
export async function readPeerMedians(db: Db, day: Day): Promise<FactValues> {
  const rows = await db.query<{ fact: string; median: number }>('select distinct on (fact) fact, median from signal_peer where day <= $1::date order by fact, day desc', [day]);
  return Object.fromEntries(rows.flatMap(({ fact, median }) => measured.filter((entry) => entry.fact === fact).map(({ peer }) => [peer, median])));
}
