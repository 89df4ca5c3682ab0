import { outcomeWindowDays, type Measure } from '../../contract/measure.ts';
import { addDays, type Day } from '../../lib/period.ts';
import type { Assignment } from '../playbook/hold-out.ts';
import { differenceOfMeans, differenceOfShares, verdictOf, type Effect, type Unit, type Verdict } from './effect.ts';
import { nearest, type Start } from './matching.ts';
import { isShare, noticeable, outcomeOf } from './measure-outcome.ts';
import { mondayOf, type Standings } from './read-standings.ts';

/** An account's first entry, and the day of it. */
export interface Entry extends Assignment {
  enteredOn: Day;
}

export type EntryState = 'counted' | 'waiting' | 'not_known' | 'no_match' | 'other_share';

/** One entry as the comparison sees it. */
export interface Counted extends Entry {
  baseOn: Day;
  endOn: Day;
  state: EntryState;
  value: number | null;
  /** Accounts it was compared with, where none were held out. */
  matches: string[];
}

export interface Estimate {
  method: 'randomised' | 'observational' | 'none';
  effect: Effect | undefined;
  verdict: Verdict;
  treated: { n: number; mean: number | null };
  compared: { n: number; mean: number | null };
  entries: Counted[];
}

/** What an estimate reads: entries, where accounts stood, and who never entered. */
export interface EstimateInput {
  measure: Measure;
  entries: readonly Entry[];
  /** The newest day that is over. */
  lastDay: Day;
  pool: readonly { accountId: string; clusterId: string }[];
  standings: Standings;
  scoreAt(accountId: string, day: Day): number | null;
}

/** The first and the last day of an entry's window. */
export function windowOf({ enteredOn }: Pick<Entry, 'enteredOn'>): { baseOn: Day; endOn: Day } {
  const baseOn = mondayOf(enteredOn);
  return { baseOn, endOn: addDays(baseOn, outcomeWindowDays) };
}

/** The share under which most accounts were drawn, the larger one of equals; undefined while nobody was held out. Pure. */
export function shareCompared(entries: readonly Entry[]): number | undefined {
  if (!entries.some(({ arm }) => arm === 'held_out')) return undefined;
  const drawn = Map.groupBy(entries.filter(({ randomised }) => randomised), ({ share }) => share);
  return [...drawn].toSorted(([a, some], [b, others]) => others.length - some.length || b - a)[0]?.[0];
}

const meanOf = (units: readonly Unit[]) => {
  const weight = units.reduce((sum, unit) => sum + (unit.weight ?? 1), 0);
  return weight === 0 ? null : units.reduce((sum, unit) => sum + (unit.weight ?? 1) * unit.value, 0) / weight;
};

function conclude(measure: Measure, method: Estimate['method'], treated: readonly Unit[], compared: readonly Unit[], comparedN: number, entries: Counted[]): Estimate {
  const effect = isShare(measure) ? differenceOfShares(treated, compared) : differenceOfMeans(treated, compared);
  const verdict = verdictOf(effect, { treated: treated.length, compared: comparedN }, noticeable[measure]);
  return { method, effect, verdict, treated: { n: treated.length, mean: meanOf(treated) }, compared: { n: comparedN, mean: meanOf(compared) }, entries };
}

const unitOf = ({ clusterId, value }: Counted): Unit => ({ clusterId, value: value as number });

/**
 * What a playbook did. Accounts count by where the lot put them, whatever became of their runs (intention to treat). With accounts held out the arms are
 * compared; without, each treated account is held against at most three accounts most like it that never entered, over the same weeks. Pure.
 */
export function estimateOutcome({ measure, entries, lastDay, pool, standings, scoreAt }: EstimateInput): Estimate {
  const share = shareCompared(entries);
  const counted = entries.map((entry): Counted => {
    const { baseOn, endOn } = windowOf(entry);
    const one = { ...entry, baseOn, endOn, value: null, matches: [] };
    if (share !== undefined && !(entry.randomised && entry.share === share)) return { ...one, state: 'other_share' };
    if (endOn > lastDay) return { ...one, state: 'waiting' };
    const value = outcomeOf(measure, standings(entry.accountId, baseOn), standings(entry.accountId, endOn));
    return value === undefined ? { ...one, state: 'not_known' } : { ...one, state: 'counted', value };
  });
  if (share === undefined) return matched({ measure, pool, standings, scoreAt }, counted);
  const ready = counted.filter(({ state }) => state === 'counted');
  const held = ready.filter(({ arm }) => arm === 'held_out').map(unitOf);
  return conclude(measure, 'randomised', ready.filter(({ arm }) => arm === 'treated').map(unitOf), held, held.length, counted);
}

function matched({ measure, pool, standings, scoreAt }: Pick<EstimateInput, 'measure' | 'pool' | 'standings' | 'scoreAt'>, counted: Counted[]): Estimate {
  const startOf = (accountId: string, day: Day): Start => {
    const { score = null, arrMinor = null, currency = null } = standings(accountId, day) ?? {};
    const before = scoreAt(accountId, addDays(day, -outcomeWindowDays));
    return { accountId, score, trend: score === null || before === null ? null : score - before, arrMinor, currency };
  };
  const others = new Map<Day, { starts: Start[]; values: Map<string, number> }>();
  const othersAt = (baseOn: Day, endOn: Day) => {
    let known = others.get(baseOn);
    if (!known) {
      const values = new Map(pool.flatMap(({ accountId }): [string, number][] => {
        const value = outcomeOf(measure, standings(accountId, baseOn), standings(accountId, endOn));
        return value === undefined ? [] : [[accountId, value]];
      }));
      others.set(baseOn, (known = { values, starts: [...values.keys()].map((accountId) => startOf(accountId, baseOn)) }));
    }
    return known;
  };
  const clusterOf = new Map(pool.map(({ accountId, clusterId }) => [accountId, clusterId]));
  const compared: Unit[] = [];
  const entries = counted.map((entry): Counted => {
    if (entry.state !== 'counted') return entry;
    const { starts, values } = othersAt(entry.baseOn, entry.endOn);
    const matches = nearest(startOf(entry.accountId, entry.baseOn), starts);
    if (matches.length === 0) return { ...entry, state: 'no_match' };
    for (const { accountId } of matches) compared.push({ clusterId: clusterOf.get(accountId) ?? accountId, value: values.get(accountId) as number, weight: 1 / matches.length });
    return { ...entry, matches: matches.map(({ accountId }) => accountId) };
  });
  const treated = entries.filter(({ state }) => state === 'counted').map(unitOf);
  const distinct = new Set(entries.flatMap(({ matches }) => matches)).size;
  return conclude(measure, entries.length ? 'observational' : 'none', treated, compared, distinct, entries);
}
