import type { Clock } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { assign, keepAssignments, readLot } from './hold-out.ts';
import { readPlaybooks } from './read-program.ts';
import { noteOccasions, startRuns, type Entry } from './start-runs.ts';

/** Starts the playbook to which another one led, unless the account is held out of it; that is noted, and the lot kept. `revenue` is the account's annual one, in whole units. */
export async function startAnother({ clock }: { clock: Clock }, tx: Db, playbookId: string, entry: Entry, revenue: number | null): Promise<void> {
  const playbook = (await readPlaybooks(tx, clock.wall())).get(playbookId);
  if (!playbook) return;
  const drawn = assign(await readLot(tx, playbookId, [entry.accountId]), playbookId, entry.accountId, revenue);
  await keepAssignments(tx, clock, playbookId, playbook.version, [drawn]);
  if (drawn.arm === 'treated') await startRuns({ clock }, tx, playbookId, [entry], playbook);
  else await noteOccasions(tx, playbookId, [{ accountId: entry.accountId, occasion: entry.occasion, at: entry.at, outcome: 'held_out', reason: 'Held out of this playbook, so that its effect can be measured.', runId: null }]);
}
