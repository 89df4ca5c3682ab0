import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type Day } from '../../lib/period.ts';
import { emptyMemory, evaluateSignal, type LiveSignal, type Observation, type Patience, type SignalMemory, type Step, type Truth } from './evaluate-signal.ts';

const first: Day = '2026-01-01';
const patience: Patience = { openAfter: 2, closeAfter: 2, expireDays: 4 };
const seen: Record<string, Observation> = { t: { open: true, stay: true }, s: { open: false, stay: true }, f: { open: false, stay: false }, u: { open: 'unknown', stay: 'unknown' } };

interface World {
  memory: SignalMemory;
  live: LiveSignal | null;
  /** Episodes as they stand in history: opened, closed, how. */
  episodes: { from: Day; to: Day | null; end: Step | null }[];
}

const fresh = (): World => ({ memory: emptyMemory, live: null, episodes: [] });

/** What the stage does with a decision, in memory. */
function advance(world: World, day: Day, observation: Observation, provisional = false, rule = patience): Step {
  const { step, memory } = evaluateSignal({ patience: rule, day, provisional, observation, memory: world.memory, live: world.live });
  world.memory = memory;
  if (step === 'open') world.live = { openedOn: day, lastTrueOn: day, state: 'open', snoozedUntil: null, provisional };
  if (step === 'confirm' && world.live) world.live = { ...world.live, provisional: false, lastTrueOn: day };
  if (step === 'touch' && world.live) world.live = { ...world.live, lastTrueOn: day };
  if (step === 'wake' && world.live) world.live = { ...world.live, state: 'open', snoozedUntil: null };
  const standing = world.live !== null && !world.live.provisional;
  if ((step === 'open' || step === 'confirm') && standing && world.episodes.at(-1)?.from !== day) world.episodes.push({ from: day, to: null, end: null });
  if (step === 'close' || step === 'expire') Object.assign(world.episodes.at(-1) as object, { to: day, end: step });
  if (step === 'close' || step === 'expire' || step === 'withdraw') world.live = null;
  return step;
}

function play(days: string, rule = patience): Step[] {
  const world = fresh();
  return [...days].map((letter, n) => advance(world, addDays(first, n), seen[letter] as Observation, false, rule));
}

describe('evaluateSignal at closes', () => {
  it.each<[string, string, Step[]]>([
    ['opens only after two true closes', 'tft' + 't', ['none', 'none', 'none', 'open']],
    ['stays in the band between opening and clearing', 'ttsss', ['none', 'open', 'touch', 'touch', 'touch']],
    ['closes only after two clear closes', 'ttftff', ['none', 'open', 'keep', 'touch', 'keep', 'close']],
    ['a clear close is not forgotten over an unknown one', 'ttfuf', ['none', 'open', 'keep', 'keep', 'close']],
    ['unknown neither opens nor resets the count', 'tut', ['none', 'none', 'open']],
    ['unknown alone never opens', 'uuuuuu', ['none', 'none', 'none', 'none', 'none', 'none']],
    ['unknown expires after its days', 'ttuuuu', ['none', 'open', 'keep', 'keep', 'keep', 'expire']],
    ['a new episode opens after the last one closed', 'ttfftt', ['none', 'open', 'keep', 'close', 'none', 'open']],
  ])('%s', (_, days, steps) => expect(play(days)).toEqual(steps));

  it('wakes a snoozed signal when its day has come', () => {
    const live: LiveSignal = { openedOn: first, lastTrueOn: first, state: 'snoozed', snoozedUntil: addDays(first, 3), provisional: false };
    const at = (n: number) => evaluateSignal({ patience, day: addDays(first, n), provisional: false, observation: seen.t as Observation, memory: emptyMemory, live }).step;
    expect([at(1), at(2), at(3)]).toEqual(['touch', 'touch', 'wake']);
  });

  it('does not open again what a person resolved until it has cleared', () => {
    const world = fresh();
    world.memory = { ...emptyMemory, awaitClear: true };
    expect([...'ttttftffttt'].map((letter, n) => advance(world, addDays(first, n), seen[letter] as Observation))).toEqual(['none', 'none', 'none', 'none', 'none', 'none', 'none', 'none', 'none', 'open', 'touch']);
  });

  it('keeps quiet while muted', () => {
    const world = fresh();
    world.memory = { ...emptyMemory, mutedUntil: addDays(first, 4) };
    expect([...'tttttt'].map((letter, n) => advance(world, addDays(first, n), seen[letter] as Observation))).toEqual(['none', 'none', 'none', 'none', 'open', 'touch']);
  });
});

describe('evaluateSignal within a day', () => {
  const eager: Patience = { ...patience, openAfter: 1 };
  it('raises provisionally, withdraws, and confirms at the close', () => {
    const world = fresh();
    expect(advance(world, first, seen.t as Observation, true, eager)).toBe('open');
    expect(advance(world, first, seen.s as Observation, true, eager)).toBe('keep');
    expect(advance(world, first, seen.f as Observation, true, eager)).toBe('withdraw');
    expect(advance(world, first, seen.t as Observation, true, eager)).toBe('open');
    expect(advance(world, first, seen.t as Observation, false, eager)).toBe('confirm');
    expect(advance(world, addDays(first, 1), seen.f as Observation, true, eager)).toBe('keep');
  });
});

const letters = fc.constantFrom('t', 's', 'f', 'u');
const rules = fc.record({ openAfter: fc.integer({ min: 1, max: 3 }), closeAfter: fc.integer({ min: 1, max: 4 }), expireDays: fc.integer({ min: 1, max: 8 }) });

describe('properties', () => {
  it('what happens within days, and closing a day twice, never changes the history that closes write', () => {
    fc.assert(fc.property(rules, fc.array(fc.record({ close: letters, within: fc.array(letters, { maxLength: 4 }), again: fc.boolean() }), { maxLength: 40 }), (rule, days) => {
      const [quiet, busy] = [fresh(), fresh()];
      days.forEach(({ close, within, again }, n) => {
        const day = addDays(first, n);
        const observation = seen[close] as Observation;
        advance(quiet, day, observation, false, rule);
        for (const letter of within) advance(busy, day, seen[letter] as Observation, true, rule);
        const before = structuredClone(busy);
        advance(busy, day, observation, false, rule);
        if (again && busy.live !== null && before.live !== null && busy.live.openedOn === day) advance(busy, day, observation, false, rule);
        expect(busy.live?.provisional ?? false).toBe(false);
      });
      expect(busy.episodes).toEqual(quiet.episodes);
      expect(busy.live).toEqual(quiet.live);
    }));
  });

  it('flapping input never gives two live episodes, and never opens without a known truth', () => {
    fc.assert(fc.property(rules, fc.array(letters, { maxLength: 60 }), (rule, days) => {
      const world = fresh();
      days.forEach((letter, n) => {
        const wasLive = world.live !== null;
        const step = advance(world, addDays(first, n), seen[letter] as Observation, false, rule);
        if (step === 'open') expect([wasLive, letter]).toEqual([false, 't']);
        if (step === 'close') expect(letter).toBe('f');
        if (step === 'expire') expect(letter).toBe('u');
      });
      expect(world.episodes.filter(({ to }) => to === null).length).toBeLessThanOrEqual(1);
      world.episodes.slice(1).forEach(({ from }, n) => expect(from > (world.episodes[n]?.to as Day)).toBe(true));
    }));
  });

  it('opens exactly where the last `openAfter` known answers were true', () => {
    fc.assert(fc.property(rules, fc.array(letters, { minLength: 1, maxLength: 20 }), (rule, days) => {
      const opened = play(days.join(''), rule).indexOf('open');
      const known = days.map((letter, n) => ({ n, truth: (letter === 'u' ? 'unknown' : letter === 't') as Truth })).filter(({ truth }) => truth !== 'unknown');
      const expected = known.findIndex((_, at) => at + 1 >= rule.openAfter && known.slice(at + 1 - rule.openAfter, at + 1).every(({ truth }) => truth === true));
      expect(opened).toBe(expected === -1 ? -1 : known[expected]?.n);
    }));
  });
});
