import { bookCondition, type Context } from '../../platform/operation/context.ts';
import { conditionValues, readMaterial, type AccountMaterial } from './account-material.ts';
import type { CompiledPlaybook } from './compile-playbook.ts';
import { standingCrossings } from './crossing.ts';
import { decideEntries, type EntryDecision } from './decide-entries.ts';
import { readEntryState } from './entry-store.ts';
import { missingReferences, standingOccasions } from './set-playbook-state.ts';
import type { Problem } from './check-playbook.ts';

/** What putting a playbook to work with what stands would start, within the caller's book. */
export interface WouldEnter {
  problems: Problem[];
  decisions: (EntryDecision & { accountName: string })[];
}

const page = 1000;

/** Decides, for a playbook in force or a draft, about everything that stands now without starting anything. Limits count the runs of the whole company; accounts are the caller's. */
export async function wouldEnter(context: Context, playbook: CompiledPlaybook): Promise<WouldEnter> {
  const { db, clock, principal } = context;
  const now = clock.now();
  const { id } = playbook.definition;
  const params: unknown[] = [];
  const accounts = await db.query<{ id: string; name: string }>(`select a.id, a.name from account a where a.merged_into is null and ${bookCondition(principal, 'a', params)} order by a.id`, params);
  const names = new Map(accounts.map((one) => [one.id, one.name]));
  const materials = new Map<string, AccountMaterial>();
  const ids = [...names.keys()];
  for (let from = 0; from < ids.length; from += page) for (const [accountId, one] of await readMaterial(db, ids.slice(from, from + page), now, { people: false })) materials.set(accountId, one);
  const occasions = [...standingCrossings(playbook, [...materials.values()], now), ...(await standingOccasions(context, db, playbook))].filter(({ accountId }) => names.has(accountId));
  const state = await readEntryState(db, id, [...new Set(occasions.map(({ accountId }) => accountId))], now);
  const decisions = decideEntries(playbook, occasions, state, ({ accountId, trigger }) => {
    const material = materials.get(accountId);
    return material && { ...conditionValues(material, trigger, playbook.signalTypes), 'run.days': 0, 'run.steps': 0 };
  }, now);
  return { problems: await missingReferences(db, clock.wall(), playbook), decisions: decisions.map((one) => ({ ...one, accountName: names.get(one.occasion.accountId) ?? '' })) };
}
