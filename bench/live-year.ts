import { manualClock, toDate, type ManualClock } from '../src/lib/clock.ts';
import { addDays, dayOf, dayStart, type Day } from '../src/lib/period.ts';
import type { Context } from '../src/platform/operation/context.ts';
import type { TestEngines } from '../src/platform/testing/test-engines.ts';
import { approveShipped } from '../src/insight/health/approve-shipped.ts';
import { advanceClock, type Advanced } from '../src/main/advance-clock.ts';
import { definitionKinds } from '../src/main/definition-kinds.ts';
import { definitionsDir } from '../src/main/operations.ts';
import { beginStory } from '../src/main/sample/sample-operations.ts';
import { sampleStory } from '../src/main/sample/sample-story.ts';
import { closeHistory, liveStages, rescoreNow } from '../src/main/stages.ts';
import { approveActions } from '../src/practice/action/approve-actions.ts';
import type { ChannelId } from '../src/practice/action/action-type.ts';
import { readSurvey, recordAnswer } from '../src/practice/action/survey/answer.ts';
import { NotSent, type ActionChannel, type Outgoing } from '../src/practice/action/channel.ts';
import { decideRun } from '../src/practice/playbook/change-runs.ts';
import { actionListener, taskListener } from '../src/practice/playbook/listen.ts';
import { activatePlaybook } from '../src/practice/playbook/set-playbook-state.ts';
import { readPlaybooks } from '../src/practice/playbook/read-program.ts';
import { setTaskStatus } from '../src/practice/task/set-task-status.ts';
import { createRng, type Rng } from '../src/lib/rng.ts';

/** Something that left, with the business time at which it did. */
export interface Arrived {
  at: Date;
  channel: ChannelId;
  outgoing: Outgoing;
}

/** The year as it is set up. */
export interface LiveYear {
  context: Context;
  clock: ManualClock;
  arrived: Arrived[];
  /** Addresses that asked for silence, and when. */
  silenced: Map<string, Date>;
  /** Moves on by so many days, with people at work in between. */
  pass(days: number): Promise<Advanced>;
}

const dayMs = 86_400_000;
/** Records are brought a quarter at a time: they count when they happened, not when they came. */
const quarterMs = 91 * dayMs;
const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];

/** The channels of a world that takes everything; now and then a receiver is busy, or takes a message and does not say so. */
function receivers(clock: ManualClock, rng: Rng, arrived: Arrived[]): Map<ChannelId, ActionChannel> {
  return new Map((['email', 'chat', 'webhook'] as const).map((channel) => [channel, {
    async send(outgoing) {
      if (rng.chance(0.08)) throw new NotSent('Busy; try again.', false);
      arrived.push({ at: clock.now(), channel, outgoing });
      // One of the first is always unconfirmed, so that no year is a smooth one by chance.
      if (arrived.length === 3 || rng.chance(0.12)) throw new Error('The connection ended before the answer came.');
      return { receipt: 'taken' };
    },
  }]));
}

/** A small sample company at the beginning of a year, with every shipped playbook at work and a way out for everything. */
export async function beginYear(engines: TestEngines, { today, accounts, everyDays, seed }: { today: Day; accounts: number; everyDays: number; seed: number }): Promise<LiveYear> {
  const clock = manualClock(toDate(`${today}T09:30:00Z`));
  const context: Context = { ...engines, clock, log, principal: { kind: 'user', id: 'usr_lea', userId: 'usr_lea', name: 'Lea', role: 'admin', scopes: new Set(['read', 'write', 'approve', 'admin']), book: 'all' } as Context['principal'], session: { tokenHash: 'test' } as unknown as NonNullable<Context['session']> };
  await approveShipped(engines.db, definitionsDir, clock.now(), definitionKinds);
  await engines.db.query("insert into app_user (id, name, role, created_at, accepted_at) values ('usr_lea', 'Lea', 'admin', $1, $1)", [clock.now()]);
  for (const [id, kind] of [['chat', 'slack'], ['crm', 'webhook'], ['support', 'webhook'], ['webhook', 'webhook']]) await engines.db.query('insert into action_endpoint (id, kind, name, url, created_at, updated_at) values ($1, $2, $1, $3, $4, $4)', [id, kind, 'https://receiver.example/in', clock.now()]);
  await beginStory(context, accounts, { rawWeeks: 0 });
  await closeHistory(context, addDays(today, -14), today);
  await rescoreNow(context, 'import');
  await engines.db.query('delete from dirty_account');
  await engines.db.query('analyze');
  await engines.db.query('delete from import_account');
  for (const id of (await readPlaybooks(engines.db, clock.wall())).keys()) await activatePlaybook(context, id, { standing: true, version: 0 });
  const [arrived, silenced, rng] = [[] as Arrived[], new Map<string, Date>(), createRng(seed)];
  const outbox = { channels: receivers(clock, rng.fork('receivers'), arrived), linkBase: () => 'https://cs.vendor.example', listeners: [actionListener(clock)] };
  const stages = liveStages(context, async () => {});
  const story = sampleStory(context);
  const moved = Object.assign(clock, { moveTo: async (at: Date) => clock.set(at) });
  let broughtUntil = clock.now().getTime();
  return {
    context, clock, arrived, silenced,
    async pass(days) {
      if (clock.now().getTime() >= broughtUntil) {
        broughtUntil += quarterMs;
        await story.arrive(toDate(broughtUntil));
        await engines.db.query('delete from dirty_account');
        await engines.db.query('analyze');
      }
      await people(context, rng, arrived, silenced);
      return advanceClock({ context: { ...context, clock: moved }, stages, outbox, everyDays }, toDate(dayStart(dayOf(clock.now())).getTime() + days * dayMs));
    },
  };
}

/** What people do meanwhile: approve most drafts, close most tasks, answer questions, some answer a survey, and a contact who was written to asks for silence: one as soon as there is one, others now and then. */
async function people(context: Context, rng: Rng, arrived: readonly Arrived[], silenced: Map<string, Date>): Promise<void> {
  const { db, clock } = context;
  const waiting = await db.query<{ id: string; digest: string }>("select id, digest from action where status = 'waiting' order by id");
  const chosen = waiting.filter(() => rng.chance(0.85));
  if (chosen.length) await approveActions(context, chosen);
  const tasks = await db.query<{ id: string; key: string | null }>("select id, key from task where parent_id is null and status in ('pending', 'in-progress') order by id");
  for (const { id, key } of tasks) {
    if (!rng.chance(0.4)) continue;
    if (key?.endsWith(':question')) await decideRun(context, key.split(':')[0] ?? '', undefined, rng.chance(0.7) ? 'approved' : 'rejected', '').catch(() => undefined);
    else await db.tx((tx) => setTaskStatus(context, tx, [taskListener(clock)], { ids: [id], status: rng.chance(0.9) ? 'done' : 'cancelled' }));
  }
  await answer(context, rng, arrived);
  if (silenced.size > 0 && !rng.chance(0.25)) return;
  const written = [...new Set(arrived.filter(({ channel }) => channel === 'email').map(({ outgoing }) => outgoing.message.to.toLowerCase()))].filter((address) => !silenced.has(address));
  if (!written.length) return;
  const address = rng.pick(written);
  await db.query("insert into suppression (address, reason, at, by_whom) values ($1, 'unsubscribed', $2, 'usr_lea') on conflict do nothing", [address, clock.now()]);
  silenced.set(address, clock.now());
}

// Of the surveys that came in the last weeks some are answered; a link that is tried again once the time is over changes nothing.
async function answer(context: Context, rng: Rng, arrived: readonly Arrived[]): Promise<void> {
  const since = context.clock.now().getTime() - 35 * dayMs;
  for (const { at, outgoing: { message } } of arrived) {
    const token = at.getTime() < since ? undefined : /\/survey\/([\w-]+)/.exec(message.text)?.[1];
    const survey = token === undefined ? undefined : await readSurvey(context, token);
    if (token === undefined || survey?.state !== 'open' || !rng.chance(0.2)) continue;
    await recordAnswer(context, token, { score: rng.int(survey.ask.min, survey.ask.max), comment: rng.chance(0.3) ? 'It could be faster.' : null });
  }
}
