import { stableUuid } from '../../lib/ids.ts';
import type { Day } from '../../lib/period.ts';
import type { Evidence } from '../../contract/listing.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { emptyMemory, isForgettable, type LiveSignal, type SignalMemory, type SignalState } from './evaluate-signal.ts';
import type { Portrait } from './observe-signal.ts';

/** A live row with what the stage may change. */
export interface StoredSignal extends LiveSignal {
  id: string;
  accountId: string;
  type: string;
  closedOn: Day | null;
  severity: string;
  why: string;
  stakeMinor: number | null;
}

/** A live row to write: a new episode, or the new shape of one that stands. Empty evidence keeps what is stored. */
export interface SignalWrite extends Portrait {
  id: string;
  accountId: string;
  type: string;
  family: string;
  state: SignalState;
  openedOn: Day;
  lastTrueOn: Day;
  provisional: boolean;
  evidence: readonly Evidence[];
  ruleVersion: number;
  snoozedUntil: Day | null;
  /** False for a refresh of words only: a page that is open keeps its version. */
  isChange: boolean;
}

/** A row that ends, wakes or stands again. The stage's own resolutions are `cleared`, `expired` and `withdrawn`; a person's are free text. */
export interface SignalTurn {
  id: string;
  state: SignalState;
  closedOn: Day | null;
  resolution: string | null;
  provisional: boolean;
}

export interface SignalEventWrite {
  signalId: string;
  fromState: string | null;
  toState: string;
  note: string;
}

/** The id of an episode: the same account, type and first day give the same signal, however it was computed. */
export function signalIdOf(accountId: string, type: string, openedOn: Day): string {
  return `sig_${stableUuid(accountId, type, openedOn).replaceAll('-', '')}`;
}

/** The key of a live row or a memory. */
export function typeKey(accountId: string, type: string): string {
  return `${accountId} ${type}`;
}

/** Lets one writer of signals work at a time until its transaction ends; people's actions take it too. */
export async function lockSignals(tx: Db): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('signal'))`);
}

/** Live rows of these accounts, and those that the stage closed on `day` itself, so that closing a day twice finds what it found. */
export async function readLiveSignals(db: Db, accountIds: readonly string[], day: Day): Promise<Map<string, StoredSignal>> {
  const rows = await db.query<StoredSignal>(
    `select id, account_id as "accountId", type, opened_on as "openedOn", last_true_on as "lastTrueOn", closed_on as "closedOn", case when closed_on is null then state else 'open' end as state,
       snoozed_until as "snoozedUntil", provisional, severity, why, stake_minor as "stakeMinor"
     from signal where account_id = any($1) and opened_on <= $2::date and (closed_on is null or (closed_on = $2::date and opened_on < $2::date and resolution in ('cleared', 'expired') and not provisional))
     order by closed_on nulls last`,
    [accountIds, day],
  );
  const byType = new Map<string, StoredSignal>();
  for (const row of rows) if (!byType.has(typeKey(row.accountId, row.type))) byType.set(typeKey(row.accountId, row.type), row);
  return byType;
}

/** Account and type of live rows that opened after `day`: a person works on them, so a past that is closed again leaves their type alone. */
export async function readLaterSignals(db: Db, accountIds: readonly string[], day: Day): Promise<Set<string>> {
  const rows = await db.query<{ accountId: string; type: string }>('select account_id as "accountId", type from signal where account_id = any($1) and closed_on is null and opened_on > $2::date', [accountIds, day]);
  return new Set(rows.map((row) => typeKey(row.accountId, row.type)));
}

/** What is remembered about these accounts. */
export async function readMemories(db: Db, accountIds: readonly string[]): Promise<Map<string, SignalMemory>> {
  const rows = await db.query<SignalMemory & { accountId: string; type: string }>(
    `select account_id as "accountId", type, day, true_run as "trueRun", false_run as "falseRun", prior_true_run as "priorTrueRun", prior_false_run as "priorFalseRun", await_clear as "awaitClear", muted_until as "mutedUntil"
     from signal_memory where account_id = any($1)`,
    [accountIds],
  );
  return new Map(rows.map(({ accountId, type, ...memory }) => [typeKey(accountId, type), memory]));
}

/** Writes memories; one that says nothing is removed. */
export async function writeMemories(tx: Db, memories: readonly { accountId: string; type: string; memory: SignalMemory }[]): Promise<void> {
  if (memories.length === 0) return;
  const gone = memories.filter(({ memory }) => isForgettable(memory));
  await tx.query('delete from signal_memory m using unnest($1::text[], $2::text[]) g(account_id, type) where m.account_id = g.account_id and m.type = g.type', [gone.map((row) => row.accountId), gone.map((row) => row.type)]);
  const kept = memories.filter(({ memory }) => !isForgettable(memory)).map(({ accountId, type, memory }) => ({ accountId, type, ...emptyMemory, ...memory }));
  await tx.query(
    `insert into signal_memory (account_id, type, day, true_run, false_run, prior_true_run, prior_false_run, await_clear, muted_until)
     select "accountId", type, day, "trueRun", "falseRun", "priorTrueRun", "priorFalseRun", "awaitClear", "mutedUntil"
     from jsonb_to_recordset($1::jsonb) as r("accountId" text, type text, day date, "trueRun" int, "falseRun" int, "priorTrueRun" int, "priorFalseRun" int, "awaitClear" boolean, "mutedUntil" date)
     on conflict (account_id, type) do update set day = excluded.day, true_run = excluded.true_run, false_run = excluded.false_run, prior_true_run = excluded.prior_true_run,
       prior_false_run = excluded.prior_false_run, await_clear = excluded.await_clear, muted_until = excluded.muted_until`,
    [JSON.stringify(kept)],
  );
}

/** Ends, wakes or revives rows in one statement. Run it before new rows are written, so that a type has one live row. */
export async function writeTurns(tx: Db, turns: readonly SignalTurn[], at: Date): Promise<void> {
  if (turns.length === 0) return;
  await tx.query(
    `update signal s set state = r.state, closed_on = r."closedOn", resolution = r.resolution, provisional = r.provisional, snoozed_until = null, updated_at = $2, version = s.version + 1
     from jsonb_to_recordset($1::jsonb) as r(id text, state text, "closedOn" date, resolution text, provisional boolean) where s.id = r.id`,
    [JSON.stringify(turns), at],
  );
}

/** Moves the last true day of rows that stay as they are. */
export async function touchSignals(tx: Db, ids: readonly string[], day: Day): Promise<void> {
  if (ids.length > 0) await tx.query('update signal set last_true_on = $2 where id = any($1)', [ids, day]);
}

/** Writes live rows in one statement; an episode that exists is changed. */
export async function writeSignals(tx: Db, rows: readonly SignalWrite[], at: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `insert into signal as s (id, account_id, type, family, dedupe_key, severity, confidence, state, stake_minor, currency, opened_on, last_true_on, provisional, why, evidence, rule_version, snoozed_until, updated_at)
     select id, "accountId", type, family, "accountId" || ':' || type || ':' || "openedOn", severity, confidence, state, "stakeMinor", currency, "openedOn", "lastTrueOn", provisional, why, evidence, "ruleVersion", "snoozedUntil", $2
     from jsonb_to_recordset($1::jsonb) as r(id text, "accountId" text, type text, family text, severity text, confidence real, state text, "stakeMinor" bigint, currency text, "openedOn" date, "lastTrueOn" date,
       provisional boolean, why text, evidence jsonb, "ruleVersion" int, "snoozedUntil" date)
     on conflict (id) do update set severity = excluded.severity, confidence = excluded.confidence, state = excluded.state, stake_minor = excluded.stake_minor, currency = excluded.currency, last_true_on = excluded.last_true_on,
       closed_on = null, resolution = null, provisional = excluded.provisional, why = excluded.why, evidence = case when excluded.evidence = '[]'::jsonb then s.evidence else excluded.evidence end,
       rule_version = excluded.rule_version, snoozed_until = excluded.snoozed_until, updated_at = excluded.updated_at, version = s.version + case when s.id = any($3) then 1 else 0 end`,
    [JSON.stringify(rows), at, rows.filter((row) => row.isChange).map((row) => row.id)],
  );
}

/** Writes what happened to signals, and tells open pages. `at` is business time. */
export async function writeSignalEvents(tx: Db, events: readonly SignalEventWrite[], at: Date, by: string): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `insert into signal_event (signal_id, at, from_state, to_state, by, note) select "signalId", $2, "fromState", "toState", $3, note
     from jsonb_to_recordset($1::jsonb) as r("signalId" text, "fromState" text, "toState" text, note text)`,
    [JSON.stringify(events), at, by],
  );
  await tx.query(`insert into change_feed (topic, entity_id) select distinct 'signal', unnest($1::text[])`, [events.map((event) => event.signalId)]);
}
