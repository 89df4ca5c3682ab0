import type { Step, StepKind } from './playbook.ts';

export const runStatuses = ['running', 'paused', 'completed', 'exited', 'failed'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** How a run ended: by its goal, without it, without need, simply at its end, by a person, or by an error. */
export type RunOutcome = 'achieved' | 'lost' | 'moot' | 'done' | 'stopped' | 'failed';

/** What started a run, kept as it was. */
export interface TriggerRecord {
  kind: string;
  /** The type of a signal, the anchor of a date, the name of an event. */
  type: string | null;
  label: string;
  reason: string;
  severity?: string | null;
  score?: number | null;
  /** Who it came from, where that is known. */
  personId?: string | null;
}

/** One account on its way through one version of a playbook. The row is the truth; everything else is read anew at each turn. */
export interface Run {
  id: string;
  playbookId: string;
  playbookVersion: number;
  accountId: string;
  status: RunStatus;
  /** The step it is at. */
  stepId: string;
  /** `enter`: the step is to be taken; `wait`: it was taken as number `seq` and has not ended. */
  phase: 'enter' | 'wait';
  /** Steps taken so far; the number of the newest. */
  seq: number;
  visits: Record<string, number>;
  outcomes: Record<string, string>;
  trigger: TriggerRecord;
  startedAt: Date;
  /** When the step was taken. */
  stepAt: Date;
  /** When the wait ends by itself; null while it cannot. */
  waitUntil: Date | null;
  /** When it is to be looked at again: business time, never null while it lives. */
  dueAt: Date;
  endedAt: Date | null;
  outcome: RunOutcome | null;
  endReason: string | null;
}

/** Something a run was told: kept from the moment it happened, whether the run waits for it already or not. */
export interface Heard {
  name: string;
  /** The same thing is told once. */
  dedup: string;
  value: string;
  at: Date;
}

/** One step of a run, as its history shows it. */
export interface StepNote {
  seq: number;
  stepId: string;
  kind: StepKind;
  at: Date;
  endedAt: Date | null;
  outcome: string | null;
  note: string | null;
}

/** Something a step wants done. The key is the same however often the step is tried. */
export interface EffectRequest {
  key: string;
  seq: number;
  step: Step;
}

/** The idempotency key of a step's effect. */
export function effectKey(runId: string, seq: number, stepId: string): string {
  return `${runId}:${seq}:${stepId}`;
}

/** The run that an effect's key belongs to; null for keys of others. */
export function runOfKey(key: string): string | null {
  return /^(run_[0-9a-z]+):\d+:[a-z0-9_]+$/.exec(key)?.[1] ?? null;
}
