import type { Band } from '../../contract/health.ts';
import type { Evidence } from '../../contract/listing.ts';
import type { Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { LedgerChange } from './ledger-changes.ts';
import type { ScoredCap, ScoredDriver } from './score-account.ts';

/** A driver of the present, with its words. */
export interface NowDriver extends ScoredDriver {
  text: string;
  unit: string | null;
}

/** The provisional present of an account. `score` is what a person set, where an override holds; `computedScore` what the rules say. */
export interface HealthNow {
  accountId: string;
  at: Date;
  scorecardId: string;
  scorecardVersion: number;
  score: number | null;
  computedScore: number | null;
  band: Band;
  confidence: number;
  coverage: number;
  drivers: NowDriver[];
  caps: ScoredCap[];
  overrideId: string | null;
  nextDueAt: Date | null;
}

/** A change as the ledger keeps it: every measure's part with the records behind it. */
export interface LedgerEntry {
  accountId: string;
  at: Date;
  cause: string;
  fromScore: number | null;
  toScore: number | null;
  fromBand: string | null;
  toBand: string;
  scorecardId: string;
  scorecardVersion: number;
  changes: (LedgerChange & { evidence: Evidence[] })[];
}

const columns = `account_id as "accountId", at, scorecard_id as "scorecardId", scorecard_version as "scorecardVersion", score, computed_score as "computedScore",
  band, confidence, coverage, drivers, caps, override_id as "overrideId", next_due_at as "nextDueAt"`;

/** The present of all accounts, or of some. */
export function readNow(db: Db, accountIds?: readonly string[]): Promise<HealthNow[]> {
  return db.query<HealthNow>(`select ${columns} from health_now where $1::text[] is null or account_id = any($1)`, [accountIds ? [...accountIds] : null]);
}

/** The present without drivers: what lists show. */
export function readNowScores(db: Db, accountIds?: readonly string[]): Promise<Omit<HealthNow, 'drivers' | 'caps'>[]> {
  return db.query(`select ${columns.replace('drivers, caps, ', '')} from health_now where $1::text[] is null or account_id = any($1)`, [accountIds ? [...accountIds] : null]);
}

/** Facts of an account as the newest scoring saw them. */
export interface NowFacts {
  accountId: string;
  at: Date;
  values: object;
  reasons: object;
  /** Events of the last full weeks, oldest first. */
  weeklyEvents: readonly number[] | null;
}

/** What lists show of the facts of the newest scoring. */
export interface ListedFacts {
  accountId: string;
  arrMinor: number | null;
  currency: string | null;
  daysToEnd: number | null;
  daysSinceContact: number | null;
  stage: string | null;
  segment: string | null;
  weeklyEvents: readonly number[];
}

/** The listed facts as the newest scoring saw them, of accounts whose scoring is of `day` and waits for no other. Whoever is missing has to be computed. */
export function readListedFacts(db: Db, day: Day, accountIds?: readonly string[]): Promise<ListedFacts[]> {
  return db.query<ListedFacts>(
    `select f.account_id as "accountId", f.arr_minor as "arrMinor", f.currency, f.days_to_end as "daysToEnd", f.days_since_contact as "daysSinceContact", f.stage, f.segment, to_json(f.weekly_events) as "weeklyEvents"
     from account_fact f where (f.at at time zone 'UTC')::date = $1::date and f.weekly_events is not null and ($2::text[] is null or f.account_id = any($2))
       and not exists (select 1 from dirty_account d where d.account_id = f.account_id)`,
    [day, accountIds ? [...accountIds] : null],
  );
}

/** Writes the present, the facts, the ledger and the feed of one scoring, each in one statement whatever the number of accounts. */
export async function writeNow(db: Db, wall: Date, write: { now: readonly HealthNow[]; facts: readonly NowFacts[]; ledger: readonly LedgerEntry[]; gone: readonly string[] }): Promise<void> {
  await db.tx(async (tx) => {
    await tx.query(
      `insert into health_now (account_id, at, scorecard_id, scorecard_version, score, computed_score, band, confidence, coverage, drivers, caps, override_id, next_due_at)
       select "accountId", at, "scorecardId", "scorecardVersion", score, "computedScore", band, confidence, coverage, drivers, caps, "overrideId", "nextDueAt"
       from jsonb_to_recordset($1::jsonb) as r("accountId" text, at timestamptz, "scorecardId" text, "scorecardVersion" integer, score real, "computedScore" real, band text,
         confidence real, coverage real, drivers jsonb, caps jsonb, "overrideId" text, "nextDueAt" timestamptz)
       on conflict (account_id) do update set at = excluded.at, scorecard_id = excluded.scorecard_id, scorecard_version = excluded.scorecard_version, score = excluded.score,
         computed_score = excluded.computed_score, band = excluded.band, confidence = excluded.confidence, coverage = excluded.coverage, drivers = excluded.drivers,
         caps = excluded.caps, override_id = excluded.override_id, next_due_at = excluded.next_due_at`,
      [JSON.stringify(write.now)],
    );
    await tx.query(
      `insert into account_fact (account_id, at, values, reasons, weekly_events, computed_at)
       select "accountId", at, values, reasons, "weeklyEvents", $2 from jsonb_to_recordset($1::jsonb) as r("accountId" text, at timestamptz, values jsonb, reasons jsonb, "weeklyEvents" double precision[])
       on conflict (account_id) do update set at = excluded.at, values = excluded.values, reasons = excluded.reasons, weekly_events = excluded.weekly_events, computed_at = excluded.computed_at`,
      [JSON.stringify(write.facts), wall],
    );
    if (write.ledger.length) await tx.query(
      `with entry as (
         insert into health_ledger (account_id, at, cause, from_score, to_score, from_band, to_band, scorecard_id, scorecard_version, changes)
         select "accountId", at, cause, "fromScore", "toScore", "fromBand", "toBand", "scorecardId", "scorecardVersion", changes
         from jsonb_to_recordset($1::jsonb) as r("accountId" text, at timestamptz, cause text, "fromScore" real, "toScore" real, "fromBand" text, "toBand" text, "scorecardId" text, "scorecardVersion" integer, changes jsonb)
         returning account_id)
       insert into change_feed (topic, entity_id) select 'account', account_id from entry`,
      [JSON.stringify(write.ledger)],
    );
    if (write.gone.length) await tx.query('delete from health_now where account_id = any($1)', [[...write.gone]]);
  });
}

/** Accounts whose present ends by itself by `now`: an override or pulse that expires, an input that goes stale, a day that turned. */
export async function dueAccounts(db: Db, now: Date): Promise<string[]> {
  const rows = await db.query<{ id: string }>('select account_id as id from health_now where next_due_at <= $1 order by next_due_at', [now]);
  return rows.map((row) => row.id);
}
