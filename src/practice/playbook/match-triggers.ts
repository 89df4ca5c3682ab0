import { toDate, type Clock } from '../../lib/clock.ts';
import { addDays, dayOf, type Day } from '../../lib/period.ts';
import type { Analytics } from '../../platform/analytics/analytics.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { readCalendar } from '../task/calendar-setting.ts';
import { readMaterial, type AccountMaterial } from './account-material.ts';
import type { CompiledPlaybook } from './compile-playbook.ts';
import { crossingOccasions, hasCrossings, primeCrossings } from './crossing.ts';
import { enterPlaybook } from './enter-playbook.ts';
import { readCursor, writeCursor } from './entry-store.ts';
import { lastSignalEvent, presentOf, readAnchors, readNewAnswers, readNewEvents, readNewReplies, readSignalTurns } from './find-occasions.ts';
import { dateOccasions, eventOccasions, scheduleOccasions, signalOccasions, staleDays, surveyOccasions, type Occasion } from './occasion.ts';
import { readStates } from './playbook-state.ts';
import { readPlaybooks, readVersions } from './read-program.ts';
import { tellRuns } from './run-store.ts';

/** What matching needs. `analytics` may be left out where no events are stored. */
export interface MatchDeps {
  db: Db;
  analytics?: Analytics;
  clock: Clock;
}

interface AtWork {
  playbook: CompiledPlaybook;
  since: Date;
}

/** Something that happened, for runs that listen. */
interface Happened {
  accountId: string;
  name: string;
  dedup: string;
  value: string;
  at: Date;
}

const turnsAtOnce = 2000;
const accountsAtOnce = 1000;
const dayMs = 86_400_000;
/** Records may be seen by us later than the time they carry. */
const overlapMs = { survey: 3_600_000, event: 300_000, reply: 300_000 };

/**
 * Looks at what is new (events of signals, answers, facts, days, product events), tells the runs that listen, and lets accounts enter the
 * playbooks at work. In sets; one process at a time, others leave it to that one. True while there is more to read.
 */
export async function matchTriggers(deps: MatchDeps): Promise<boolean> {
  if (!(await isNeeded(deps.db))) return false;
  const changed = await changedAccounts(deps.db);
  await wakeAccounts(deps.db, changed.map(({ id }) => id), deps.clock.now());
  return deps.db.tx(async (tx) => {
    if (!(await tx.one<{ free: boolean }>("select pg_try_advisory_xact_lock(hashtext('playbook-match')) as free")).free) return false;
    const work = await atWork(tx, deps.clock);
    const materials = [...(await readMaterial(tx, changed.map(({ id }) => id), deps.clock.now(), { people: false })).values()];
    for (const { playbook } of work) await primeCrossings(deps, tx, playbook, { enter: false });
    const [signals, answers, events] = [await newSignals(deps, tx), await newAnswers(deps, tx), await newEvents(deps, tx, work)];
    await tellHappened(tx, [...signals.happened, ...answers.happened, ...events.happened, ...(await newReplies(deps, tx))]);
    const today = await dayTurn(deps, tx, work);
    for (const one of work) await enter(deps, tx, one, [...signals.of(one), ...answers.of(one), ...events.of(one), ...today.of(one), ...(await crossed(deps, tx, one, materials))]);
    await seen(tx, changed);
    return signals.more || changed.length === accountsAtOnce;
  });
}

/** While no playbook is at work and no run listens, what is new may wait: it is read later, and then found too old. */
async function isNeeded(db: Db): Promise<boolean> {
  return (await db.one<{ needed: boolean }>("select exists (select 1 from playbook_state where status = 'active') or exists (select 1 from playbook_run where status in ('running', 'paused')) as needed")).needed;
}

async function atWork(tx: Db, clock: Clock): Promise<AtWork[]> {
  const [states, playbooks] = [await readStates(tx), await readPlaybooks(tx, clock.wall())];
  return [...states.values()].flatMap(({ playbookId, status, since }) => {
    const playbook = playbooks.get(playbookId);
    return status === 'active' && playbook ? [{ playbook, since }] : [];
  });
}

/** What is too old for a playbook, or not yet, starts nothing. */
async function enter({ clock }: MatchDeps, tx: Db, { playbook, since }: AtWork, occasions: readonly Occasion[]): Promise<void> {
  const now = clock.now();
  const oldest = Math.max(now.getTime() - staleDays * dayMs, toDate(dayOf(since)).getTime());
  await enterPlaybook({ clock }, tx, playbook, occasions.filter(({ at }) => at.getTime() >= oldest && at.getTime() <= now.getTime() + dayMs));
}

// Files are known at business time, tracked records at wall time; where the two differ nothing may be overlooked.
function firstKnown(clock: Clock): Date {
  return toDate(Math.min(clock.now().getTime(), clock.wall().getTime()));
}

interface Found {
  happened: Happened[];
  of(work: AtWork): Occasion[];
  more: boolean;
}

async function newSignals({ clock }: MatchDeps, tx: Db): Promise<Found> {
  const cursor = await readCursor(tx, 'signal');
  const from = cursor === null ? await lastSignalEvent(tx) : Number(cursor);
  const turns = await readSignalTurns(tx, from, turnsAtOnce);
  const last = turns.at(-1)?.eventId ?? from;
  if (cursor === null || last !== from) await writeCursor(tx, 'signal', String(last), clock.wall());
  const happened = turns.flatMap(({ becomes, accountId, type, eventId, why, at }) => (becomes === null ? [] : [{ accountId, name: `signal:${type}:${becomes}`, dedup: String(eventId), value: why, at }]));
  const raised = turns.filter(({ isRaised }) => isRaised);
  return { happened, more: turns.length === turnsAtOnce, of: ({ playbook, since }) => signalOccasions(playbook.definition, raised.filter(({ at }) => at >= since)) };
}

async function newAnswers({ clock }: MatchDeps, tx: Db): Promise<Found> {
  const cursor = await readCursor(tx, 'survey');
  const since = cursor === null ? firstKnown(clock) : toDate(toDate(cursor).getTime() - overlapMs.survey);
  const answers = await readNewAnswers(tx, since, clock.now());
  const newest = answers.at(-1)?.knownAt.toISOString();
  if (cursor === null || (newest !== undefined && newest > cursor)) await writeCursor(tx, 'survey', newest ?? since.toISOString(), clock.wall());
  const happened = answers.map(({ id, accountId, survey, points, at }) => ({ accountId, name: `survey:${survey}`, dedup: id, value: String(points), at }));
  return { happened, more: false, of: ({ playbook, since: from }) => surveyOccasions(playbook.definition, answers.filter(({ at }) => at >= from)) };
}

/** Answers to e-mail, of the account's own people only. */
async function newReplies({ clock }: MatchDeps, tx: Db): Promise<Happened[]> {
  const cursor = await readCursor(tx, 'reply');
  const since = cursor === null ? firstKnown(clock) : toDate(toDate(cursor).getTime() - overlapMs.reply);
  const replies = await readNewReplies(tx, since);
  const newest = replies.at(-1)?.receivedAt.toISOString();
  if (cursor === null || (newest !== undefined && newest > cursor)) await writeCursor(tx, 'reply', newest ?? since.toISOString(), clock.wall());
  return replies.map(({ id, accountId, from, at }) => ({ accountId, name: 'reply:email', dedup: id, value: from, at }));
}

async function newEvents({ analytics, clock }: MatchDeps, tx: Db, work: readonly AtWork[]): Promise<Found> {
  const pinned = await tx.query<{ playbookId: string; playbookVersion: number }>(`select distinct playbook_id as "playbookId", playbook_version as "playbookVersion" from playbook_run where status in ('running', 'paused')`);
  const listening = [...(await readVersions(tx, pinned)).values()].flatMap(({ listens }) => [...listens].flatMap((name) => (name.startsWith('event:') ? [name.slice(6)] : [])));
  const names = [...new Set([...listening, ...work.flatMap(({ playbook }) => playbook.definition.triggers.flatMap((one) => (one.on === 'event' ? [one.name] : [])))])];
  if (!analytics || names.length === 0) return { happened: [], more: false, of: () => [] };
  const cursor = await readCursor(tx, 'event');
  const since = toDate((cursor === null ? firstKnown(clock) : toDate(cursor)).getTime() - overlapMs.event);
  const events = await readNewEvents({ db: tx, analytics }, names, since, clock.now());
  await writeCursor(tx, 'event', firstKnown(clock).toISOString(), clock.wall());
  const happened = events.map(({ accountId, name, day, at }) => ({ accountId, name: `event:${name}`, dedup: day, value: name, at }));
  return { happened, more: false, of: ({ playbook, since: from }) => eventOccasions(playbook.definition, events.filter(({ at }) => at >= from)) };
}

/** Once a day for each playbook: days of contracts and schedules, a week back, so that what was loaded late still counts. */
async function dayTurn({ clock }: MatchDeps, tx: Db, work: readonly AtWork[]): Promise<Pick<Found, 'of'>> {
  const today = dayOf(clock.now());
  const due: AtWork[] = [];
  for (const one of work) if (dated(one) && (await readCursor(tx, `day:${one.playbook.definition.id}`)) !== today) due.push(one);
  if (due.length === 0) return { of: () => [] };
  const [calendar, anchors] = [await readCalendar(tx), await readAnchors(tx, presentOf(clock))];
  for (const { playbook } of due) await writeCursor(tx, `day:${playbook.definition.id}`, today, clock.wall());
  return {
    of(one) {
      if (!due.includes(one)) return [];
      const first = [addDays(today, -staleDays), addDays(dayOf(one.since), -1)].toSorted().at(-1) as Day;
      const span = { after: first, day: today };
      return [...dateOccasions(one.playbook.definition, anchors, span, calendar), ...scheduleOccasions(one.playbook.definition, anchors.map(({ accountId }) => accountId), span)];
    },
  };
}

function dated({ playbook }: AtWork): boolean {
  return playbook.definition.triggers.some(({ on }) => on === 'date' || on === 'schedule');
}

async function crossed({ clock }: MatchDeps, tx: Db, { playbook }: AtWork, materials: readonly AccountMaterial[]): Promise<Occasion[]> {
  return hasCrossings(playbook) ? crossingOccasions(tx, playbook, materials, clock.now()) : [];
}

// What started a run is not heard by it again.
async function tellHappened(tx: Db, happened: readonly Happened[]): Promise<void> {
  if (happened.length === 0) return;
  const runs = await tx.query<{ id: string; playbookId: string; playbookVersion: number; accountId: string; startedAt: Date }>(
    `select id, playbook_id as "playbookId", playbook_version as "playbookVersion", account_id as "accountId", started_at as "startedAt" from playbook_run where status in ('running', 'paused') and account_id = any($1)`, [[...new Set(happened.map(({ accountId }) => accountId))]]);
  if (runs.length === 0) return;
  const versions = await readVersions(tx, runs);
  const byAccount = Map.groupBy(happened, ({ accountId }) => accountId);
  await tellRuns(tx, runs.flatMap(({ id, playbookId, playbookVersion, accountId, startedAt }) => {
    const listens = versions.get(`${playbookId}:${playbookVersion}`)?.listens;
    return (byAccount.get(accountId) ?? []).filter(({ name, at }) => listens?.has(name) && at > startedAt).map(({ name, dedup, value, at }) => ({ runId: id, name, dedup, value, at }));
  }));
}

interface Changed {
  id: string;
  /** As the store writes it: a Date would lose its microseconds, and the account would look changed for ever. */
  computedAt: string;
}

/** Accounts whose facts were computed again since matching looked at them. */
function changedAccounts(db: Db): Promise<Changed[]> {
  return db.query<Changed>(
    `select f.account_id as id, f.computed_at::text as "computedAt" from account_fact f left join playbook_seen s using (account_id) where s.computed_at is distinct from f.computed_at order by f.computed_at limit $1`, [accountsAtOnce]);
}

async function seen(tx: Db, changed: readonly Changed[]): Promise<void> {
  if (changed.length) await tx.query(
    'insert into playbook_seen (account_id, computed_at) select * from unnest($1::text[], $2::timestamptz[]) n(account_id, computed_at) where exists (select 1 from account a where a.id = n.account_id) on conflict (account_id) do update set computed_at = excluded.computed_at',
    [changed.map(({ id }) => id), changed.map(({ computedAt }) => computedAt)]);
}

/** Runs of these accounts are looked at again: what they wait for, or a criterion to leave, may hold now. */
async function wakeAccounts(db: Db, accountIds: readonly string[], now: Date): Promise<void> {
  if (accountIds.length) await db.query(
    `with held as (select id from playbook_run where status = 'running' and phase = 'wait' and account_id = any($1) and due_at > $2 order by id for no key update)
     update playbook_run r set due_at = $2 from held where r.id = held.id`, [accountIds, now]);
}
