import type { CockpitItem } from '../../contract/cockpit.ts';
import { healthEngines } from '../../insight/health/health-program.ts';
import { readHealthDetail } from '../../insight/health/read-health-detail.ts';
import { readSignals } from '../../insight/signal/read-signals.ts';
import type { AsOf } from '../../lib/as-of.ts';
import { dayOf } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { readStates } from '../../practice/playbook/playbook-state.ts';
import { readPlaybooks } from '../../practice/playbook/read-program.ts';
import { liveRuns } from '../../practice/playbook/read-runs.ts';
import { baseMoney } from '../../practice/task/base-money.ts';
import type { PlanMaterial, PlaybookAtWork } from './gather-candidates.ts';

/** What the planner needs of the house; joined in main. */
export interface PlanPorts {
  /** The account that an id, external id or domain means, within the caller's book. */
  visibleAccount(context: Context, reference: string): Promise<string>;
  /** Open work beside signals: tasks, renewals, approvals. */
  sources: readonly { open(context: Context, accountId?: string): Promise<CockpitItem[]> }[];
  /** Annual revenue of an account at a moment. */
  revenueAt(context: Context, at: AsOf, accountId: string): Promise<{ arrMinor: number | null; currency: string | null }>;
}

const mostSignals = 100_000;

async function atWork(context: Context): Promise<PlaybookAtWork[]> {
  const [states, playbooks] = [await readStates(context.db), await readPlaybooks(context.db, context.clock.wall())];
  return [...playbooks.values()].filter(({ definition }) => states.get(definition.id)?.status === 'active').map(({ definition }) => ({
    id: definition.id, label: definition.label, types: definition.triggers.flatMap((trigger) => (trigger.on === 'signal' ? trigger.types : [])), renewals: definition.triggers.some((trigger) => trigger.on === 'date' && (trigger.anchor === 'term_end' || trigger.anchor === 'opt_out')),
  }));
}

async function healthOf(context: Context, { revenueAt }: PlanPorts, at: AsOf, accountId: string | undefined): Promise<PlanMaterial['health']> {
  if (accountId === undefined) return null;
  const [detail, revenue] = [await readHealthDetail(healthEngines(context), context.clock, at, accountId), await revenueAt(context, at, accountId)];
  return { accountId, band: detail?.band ?? 'unknown', drivers: detail?.drivers ?? [], confidence: detail?.confidence ?? 0, good: detail?.scorecard.bands.good ?? 100, ...revenue };
}

/** What the plan of an account or of the book is made of, in a number of statements that does not grow with the accounts. */
export async function readMaterial(context: Context, ports: PlanPorts, at: AsOf, accountId: string | undefined): Promise<PlanMaterial & { base: string }> {
  const isPast = at.day < dayOf(context.clock.now());
  const [{ items: signals }, work, playbooks, running, money] = await Promise.all([
    readSignals(context, { state: 'live', accountId, ...(isPast ? { at: at.day } : {}) }, { limit: mostSignals, offset: 0 }),
    isPast ? [] : Promise.all(ports.sources.map((source) => source.open(context, accountId))),
    isPast ? [] : atWork(context), isPast ? [] : liveRuns(context.db, accountId), baseMoney(context),
  ]);
  // A risk that a signal names is not looked for again in the lines of the score.
  const isNamed = signals.some(({ family, state }) => family === 'risk' && (state === 'open' || state === 'acknowledged'));
  const health = isNamed ? null : await healthOf(context, ports, at, accountId);
  return { today: at.day, signals, work: work.flat(), playbooks, running: new Set(running.map((run) => `${run.playbookId} ${run.accountId}`)), health, moneyOf: money.moneyOf, base: money.base };
}

/** Names of accounts by id. */
export async function readIdentity(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.query<{ id: string; name: string }>('select id, name from account where id = any($1)', [ids]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
