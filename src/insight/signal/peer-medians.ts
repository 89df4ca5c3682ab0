import type { Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { FactValue, FactValues } from '../../program/definition/expression.ts';
import type { SignalVector } from './observe-signal.ts';

/** What the middle of the book is measured by. Shares compare accounts of any size, and make a change of the whole book no news about one account. */
const measured: readonly { peer: string; of(values: FactValues): number | null }[] = [
  { peer: 'peer.baseline_ratio', of: (values) => numberOf(values['usage.baseline_ratio']) },
  { peer: 'peer.feature_breadth', of: (values) => numberOf(values['usage.feature_breadth']) },
  { peer: 'peer.power_user_share', of: (values) => shareOf(values['usage.power_users_28d'], values['usage.active_users_28d']) },
  { peer: 'peer.new_user_share', of: (values) => shareOf(values['usage.new_users_28d'], values['usage.active_users_28d']) },
];

function numberOf(value: FactValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

function shareOf(part: FactValue | undefined, whole: FactValue | undefined): number | null {
  return typeof part === 'number' && typeof whole === 'number' && whole > 0 ? part / whole : null;
}

const fewestPeers = 10;

/** Keeps the whole book's medians of the compared facts at a close; closing the day again replaces them. Too few accounts keep none. */
export async function freezePeers(db: Db, day: Day, vectors: readonly SignalVector[]): Promise<void> {
  const rows = vectors.flatMap(({ values }) => measured.map(({ peer, of }) => ({ fact: peer, value: of(values) })).filter(({ value }) => value !== null));
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
  return Object.fromEntries(rows.map(({ fact, median }) => [fact, median]));
}
