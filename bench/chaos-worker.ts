import type { PoolConfig } from 'pg';
import { Fault } from '../src/lib/fault.ts';
import { systemClock } from '../src/lib/clock.ts';
import { openDatabase } from '../src/platform/postgres/database.ts';
import type { ChannelId } from '../src/practice/action/action-type.ts';
import type { ActionChannel } from '../src/practice/action/channel.ts';
import { proposeActions } from '../src/practice/action/propose-actions.ts';
import { sendActions } from '../src/practice/action/send-actions.ts';
import { webhookChannel } from '../src/practice/action/webhook-channel.ts';
import { advanceRuns } from '../src/practice/playbook/advance-runs.ts';
import { actionListener } from '../src/practice/playbook/listen.ts';
import { matchTriggers } from '../src/practice/playbook/match-triggers.ts';
import type { PlaybookEffects } from '../src/practice/playbook/playbook-effects.ts';
import { addTasks } from '../src/practice/task/add-tasks.ts';
import type { ChaosSettings, WorkerNote } from './chaos-plan.ts';

// A worker of its own, to be killed at any moment: it takes runs further, matches what is new, and sends. Its settings come as JSON in the first argument.
const { postgres, allowHosts, startedMs, speed, leaseMs } = JSON.parse(process.argv[2] ?? '{}') as ChaosSettings & { postgres: PoolConfig };
const wall = systemClock();
const clock = systemClock(() => (wall.wall().getTime() - startedMs) * (speed - 1));
const db = openDatabase({ ...postgres, max: 5 });
// Whoever kills is told where this worker is, and before it goes on.
const tell = (note: WorkerNote) => new Promise<void>((done) => process.send?.(note, undefined, undefined, () => done()) ?? done());

const effects: PlaybookEffects = {
  async addTasks(context, tx, drafts) {
    if (drafts.length) await tell({ at: 'before' });
    const made = await addTasks(context, tx, drafts);
    if (drafts.length) await tell({ at: 'during' });
    return made;
  },
  async proposeActions(context, tx, drafts) {
    const made = await proposeActions(context, tx, drafts);
    if (drafts.length) await tell({ at: 'during' });
    return made;
  },
};
const web = webhookChannel({ db, allowHosts });
const told: ActionChannel = {
  async send(outgoing) {
    await tell({ at: 'sending', key: outgoing.key });
    return web.send(outgoing);
  },
};
const outbox = { db, clock, channels: new Map<ChannelId, ActionChannel>([['webhook', told], ['chat', told]]), linkBase: () => 'https://cs.vendor.example', listeners: [actionListener(clock)] };

async function forever(turn: () => Promise<boolean>, restMs: number): Promise<never> {
  for (;;) {
    const more = await turn().catch((error: unknown) => {
      // The owner of the data directory is gone; whoever comes next may be reached elsewhere.
      if (error instanceof Fault && error.kind === 'unavailable') process.exit(3);
      process.stderr.write(`${String((error as Error).message)}\n`); return false; });
    if (!more) await new Promise((done) => setTimeout(done, restMs));
  }
}
await Promise.all([
  forever(async () => { const more = await advanceRuns({ db, clock, effects, leaseMs, batch: 10 }); await tell({ at: 'after' }); return more; }, 60),
  forever(() => sendActions(outbox), 60),
  forever(() => matchTriggers({ db, clock }), 250),
]);
