import { randomUUID } from 'node:crypto';
import { toDate, type Clock } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { Transition } from './advance.ts';
import type { Heard, Run } from './run.ts';

/** Columns of a run under the names of {@link Run}. */
export const runColumns = `r.id, r.playbook_id as "playbookId", r.playbook_version as "playbookVersion", r.account_id as "accountId", r.status, r.step_id as "stepId", r.phase, r.seq, r.visits, r.outcomes, r.trigger,
  r.started_at as "startedAt", r.step_at as "stepAt", r.wait_until as "waitUntil", r.due_at as "dueAt", r.ended_at as "endedAt", r.outcome, r.end_reason as "endReason"`;

/** How long a worker may hold runs; a dead one's are free after that. */
const standardLeaseMs = 30_000;
/** A run that failed so often in a row has failed. */
export const mostAttempts = 8;

/** Runs in the hands of one worker. The lease is the fence: whoever has another one writes nothing. */
export interface Claim {
  lease: string;
  runs: Run[];
}

/** Makes due what was told something. Rows are only marked here, so whoever tells never waits for a run. */
export async function wakeTold(db: Db, now: Date): Promise<void> {
  // Runs are locked before what they were told, here as in a turn, so that the two never wait for each other.
  await db.query(
    `with told as (select distinct run_id from playbook_heard where not woken limit 5000),
       held as (select id from playbook_run where id in (select run_id from told) order by id for no key update skip locked),
       due as (update playbook_run r set due_at = least(r.due_at, $1) from held where r.id = held.id and r.status in ('running', 'paused'))
     update playbook_heard h set woken = true from held where h.run_id = held.id and not h.woken`, [now]);
}

/** Takes up to `most` due runs that nobody holds, the longest due first. Any number of workers may ask at once. */
export async function claimRuns(db: Db, clock: Clock, most: number, leaseMs = standardLeaseMs): Promise<Claim> {
  const lease = randomUUID();
  const wall = clock.wall();
  const runs = await db.query<Run>(
    `with due as (select id from playbook_run where status = 'running' and due_at <= $1 and leased_until <= $2 order by due_at limit $3 for no key update skip locked)
     update playbook_run r set lease = $4, leased_until = $5 from due where r.id = due.id returning ${runColumns}`,
    [clock.now(), wall, most, lease, toDate(wall.getTime() + leaseMs)]);
  return { lease, runs };
}

/** The runs that are still held under this lease, locked until `tx` ends, with what they were told and have not used. */
export async function lockClaimed(tx: Db, lease: string, ids: readonly string[]): Promise<(Run & { heard: Heard[] })[]> {
  const runs = await tx.query<Run>(`select ${runColumns} from playbook_run r where r.id = any($1) and r.lease = $2 and r.status = 'running' order by r.id for no key update`, [ids, lease]);
  const heard = await tx.query<Heard & { runId: string }>('select run_id as "runId", name, dedup, value, at from playbook_heard where run_id = any($1) and used_seq is null order by at, name, dedup', [runs.map(({ id }) => id)]);
  const byRun = Map.groupBy(heard, ({ runId }) => runId);
  return runs.map((run) => ({ ...run, heard: byRun.get(run.id) ?? [] }));
}

/** Writes what turns came to and gives the runs back, in three statements whatever their number. */
export async function saveTransitions(tx: Db, transitions: readonly Transition[], now: Date): Promise<void> {
  // A turn in which nothing came about leaves the version that people have seen.
  const runs = transitions.map(({ run, notes, consumed }) => ({ ...run, hasMoved: run.status !== 'running' || notes.length > 0 || consumed.length > 0 }));
  await tx.query(
    `update playbook_run r set status = n.status, step_id = n."stepId", phase = n.phase, seq = n.seq, visits = n.visits, outcomes = n.outcomes, step_at = n."stepAt", wait_until = n."waitUntil", due_at = n."dueAt",
       ended_at = n."endedAt", outcome = n.outcome, end_reason = n."endReason", lease = null, leased_until = '-infinity', attempts = 0, error = null, version = r.version + case when n."hasMoved" then 1 else 0 end, updated_at = $2
     from jsonb_to_recordset($1::jsonb) n(id text, status text, "stepId" text, phase text, seq integer, visits jsonb, outcomes jsonb, "stepAt" timestamptz, "waitUntil" timestamptz, "dueAt" timestamptz, "endedAt" timestamptz, outcome text, "endReason" text, "hasMoved" boolean)
     where r.id = n.id`, [JSON.stringify(runs), now]);
  await tx.query(
    `insert into playbook_step as s (run_id, seq, step_id, kind, at, ended_at, outcome, note)
     select "runId", seq, "stepId", kind, at, "endedAt", outcome, note from jsonb_to_recordset($1::jsonb) n("runId" text, seq integer, "stepId" text, kind text, at timestamptz, "endedAt" timestamptz, outcome text, note text)
     on conflict (run_id, seq) do update set ended_at = excluded.ended_at, outcome = excluded.outcome, note = coalesce(excluded.note, s.note)`,
    [JSON.stringify(transitions.flatMap(({ run, notes }) => notes.map((note) => ({ runId: run.id, ...note }))))]);
  const used = transitions.flatMap(({ run, consumed }) => consumed.map(({ name, dedup }) => ({ id: run.id, seq: run.seq, name, dedup })));
  if (used.length) await tx.query(
    'update playbook_heard h set used_seq = n.seq, woken = true from jsonb_to_recordset($1::jsonb) n(id text, seq integer, name text, dedup text) where h.run_id = n.id and h.name = n.name and h.dedup = n.dedup', [JSON.stringify(used)]);
  await tx.query("insert into change_feed (topic, entity_id) select 'run', id from unnest($1::text[]) id", [runs.filter(({ hasMoved }) => hasMoved).map(({ id }) => id)]);
}

/** Gives a run back that could not be advanced: later and later, until it counts as failed. */
export async function recordFailure(db: Db, clock: Clock, lease: string, id: string, reason: string): Promise<void> {
  await db.query(
    `update playbook_run set attempts = attempts + 1, error = $3, lease = null, updated_at = $4, leased_until = $5::timestamptz + least(power(2, attempts), 600) * interval '1 second',
       status = case when attempts + 1 >= $6 then 'failed' else status end, outcome = case when attempts + 1 >= $6 then 'failed' end, ended_at = case when attempts + 1 >= $6 then $4::timestamptz end, end_reason = case when attempts + 1 >= $6 then $3 end, version = version + 1
     where id = $1 and lease = $2`, [id, lease, reason.slice(0, 500), clock.now(), clock.wall(), mostAttempts]);
}

/** Tells runs something; what was told before is left. Only adds rows, so it may be called while other things are locked. */
export async function tellRuns(tx: Db, told: readonly (Heard & { runId: string })[]): Promise<void> {
  if (told.length === 0) return;
  await tx.query(
    `insert into playbook_heard (run_id, name, dedup, value, at) select "runId", name, dedup, value, at from jsonb_to_recordset($1::jsonb) n("runId" text, name text, dedup text, value text, at timestamptz)
     where exists (select 1 from playbook_run r where r.id = n."runId" and r.status in ('running', 'paused')) on conflict do nothing`, [JSON.stringify(told)]);
}
