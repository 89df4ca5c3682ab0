import { Fault, fault } from '../../lib/fault.ts';
import type { Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { emptyMemory, type SignalState } from './evaluate-signal.ts';
import { lockSignals, readMemories, typeKey, writeMemories, writeSignalEvents } from './signal-store.ts';

export type SignalAction = 'acknowledge' | 'assign' | 'snooze' | 'resolve' | 'reopen' | 'play' | 'revert';

/** Where a signal stood, for taking an action back. */
export interface SignalStand {
  state: 'open' | 'acknowledged' | 'in_play' | 'snoozed';
  assignee: string | null;
  snoozedUntil: Day | null;
}

/** What a person does to a signal. `version` is the one that the person saw. */
export interface SignalAct {
  id: string;
  version: number;
  action: SignalAction;
  note?: string | undefined;
  until?: Day | undefined;
  assignee?: string | undefined;
  /** `revert`: where it stood before. */
  to?: SignalStand | undefined;
}

interface Row {
  id: string;
  accountId: string;
  type: string;
  state: SignalState;
  closedOn: Day | null;
  version: number;
  assignee: string | null;
  snoozedUntil: Day | null;
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
export function changeFor(row: Pick<Row, 'state' | 'closedOn' | 'assignee'>, act: SignalAct, today: Day): Change {
  const kept: Change = { state: row.state, assignee: row.assignee, snoozedUntil: null, closedOn: null, resolution: null };
  if (act.action === 'revert') return act.to ? { ...kept, ...act.to } : invalid('to', 'Say where it stood.');
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

/** What came of a batch: the signals that moved, each with its new version and where it stood, and those that did not, each with its fault. */
export interface SignalActs {
  done: { id: string; version: number; before: SignalStand | null }[];
  refused: { id: string; fault: Fault }[];
}

/**
 * Carries out a person's action on many signals in a few statements; one that is refused does not hold up the others. A version other than the
 * stored one is a conflict. What is resolved does not open again until its condition has cleared, and with `until` not before that day.
 */
export async function actOnSignals(db: Db, acts: readonly SignalAct[], by: string, now: { at: Date; today: Day }): Promise<SignalActs> {
  return db.tx(async (tx) => {
    await lockSignals(tx);
    const rows = new Map((await tx.query<Row>('select id, account_id as "accountId", type, state, closed_on as "closedOn", version, assignee, snoozed_until as "snoozedUntil" from signal where id = any($1) for update', [acts.map(({ id }) => id)])).map((row) => [row.id, row]));
    const live = new Map((await tx.query<{ id: string; accountId: string; type: string }>('select id, account_id as "accountId", type from signal where closed_on is null and account_id = any($1)', [[...rows.values()].map((row) => row.accountId)])).map((row) => [typeKey(row.accountId, row.type), row.id]));
    const moves: { act: SignalAct; row: Row; change: Change }[] = [];
    const refused: SignalActs['refused'] = [];
    for (const act of acts) {
      try {
        moves.push({ act, ...moveFor(act, rows.get(act.id), live, now.today) });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        refused.push({ id: act.id, fault: error });
      }
    }
    await tx.query(
      `update signal s set state = r.state, assignee = r.assignee, snoozed_until = r."snoozedUntil", closed_on = r."closedOn", resolution = r.resolution, version = s.version + 1, updated_at = $2
       from jsonb_to_recordset($1::jsonb) as r(id text, state text, assignee text, "snoozedUntil" date, "closedOn" date, resolution text) where s.id = r.id`,
      [JSON.stringify(moves.map(({ row, change }) => ({ id: row.id, ...change }))), now.at],
    );
    await rememberActions(tx, moves, now.today);
    await writeSignalEvents(tx, moves.map(({ act, row, change }) => ({ signalId: row.id, fromState: row.state, toState: change.state, note: [act.note, act.assignee && `Assigned to ${act.assignee}.`, act.until && `Until ${act.until}.`].filter(Boolean).join(' ') })), now.at, by);
    return { done: moves.map(({ row }) => ({ id: row.id, version: row.version + 1, before: standOf(row) })), refused };
  });
}

/** One action on one signal; throws its fault. */
export async function actOnSignal(db: Db, act: SignalAct, by: string, now: { at: Date; today: Day }): Promise<void> {
  const { refused } = await actOnSignals(db, [act], by, now);
  if (refused[0]) throw refused[0].fault;
}

function standOf(row: Row): SignalStand | null {
  return row.closedOn === null ? { state: row.state as SignalStand['state'], assignee: row.assignee, snoozedUntil: row.snoozedUntil } : null;
}

function moveFor(act: SignalAct, row: Row | undefined, live: ReadonlyMap<string, string>, today: Day): { row: Row; change: Change } {
  if (!row) throw fault('notFound', 'signal', 'There is no such signal.', { remedy: 'Read the list again.' });
  if (row.version !== act.version) throw fault('conflict', 'version', 'Somebody or a newer event changed this signal meanwhile.', { remedy: 'Read it again and repeat.', version: row.version });
  const change = changeFor(row, act, today);
  const other = live.get(typeKey(row.accountId, row.type));
  if (row.closedOn !== null && other !== undefined && other !== row.id) throw fault('conflict', 'signal_newer', 'A newer signal of this type is live for the account.', { remedy: 'Work on the newer one.' });
  return { row, change };
}

async function rememberActions(tx: Db, moves: readonly { act: SignalAct; row: Row }[], today: Day): Promise<void> {
  const ending = moves.filter(({ act, row }) => act.action === 'resolve' || act.action === 'reopen' || (act.action === 'revert' && row.closedOn !== null));
  if (ending.length === 0) return;
  const before = await readMemories(tx, ending.map(({ row }) => row.accountId));
  await writeMemories(tx, ending.map(({ act, row }) => {
    const memory = before.get(typeKey(row.accountId, row.type)) ?? { ...emptyMemory, day: today };
    return { accountId: row.accountId, type: row.type, memory: act.action === 'resolve' ? { ...memory, awaitClear: true, mutedUntil: act.until ?? null } : { ...memory, awaitClear: false, mutedUntil: null } };
  }));
}
