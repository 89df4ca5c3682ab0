import type { GoalReading } from '../../contract/engagement.ts';
import type { SignalItem } from '../../contract/signal.ts';
import type { Context, Principal } from '../../platform/operation/context.ts';
import { baseMoney } from '../../practice/task/base-money.ts';
import { readVocabulary } from '../ask/vocabulary.ts';
import type { GoalCandidate, GoalRow } from './pick-accounts.ts';
import type { GoalVocabulary } from './read-goal.ts';

/** What a run needs of the house: the operations that pages read, called as the one who started it. */
export interface EngagementPorts {
  call<T>(context: Context, operationId: string, input: object): Promise<T>;
}

const wholeBook = 50_000;

/** Every name that a goal of this caller may use. */
export async function goalVocabulary({ call }: EngagementPorts, context: Context): Promise<GoalVocabulary> {
  const [vocabulary, { items }] = await Promise.all([readVocabulary(context), call<{ items: { id: string; label: string; family: string }[] }>(context, 'signal.types', {})]);
  return { ...vocabulary, signals: items };
}

/** Whether somebody may have an account worked on: what they may change; an agent, who changes nothing, proposes for what it sees. */
export function mayWorkOn({ role, book, changes }: Principal, ownerId: string | null): boolean {
  const own = role === 'agent' ? book : (changes ?? book);
  return own === 'all' || own.ownerId === ownerId;
}

/** The caller's book as a goal looks at it, in a number of calls that does not grow with it; and which operations were asked. */
export async function goalRows({ call }: EngagementPorts, context: Context, reading: GoalReading): Promise<{ rows: GoalCandidate[]; base: string; read: string[] }> {
  const asksSignals = reading.signals.length > 0 || reading.families.length > 0;
  const [{ items }, signals, money] = await Promise.all([
    call<{ items: GoalRow[] }>(context, 'account.list', { limit: wholeBook }),
    asksSignals ? call<{ items: SignalItem[] }>(context, 'signal.list', { limit: wholeBook }) : { items: [] as SignalItem[] }, baseMoney(context),
  ]);
  const byAccount = Map.groupBy(signals.items.filter(({ state }) => state !== 'snoozed'), ({ accountId }) => accountId);
  const rows = items.map(({ id, name, ownerId, segment, industry, stage, score, band, renewalOn, arrMinor, currency }) => ({
    id, name, ownerId, segment, industry, stage, score, band, renewalOn, arrMinor, currency, stake: money.moneyOf({ impactMinor: arrMinor, currency }), allowed: mayWorkOn(context.principal, ownerId),
    signals: (byAccount.get(id) ?? []).map(({ type, family, severity }) => ({ type, family, severity })),
  }));
  return { rows, base: money.base, read: ['account.list', ...(asksSignals ? ['signal.list'] : [])] };
}
