import { daysBetween, type Day } from '../../lib/period.ts';

/** What a condition over facts came to. */
export type Truth = true | false | 'unknown';

/** How patient a rule is; counts are daily closes. */
export interface Patience {
  openAfter: number;
  closeAfter: number;
  expireDays: number;
}

/** What a day's facts say: whether it would open, and whether it may stay. `stay` is true wherever `open` is. */
export interface Observation {
  open: Truth;
  stay: Truth;
}

export type SignalState = 'open' | 'acknowledged' | 'in_play' | 'resolved' | 'snoozed' | 'expired';

/** The stored live row of one account and type. */
export interface LiveSignal {
  openedOn: Day;
  lastTrueOn: Day;
  state: SignalState;
  snoozedUntil: Day | null;
  provisional: boolean;
}

/** What is remembered between closes: runs of consecutive closes that count towards opening or clearing. `prior` runs are those before `day`. */
export interface SignalMemory {
  day: Day | null;
  trueRun: number;
  falseRun: number;
  priorTrueRun: number;
  priorFalseRun: number;
  awaitClear: boolean;
  mutedUntil: Day | null;
}

/** The memory of an account and type about which nothing is remembered. */
export const emptyMemory: SignalMemory = { day: null, trueRun: 0, falseRun: 0, priorTrueRun: 0, priorFalseRun: 0, awaitClear: false, mutedUntil: null };

/**
 * `none`: no live row and none to make. `open`: a new episode. `confirm`: a provisional row holds at the close. `keep`: stays as it is;
 * `touch`: stays, and was true today. `wake`: a snooze ended. `close`: cleared. `expire`: nobody knows any more. `withdraw`: what was provisional did not hold.
 */
export type Step = 'none' | 'open' | 'confirm' | 'keep' | 'touch' | 'wake' | 'close' | 'expire' | 'withdraw';

export interface Decision {
  step: Step;
  memory: SignalMemory;
}

export interface Situation {
  patience: Patience;
  day: Day;
  /** True within the day: nothing is counted and nothing confirmed is closed. */
  provisional: boolean;
  observation: Observation;
  memory: SignalMemory;
  live: LiveSignal | null;
}

/** The runs to count from: closing the same day again starts where it started. */
function runsBefore(memory: SignalMemory, day: Day): { trueRun: number; falseRun: number } {
  return memory.day === day ? { trueRun: memory.priorTrueRun, falseRun: memory.priorFalseRun } : memory;
}

function countRun(run: number, value: Truth, wanted: boolean): number {
  return value === 'unknown' ? run : value === wanted ? run + 1 : 0;
}

/** True when the row was there before this day's close and is more than provisional. */
function isStanding(live: LiveSignal, day: Day): boolean {
  return !live.provisional && live.openedOn < day;
}

/** Whether a new episode may begin: not muted, and cleared since a person resolved the last one. */
function mayOpen(memory: SignalMemory, day: Day): boolean {
  return !memory.awaitClear && (memory.mutedUntil === null || memory.mutedUntil <= day);
}

/**
 * Decides what becomes of one account's signal of one type. Pure. Unknown neither opens nor closes; it only lets a signal expire.
 * A daily close counts runs and confirms; within a day a signal may only be raised or withdrawn provisionally.
 */
export function evaluateSignal(situation: Situation): Decision {
  return situation.provisional ? evaluateWithinDay(situation) : evaluateClose(situation);
}

function evaluateClose({ patience, day, observation, memory, live }: Situation): Decision {
  const before = runsBefore(memory, day);
  const standing = live !== null && isStanding(live, day);
  // Runs are kept only where they can still decide something, so that quiet accounts leave nothing behind.
  const trueRun = standing ? 0 : Math.min(patience.openAfter, countRun(before.trueRun, observation.open, true));
  const falseRun = standing || memory.awaitClear ? Math.min(patience.closeAfter, countRun(before.falseRun, observation.stay, false)) : 0;
  const cleared = falseRun >= patience.closeAfter;
  const next: SignalMemory = {
    day, trueRun, falseRun, priorTrueRun: before.trueRun, priorFalseRun: before.falseRun,
    awaitClear: memory.awaitClear && !cleared, mutedUntil: memory.mutedUntil !== null && memory.mutedUntil > day ? memory.mutedUntil : null,
  };
  if (standing) return { step: standingStep(patience, day, observation, live, cleared), memory: next };
  const opens = observation.open === true && trueRun >= patience.openAfter && mayOpen(next, day);
  if (live === null) return { step: opens ? 'open' : 'none', memory: next };
  if (!opens) return { step: 'withdraw', memory: next };
  return { step: live.openedOn < day ? 'open' : 'confirm', memory: next };
}

function standingStep(patience: Patience, day: Day, observation: Observation, live: LiveSignal, cleared: boolean): Step {
  if (cleared) return 'close';
  if (observation.stay === 'unknown' && daysBetween(live.lastTrueOn, day) >= patience.expireDays) return 'expire';
  if (live.state === 'snoozed' && live.snoozedUntil !== null && live.snoozedUntil <= day) return 'wake';
  return observation.stay === true ? 'touch' : 'keep';
}

function evaluateWithinDay({ patience, day, observation, memory, live }: Situation): Decision {
  if (live !== null && !live.provisional) return { step: 'keep', memory };
  const { trueRun } = runsBefore(memory, day);
  const opens = observation.open === true && trueRun + 1 >= patience.openAfter && mayOpen(memory, day);
  if (live === null) return { step: opens ? 'open' : 'none', memory };
  return { step: observation.stay === false ? 'withdraw' : 'keep', memory };
}

/** True when the memory says nothing that an absent one does not. */
export function isForgettable(memory: SignalMemory): boolean {
  return memory.trueRun === 0 && memory.falseRun === 0 && memory.priorTrueRun === 0 && memory.priorFalseRun === 0 && !memory.awaitClear && memory.mutedUntil === null;
}
