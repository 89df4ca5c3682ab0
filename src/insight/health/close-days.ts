import { addDays, asOfEnd, daysBetween, type Day } from '../../lib/period.ts';
import type { Clock } from '../../lib/clock.ts';
import { bandFromScores, bandMemoryDays } from './band-from-scores.ts';
import { readBandMemory, writeCloses, type CloseDriver, type HealthClose } from './close-store.ts';
import { derivePeers } from './derive-peers.ts';
import { currentProgram, daysAtOnce, readVectors, type HealthEngines, type HealthProgram } from './health-program.ts';
import { readPulses } from './judgement-store.ts';
import type { ScoredVector } from './measure-value.ts';
import type { Peers } from './peer-distribution.ts';
import { freezePeers, peersOf, readPeers } from './peer-store.ts';
import { bandScore, scoreDay, type DayScore, type GivenPulse } from './score-day.ts';

export interface CloseRequest {
  /** The first day to close. */
  from: Day;
  /** The day after the last one. */
  to: Day;
  accountIds?: readonly string[] | undefined;
  /** Called after each stored chunk with days done and days in all. */
  progress?: (done: number, total: number) => void;
  /** Called in order for each closed day with its facts, so that the next stage need not compute them again. */
  closed?: (day: Day, vectors: readonly (ScoredVector & { day: Day })[]) => Promise<void>;
}

function daysOf(from: Day, to: Day): Day[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to)) }, (_, index) => addDays(from, index));
}

/** What one day's close needs of the days before it. */
export interface CloseState {
  /** Trailing scores per account, oldest first, at most thirteen. */
  memory: Map<string, (number | null)[]>;
  /** Distributions of the day before the next one. */
  peers: Peers;
}

function closeOf(day: Day, accountId: string, { card, result }: DayScore, scores: readonly (number | null)[]): HealthClose {
  const drivers = result.drivers.filter((driver) => driver.score !== null || driver.points !== 0).map((driver): CloseDriver => [driver.id, driver.points, driver.score, Math.round(driver.weight * 10_000) / 10_000, driver.value]);
  return {
    accountId, day, scorecardId: card.id, scorecardVersion: card.version, score: result.score,
    band: bandFromScores(scores, card.definition.bands), confidence: result.confidence, coverage: result.coverage, drivers,
  };
}

/** Closes one day given the state after the day before, and moves the state on. */
export function closeDay(program: HealthProgram, state: CloseState, day: Day, vectors: Parameters<typeof scoreDay>[1]['vectors'], pulses: ReadonlyMap<string, readonly GivenPulse[]>): HealthClose[] {
  const scored = scoreDay(program, { at: asOfEnd(day), vectors, peers: state.peers, pulses });
  const closes: HealthClose[] = [];
  for (const accountId of new Set([...scored.keys(), ...state.memory.keys()])) {
    const score = scored.get(accountId);
    const scores = [...(state.memory.get(accountId) ?? Array<number | null>(bandMemoryDays - 1).fill(null)), score ? bandScore(score.result) : null];
    if (score) closes.push(closeOf(day, accountId, score, scores));
    state.memory.set(accountId, scores.slice(1 - bandMemoryDays));
  }
  return closes;
}

interface Run {
  engines: HealthEngines;
  program: HealthProgram;
  pulses: ReadonlyMap<string, readonly GivenPulse[]>;
  accountIds: readonly string[] | undefined;
  chunk: number;
}

/** Walks days in order in chunks, calling `use` with each chunk's closes and the distributions its days leave behind. */
async function walk(run: Run, state: CloseState, days: readonly Day[], use: (days: Day[], closes: HealthClose[], peers: Map<Day, Peers>, vectors: Map<Day, (ScoredVector & { day: Day })[]>) => Promise<void>): Promise<void> {
  const { engines, program, accountIds } = run;
  for (let start = 0; start < days.length; start += run.chunk) {
    const chunk = days.slice(start, start + run.chunk);
    const vectors = Map.groupBy(await readVectors(engines, program, chunk.map((day) => ({ day, until: asOfEnd(day) })), accountIds), (vector) => vector.day);
    const frozen = accountIds ? await peersOf(engines, program, chunk) : new Map<Day, Peers>();
    const closes: HealthClose[] = [];
    const left = new Map<Day, Peers>();
    for (const day of chunk) {
      const own = vectors.get(day) ?? [];
      closes.push(...closeDay(program, state, day, own, run.pulses));
      state.peers = frozen.get(day) ?? derivePeers(program, own);
      left.set(day, state.peers);
    }
    await use(chunk, closes, left, vectors);
  }
}

/** The state before a day: from the closes there are, or computed when the thirteen days before it were not all closed. */
async function stateBefore(run: Run, day: Day): Promise<CloseState> {
  const before = addDays(day, -1);
  const [memory, frozen] = await Promise.all([readBandMemory(run.engines.db, day, run.accountIds), readPeers(run.engines.db, [before])]);
  const peers = frozen.get(before);
  if (memory.days === bandMemoryDays - 1 && peers) return { memory: memory.scores, peers };
  const warmUp = daysOf(addDays(day, -bandMemoryDays + 1), day);
  const earliest = addDays(warmUp[0] as Day, -1);
  const state: CloseState = { memory: new Map(), peers: (await peersOf(run.engines, run.program, [earliest])).get(earliest) as Peers };
  await walk(run, state, warmUp, async () => {});
  return state;
}

/**
 * Closes the days `[from, to)`: one row per account and day with score, band and drivers, and the day's peer distributions.
 * Closing again gives the same rows, so an interrupted back-fill goes on where it stopped. Answers the number of rows written.
 */
export async function closeDays(engines: HealthEngines, clock: Clock, request: CloseRequest): Promise<number> {
  const days = daysOf(request.from, request.to);
  if (days.length === 0) return 0;
  const accountIds = request.accountIds;
  const [program, pulses, chunk] = await Promise.all([currentProgram(engines.db, clock), readPulses(engines.db, accountIds), daysAtOnce(engines.db, accountIds)]);
  const run: Run = { engines, program, pulses, accountIds, chunk };
  const state = await stateBefore(run, request.from);
  let written = 0;
  let done = 0;
  await walk(run, state, days, async (closed, closes, peers, vectors) => {
    await engines.db.tx(async (tx) => {
      await writeCloses(tx, closed, closes, accountIds);
      if (!accountIds) await freezePeers(tx, peers);
    });
    if (request.closed) for (const day of closed) await request.closed(day, vectors.get(day) ?? []);
    written += closes.length;
    done += closed.length;
    request.progress?.(done, days.length);
  });
  return written;
}

/** Days that ended since the last close; null when nothing was ever closed (a back-fill decides where history begins). */
export function endedDays(lastClosed: Day | null, today: Day): { from: Day; to: Day } | null {
  if (lastClosed === null) return null;
  const from = addDays(lastClosed, 1);
  return from < today ? { from, to: today } : null;
}

/** The closes of one day computed afresh, not stored: what a reading of a day that was never closed shows. Bands remember as stored ones do. */
export async function computeCloses(engines: HealthEngines, program: HealthProgram, day: Day, accountIds?: readonly string[]): Promise<HealthClose[]> {
  const [pulses, chunk] = await Promise.all([readPulses(engines.db, accountIds), daysAtOnce(engines.db, accountIds)]);
  const run: Run = { engines, program, pulses, accountIds, chunk };
  const closes: HealthClose[] = [];
  await walk(run, await stateBefore(run, day), [day], async (_days, own) => void closes.push(...own));
  return closes;
}

/** Scores of single days of some accounts computed afresh, not stored, with bands by the thresholds alone: for trends where days were never closed. */
export async function computeScores(engines: HealthEngines, program: HealthProgram, days: readonly Day[], accountIds: readonly string[]): Promise<HealthClose[]> {
  if (days.length === 0) return [];
  const [pulses, peers, vectors] = await Promise.all([
    readPulses(engines.db, accountIds),
    peersOf(engines, program, days.map((day) => addDays(day, -1))),
    readVectors(engines, program, days.map((day) => ({ day, until: asOfEnd(day) })), accountIds),
  ]);
  return days.flatMap((day) => closeDay(program, { memory: new Map(), peers: peers.get(addDays(day, -1)) as Peers }, day, vectors.filter((vector) => vector.day === day), pulses));
}
