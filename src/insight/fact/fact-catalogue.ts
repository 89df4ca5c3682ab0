import { fault } from '../../lib/fault.ts';
import { accountFacts } from './account-facts.ts';
import { contractFacts } from './contract-facts.ts';
import type { FactDefinition } from './fact.ts';
import { peopleFacts } from './people-facts.ts';
import { sentimentFacts } from './sentiment-facts.ts';
import { supportFacts } from './support-facts.ts';
import { usageFacts } from './usage-catalogue.ts';

/** Every fact, defined once, in the order vectors carry them. */
export const factCatalogue: readonly FactDefinition[] = [...usageFacts, ...supportFacts, ...sentimentFacts, ...contractFacts, ...peopleFacts, ...accountFacts];

const byId = new Map(factCatalogue.map((fact) => [fact.id, fact]));

/** The definition of a fact, or undefined when there is none of that id. */
export function findFact(id: string): FactDefinition | undefined {
  return byId.get(id);
}

/** The definition of a fact; Fault `notFound` for an unknown id. */
export function getFact(id: string): FactDefinition {
  const fact = byId.get(id);
  if (!fact) throw fault('notFound', 'fact', `There is no fact "${id}".`);
  return fact;
}

/** A fact's value in words, or why it is unknown. */
export function factText(id: string, vector: { values: Readonly<Record<string, number | string | boolean | null>>; reasons: Readonly<Record<string, string>> }): string {
  const value = vector.values[id];
  if (value === null || value === undefined) return vector.reasons[id] ?? getFact(id).unknown;
  return getFact(id).text(value, vector.values);
}
