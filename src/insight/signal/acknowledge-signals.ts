import { fault } from '../../lib/fault.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import { lockSignals } from './signal-store.ts';

/**
 * Acknowledges every open signal of the accounts that the caller may change, in a few statements; answers which ones, so that they can be
 * opened again. Fault `notFound` when an account is not in the caller's book.
 */
export async function acknowledgeSignals({ db, clock, principal }: Pick<Context, 'db' | 'clock' | 'principal'>, accountIds: readonly string[]): Promise<string[]> {
  const params: unknown[] = [[...new Set(accountIds)]];
  const { missing } = await db.one<{ missing: number }>(`select cardinality($1::text[]) - count(*)::int as missing from account a where a.id = any($1) and a.merged_into is null and ${bookCondition(principal, 'a', params)}`, params);
  if (missing) throw fault('notFound', 'account', `${missing} of these accounts are not yours to change.`, { remedy: 'Load the list again; nothing was changed.' });
  return turnSignals({ db, clock, principal }, { from: 'open', to: 'acknowledged', where: 's.account_id = any($1)', ids: accountIds });
}

/** Opens acknowledged signals again: takes {@link acknowledgeSignals} back. One that moved on meanwhile stays. */
export async function reopenSignals({ db, clock, principal }: Pick<Context, 'db' | 'clock' | 'principal'>, signalIds: readonly string[]): Promise<string[]> {
  return turnSignals({ db, clock, principal }, { from: 'acknowledged', to: 'open', where: 's.id = any($1)', ids: signalIds });
}

async function turnSignals({ db, clock, principal }: Pick<Context, 'db' | 'clock' | 'principal'>, turn: { from: string; to: string; where: string; ids: readonly string[] }): Promise<string[]> {
  return db.tx(async (tx) => {
    await lockSignals(tx);
    const params: unknown[] = [turn.ids, turn.from, turn.to, clock.now(), principal.id];
    const rows = await tx.query<{ id: string }>(
      `with turned as (
         update signal s set state = $3, version = s.version + 1, updated_at = $4 from account a
         where a.id = s.account_id and ${turn.where} and s.state = $2 and s.closed_on is null and ${bookCondition(principal, 'a', params)} returning s.id, s.account_id),
       told as (insert into signal_event (signal_id, at, from_state, to_state, by) select id, $4, $2, $3, $5 from turned),
       fed as (insert into change_feed (topic, entity_id) select 'signal', id from turned)
       select id from turned order by id`,
      params,
    );
    return rows.map((row) => row.id);
  });
}
