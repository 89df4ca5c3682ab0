import type { Db } from '../../platform/postgres/database.ts';

/** Notes the features (event names) that were seen, with the first day of each. */
export async function recordFeatures(tx: Db, seen: ReadonlyMap<string, string>): Promise<void> {
  if (seen.size === 0) return;
  await tx.query(
    `insert into feature (name, first_seen_on) select name, day::date from unnest($1::text[], $2::text[]) as f(name, day) order by name
     on conflict (name) do update set first_seen_on = least(feature.first_seen_on, excluded.first_seen_on) where excluded.first_seen_on < feature.first_seen_on`,
    [[...seen.keys()], [...seen.values()]],
  );
}
