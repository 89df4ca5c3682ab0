import type { Clock } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { conditionValues, readMaterial } from './account-material.ts';
import type { CompiledPlaybook } from './compile-playbook.ts';
import { decideEntries, type EntryDecision } from './decide-entries.ts';
import { keepAssignments } from './hold-out.ts';
import { knownOccasions, readEntryState } from './entry-store.ts';
import type { Occasion } from './occasion.ts';
import { noteOccasions, startRuns } from './start-runs.ts';

/**
 * Decides about occasions that are new and starts the runs of those that enter; every decision is kept with its reason. In a number of
 * statements that does not grow with the occasions. Answers what was decided.
 */
export async function enterPlaybook({ clock }: { clock: Clock }, tx: Db, playbook: CompiledPlaybook, given: readonly Occasion[]): Promise<EntryDecision[]> {
  if (given.length === 0) return [];
  const { id } = playbook.definition;
  const known = await knownOccasions(tx, id, given);
  const fresh = [...new Map(given.filter(({ accountId, key }) => !known.has(`${accountId} ${key}`)).map((one) => [`${one.accountId} ${one.key}`, one])).values()].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  if (fresh.length === 0) return [];
  const now = clock.now();
  const accountIds = [...new Set(fresh.map(({ accountId }) => accountId))];
  const [state, materials] = [await readEntryState(tx, id, accountIds, now), await readMaterial(tx, accountIds, now)];
  const decisions = decideEntries(playbook, fresh, state, ({ accountId, trigger }) => {
    const material = materials.get(accountId);
    return material && { ...conditionValues(material, trigger, playbook.signalTypes), 'run.days': 0, 'run.steps': 0 };
  }, now);
  const enter = decisions.filter(({ outcome }) => outcome === 'enter').map(({ occasion }) => occasion);
  await startRuns({ clock }, tx, id, enter.map(({ accountId, key, at, trigger }) => ({ accountId, occasion: key, at, trigger })), playbook);
  await keepAssignments(tx, clock, id, playbook.version, decisions.flatMap(({ assignment }) => (assignment ? [assignment] : [])));
  const rest = decisions.filter(({ outcome, occasion }) => outcome !== 'enter' && materials.has(occasion.accountId));
  await noteOccasions(tx, id, rest.map(({ occasion, outcome, reason }) => ({ accountId: occasion.accountId, occasion: occasion.key, at: occasion.at, outcome, reason, runId: null })));
  return decisions;
}
