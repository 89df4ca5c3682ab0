import { outcomeWindowDays, usualMeasure, type Measure } from '../../contract/measure.ts';
import type { OutcomeDetail, OutcomeItem } from '../../contract/outcome.ts';
import { fault } from '../../lib/fault.ts';
import { addDays, dayOf, type Day } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { activeDefinitions } from '../../program/definition/definition-store.ts';
import { holdOutItemOf, nobodyHeldOut, readHoldOuts, type HoldOut } from '../playbook/hold-out.ts';
import { readStates } from '../playbook/playbook-state.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { estimateOutcome, shareCompared, windowOf, type Entry, type Estimate } from './estimate-outcome.ts';
import { howComputed } from './outcome-words.ts';
import { noticeable } from './measure-outcome.ts';
import { readEntries, readPool, readTouched } from './outcome-store.ts';
import { readStandings, type Standings } from './read-standings.ts';

const lookBackDays = 730;
const mostInPool = 1000;
const mostAccounts = 500;

type ReadContext = Pick<Context, 'db' | 'clock'>;
type NamedEntry = Entry & { accountName: string };

interface Read {
  items: OutcomeItem[];
  estimates: Map<string, Estimate>;
  nameOf: ReadonlyMap<string, string>;
}

/** Treated annual revenue at the start of each window, by currency, times the effect: an amount only where the effect is a share of revenue or of customers. */
function moneyOf(measure: Measure, { effect, entries }: Estimate, standings: Standings): OutcomeItem['money'] {
  if (!effect || (measure !== 'retained' && measure !== 'revenue')) return [];
  const sums = new Map<string, number>();
  for (const { accountId, baseOn, arm, state } of entries) {
    const base = state === 'counted' && arm === 'treated' ? standings(accountId, baseOn) : undefined;
    if (base?.arrMinor && base.currency) sums.set(base.currency, (sums.get(base.currency) ?? 0) + base.arrMinor);
  }
  return [...sums].toSorted(([, a], [, b]) => b - a).map(([currency, treatedMinor]) => ({ currency, treatedMinor, estimateMinor: Math.round(effect.estimate * treatedMinor), lowMinor: Math.round(effect.low * treatedMinor), highMinor: Math.round(effect.high * treatedMinor) }));
}

function itemOf(playbook: { id: string; label: string; status: OutcomeItem['status']; measure: Measure; holdOut: HoldOut }, estimate: Estimate, standings: Standings): OutcomeItem {
  const { measure, id, label, status } = playbook;
  const { method, effect, verdict, treated, compared, entries } = estimate;
  const counts = Object.groupBy(entries, ({ state }) => state);
  const waiting = counts.waiting ?? [];
  return {
    id, label, status, measure, windowDays: outcomeWindowDays, method, effect: effect ?? null, noticeable: noticeable[measure], verdict, treated, compared,
    waiting: waiting.length, nextOn: waiting.map(({ endOn }) => addDays(endOn, 1)).toSorted()[0] ?? null,
    leftOut: { notKnown: counts.not_known?.length ?? 0, noMatch: counts.no_match?.length ?? 0, otherShare: counts.other_share?.length ?? 0 },
    money: moneyOf(measure, estimate, standings), holdOut: holdOutItemOf(playbook.holdOut), heldOut: entries.filter(({ arm }) => arm === 'held_out').length, how: howComputed(measure, method),
  };
}

/** The days at which standings are needed, and whose: everybody who entered, and the pool only where somebody is compared by likeness. */
function needs(entries: Iterable<readonly NamedEntry[]>, lastDay: Day) {
  const [days, before, accountIds] = [new Set<Day>(), new Set<Day>(), new Set<string>()];
  let likeness = false;
  for (const some of entries) {
    const ready = some.filter((entry) => windowOf(entry).endOn <= lastDay);
    const alike = ready.length > 0 && shareCompared(some) === undefined;
    likeness ||= alike;
    for (const entry of ready) {
      const { baseOn, endOn } = windowOf(entry);
      accountIds.add(entry.accountId);
      days.add(baseOn).add(endOn);
      if (alike) before.add(addDays(baseOn, -outcomeWindowDays));
    }
  }
  return { days: [...days], before: [...before], accountIds, likeness };
}

async function read({ db, clock }: ReadContext, playbookId?: string): Promise<Read> {
  const lastDay = addDays(dayOf(clock.now()), -1);
  const definitions = (await activeDefinitions<Playbook>(db, 'playbook', clock.wall())).filter(({ id }) => playbookId === undefined || id === playbookId);
  if (playbookId !== undefined && definitions.length === 0) throw fault('notFound', 'playbook', `There is no playbook "${playbookId}".`, { remedy: '"playbook list" shows them.' });
  const [states, holdOuts, entries] = [await readStates(db), await readHoldOuts(db), await readEntries(db, addDays(lastDay, -lookBackDays), playbookId)];
  const { days, before, accountIds, likeness } = needs(entries.values(), lastDay);
  const pool = likeness ? await readPool(db, mostInPool) : [];
  const touched = likeness ? await readTouched(db) : new Map<string, Set<string>>();
  const { at, scoreAt } = await readStandings(db, days, [...new Set([...accountIds, ...pool.map(({ accountId }) => accountId)])], before);
  const estimates = new Map<string, Estimate>();
  const items = definitions.map(({ id, body }) => {
    const measure = body.measure ?? usualMeasure;
    const estimate = estimateOutcome({ measure, entries: entries.get(id) ?? [], lastDay, pool: pool.filter(({ accountId }) => !touched.get(id)?.has(accountId)), standings: at, scoreAt });
    estimates.set(id, estimate);
    return itemOf({ id, label: body.label, status: states.get(id)?.status ?? 'off', measure, holdOut: holdOuts.get(id) ?? nobodyHeldOut }, estimate, at);
  });
  const nameOf = new Map([...pool, ...[...entries.values()].flat()].map(({ accountId, accountName }) => [accountId, accountName]));
  return { items, estimates, nameOf };
}

/** What each playbook in force did, as far as can be told. A number of statements that grows with neither accounts nor playbooks. */
export async function listOutcomes(context: ReadContext): Promise<OutcomeItem[]> {
  return (await read(context)).items;
}

/** What one playbook did, with the accounts behind it, newest first; Fault `notFound` otherwise. */
export async function readOutcome(context: ReadContext, id: string): Promise<OutcomeDetail> {
  const { items, estimates, nameOf } = await read(context, id);
  const entries = estimates.get(id)?.entries ?? [];
  const accounts = entries.slice(0, mostAccounts).map(({ accountId, arm, enteredOn, baseOn, endOn, state, value, matches }) => ({ accountId, accountName: nameOf.get(accountId) ?? accountId, arm, enteredOn, baseOn, endOn, state, value, matches: matches.map((one) => nameOf.get(one) ?? one) }));
  return { outcome: items[0] as OutcomeItem, accounts, total: entries.length };
}
