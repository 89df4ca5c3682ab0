import { fault } from '../../lib/fault.ts';
import type { Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { emptyMemory, type SignalState } from './evaluate-signal.ts';
import { lockSignals, readMemories, typeKey, writeMemories, writeSignalEvents } from './signal-store.ts';

export type SignalAction = 'acknowledge' | 'assign' | 'snooze' | 'resolve' | 'reopen' | 'play';

/** What a person does to a signal. `version` is the one that the person saw. */
export interface SignalAct {
  id: string;
  version: number;
  action: SignalAction;
  note?: string | undefined;
  until?: Day | undefined;
  assignee?: string | undefined;
}

interface Row {
  accountId: string;
  type: string;
  state: SignalState;
  closedOn: Day | null;
  version: number;
  assignee: string | null;
}

interface Change {
  state: SignalState;
  assignee: string | null;
  snoozedUntil: Day | null;
  closedOn: Day | null;
  resolution: string | null;
}

function invalid(path: string, message: string): never {
  throw fault('invalid', 'input', message, { fields: [{ path, message }] });
}

/** The row after the action; Fault where the action does not fit. Pure. */
export function changeFor(row: Row, act: SignalAct, today: Day): Change {
  const kept: Change = { state: row.state, assignee: row.assignee, snoozedUntil: null, closedOn: null, resolution: null };
  if (act.action === 'reopen') {
    if (row.state === 'open') throw fault('conflict', 'signal_open', 'This signal is open already.', { remedy: 'Read it again.' });
    return { ...kept, state: 'open' };
  }
  if (row.closedOn !== null) throw fault('conflict', 'signal_closed', 'This signal is closed already.', { remedy: 'Reopen it first.' });
  if (act.action === 'acknowledge') return { ...kept, state: 'acknowledged' };
  if (act.action === 'play') return { ...kept, state: 'in_play' };
  if (act.action === 'assign') return act.assignee ? { ...kept, state: row.state === 'open' ? 'acknowledged' : row.state, assignee: act.assignee } : invalid('assignee', 'Say who takes it.');
  if (act.action === 'snooze') return act.until !== undefined && act.until > today ? { ...kept, state: 'snoozed', snoozedUntil: act.until } : invalid('until', 'Give a later day until which it sleeps.');
  if (act.until !== undefined && act.until <= today) invalid('until', 'Give a later day until which it stays quiet.');
  return act.note ? { ...kept, state: 'resolved', closedOn: today, resolution: act.note } : invalid('note', 'Say in a few words why it is resolved.');
}

/**
 * Carries out a person's action. A version other than the stored one is a conflict. What is resolved does not open again until its condition has
 * cleared, and with `until` not before that day.
 */
export async function actOnSignal(db: Db, act: SignalAct, by: string, now: { at: Date; today: Day }): Promise<void> {
  await db.tx(async (tx) => {
    await lockSignals(tx);
    const row = await tx.one<Row>('select account_id as "accountId", type, state, closed_on as "closedOn", version, assignee from signal where id = $1 for update', [act.id]);
    if (row.version !== act.version) throw fault('conflict', 'version', 'Somebody or a newer event changed this signal meanwhile.', { remedy: 'Read it again and repeat.', version: row.version });
    const change = changeFor(row, act, now.today);
    if (act.action === 'reopen') await refuseSecondLive(tx, act.id, row);
    await tx.query(
      'update signal set state = $2, assignee = $3, snoozed_until = $4, closed_on = $5, resolution = $6, version = version + 1, updated_at = $7 where id = $1',
      [act.id, change.state, change.assignee, change.snoozedUntil, change.closedOn, change.resolution, now.at],
    );
    await rememberAction(tx, row, act, now.today);
    const note = [act.note, act.assignee && `Assigned to ${act.assignee}.`, act.until && `Until ${act.until}.`].filter(Boolean).join(' ');
    await writeSignalEvents(tx, [{ signalId: act.id, fromState: row.state, toState: change.state, note }], now.at, by);
  });
}

async function refuseSecondLive(tx: Db, id: string, row: Row): Promise<void> {
  const other = await tx.maybe('select 1 from signal where account_id = $1 and type = $2 and id <> $3 and closed_on is null', [row.accountId, row.type, id]);
  if (other) throw fault('conflict', 'signal_newer', 'A newer signal of this type is live for the account.', { remedy: 'Work on the newer one.' });
}

async function rememberAction(tx: Db, row: Row, act: SignalAct, today: Day): Promise<void> {
  if (act.action !== 'resolve' && act.action !== 'reopen') return;
  const before = (await readMemories(tx, [row.accountId])).get(typeKey(row.accountId, row.type)) ?? { ...emptyMemory, day: today };
  const memory = act.action === 'resolve' ? { ...before, awaitClear: true, mutedUntil: act.until ?? null } : { ...before, awaitClear: false, mutedUntil: null };
  await writeMemories(tx, [{ accountId: row.accountId, type: row.type, memory }]);
}
