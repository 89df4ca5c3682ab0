import { createHmac } from 'node:crypto';
import type { HoldOutItem } from '../../contract/outcome.ts';
import type { Clock } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { newSecret } from '../../lib/ids.ts';
import { fromMinor } from '../../lib/money.ts';
import type { FactValues } from '../../program/definition/expression.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** Whom a playbook leaves alone: a share of the accounts that would enter (0 to 0.5), none from a revenue on. */
export interface HoldOut {
  share: number;
  /** Annual recurring revenue in whole units of the account's own currency; null: no floor. */
  floor: number | null;
  byWhom: string | null;
  reason: string | null;
  at: Date | null;
  /** 0 before anybody chose. */
  version: number;
}

export type Arm = 'treated' | 'held_out';

/** Where an account fell, and whether by lot. */
export interface Assignment {
  accountId: string;
  clusterId: string;
  arm: Arm;
  randomised: boolean;
  /** The share held out when it was drawn. */
  share: number;
}

/** What the lot of one playbook needs to know of some accounts. */
export interface Lot {
  secret: string;
  holdOut: HoldOut;
  clusterOf: ReadonlyMap<string, string>;
  /** Assignments made before; they stand. */
  known: ReadonlyMap<string, Assignment>;
}

export const nobodyHeldOut: HoldOut = { share: 0, floor: null, byWhom: null, reason: null, at: null, version: 0 };
/** As it is shown. */
export function holdOutItemOf({ share, floor, byWhom, reason, at, version }: HoldOut): HoldOutItem {
  return { percent: Math.round(share * 10_000) / 100, floor, byWhom, reason, at: at?.toISOString() ?? null, version };
}

const secretKey = 'playbook.lot';

/** The annual revenue of an account in whole units of its currency, as its facts tell it; null where it is not known. */
export function annualRevenue(values: FactValues): number | null {
  const [minor, currency] = [values['contract.arr_minor'], values['contract.currency']];
  if (typeof minor !== 'number') return null;
  // Without a line in force there is no currency, and the revenue is 0 in any.
  return typeof currency === 'string' ? fromMinor(minor, currency) : minor === 0 ? 0 : null;
}

/** A lot that holds out nobody: the past is played as if all had been treated. */
export const noLot: Lot = { secret: '', holdOut: nobodyHeldOut, clusterOf: new Map(), known: new Map() };

/** A number in [0, 1) that belongs to a playbook and a family of accounts for good: nobody can choose it, and a larger share keeps those of a smaller one. Pure. */
export function lotOf(secret: string, playbookId: string, clusterId: string): number {
  return createHmac('sha256', secret).update(JSON.stringify(['hold-out', playbookId, clusterId])).digest().readUIntBE(0, 6) / 2 ** 48;
}

/**
 * Into which arm an account falls that would enter now. What was assigned before stands; with a floor, an account above it or of unknown revenue is
 * treated and not part of the comparison. While the share is 0 nobody is held out. `revenue` is annual, in whole units of its currency. Pure.
 */
export function assign({ secret, holdOut: { share, floor }, clusterOf, known }: Lot, playbookId: string, accountId: string, revenue: number | null): Assignment {
  const before = known.get(accountId);
  if (before) return share === 0 ? { ...before, arm: 'treated' } : before;
  const clusterId = clusterOf.get(accountId) ?? accountId;
  const randomised = share > 0 && (floor === null || (revenue !== null && revenue < floor));
  return { accountId, clusterId, arm: randomised && lotOf(secret, playbookId, clusterId) < share ? 'held_out' : 'treated', randomised, share };
}

const columns = 'share, floor, by_whom as "byWhom", reason, at, version';

/** Who is held out of which playbook, by playbook; one that is not there holds out nobody. */
export async function readHoldOuts(db: Db): Promise<Map<string, HoldOut>> {
  return new Map((await db.query<HoldOut & { id: string }>(`select playbook_id as id, ${columns} from playbook_hold_out`)).map(({ id, ...one }) => [id, one]));
}

/** Chooses who is held out of a playbook; Fault `conflict` when somebody else did meanwhile. */
export async function setHoldOut(tx: Db, clock: Clock, playbookId: string, { share, floor, byWhom, reason, version }: { share: number; floor: number | null; byWhom: string; reason: string; version: number }): Promise<HoldOut> {
  const [row] = await tx.query<HoldOut>(
    `insert into playbook_hold_out as h (playbook_id, share, floor, by_whom, reason, at) select $1, $2, $3, $4, $7, $5 where $6 = 0 or exists (select 1 from playbook_hold_out where playbook_id = $1)
     on conflict (playbook_id) do update set share = excluded.share, floor = excluded.floor, by_whom = excluded.by_whom, reason = excluded.reason, at = excluded.at, version = h.version + 1 where h.version = $6 returning ${columns}`,
    [playbookId, share, floor, byWhom, clock.now(), version, reason]);
  if (!row) throw fault('conflict', 'version', 'Somebody else chose who is held out meanwhile.', { remedy: 'Look at it again, then choose.' });
  await tx.query("insert into change_feed (topic, entity_id) values ('playbook', $1)", [playbookId]);
  return row;
}

/** The lot of a playbook for these accounts, in a fixed number of statements. */
export async function readLot(db: Db, playbookId: string, accountIds: readonly string[]): Promise<Lot> {
  const holdOut = (await readHoldOuts(db)).get(playbookId) ?? nobodyHeldOut;
  await db.query('insert into setting (key, value) select $1, $2 where not exists (select 1 from setting where key = $1) on conflict (key) do nothing', [secretKey, JSON.stringify(newSecret())]);
  const { value: secret } = await db.one<{ value: string }>('select value from setting where key = $1', [secretKey]);
  const known = await db.query<Assignment>('select account_id as "accountId", cluster_id as "clusterId", arm, randomised, share from playbook_assignment where playbook_id = $1 and account_id = any($2)', [playbookId, accountIds]);
  const heads = await db.query<{ id: string; head: string }>(
    `with recursive up as (select id, id as head, parent_id, 0 as depth from account where id = any($1) union all select u.id, p.id, p.parent_id, u.depth + 1 from up u join account p on p.id = u.parent_id where u.depth < 20)
     select distinct on (id) id, head from up order by id, depth desc`, [accountIds]);
  return { secret, holdOut, clusterOf: new Map(heads.map(({ id, head }) => [id, head])), known: new Map(known.map((one) => [one.accountId, one])) };
}

/** Keeps where accounts fell; what was kept before stays. */
export async function keepAssignments(tx: Db, clock: Clock, playbookId: string, version: number, assignments: readonly Assignment[]): Promise<void> {
  if (assignments.length === 0) return;
  await tx.query(
    `insert into playbook_assignment (playbook_id, account_id, cluster_id, playbook_version, arm, randomised, share, at)
     select $2, n."accountId", n."clusterId", $3, n.arm, n.randomised, n.share, $4 from jsonb_to_recordset($1::jsonb) n("accountId" text, "clusterId" text, arm text, randomised boolean, share double precision) on conflict do nothing`,
    [JSON.stringify(assignments), playbookId, version, clock.now()]);
}
