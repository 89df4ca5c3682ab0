import { z } from 'zod';
import { toDate } from '../lib/clock.ts';
import { fault } from '../lib/fault.ts';
import { dayOf } from '../lib/period.ts';
import type { Context } from '../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../platform/operation/operation.ts';
import { parseDuration } from '../practice/playbook/duration.ts';
import { closePendingHistory } from './after-load.ts';
import { advanceClock } from './advance-clock.ts';
import type { Runtime } from './operations.ts';
import { markHistoryPending, pendingHistory } from './pending-history.ts';
import { sampleStory } from './sample/sample-story.ts';
import { liveStages } from './stages.ts';
import { whatHappened, whatWaits } from './what-happened.ts';

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 } as const;
const mostMs = 400 * unitMs.day;
const historyWaitMs = 500;

function lengthOf(text: string): number {
  const { amount = 0, unit = 'day' } = parseDuration(text) ?? {};
  const ms = unit in unitMs ? amount * unitMs[unit as keyof typeof unitMs] : 0;
  if (ms <= 0 || ms > mostMs) throw fault('invalid', 'duration', `"${text.slice(0, 40)}" is not a length of time to move the clock by.`, { remedy: 'Write a whole number and a unit, at most 400d: 90m, 4h, 3d or 2w.', fields: [{ path: 'duration', message: 'A length such as 3d.' }] });
  return ms;
}

const n = z.number().int();
const happened = z.object({ day: z.string(), signals: n, entered: n, steps: n, ended: n, tasks: n, actions: n, sent: n, expired: n });
const advanced = z.object({
  from: z.string().describe('Business time before.'), to: z.string().describe('Business time now.'), days: n.describe('Days that were closed.'), stops: n.describe('Moments at which something was due.'),
  records: n.describe('Records of the sample company that arrived on the way.'), waits: z.object({ runs: n, openTasks: n, approvals: n, planned: n }), happened: z.array(happened).describe('Days on which something came about.'),
});

/** The simulated clock: where it stands, and moving it on. */
export function clockOperations(runtime: Runtime): AnyOperation[] {
  let moving = false;
  return [
    defineOperation({
      id: 'clock.show', summary: 'What time the product believes it is, and whether that time is simulated.', scope: 'read', effect: 'read', reach: 'none',
      input: z.object({}), output: z.object({ now: z.string(), day: z.string(), simulated: z.boolean() }),
      handler: async ({ clock }) => ({ now: clock.now().toISOString(), day: dayOf(clock.now()), simulated: runtime.clock?.simulated ?? false }),
    }),
    defineOperation({
      id: 'clock.advance', summary: 'Move the simulated clock on, and do in order everything that becomes due on the way.', scope: 'admin', effect: 'change', positional: ['duration'], faults: ['conflict', 'invalid'],
      description: 'Only of a store that was created with --simulated-clock. Days are closed, playbooks wake up, actions go out in their windows or expire. What is approved and has a way out really leaves: point the mail server and the addresses of such a store at a test.',
      input: z.object({ duration: z.string().min(1).describe('How far: 90m, 4h, 3d or 2w.') }), output: advanced,
      async handler(context, { duration }) {
        const { clock } = runtime;
        const ms = lengthOf(duration);
        if (!clock?.simulated) throw fault('conflict', 'clock_real', 'This store has a real clock, which nobody moves.', { remedy: 'Create a store with --simulated-clock in a directory of its own.' });
        if (moving) throw fault('conflict', 'clock_moving', 'The clock is being moved already.', { remedy: 'Wait until that has come to its end.' });
        moving = true;
        try {
          return await move(runtime, context, ms);
        } finally {
          moving = false;
        }
      },
    }),
  ];
}

async function move(runtime: Runtime, context: Context, ms: number): Promise<z.input<typeof advanced>> {
  const { db } = context;
  const clock = runtime.clock as NonNullable<Runtime['clock']>;
  // Beside a server the history is closed by a job, which must not meet days that end.
  while (runtime.closeHistorySoon && (await pendingHistory(db))) await new Promise((done) => setTimeout(done, historyWaitMs));
  const release = await runtime.work?.hold();
  try {
    const from = clock.now();
    const stages = liveStages(context, async () => {
      await markHistoryPending(db, null);
      await closePendingHistory(context);
    });
    const story = sampleStory(context);
    const done = await advanceClock({ context: { ...context, clock }, stages, outbox: runtime.outbox ?? null, arrive: story.arrive }, toDate(from.getTime() + ms));
    await db.query("insert into change_feed (topic, entity_id) values ('metric', 'all')");
    return { from: from.toISOString(), to: clock.now().toISOString(), ...done, waits: await whatWaits(db), happened: await whatHappened(db, from, clock.now()) };
  } finally {
    release?.();
  }
}
