import { setImmediate } from 'node:timers/promises';
import type { LookBackResult } from '../../contract/look-back.ts';
import { addDays, asOfEnd, type Day } from '../../lib/period.ts';
import { daysAtOnce, readVectors, type HealthEngines, type HealthProgram } from '../health/health-program.ts';
import { judgeWarnings } from '../health/judge-warnings.ts';
import { lookBackMonths, type PastRequest } from '../health/past-bands.ts';
import { emptyMemory, evaluateSignal, type LiveSignal, type SignalMemory } from './evaluate-signal.ts';
import { observeSignal, type SignalVector } from './observe-signal.ts';
import { readPeerMedians } from './peer-medians.ts';
import type { SignalRule } from './signal-rule.ts';

/** Days between two looks at facts. */
export const lookEveryDays = 7;
const accountsPerTurn = 400;

interface Memory { memory: SignalMemory; live: LiveSignal | null }

interface Side { rule: SignalRule; patience: { openAfter: number; closeAfter: number; expireDays: number }; of: Map<string, Memory>; months: Map<string, number>; looks: Map<string, Uint8Array> }

/** Patience in looks: what must hold for n closes must hold at as many looks as lie in n days, one at least. */
function sideOf(rule: SignalRule): Side {
  const looks = (closes: number) => Math.max(1, Math.ceil(closes / lookEveryDays));
  const { openAfter, closeAfter, expireDays } = rule.definition;
  return { rule, patience: { openAfter: looks(openAfter), closeAfter: looks(closeAfter), expireDays }, of: new Map(), months: new Map(), looks: new Map() };
}

function look(side: Side, vector: SignalVector, day: Day, index: number, count: number): void {
  const { memory, live } = side.of.get(vector.accountId) ?? { memory: emptyMemory, live: null };
  const observation = observeSignal(side.rule, vector.values);
  const { step, memory: next } = evaluateSignal({ patience: side.patience, day, provisional: false, observation, memory, live });
  const opened = step === 'open';
  const stays = live !== null && (step === 'touch' || step === 'keep');
  const now: LiveSignal | null = opened ? { openedOn: day, lastTrueOn: day, state: 'open', snoozedUntil: null, provisional: false } : stays ? { ...live, lastTrueOn: step === 'touch' ? day : live.lastTrueOn } : null;
  side.of.set(vector.accountId, { memory: next, live: now });
  const looks = side.looks.get(vector.accountId) ?? new Uint8Array(count);
  side.looks.set(vector.accountId, looks);
  looks[index] = now ? 2 : 1;
  if (opened) side.months.set(day.slice(0, 7), (side.months.get(day.slice(0, 7)) ?? 0) + 1);
}

/**
 * How often a signal would have opened in the last two years by a draft and by the version in force (null: there is none), from facts every seven days and
 * by the code that closes a day. What a condition did between two looks is not seen, on both sides alike. Risk signals are held against who left.
 */
export async function pastOpenings(engines: HealthEngines, program: HealthProgram, rules: { now: SignalRule | null; draft: SignalRule }, { today, leftOn, progress, signal }: PastRequest): Promise<Omit<LookBackResult, 'seconds'>> {
  const count = Math.floor((lookBackMonths * 365) / 12 / lookEveryDays);
  const days = Array.from({ length: count }, (_, at) => addDays(today, -1 - (count - 1 - at) * lookEveryDays));
  const [now, draft] = [rules.now && sideOf(rules.now), sideOf(rules.draft)];
  const chunk = await daysAtOnce(engines.db);
  for (let from = 0; from < days.length; from += chunk) {
    const part = days.slice(from, from + chunk);
    const vectors = Map.groupBy(await readVectors(engines, program, part.map((day) => ({ day, until: asOfEnd(day) }))), ({ day }) => day);
    for (const [offset, day] of part.entries()) {
      const peers = await readPeerMedians(engines.db, day);
      for (const [n, vector] of (vectors.get(day) ?? []).entries()) {
        if (n % accountsPerTurn === 0) {
          signal?.throwIfAborted();
          await setImmediate();
        }
        const seen = { accountId: vector.accountId, day, values: { ...vector.values, ...peers } };
        if (now) look(now, seen, day, from + offset, count);
        look(draft, seen, day, from + offset, count);
      }
      progress?.(from + offset + 1, days.length);
    }
  }
  const months = [...new Set(days.map((day) => day.slice(0, 7)))].map((month) => ({ month, now: now && { n: now.months.get(month) ?? 0 }, draft: { n: draft.months.get(month) ?? 0 } }));
  const judge = (side: Side) => judgeWarnings(days, side.looks, leftOn, today);
  const [warned, wouldWarn] = [now && judge(now), judge(draft)];
  const pairOf = (key: keyof typeof wouldWarn) => ({ now: warned?.[key] ?? 0, draft: wouldWarn[key] });
  return {
    measure: 'opened', from: days[0] as Day, to: days.at(-1) as Day, everyDays: lookEveryDays, looks: days.length, accounts: draft.looks.size, months, notShown: [],
    warning: rules.draft.definition.family === 'risk' ? { left30: wouldWarn.left30, lead30: pairOf('lead30'), left60: wouldWarn.left60, lead60: pairOf('lead60'), judged: pairOf('judged'), falseAlarms: pairOf('falseAlarms') } : null,
  };
}
