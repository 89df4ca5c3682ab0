import { setImmediate } from 'node:timers/promises';
import type { LookBackResult } from '../../contract/look-back.ts';
import type { Band } from '../../contract/health.ts';
import { addDays, addMonths, asOfEnd, type Day } from '../../lib/period.ts';
import { rawBand } from './band-from-scores.ts';
import { compileScorecard } from './compile-scorecard.ts';
import { derivePeers } from './derive-peers.ts';
import { daysAtOnce, withSegments, type HealthEngines, type HealthProgram } from './health-program.ts';
import { judgeWarnings } from './judge-warnings.ts';
import { readPulses } from './judgement-store.ts';
import type { ScoredVector } from './measure-value.ts';
import { bandScore, scoreDay, type GivenPulse } from './score-day.ts';
import type { Scorecard } from './scorecard.ts';
import { compileSegments, type SegmentSet } from '../../program/segment/segment.ts';

/** Months that are looked back at. */
export const lookBackMonths = 24;
const accountsPerTurn = 400;

/** What a look back is told of the world around it. */
export interface PastRequest {
  today: Day;
  /** When each customer left. */
  leftOn: ReadonlyMap<string, Day>;
  progress?: ((done: number, total: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** The middles and the ends of the months before today, oldest first. Pure. */
export function monthLooks(today: Day, months = lookBackMonths): Day[] {
  const first = `${today.slice(0, 7)}-01`;
  return Array.from({ length: months + 1 }, (_, n) => addMonths(first, n - months)).flatMap((start) => [addDays(start, 14), addDays(addMonths(start, 1), -1)]).filter((day) => day < today);
}

/** The programme with one scorecard changed. */
export function withScorecard(program: HealthProgram, draft: Scorecard): HealthProgram {
  const cards = [...program.cards.filter((card) => card.id !== draft.id), compileScorecard(draft, (program.card(draft.id)?.version ?? 0) + 1)];
  return { cards, segments: program.segments, card: (id) => cards.find((card) => card.id === id) };
}

/** The programme with other segments. */
export function withSegmentSet(program: HealthProgram, draft: SegmentSet): HealthProgram {
  return { ...program, segments: compileSegments(draft) };
}

interface Judged { cardId: string; band: Band }

// In turns, so that the process goes on serving meanwhile.
async function bandsOf(program: HealthProgram, day: Day, facts: readonly ScoredVector[], pulses: ReadonlyMap<string, readonly GivenPulse[]>, signal: AbortSignal | undefined): Promise<Map<string, Judged>> {
  const vectors = withSegments(program, facts);
  const peers = derivePeers(program, vectors);
  const bands = new Map<string, Judged>();
  for (let from = 0; from < vectors.length; from += accountsPerTurn) {
    signal?.throwIfAborted();
    await setImmediate();
    for (const [accountId, { card, result }] of scoreDay(program, { at: asOfEnd(day), vectors: vectors.slice(from, from + accountsPerTurn), peers, pulses })) if (card.measures.length > 0) bands.set(accountId, { cardId: card.id, band: rawBand(bandScore(result), card.definition.bands) });
  }
  return bands;
}

interface Side { months: Map<string, Record<Band, number>>; looks: Map<string, Uint8Array> }

function add(side: Side, days: readonly Day[], index: number, accountId: string, judged: Judged | undefined): void {
  const looks = side.looks.get(accountId) ?? new Uint8Array(days.length);
  side.looks.set(accountId, looks);
  looks[index] = judged?.band === 'risk' ? 2 : 1;
  const month = (days[index] as Day).slice(0, 7);
  // The middle of a month is a look for warnings; the month shows its end.
  if (!judged || addDays(days[index] as Day, 1).slice(0, 7) === month) return;
  const counts = side.months.get(month) ?? { good: 0, watch: 0, risk: 0, unknown: 0 };
  side.months.set(month, counts);
  counts[judged.band]++;
}

/**
 * Bands of the last two years by the programme in force and by a changed one, from the same facts at past dates, by the thresholds alone (what the days
 * between remember is left out on both sides). `only` keeps to the accounts that this scorecard scores in either programme. In sets: a number of
 * statements per chunk of days, and no more vectors in memory than closing history holds.
 */
export async function pastBands(engines: HealthEngines, programs: { now: HealthProgram; draft: HealthProgram }, only: string | null, request: PastRequest): Promise<Omit<LookBackResult, 'seconds'>> {
  const { today, leftOn, progress, signal } = request;
  const days = monthLooks(today);
  const [pulses, chunk] = await Promise.all([readPulses(engines.db, undefined), daysAtOnce(engines.db)]);
  const [now, draft]: Side[] = [{ months: new Map(), looks: new Map() }, { months: new Map(), looks: new Map() }];
  if (!now || !draft) throw new Error('Two sides are compared.');
  for (let from = 0; from < days.length; from += chunk) {
    const part = days.slice(from, from + chunk);
    const vectors = Map.groupBy(await engines.facts(engines, { dates: part.map((day) => ({ day, until: asOfEnd(day) })) }), ({ day }) => day);
    for (const [offset, day] of part.entries()) {
      const facts = vectors.get(day) ?? [];
      const [before, after] = [await bandsOf(programs.now, day, facts, pulses, signal), await bandsOf(programs.draft, day, facts, pulses, signal)];
      for (const accountId of new Set([...before.keys(), ...after.keys()])) {
        const [a, b] = [before.get(accountId), after.get(accountId)];
        if (only !== null && a?.cardId !== only && b?.cardId !== only) continue;
        add(now, days, from + offset, accountId, a);
        add(draft, days, from + offset, accountId, b);
      }
      progress?.(from + offset + 1, days.length);
    }
  }
  const [warned, wouldWarn] = [judgeWarnings(days, now.looks, leftOn, today), judgeWarnings(days, draft.looks, leftOn, today)];
  const none = { good: 0, watch: 0, risk: 0, unknown: 0 };
  return {
    measure: 'bands', from: days[0] as Day, to: days.at(-1) as Day, everyDays: null, looks: days.length, accounts: draft.looks.size, notShown: [],
    months: [...new Set([...now.months.keys(), ...draft.months.keys()])].sort().map((month) => ({ month, now: now.months.get(month) ?? none, draft: draft.months.get(month) ?? none })),
    warning: {
      left30: warned.left30, lead30: { now: warned.lead30, draft: wouldWarn.lead30 }, left60: warned.left60, lead60: { now: warned.lead60, draft: wouldWarn.lead60 },
      judged: { now: warned.judged, draft: wouldWarn.judged }, falseAlarms: { now: warned.falseAlarms, draft: wouldWarn.falseAlarms },
    },
  };
}
