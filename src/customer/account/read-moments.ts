import type { AsOf } from '../../lib/as-of.ts';

/** What a set-based reader reads: some moments, of some accounts or of all. */
export interface Reading {
  moments: readonly AsOf[];
  accountIds?: readonly string[];
}

/** A statement with its parameters, as readers build it. */
export interface Statement {
  text: string;
  params: unknown[];
}

/** Common table `moment(idx, day, until)`: one row per moment, `idx` is its place in the reading. Parameters 1 and 2. */
export const momentCte = `moment(idx, day, until) as (select ord::int - 1, u.day, u.until from unnest($1::date[], $2::timestamptz[]) with ordinality as u(day, until, ord))`;

/** Condition that keeps to the reading's accounts (parameter 3); nothing when all are read, so that the planner sees a plain scan. */
export function ofAccounts(reading: Reading, column: string): string {
  return reading.accountIds ? `and ${column} = any($3::text[])` : '';
}

/** A statement over the moments and accounts of a reading. */
export function overMoments(reading: Reading, text: string): Statement {
  const params: unknown[] = [reading.moments.map((moment) => moment.day), reading.moments.map((moment) => moment.until)];
  if (reading.accountIds) params.push(reading.accountIds);
  return { text, params };
}
