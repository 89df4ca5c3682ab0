import { readNowScores } from '../../../insight/health/now-store.ts';
import { readSignalDefinitions } from '../../../insight/signal/read-signals.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import type { OwnValues } from './own-value.ts';

const mostReasons = 3;

/**
 * What can be sent back about accounts, as the newest scoring left it. The reason for a risk is made of the names of open risk signals, the gravest
 * first: names and counts, never words that a customer wrote.
 */
export async function readOwnValues(db: Db, accountIds: readonly string[]): Promise<Map<string, OwnValues>> {
  const [scores, signals, definitions] = await Promise.all([
    readNowScores(db, accountIds),
    db.query<{ accountId: string; types: string[] }>(
      `select account_id as "accountId", array_agg(type order by rank desc, opened_on, type) as types
       from (select account_id, type, min(opened_on) as opened_on, max(array_position(array['info', 'low', 'medium', 'high', 'critical'], severity)) as rank
         from signal where account_id = any($1) and family = 'risk' and closed_on is null and state <> 'snoozed' group by 1, 2) s group by 1`, [accountIds]),
    readSignalDefinitions(db),
  ]);
  const reasons = new Map(signals.map(({ accountId, types }) => {
    const names = types.map((type) => definitions.get(type)?.body.label ?? type.replaceAll('_', ' '));
    return [accountId, [names.slice(0, mostReasons).join('; '), ...(names.length > mostReasons ? [`and ${names.length - mostReasons} more`] : [])].join(' ')];
  }));
  const byAccount = new Map(scores.map((score) => [score.accountId, score]));
  return new Map(accountIds.map((id) => {
    const score = byAccount.get(id);
    return [id, { health: score?.score == null ? null : Math.round(score.score), band: score?.band ?? 'unknown', risk_reason: reasons.get(id) ?? null }];
  }));
}
