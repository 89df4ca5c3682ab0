import type { Day } from '../../lib/period.ts';

export type FactValue = number | string | boolean | null;
export type FactArea = 'usage' | 'support' | 'survey' | 'payment' | 'contract' | 'people' | 'engagement' | 'business' | 'text' | 'account';

/** Counts and rates: rates are fractions, money is minor units of `contract.currency`, tone is -1..1, points are survey points on 0..10. */
export type FactUnit = 'count' | 'fraction' | 'ratio' | 'days' | 'hours' | 'minor' | 'points' | 'tone' | 'text' | 'flag';

/** Which way is good news for the customer relationship. */
export type FactDirection = 'higher' | 'lower' | 'neutral';

/** One fact, defined once: what it measures, from what, and what its absence means. */
export interface FactDefinition {
  id: string;
  label: string;
  area: FactArea;
  unit: FactUnit;
  /** Days before the moment that it looks at; null when it looks at the whole record. */
  windowDays: number | null;
  /** Records it is computed from, and how, in words. */
  source: string;
  direction: FactDirection;
  /** When the value is unknown. */
  unknown: string;
  /** Table whose records are the evidence; `usage` stands for the account's usage chart over the window. */
  evidence: 'usage' | 'ticket' | 'survey_answer' | 'invoice' | 'agreement_line' | 'person' | 'activity' | 'business_change' | 'account';
  /** The value in words, given the other values for context ("284 of 520 seats active"). */
  text(value: Exclude<FactValue, null>, values: Readonly<Record<string, FactValue>>): string;
}

/** Weekly usage before the moment: seven-day windows that end with its day, oldest first. */
export interface WeeklyUsage {
  events: number[];
  users: (number | null)[];
}

/** All facts of one account at one moment. */
export interface FactVector {
  accountId: string;
  num: number;
  day: Day;
  values: Record<string, FactValue>;
  /** Fact id -> why it is unknown. */
  reasons: Record<string, string>;
  /** Fact id -> what to know about a value that is there (a lower bound, another currency left out). */
  notes: Record<string, string>;
  /** Area -> business time of the newest record it was computed from. */
  freshness: Record<string, string | null>;
  weekly: WeeklyUsage;
}

/** Sets a fact, or leaves it unknown with a reason when there is no value. */
export function setFact(vector: FactVector, id: string, value: FactValue | undefined, reason: string): void {
  if (value === null || value === undefined || (typeof value === 'number' && !Number.isFinite(value))) {
    vector.values[id] = null;
    vector.reasons[id] = reason;
  } else {
    vector.values[id] = value;
    if (vector.reasons[id] !== undefined) delete vector.reasons[id];
  }
}

/** Leaves several facts unknown for one reason. */
export function unknownFacts(vector: FactVector, ids: readonly string[], reason: string): void {
  for (const id of ids) setFact(vector, id, null, reason);
}
