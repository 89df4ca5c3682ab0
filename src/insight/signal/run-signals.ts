import { toDate } from '../../lib/clock.ts';
import { asOfEnd, type Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { activeDefinitions } from '../../program/definition/definition-store.ts';
import { emptyMemory, evaluateSignal, isForgettable, type SignalMemory } from './evaluate-signal.ts';
import { observeSignal, portraySignal, type SignalVector } from './observe-signal.ts';
import { freezePeers, readPeerMedians } from './peer-medians.ts';
import { planWrites, wishesOf, type Outcome } from './plan-writes.ts';
import { readEvidence } from './signal-evidence.ts';
import { compileSignal, type SignalDefinition, type SignalRule } from './signal-rule.ts';
import { lockSignals, readLaterSignals, readLiveSignals, readMemories, touchSignals, typeKey, writeMemories, writeSignalEvents, writeSignals, writeTurns, type StoredSignal } from './signal-store.ts';

/** One run of the stage over a set of accounts. */
export interface SignalRun {
  /** Facts of the accounts: at the end of `day` for a close, at this moment when provisional. */
  vectors: readonly SignalVector[];
  day: Day;
  /** True within the day; false is the daily close of `day`. */
  provisional: boolean;
  /** False when these are only some of the accounts: the medians of the whole book stay as an earlier close kept them. */
  whole?: boolean;
  /** The moment written to events: business time. Default: the end of `day`. */
  at?: Date;
  /** Rules in force; read from the store when absent. */
  rules?: readonly SignalRule[];
  /** False spares the reading of new evidence for signals that stay; a back-fill needs it only at its end. */
  refresh?: boolean;
}

export interface SignalTally {
  opened: number;
  closed: number;
  /** Pairs of account and rule. */
  evaluated: number;
}

/** The newest approved signal rules, compiled. History is judged by them too: a back-fill says what today's rules would have said. */
export async function readSignalRules(db: Db): Promise<SignalRule[]> {
  const definitions = await activeDefinitions<SignalDefinition>(db, 'signal', toDate('9999-12-31'));
  return definitions.map(({ body, version }) => compileSignal(body, version));
}

/**
 * Evaluates every signal rule over the given accounts and writes what changed in one transaction: signals, their events, the feed of open pages and
 * what must be remembered until the next close. Statements do not grow with the accounts. Close days in order; closing the newest day again is harmless.
 */
export async function runSignals(engines: { db: Db }, run: SignalRun): Promise<SignalTally> {
  const { db } = engines;
  const { day, provisional } = run;
  const at = run.at ?? asOfEnd(day);
  const rules = run.rules ?? (await readSignalRules(db));
  if (run.vectors.length === 0 || rules.length === 0) return { opened: 0, closed: 0, evaluated: 0 };
  const accountIds = run.vectors.map(({ accountId }) => accountId);
  if (!provisional && run.whole !== false) await freezePeers(db, day, run.vectors);
  return db.tx(async (tx) => {
    await lockSignals(tx);
    const peers = await readPeerMedians(tx, day);
    const live = await readLiveSignals(tx, accountIds, day);
    const memories = await readMemories(tx, accountIds);
    const later = await readLaterSignals(tx, accountIds, day);
    const vectors = run.vectors.map((vector) => ({ ...vector, values: { ...vector.values, ...peers } }));
    const outcomes = vectors.flatMap((vector) => rules.filter((rule) => !later.has(typeKey(vector.accountId, rule.definition.id))).map((rule) => decide(rule, vector, day, provisional, live, memories)));
    const evidence = await readEvidence(tx, day, wishesOf(outcomes, run.refresh ?? true));
    const writes = planWrites(outcomes, day, provisional, evidence);
    await writeTurns(tx, writes.turns, at);
    await writeSignals(tx, writes.rows, at);
    await touchSignals(tx, writes.touched, day);
    await writeSignalEvents(tx, writes.events, at, 'system');
    if (!provisional) await writeMemories(tx, outcomes.filter((outcome) => isRemembered(outcome, memories)).map(({ rule, vector, decision }) => ({ accountId: vector.accountId, type: rule.definition.id, memory: decision.memory })));
    return { opened: outcomes.filter(({ decision }) => decision.step === 'open').length, closed: writes.turns.filter((turn) => turn.closedOn !== null).length, evaluated: outcomes.length };
  });
}

function decide(rule: SignalRule, vector: SignalVector, day: Day, provisional: boolean, stored: ReadonlyMap<string, StoredSignal>, memories: ReadonlyMap<string, SignalMemory>): Outcome {
  const key = typeKey(vector.accountId, rule.definition.id);
  const live = stored.get(key) ?? null;
  const decision = evaluateSignal({ patience: rule.definition, day, provisional, observation: observeSignal(rule, vector.values), memory: memories.get(key) ?? emptyMemory, live });
  const isWritten = decision.step === 'open' || decision.step === 'confirm' || decision.step === 'touch';
  return { rule, vector, live, decision, portrait: isWritten ? portraySignal(rule, vector.values) : null };
}

/** Whether a memory must be written: it says something new. A steady one keeps its older day, which reads the same. */
function isRemembered({ rule, vector, decision: { memory } }: Outcome, memories: ReadonlyMap<string, SignalMemory>): boolean {
  const before = memories.get(typeKey(vector.accountId, rule.definition.id));
  if (before === undefined) return !isForgettable(memory);
  const isSteady = memory.trueRun === before.trueRun && memory.falseRun === before.falseRun && memory.priorTrueRun === before.priorTrueRun && memory.priorFalseRun === before.priorFalseRun && memory.trueRun === memory.priorTrueRun && memory.falseRun === memory.priorFalseRun;
  return !isSteady || memory.awaitClear !== before.awaitClear || memory.mutedUntil !== before.mutedUntil;
}

/** Closes several days in order with the same code as a single close. `vectorsOf` answers the facts of all accounts at the end of a day. */
export async function backfillSignals(engines: { db: Db }, days: readonly Day[], vectorsOf: (day: Day) => Promise<readonly SignalVector[]>, note: (done: number, total: number) => void = () => {}, rules?: readonly SignalRule[]): Promise<SignalTally> {
  const total: SignalTally = { opened: 0, closed: 0, evaluated: 0 };
  const ordered = [...days].sort();
  for (const [n, day] of ordered.entries()) {
    const tally = await runSignals(engines, { vectors: await vectorsOf(day), day, provisional: false, refresh: n === ordered.length - 1, rules });
    total.opened += tally.opened;
    total.closed += tally.closed;
    total.evaluated += tally.evaluated;
    note(n + 1, ordered.length);
  }
  return total;
}
