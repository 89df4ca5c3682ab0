import type { Clock } from '../../lib/clock.ts';
import type { Day } from '../../lib/period.ts';
import type { Analytics } from '../../platform/analytics/analytics.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { activeDefinitions } from '../../program/definition/definition-store.ts';
import { compileScorecard, type CompiledScorecard } from './compile-scorecard.ts';
import { computeFacts } from '../fact/compute-facts.ts';
import { factCatalogue } from '../fact/fact-catalogue.ts';
import { compileSegments, segmentOf, type CompiledSegments, type SegmentSet } from '../../program/segment/segment.ts';
import type { ScoredVector } from './measure-value.ts';
import type { Scorecard } from './scorecard.ts';

/** What health asks of a fact: its words, and which records show it. */
export interface FactWords {
  label: string;
  unit: string;
  evidence: string;
  windowDays: number | null;
  text(value: number | string | boolean, values: Readonly<Record<string, number | string | boolean | null>>): string;
}

/** Facts at moments for all accounts, or for some, in a number of statements that does not grow with them. */
export type FactReader = (
  engines: { db: Db; analytics: Analytics },
  request: { dates: readonly { day: Day; until: Date }[]; accountIds?: readonly string[] | undefined },
) => Promise<(ScoredVector & { day: Day })[]>;

/** The engines of the health stage: the two stores, the fact stage, and the words of facts. */
export interface HealthEngines {
  db: Db;
  analytics: Analytics;
  facts: FactReader;
  words: ReadonlyMap<string, FactWords>;
}

const catalogueWords: ReadonlyMap<string, FactWords> = new Map(factCatalogue.map((fact) => [fact.id, fact]));

/** The health stage over two stores, with the product's own facts. */
export function healthEngines({ db, analytics }: { db: Db; analytics: Analytics }): HealthEngines {
  return { db, analytics, facts: (engines, { dates, accountIds }) => computeFacts(engines, { dates, ...(accountIds ? { accountIds } : {}) }), words: catalogueWords };
}

/** The rules in force: every scorecard and the segments, compiled. */
export interface HealthProgram {
  cards: readonly CompiledScorecard[];
  segments: CompiledSegments | undefined;
  card(id: string): CompiledScorecard | undefined;
}

const compiled = new Map<string, CompiledScorecard>();

/** The approved scorecards in force at `at`; each version is compiled once per process. */
export async function loadHealthProgram(db: Db, at: Date): Promise<HealthProgram> {
  const [definitions, segmentSets] = await Promise.all([activeDefinitions<Scorecard>(db, 'scorecard', at), activeDefinitions<SegmentSet>(db, 'segment', at)]);
  const cards = definitions.map((definition) => {
    const key = `${definition.id} ${definition.version} ${definition.digest}`;
    let card = compiled.get(key);
    if (!card) compiled.set(key, (card = compileScorecard(definition.body, definition.version)));
    return card;
  });
  const segments = segmentSets[0] && compileSegments(segmentSets[0].body);
  return { cards, segments, card: (id) => cards.find((card) => card.id === id) };
}

/** The rules in force now, by the wall clock that approvals carry. History, too, is judged by them: a back-fill says what today's rules would have said. */
export function currentProgram(db: Db, clock: Clock): Promise<HealthProgram> {
  return loadHealthProgram(db, clock.wall());
}

/** Vectors held in memory at once. */
const vectorsPerChunk = 24_000;
const daysPerChunk = 30;

/** How many days of all accounts, or of some, are computed at once: thirty, or fewer for a large book. */
export async function daysAtOnce(db: Db, accountIds?: readonly string[]): Promise<number> {
  const accounts = accountIds?.length ?? (await db.one<{ n: number }>('select count(*)::int as n from account where merged_into is null')).n;
  return Math.max(1, Math.min(daysPerChunk, Math.floor(vectorsPerChunk / Math.max(1, accounts))));
}

/** Vectors with the segment by the programme's rules where the account's own records name none. */
export function withSegments<T extends ScoredVector>({ segments }: HealthProgram, vectors: readonly T[]): T[] {
  if (!segments) return [...vectors];
  return vectors.map((vector) => {
    const delivered = vector.values['account.segment'];
    const segment = segmentOf(segments, vector.values, typeof delivered === 'string' ? delivered : null);
    return segment === delivered ? vector : { ...vector, values: { ...vector.values, 'account.segment': segment } };
  });
}

/** Facts at moments, with the segment by the approved rules where the account's own records name none. */
export async function readVectors(engines: HealthEngines, program: HealthProgram, dates: readonly { day: Day; until: Date }[], accountIds?: readonly string[]): Promise<(ScoredVector & { day: Day })[]> {
  return withSegments(program, await engines.facts(engines, { dates, accountIds }));
}
