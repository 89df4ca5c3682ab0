import { fault } from '../../lib/fault.ts';
import { newId } from '../../lib/ids.ts';
import type { Day } from '../../lib/period.ts';
import type { SignalMute } from '../../contract/account-page.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { emptyMemory } from './evaluate-signal.ts';
import { readSignalDefinitions } from './read-signals.ts';
import { lockSignals, readMemories, typeKey, writeMemories, writeSignalEvents } from './signal-store.ts';

/** What a person says to keep a rule quiet for one account. `until` is the first day it may speak again. */
export interface MuteRequest {
  accountId: string;
  type: string;
  reason: string;
  until: Day;
}

async function setQuiet(tx: Db, accountId: string, type: string, today: Day, until: Day | null): Promise<void> {
  const before = (await readMemories(tx, [accountId])).get(typeKey(accountId, type)) ?? { ...emptyMemory, day: today };
  await writeMemories(tx, [{ accountId, type, memory: { ...before, mutedUntil: until } }]);
}

/** Keeps a rule quiet for an account: its live signal is closed, and the evaluation opens none before that day. A rule that is muted already is a conflict. Answers the mute's id. */
export async function muteSignal(db: Db, request: MuteRequest, by: string, now: { at: Date; today: Day; wallMs: number }): Promise<string> {
  const { accountId, type, reason, until } = request;
  if (until <= now.today) throw fault('invalid', 'until', 'A mute ends on a later day.', { fields: [{ path: 'until', message: 'Give a day after today.' }] });
  if (!(await readSignalDefinitions(db)).has(type)) throw fault('notFound', 'signal_type', `There is no signal type "${type}".`, { remedy: '"signal types" lists them.' });
  return db.tx(async (tx) => {
    await lockSignals(tx);
    await tx.query('update signal_mute set lifted_on = until_on, lifted_by = null where account_id = $1 and type = $2 and lifted_on is null and until_on <= $3::date', [accountId, type, now.today]);
    if (await tx.maybe('select 1 from signal_mute where account_id = $1 and type = $2 and lifted_on is null', [accountId, type])) throw fault('conflict', 'muted', 'This rule is muted for the account already.', { remedy: 'Lift that mute first.' });
    const live = await tx.maybe<{ id: string; state: string }>('select id, state from signal where account_id = $1 and type = $2 and closed_on is null for update', [accountId, type]);
    const id = newId('mute', now.wallMs);
    await tx.query('insert into signal_mute (id, account_id, type, reason, by, muted_on, until_on, closed_signal_id) values ($1, $2, $3, $4, $5, $6, $7, $8)', [id, accountId, type, reason, by, now.today, until, live?.id ?? null]);
    await setQuiet(tx, accountId, type, now.today, until);
    if (live) {
      await tx.query("update signal set state = 'resolved', closed_on = $2, resolution = $3, provisional = false, snoozed_until = null, version = version + 1, updated_at = $4 where id = $1", [live.id, now.today, `Muted: ${reason}`, now.at]);
      await writeSignalEvents(tx, [{ signalId: live.id, fromState: live.state, toState: 'resolved', note: `Muted until ${until}: ${reason}` }], now.at, by);
    }
    return id;
  });
}

/** Lifts a mute. The signal that it closed stands open again, unless another of its type does; the next evaluation decides whether it stays. */
export async function unmuteSignal(db: Db, id: string, by: string, now: { at: Date; today: Day }): Promise<void> {
  await db.tx(async (tx) => {
    await lockSignals(tx);
    const mute = await tx.maybe<{ accountId: string; type: string; closedSignalId: string | null }>('update signal_mute set lifted_on = $2, lifted_by = $3 where id = $1 and lifted_on is null and until_on > $2::date returning account_id as "accountId", type, closed_signal_id as "closedSignalId"', [id, now.today, by]);
    if (!mute) throw fault('conflict', 'not_muted', 'This mute has ended already.', { remedy: 'Read the mutes again.' });
    await setQuiet(tx, mute.accountId, mute.type, now.today, null);
    const rows = await tx.query<{ id: string }>(
      `update signal s set state = 'open', closed_on = null, resolution = null, version = version + 1, updated_at = $2
       where s.id = $1 and s.closed_on is not null and not exists (select 1 from signal n where n.account_id = s.account_id and n.type = s.type and n.id <> s.id and n.closed_on is null) returning id`,
      [mute.closedSignalId, now.at],
    );
    if (rows[0]) await writeSignalEvents(tx, [{ signalId: rows[0].id, fromState: 'resolved', toState: 'open', note: 'The mute was lifted.' }], now.at, by);
  });
}

/** Mutes of the caller's book as of a day, those in force first; of one account or one mute when asked. */
export async function readMutes(context: Pick<Context, 'db' | 'principal'>, at: Day, only: { accountId?: string | undefined; id?: string | undefined } = {}): Promise<SignalMute[]> {
  const params: unknown[] = [at, only.accountId ?? null, only.id ?? null];
  const rows = await context.db.query<Omit<SignalMute, 'label'>>(
    `select m.id, m.account_id as "accountId", a.name as "accountName", m.type, m.reason, coalesce(u.name, m.by) as by, m.muted_on as "mutedOn", m.until_on as "untilOn", case when m.lifted_on <= $1::date and m.lifted_on < m.until_on then m.lifted_on end as "liftedOn",
       m.until_on > $1::date and (m.lifted_on is null or m.lifted_on > $1::date) as active
     from signal_mute m join account a on a.id = m.account_id left join app_user u on u.id = m.by
     where m.muted_on <= $1::date and ($2::text is null or m.account_id = $2) and ($3::text is null or m.id = $3) and ${bookCondition(context.principal, 'a', params)} order by active desc, m.muted_on desc, m.id`,
    params,
  );
  const definitions = await readSignalDefinitions(context.db);
  return rows.map((row) => ({ ...row, label: definitions.get(row.type)?.body.label ?? row.type }));
}
