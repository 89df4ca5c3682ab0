import { addDays, dayOf, dayStart } from '../../lib/period.ts';
import { fault } from '../../lib/fault.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { readCalendar } from '../task/calendar-setting.ts';
import { referenceProblems } from './check-playbook.ts';
import type { CompiledPlaybook } from './compile-playbook.ts';
import { primeCrossings } from './crossing.ts';
import { enterPlaybook } from './enter-playbook.ts';
import { presentOf, readAnchors } from './find-occasions.ts';
import { dateOccasions, signalOccasions, type Occasion, type SignalSeen } from './occasion.ts';
import type { PlaybookState } from './playbook-state.ts';
import { readKnown, readPlaybooks } from './read-program.ts';

/** How far back a day of a contract may lie for an account to enter a playbook that begins with what stands. */
const standingDays = 60;

/** The playbook in force of that id; Fault `notFound` otherwise. */
export async function getPlaybook(db: Db, wall: Date, id: string): Promise<CompiledPlaybook> {
  const playbook = (await readPlaybooks(db, wall)).get(id);
  if (!playbook) throw fault('notFound', 'playbook', `There is no playbook "${id}".`, { remedy: '"playbook list" shows them.' });
  return playbook;
}

/** What a playbook names and is not there: templates, surveys, other playbooks, types of signal. */
export async function missingReferences(db: Db, wall: Date, playbook: CompiledPlaybook) {
  return referenceProblems(playbook.definition, await readKnown(db, wall));
}

async function writeState({ clock, principal }: Pick<Context, 'clock' | 'principal'>, tx: Db, playbookId: string, status: PlaybookState['status'], version: number, note: string | null): Promise<void> {
  const [row] = await tx.query<{ version: number }>(
    `insert into playbook_state as s (playbook_id, status, since, by_whom, note, updated_at) values ($1, $2, $3, $4, $5, $3)
     on conflict (playbook_id) do update set status = excluded.status, since = case when s.status = excluded.status then s.since else excluded.since end, by_whom = excluded.by_whom, note = excluded.note, version = s.version + 1, updated_at = excluded.updated_at
     where s.version = $6 returning version`, [playbookId, status, clock.now(), principal.name, note, version]);
  if (!row) throw fault('conflict', 'version', 'Somebody else changed this playbook meanwhile.', { remedy: 'Look at it again, then decide.' });
  await tx.query("insert into change_feed (topic, entity_id) values ('playbook', $1)", [playbookId]);
}

/**
 * Puts a playbook to work: from now on what happens lets accounts enter, and runs that were paused with it go on. With `standing` the accounts
 * for which it is already time enter too. Fault `invalid` with every place where it names something that is not there.
 */
export async function activatePlaybook(context: Context, id: string, { standing, version }: { standing: boolean; version: number }): Promise<{ entered: number; resumed: number }> {
  const { db, clock } = context;
  const playbook = await getPlaybook(db, clock.wall(), id);
  const problems = await missingReferences(db, clock.wall(), playbook);
  if (problems.length) throw fault('invalid', 'playbook', `"${playbook.definition.label}" cannot start: ${problems.map(({ message }) => message).join(' ')}`, { fields: problems });
  return db.tx(async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtext('playbook-match'))");
    await writeState(context, tx, id, 'active', version, null);
    const crossings = await primeCrossings(context, tx, playbook, { enter: standing });
    const occasions = standing ? [...crossings, ...(await standingOccasions(context, tx, playbook))] : [];
    const decisions = await enterPlaybook(context, tx, playbook, occasions);
    return { entered: decisions.filter(({ outcome }) => outcome === 'enter').length, resumed: await resumeWith(tx, id, clock.now()) };
  });
}

/** Occasions for which it is time already: live signals and contract days of the last weeks. */
export async function standingOccasions({ clock }: Pick<Context, 'clock'>, tx: Db, playbook: CompiledPlaybook): Promise<Occasion[]> {
  const now = clock.now();
  const today = dayOf(now);
  const signals = await tx.query<SignalSeen>(
    `select s.id as "signalId", s.account_id as "accountId", s.type, s.severity, s.why, $1::timestamptz as at, coalesce((select d.body ->> 'label' from definition d where d.kind = 'signal' and d.id = s.type order by d.version desc limit 1), s.type) as label
     from signal s where s.closed_on is null and s.state <> 'snoozed' order by s.opened_on, s.id`, [now]);
  const [anchors, calendar] = [await readAnchors(tx, presentOf(clock)), await readCalendar(tx)];
  const dates = dateOccasions(playbook.definition, anchors, { after: addDays(today, -standingDays), day: today }, calendar);
  return [...signalOccasions(playbook.definition, signals), ...dates.map((one) => ({ ...one, at: dayStart(today) }))];
}

async function resumeWith(tx: Db, id: string, now: Date): Promise<number> {
  const rows = await tx.query(
    `with held as (select id from playbook_run where playbook_id = $1 and status = 'paused' and paused_with order by id for no key update)
     update playbook_run r set status = 'running', paused_with = false, due_at = least(r.due_at, $2), version = r.version + 1, updated_at = $2 from held where r.id = held.id returning r.id`, [id, now]);
  return rows.length;
}

/** Stops entries, and with `runs` everything under way: paused runs keep listening, and go on when the playbook does. Answers how many were paused. */
export async function pausePlaybook(context: Context, id: string, { runs, version, note }: { runs: boolean; version: number; note: string | null }): Promise<{ paused: number }> {
  const { db, clock } = context;
  await getPlaybook(db, clock.wall(), id);
  return db.tx(async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtext('playbook-match'))");
    await writeState(context, tx, id, 'paused', version, note);
    if (!runs) return { paused: 0 };
    const rows = await tx.query(
      `with held as (select id from playbook_run where playbook_id = $1 and status = 'running' order by id for no key update)
       update playbook_run r set status = 'paused', paused_with = true, lease = null, leased_until = '-infinity', version = r.version + 1, updated_at = $2 from held where r.id = held.id returning r.id`, [id, clock.now()]);
    return { paused: rows.length };
  });
}

/** Lets a person start accounts by hand, one or many. Criteria and caps hold; each refusal has its reason. Accounts outside of the book are not found. */
export async function startByHand(context: Context, id: string, accountIds: readonly string[], occasion: string): Promise<{ accountId: string; runId: string | null; outcome: string; reason: string | null }[]> {
  const { db, clock, principal } = context;
  const playbook = await getPlaybook(db, clock.wall(), id);
  const wanted = accountIds.length > 1 ? 'bulk' : 'manual';
  if (!playbook.definition.triggers.some(({ on }) => on === wanted || on === 'bulk')) throw fault('invalid', 'trigger', `"${playbook.definition.label}" does not start by hand${wanted === 'bulk' ? ' for many at once' : ''}.`, { remedy: `Add "- on: ${wanted}" to its triggers.` });
  const params: unknown[] = [[...new Set(accountIds)]];
  const seen = new Set((await db.query<{ id: string }>(`select a.id from account a where a.id = any($1) and a.merged_into is null and ${bookCondition(principal, 'a', params)}`, params)).map((row) => row.id));
  return db.tx(async (tx) => {
    const trigger = { kind: wanted, type: null, label: 'By hand', reason: `${principal.name} started it.` };
    const decisions = await enterPlaybook(context, tx, playbook, [...seen].map((accountId) => ({ accountId, key: `hand:${occasion}`, at: clock.now(), trigger })));
    const runs = new Map((await tx.query<{ id: string; accountId: string }>('select id, account_id as "accountId" from playbook_run where playbook_id = $1 and occasion = $2 and account_id = any($3)', [id, `hand:${occasion}`, [...seen]])).map((row) => [row.accountId, row.id]));
    const known = new Map(decisions.map(({ occasion: one, outcome, reason }) => [one.accountId, { outcome: outcome as string, reason }]));
    return [...new Set(accountIds)].map((accountId) => ({ accountId, runId: runs.get(accountId) ?? null, ...(seen.has(accountId) ? (known.get(accountId) ?? { outcome: 'enter', reason: null }) : { outcome: 'not_found', reason: 'There is no such account in your book.' }) }));
  });
}
