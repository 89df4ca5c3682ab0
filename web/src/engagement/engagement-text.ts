import type { TFunction } from 'i18next';
import type { EngagementAssumption, EngagementFacts, EngagementGate, EngagementStep, GoalReading } from '../../../src/contract/engagement.ts';
import { dayText, words } from '../ui/format.ts';

export type T = TFunction<'engagement'>;

/** A text by a key that was put together, which the types cannot follow. */
const say = (t: T, key: string, facts: object = {}): string => (t as unknown as (key: string, facts: object) => string)(key, facts);

// What nobody knows says so; days and roles are read as the reader writes them.
function told(t: T, facts: EngagementFacts): Record<string, string | number> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => {
    if (value === null) return [name, t('unknown')];
    if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return [name, dayText(value)];
    if (name === 'role') return [name, words(String(value))];
    if (name === 'band') return [name, t(`band.${value as 'good'}`)];
    return [name, typeof value === 'boolean' ? String(value) : value];
  }));
}

/** An assumption in the reader's words. */
export function assumptionText(t: T, { kind, facts }: EngagementAssumption): string {
  return say(t, `assumption.${kind}`, told(t, facts));
}

/** What an answer to an assumption is called. */
export function optionText(t: T, assumption: EngagementAssumption, value: string): string {
  const option = assumption.options.find((one) => one.value === value);
  if (assumption.kind === 'goal_risk' || assumption.kind === 'pulse_unknown' || value === 'none') return t(`option.${value as 'band'}`);
  return assumption.answer === 'day' ? dayText(value) : (option?.label ?? value);
}

/** Why an account was not touched. */
export function reasonText(t: T, reason: string): string {
  return t(`reason.${reason as 'limit'}`);
}

/** Which words of a goal were read as what. */
export function wordText(t: T, { kind, facts }: GoalReading['read'][number]): string {
  const value = Object.values(facts)[0];
  const shown = kind === 'band' ? t(`band.${value as 'good'}`) : kind === 'family' ? t(`family.${value as 'risk'}`) : String(value ?? '');
  return t(`word.${kind as 'segment'}`, { value: shown });
}

/** What a gate found; empty where there is nothing to say beyond its result. */
export function gateText(t: T, { gate, passed, facts }: EngagementGate): string {
  if (gate === 'known') return say(t, 'gateText.known', facts);
  if (gate === 'numbers') return facts.missing ? t('gateText.numbersMissing', { missing: String(facts.missing) }) : facts.wrong ? t('gateText.numbersWrong', { wrong: String(facts.wrong) }) : t('gateText.numbers', { sentences: Number(facts.sentences ?? 0) });
  if (passed) return '';
  if (gate === 'recipient') return t(`fault.${facts.fault as 'left'}`);
  if (gate === 'hostile') return t('gateText.hostileWrong', { count: Number(facts.texts ?? 0), marks: String(facts.marks ?? '').replaceAll('_', ' ') });
  return gate === 'contradiction' ? say(t, 'gateText.contradictionWrong', facts) : say(t, 'gateText.closingWrong', facts);
}

/** What came of a step. */
export function stepText(t: T, { kind, facts }: EngagementStep): string {
  const f = told(t, facts);
  switch (kind) {
    case 'goal': return say(t, 'did.goal', f);
    case 'pick': return say(t, 'did.pick', f);
    case 'decide': return facts.outcome === 'nothing' ? reasonText(t, String(facts.reason)) : facts.draft ? say(t, 'did.decideDraft', f) : say(t, 'did.decideAct', f);
    case 'wait': return t('did.wait', { count: Number(facts.open ?? 0) });
    case 'answer': return facts.value === null ? say(t, 'did.answerYes', f) : say(t, 'did.answer', f);
    case 'gates': return facts.held ? t('did.held', { reason: reasonText(t, String(facts.held)) }) : t('did.pass');
    case 'act': return facts.draft ? say(t, 'did.actBoth', f) : say(t, 'did.actTask', f);
    case 'waive': return say(t, 'did.waive', f);
    case 'recheck': case 'cancel': return say(t, 'did.by', f);
    case 'close': return facts.held ? t('did.held', { reason: t(`gate.${facts.held as 'records'}`) }) : t('did.closed');
    case 'report': return say(t, 'did.report', f);
    default: return String(facts.message ?? '');
  }
}
