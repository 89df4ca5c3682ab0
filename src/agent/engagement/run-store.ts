import type { EngagementFacts, EngagementPhase } from '../../contract/engagement.ts';
import type { Clock } from '../../lib/clock.ts';
import { newId, sha256 } from '../../lib/ids.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { canonicalJson } from '../../practice/action/render-action.ts';
import type { NewAssumption } from './decide-account.ts';
import { accountColumns, runColumns, type AccountRow, type RunRow } from './engagement-row.ts';

type Moment = { clock: Clock };

/** A step before it is stored. `material` and `decision` belong together: the rule decides again from the one what the other says. */
export interface NewStep {
  phase: EngagementPhase;
  kind: string;
  accountId?: string | null;
  why: string;
  facts?: EngagementFacts;
  read?: readonly string[];
  records?: readonly { kind: string; id: string }[];
  material?: unknown;
  rule?: string;
  decision?: unknown;
  ms?: number;
}

/** The run, locked until the transaction ends; undefined when it is not there or its work is over. */
export async function lockRun(tx: Db, id: string): Promise<RunRow | undefined> {
  return tx.maybe<RunRow>(`select ${runColumns} from engagement r where r.id = $1 and r.status in ('running', 'waiting') for update`, [id]);
}

export function findRun(db: Db, id: string): Promise<RunRow | undefined> {
  return db.maybe<RunRow>(`select ${runColumns} from engagement r where r.id = $1`, [id]);
}

/** Runs that have work to do. */
export async function unfinishedRuns(db: Db): Promise<string[]> {
  return (await db.query<{ id: string }>("select id from engagement where status = 'running' order by started_at")).map(({ id }) => id);
}

export function readAccounts(db: Db, id: string): Promise<AccountRow[]> {
  return db.query<AccountRow>(`select ${accountColumns} from engagement_account x where x.run_id = $1 order by x.place, x.account_id`, [id]);
}

const mostRecords = 60;
const distinct = (records: NewStep['records'] = []) => [...new Map(records.map(({ kind, id }) => [`${kind} ${id}`, { kind, id }])).values()].slice(0, mostRecords);

/** What a step's material is recognised by. */
export function digestOf(material: unknown): string {
  return sha256(canonicalJson(material));
}

/** Writes steps down in order and tells open pages. The run must be locked by `tx`. */
export async function appendSteps(tx: Db, { clock }: Moment, run: Pick<RunRow, 'id'>, steps: readonly NewStep[]): Promise<number> {
  const { last } = await tx.one<{ last: number }>('update engagement set steps = steps + $2, version = version + 1 where id = $1 returning steps as last', [run.id, steps.length]);
  const rows = steps.map((step, index) => ({
    run_id: run.id, seq: last - steps.length + index + 1, phase: step.phase, kind: step.kind, account_id: step.accountId ?? null, why: step.why, facts: step.facts ?? {}, read: step.read ?? [], records: distinct(step.records), material: step.material ?? null,
    digest: step.material === undefined ? null : digestOf(step.material), rule: step.rule ?? null, decision: step.decision ?? null, at: clock.now(), ms: Math.round(step.ms ?? 0),
  }));
  await tx.query('insert into engagement_step select * from jsonb_populate_recordset(null::engagement_step, $1::jsonb)', [JSON.stringify(rows)]);
  await tellRun(tx, run.id);
  return last;
}

/** Tells open pages that a run moved. */
export async function tellRun(tx: Db, id: string): Promise<void> {
  await tx.query("insert into change_feed (topic, entity_id) values ('engagement', $1)", [id]);
}

/** Sets fields of one account of a run. */
export async function setAccount(tx: Db, runId: string, accountId: string, set: Partial<Pick<AccountRow, 'state' | 'reason' | 'facts' | 'round' | 'tries' | 'stakeMinor' | 'decision' | 'taskId' | 'actionId'>>): Promise<void> {
  const names = { state: 'state', reason: 'reason', facts: 'facts', round: 'round', tries: 'tries', stakeMinor: 'stake_minor', decision: 'decision', taskId: 'task_id', actionId: 'action_id' } as const;
  const entries = Object.entries(set) as [keyof typeof names, unknown][];
  const json = new Set(['facts', 'decision']);
  await tx.query(`update engagement_account set ${entries.map(([name], index) => `${names[name]} = $${index + 3}`).join(', ')} where run_id = $1 and account_id = $2`, [runId, accountId, ...entries.map(([name, value]) => (json.has(name) && value !== null ? JSON.stringify(value) : value))]);
}

/** An assumption as stored. */
export interface AssumptionRow {
  id: string; accountId: string | null; accountName: string | null; kind: string; facts: EngagementFacts; evidence: { kind: string; id: string; label: string; at?: string | null }[]; options: { value: string; label: string }[]; answer: 'none' | 'option' | 'day' | 'days';
  deciding: boolean; state: 'open' | 'noted' | 'confirmed' | 'corrected' | 'moot'; value: string | null; note: string | null; decidedBy: string | null; decidedAt: Date | null; version: number;
}

export function readAssumptions(db: Db, runId: string): Promise<AssumptionRow[]> {
  return db.query<AssumptionRow>(
    `select s.id, s.account_id as "accountId", a.name as "accountName", s.kind, s.facts, s.evidence, s.options, s.answer, s.deciding, s.state, s.value, s.note, s.decided_by as "decidedBy", s.decided_at as "decidedAt", s.version
     from engagement_assumption s left join account a on a.id = s.account_id where s.run_id = $1 order by s.account_id is not null, s.deciding desc, s.created_at, s.id`, [runId]);
}

/**
 * Records what is assumed of an account (null: of the whole run). What a person confirmed stays confirmed while it says the same; what they corrected stays
 * corrected; what nothing rests on any more becomes moot.
 */
export async function keepAssumptions(tx: Db, { clock }: Moment, runId: string, accountId: string | null, wanted: readonly NewAssumption[], seenBy: string | null = null): Promise<void> {
  const rows = wanted.map((one) => ({ id: newId('asm', clock.wall().getTime()), kind: one.kind, facts: one.facts, evidence: one.evidence, options: one.options, answer: one.answer, deciding: one.deciding, state: one.deciding ? (seenBy ? 'confirmed' : 'open') : 'noted' }));
  await tx.query(
    `insert into engagement_assumption (id, run_id, account_id, kind, facts, evidence, options, answer, deciding, state, decided_by, decided_at, created_at)
     select n.id, $2, $3, n.kind, n.facts, n.evidence, n.options, n.answer, n.deciding, n.state, case when n.state = 'confirmed' then $5 end, case when n.state = 'confirmed' then $4::timestamptz end, $4
     from jsonb_to_recordset($1::jsonb) n(id text, kind text, facts jsonb, evidence jsonb, options jsonb, answer text, deciding boolean, state text)
     on conflict (run_id, account_id, kind) do update set facts = excluded.facts, evidence = excluded.evidence, options = excluded.options, deciding = excluded.deciding, version = engagement_assumption.version + 1,
       state = case when engagement_assumption.state = 'corrected' then 'corrected' when engagement_assumption.state = 'confirmed' and engagement_assumption.facts = excluded.facts then 'confirmed' when excluded.deciding then 'open' else 'noted' end`,
    [JSON.stringify(rows), runId, accountId, clock.now(), seenBy]);
  await tx.query("update engagement_assumption set state = 'moot', version = version + 1 where run_id = $1 and account_id is not distinct from $2 and state in ('open', 'noted') and not (kind = any($3))", [runId, accountId, wanted.map(({ kind }) => kind)]);
}

/** What people said to assumptions, by account ('' for the whole run) and kind. */
export function answersOf(assumptions: readonly Pick<AssumptionRow, 'accountId' | 'kind' | 'state' | 'value'>[]): Map<string, Record<string, string>> {
  const answers = new Map<string, Record<string, string>>();
  for (const { accountId, kind, state, value } of assumptions) if (state === 'corrected' && value !== null) answers.set(accountId ?? '', { ...answers.get(accountId ?? ''), [kind]: value });
  return answers;
}
