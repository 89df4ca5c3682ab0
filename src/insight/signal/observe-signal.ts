import type { Day } from '../../lib/period.ts';
import { fromMinor, minorDigits } from '../../lib/money.ts';
import type { Expression, FactValue, FactValues } from '../../program/definition/expression.ts';
import type { Observation, Truth } from './evaluate-signal.ts';
import type { Severity, SignalRule } from './signal-rule.ts';

/** What the stage needs of an account's facts on a day; the fact stage's vectors have it. */
export interface SignalVector {
  accountId: string;
  day: Day;
  values: FactValues;
}

/** How a signal presents itself on a day. `stakeMinor` is a year's amount in minor units. */
export interface Portrait {
  severity: Severity;
  stakeMinor: number | null;
  currency: string | null;
  confidence: number;
  why: string;
}

/** Only the values an expression reads, so that evaluation costs what the expression is long, not what the catalogue is. */
function valuesFor(expression: Expression, values: FactValues): FactValues {
  const picked: Record<string, FactValue> = {};
  for (const id of expression.references) picked[id] = values[id] ?? null;
  return picked;
}

function truthOf(expression: Expression, values: FactValues): Truth {
  const outcome = expression.evaluate(valuesFor(expression, values));
  return outcome.known ? outcome.value === true : 'unknown';
}

/** What a rule's conditions come to over an account's facts. Where the rule does not apply both are false; what would open also stays. */
export function observeSignal(rule: SignalRule, values: FactValues): Observation {
  if (truthOf(rule.applies, values) === false) return { open: false, stay: false };
  const open = truthOf(rule.open, values);
  if (open === true || rule.stay === rule.open) return { open, stay: open };
  return { open, stay: truthOf(rule.stay, values) };
}

/** Severity, stake, confidence and sentence of a signal over an account's facts. Confidence falls with the share of the rule's facts that are unknown. */
export function portraySignal(rule: SignalRule, values: FactValues): Portrait {
  const { definition } = rule;
  const level = rule.severity.find(({ when }) => when === undefined || truthOf(when, values) === true);
  const known = rule.references.filter((id) => (values[id] ?? null) !== null || id.startsWith('peer.')).length;
  const share = rule.references.length === 0 ? 1 : known / rule.references.length;
  return {
    severity: level?.level ?? 'info', stakeMinor: stakeOf(rule, values), currency: textOr(values['contract.currency']),
    confidence: Math.round(definition.confidence * (0.5 + 0.5 * share) * 100) / 100, why: fillWhy(definition.why, values),
  };
}

function textOr(value: FactValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function stakeOf(rule: SignalRule, values: FactValues): number | null {
  const { stake } = rule.definition;
  if (stake === 'none') return null;
  if (stake === 'arr') return typeof values['contract.arr_minor'] === 'number' ? Math.round(values['contract.arr_minor']) : null;
  const outcome = rule.stake?.evaluate(valuesFor(rule.stake, values));
  return outcome?.known && typeof outcome.value === 'number' ? Math.round(outcome.value) : null;
}

function rounded(value: number): string {
  return String(Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 10) / 10);
}

function format(value: FactValue, shape: string, currency: string): string {
  if (value === null) return 'unknown';
  if (typeof value !== 'number') return String(value);
  if (shape === 'percent') return `${Math.round(value * 100)} %`;
  if (shape === 'days') return `${Math.round(value)} ${Math.round(value) === 1 ? 'day' : 'days'}`;
  if (shape === 'money') return new Intl.NumberFormat('en', { style: 'currency', currency, maximumFractionDigits: Math.min(2, minorDigits(currency)) }).format(fromMinor(value, currency));
  return rounded(value);
}

/** A place to fill: the fact, its format, and what is counted, for one and for many. */
const place = /\{([a-z_]+\.[a-z0-9_]+)(?:\|([a-z]+))?(?::([^|}]*)\|([^}]*))?\}/g;

/** Fills `{fact|format}` and `{fact|number:person|people}` of a sentence; an unknown value reads "unknown". */
export function fillWhy(template: string, values: FactValues): string {
  const currency = textOr(values['contract.currency']) ?? 'USD';
  return template.replaceAll(place, (_, fact: string, shape: string | undefined, one: string | undefined, many: string | undefined) => {
    const value = values[fact] ?? null;
    return `${format(value, shape ?? 'number', currency)}${one === undefined ? '' : ` ${value === 1 ? one : many}`}`;
  });
}
