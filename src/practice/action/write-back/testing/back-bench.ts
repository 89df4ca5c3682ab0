import { randomBytes } from 'node:crypto';
import type { Context } from '../../../../platform/operation/context.ts';
import { secretBox } from '../../../../platform/secret-box.ts';
import type { TestDatabase } from '../../../../platform/testing/test-engines.ts';
import { approveDefinitions } from '../../../../program/definition/definition-store.ts';
import type { SimBack } from '../../../../source/connector/simulator/sim-vendor.ts';
import { clearStore, openSourceBench, type SourceBench } from '../../../../source/sync/connection/testing/source-bench.ts';
import type { SyncDeps } from '../../../../source/sync/connection/run-sync.ts';
import type { Autonomy } from '../../action-type.ts';
import { shippedPolicy } from '../../testing/action-bench.ts';

/** A connected, simulated vendor whose accounts are known here, with scores and an open risk. */
export interface BackBench extends SourceBench {
  back: SimBack;
  /** Ids of the vendor's account records, in the order of the accounts acc_0, acc_1, … */
  refs: string[];
  deps: SyncDeps;
  key: Buffer;
  /** A leader at a browser session. */
  leader: Context;
  score(n: number, score: number, band: string): Promise<void>;
  autonomy(levels: Record<string, Autonomy>): Promise<void>;
}

/** The fields that each simulated vendor has for our values. */
export const fieldsAt: Record<string, { health: string; band: string; risk_reason: string }> = {
  salesforce: { health: 'Mainstay_Health__c', band: 'Mainstay_Band__c', risk_reason: 'Mainstay_Risk__c' },
  zendesk: { health: 'mainstay_health', band: 'mainstay_band', risk_reason: 'mainstay_risk' },
};

export async function openBackBench({ db }: TestDatabase, vendor: string, { accounts = 4, timeoutMs = 400 } = {}): Promise<BackBench> {
  await clearStore({ db });
  await db.query("truncate connection_write, field_write, action, action_approval, action_delivery, health_now, signal, change_feed, definition, suppression restart identity cascade");
  await db.query('update action_switch set stopped = false, reason = null');
  await db.query("insert into app_user (id, name, role, created_at, accepted_at) values ('usr_lea', 'Lea', 'leader', now(), now()) on conflict do nothing");
  const bench = await openSourceBench({ db, analytics: undefined as never }, vendor, { accounts, timeoutMs });
  const key = randomBytes(32);
  // The bench's own key is not known to a process beside it.
  const deps: SyncDeps = { ...bench.deps, box: () => secretBox(() => [key]) };
  const { sealCredentials } = await import('../../../../source/sync/connection/connection-store.ts');
  const { refreshToken: _used, ...credentials } = bench.sim.vendor.credentials;
  await db.query('update connection set credentials = $1, tokens = null', [sealCredentials(deps.box(), `src_${vendor}`, credentials)]);
  const { back, world } = bench.sim.vendor;
  if (!back) throw new Error(`Nothing can be sent back to ${vendor}.`);
  const refs = world.living(world.objects[0]?.id ?? '').slice(0, accounts);
  const source = `src_${vendor}`;
  await db.query("insert into account (id, name, known_at) select 'acc_' || n, 'Company ' || n, now() from generate_series(0, $1::int) n", [accounts]);
  await db.query("insert into external_id (source_id, entity, value, entity_id, known_at) select $1, 'account', r.ref, 'acc_' || (r.n - 1), now() from unnest($2::text[]) with ordinality r(ref, n)", [source, refs]);
  await db.query("insert into signal (id, account_id, type, family, dedupe_key, severity, confidence, state, opened_on, last_true_on, why, rule_version, updated_at) values ('sig_1', 'acc_1', 'usage_drop', 'risk', 'k1', 'high', 1, 'open', '2026-05-01', '2026-05-01', 'They wrote: <secret words>', 1, now())");
  const score = async (n: number, value: number, band: string) => {
    await db.query("insert into health_now (account_id, at, scorecard_id, scorecard_version, score, computed_score, band, confidence, coverage, drivers) values ($1, now(), 'default', 1, $2, $2, $3, 1, 1, '[]') on conflict (account_id) do update set score = excluded.score, band = excluded.band", [`acc_${n}`, value, band]);
    await db.query("insert into change_feed (topic, entity_id) values ('account', $1)", [`acc_${n}`]);
  };
  for (let n = 0; n < accounts; n++) await score(n, 50 + n, 'watch');
  const autonomy = (levels: Record<string, Autonomy>) => approveDefinitions(db, [{ kind: 'policy', id: 'default', body: { ...shippedPolicy, autonomy: { ...shippedPolicy.autonomy, ...levels } }, text: '' }], { at: bench.clock.wall(), by: 'test', kinds: ['policy'] }).then(() => {});
  await autonomy({});
  const leader: Context = { ...bench.context, principal: { kind: 'user', id: 'usr_lea', userId: 'usr_lea', name: 'Lea', role: 'leader', scopes: new Set(['self', 'read', 'write', 'propose', 'approve', 'oversee']), book: 'all' }, session: { tokenHash: 'session', userAgent: null, open() {}, close() {} } };
  return { ...bench, back, refs, deps, key, leader, score, autonomy };
}
