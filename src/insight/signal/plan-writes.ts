import type { Day } from '../../lib/period.ts';
import type { Evidence } from '../../contract/listing.ts';
import type { Decision } from './evaluate-signal.ts';
import type { Portrait, SignalVector } from './observe-signal.ts';
import type { EvidenceFound, EvidenceWish } from './signal-evidence.ts';
import type { SignalRule } from './signal-rule.ts';
import { signalIdOf, type SignalEventWrite, type SignalTurn, type SignalWrite, type StoredSignal } from './signal-store.ts';

/** What was decided about one account and rule. `portrait` is there where the row is written anew. */
export interface Outcome {
  rule: SignalRule;
  vector: SignalVector;
  live: StoredSignal | null;
  decision: Decision;
  portrait: Portrait | null;
}

/** What one run writes. */
export interface SignalWrites {
  turns: SignalTurn[];
  rows: SignalWrite[];
  events: SignalEventWrite[];
  /** Rows that were true again and read as before: only their last true day moves. */
  touched: string[];
}

function isRenewed({ live, portrait }: Outcome): boolean {
  return live !== null && portrait !== null && (live.severity !== portrait.severity || live.why !== portrait.why || live.stakeMinor !== portrait.stakeMinor);
}

/** Whose evidence is to be read: signals that begin, and with `refresh` those whose sentence changed. */
export function wishesOf(outcomes: readonly Outcome[], refresh: boolean): EvidenceWish[] {
  const wanted = outcomes.filter((outcome) => outcome.decision.step === 'open' || outcome.decision.step === 'confirm' || (refresh && outcome.decision.step === 'touch' && isRenewed(outcome)));
  return [...Map.groupBy(wanted, ({ vector }) => vector)].map(([vector, group]) => ({ vector, kinds: [...new Set(group.flatMap(({ rule }) => rule.definition.evidence))] }));
}

function rowOf(outcome: Outcome, portrait: Portrait, openedOn: Day, day: Day, provisional: boolean, evidence: readonly Evidence[], isChange: boolean): SignalWrite {
  const { rule, vector, live } = outcome;
  const isNew = outcome.decision.step === 'open';
  return {
    ...portrait, id: signalIdOf(vector.accountId, rule.definition.id, openedOn), accountId: vector.accountId, type: rule.definition.id, family: rule.definition.family,
    state: isNew || live === null ? 'open' : live.state, openedOn, lastTrueOn: day, provisional, evidence, ruleVersion: rule.version, snoozedUntil: isNew || live === null ? null : live.snoozedUntil, isChange,
  };
}

/** Turns decisions into rows, endings and events. Pure. */
export function planWrites(outcomes: readonly Outcome[], day: Day, provisional: boolean, found: EvidenceFound): SignalWrites {
  const writes: SignalWrites = { turns: [], rows: [], events: [], touched: [] };
  for (const outcome of outcomes) planOne(writes, outcome, day, provisional, found);
  return writes;
}

function planOne(writes: SignalWrites, outcome: Outcome, day: Day, provisional: boolean, found: EvidenceFound): void {
  const { live, portrait, rule, vector, decision: { step } } = outcome;
  const evidence = rule.definition.evidence.flatMap((kind) => [...(found.get(vector.accountId)?.get(kind) ?? [])]);
  const turn = (change: Omit<SignalTurn, 'id'>, note: string) => {
    if (live === null) return;
    writes.turns.push({ id: live.id, ...change });
    writes.events.push({ signalId: live.id, fromState: live.state, toState: change.state, note });
  };
  const withdraw = () => turn({ state: 'expired', closedOn: live?.openedOn ?? day, resolution: 'withdrawn', provisional: true }, 'Did not hold at the close of the day.');
  if (step === 'withdraw') withdraw();
  else if (step === 'close') turn({ state: 'resolved', closedOn: day, resolution: 'cleared', provisional: false }, 'The condition cleared.');
  else if (step === 'expire') turn({ state: 'expired', closedOn: day, resolution: 'expired', provisional: false }, 'Nothing is known any more about what raised it.');
  else if (step === 'wake') turn({ state: 'open', closedOn: null, resolution: null, provisional: false }, 'The snooze ended.');
  else if (step === 'keep' && live !== null && live.closedOn !== null) turn({ state: 'open', closedOn: null, resolution: null, provisional: false }, 'The day was closed again with other facts.');
  if (portrait === null) return;
  if (step === 'open') {
    if (live !== null) withdraw();
    const row = rowOf(outcome, portrait, day, day, provisional, evidence, true);
    writes.rows.push(row);
    writes.events.push({ signalId: row.id, fromState: null, toState: 'open', note: provisional ? 'Raised within the day.' : row.why });
  } else if (live !== null && step === 'touch' && live.closedOn === null && !isRenewed(outcome)) {
    writes.touched.push(live.id);
  } else if (live !== null) {
    const confirmed = step === 'confirm' && live.provisional;
    const graver = live.severity !== portrait.severity;
    writes.rows.push(rowOf(outcome, portrait, live.openedOn, day, false, step === 'confirm' || isRenewed(outcome) ? evidence : [], confirmed || graver));
    if (confirmed) writes.events.push({ signalId: live.id, fromState: live.state, toState: live.state, note: 'Held at the close of the day.' });
    else if (graver) writes.events.push({ signalId: live.id, fromState: live.state, toState: live.state, note: `Severity ${live.severity} became ${portrait.severity}.` });
  }
}
