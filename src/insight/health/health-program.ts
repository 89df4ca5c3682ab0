import type { Clock } from '../../lib/clock.ts';
import type { Day } from '../../lib/period.ts';
import type { Analytics } from '../../platform/analytics/analytics.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { activeDefinitions } from '../../program/definition/definition-store.ts';
import { compileScorecard, type CompiledScorecard } from './compile-scorecard.ts';
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

/** The rules in force: every scorecard, compiled. */
export interface HealthProgram {
  cards: readonly CompiledScorecard[];
  card(id: string): CompiledScorecard | undefined;
}

const compiled = new Map<string, CompiledScorecard>();

/** The approved scorecards in force at `at`; each version is compiled once per process. */
export async function loadHealthProgram(db: Db, at: Date): Promise<HealthProgram> {
  const definitions = await activeDefinitions<Scorecard>(db, 'scorecard', at);
  const cards = definitions.map((definition) => {
    const key = `${definition.id} ${definition.version} ${definition.digest}`;
    let card = compiled.get(key);
    if (!card) compiled.set(key, (card = compileScorecard(definition.body, definition.version)));
    return card;
  });
  return { cards, card: (id) => cards.find((card) => card.id === id) };
}

/** The rules in force now. History, too, is judged by them: a back-fill says what today's rules would have said. */
export function currentProgram(db: Db, clock: Clock): Promise<HealthProgram> {
  return loadHealthProgram(db, clock.now());
}
