import type { ManualClock } from '../../../lib/clock.ts';
import { dayOf } from '../../../lib/period.ts';
import { principalOfUser } from '../../../platform/auth/principal-of.ts';
import type { Principal } from '../../../platform/operation/context.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import { startActionBench, type ActionBench } from '../../action/testing/action-bench.ts';
import { teller } from '../tell.ts';

/** Ada owns Northwind (acc_1), Bo owns Contoso (acc_2), Lea leads; telling has begun. */
export interface NotificationBench {
  db: Db;
  clock: ManualClock;
  actions: ActionBench;
  loading: { whole: boolean } | null;
  tell(): Promise<number>;
  principal(userId: string): Principal;
  signal(accountId: string, severity: string, type?: string): Promise<void>;
  fall(accountId: string, fromBand: string, cause: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startNotificationBench(): Promise<NotificationBench> {
  const actions = await startActionBench();
  const { db, clock } = actions;
  const bench: NotificationBench = {
    db, clock, actions, loading: null,
    tell: async () => 0,
    principal: (userId) => principalOfUser({ id: userId, name: userId.slice(4), role: userId === 'usr_lea' ? 'leader' : 'csm', visibility: null, companyVisibility: null, memberId: userId === 'usr_lea' ? null : `mem_${userId.slice(4)}` }),
    async signal(accountId, severity, type = 'usage_drop') {
      await db.query("insert into signal (id, account_id, type, family, dedupe_key, severity, confidence, state, opened_on, last_true_on, why, rule_version, updated_at) values ('sig_' || md5($1 || $2 || $3), $1, $2, 'risk', $1 || $2, $3, 0.9, 'open', $4, $4, 'because of ' || $3, 1, now())", [accountId, type, severity, dayOf(clock.now())]);
    },
    async fall(accountId, fromBand, cause) {
      await db.query("insert into health_now (account_id, at, scorecard_id, scorecard_version, score, band, confidence, coverage, drivers) values ($1, $2, 'default', 1, 31, 'risk', 1, 1, '[]') on conflict do nothing", [accountId, clock.now()]);
      await db.query("insert into health_ledger (account_id, at, cause, from_score, to_score, from_band, to_band, scorecard_id, scorecard_version, changes) values ($1, $2, $3, 80, 31, $4, 'risk', 'default', 1, '[]')", [accountId, clock.now(), cause, fromBand]);
    },
    stop: () => actions.stop(),
  };
  bench.tell = teller({ db, clock, loading: async () => bench.loading });
  await bench.tell();
  return bench;
}
