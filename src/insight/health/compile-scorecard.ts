import { compileExpression, holds, type Expression, type FactValues } from '../../program/definition/expression.ts';
import type { Group, Measure, Scorecard } from './scorecard.ts';

/** Where a measure's value comes from. `measured` names it in peer distributions. */
export type MeasureSource =
  | { kind: 'fact'; fact: string; measured: string }
  | { kind: 'expression'; expression: Expression; measured: string }
  | { kind: 'pulse'; scores: { good: number; watch: number; risk: number }; measured: string };

export interface CompiledMeasure extends Omit<Measure, 'fact' | 'expression' | 'pulse' | 'area'> {
  source: MeasureSource;
  /** Facts the measure reads. */
  references: readonly string[];
  area: string | null;
  /** Ids of the groups around it, outermost first. */
  groups: readonly string[];
}

/** A group or a measure of the tree; `weight` is relative to its siblings. */
export type CompiledNode = { id: string; label: string; weight: number } & ({ measure: CompiledMeasure } | { children: CompiledNode[] });

/** A scorecard ready to score: expressions compiled, the version that people approved attached. */
export interface CompiledScorecard {
  definition: Scorecard;
  id: string;
  version: number;
  applies: Expression | undefined;
  nodes: CompiledNode[];
  measures: CompiledMeasure[];
  caps: { id: string; label: string; limit: number; when: Expression; evidence: string | null }[];
  exceptions: { id: string; label: string; target: string; score: number | null; when: Expression }[];
}

function compileSource(found: Measure): { source: MeasureSource; references: readonly string[] } {
  if (found.pulse) return { source: { kind: 'pulse', scores: found.pulse, measured: 'pulse' }, references: [] };
  if (found.expression !== undefined) {
    const expression = compileExpression(found.expression);
    return { source: { kind: 'expression', expression, measured: `= ${found.expression}` }, references: expression.references };
  }
  const fact = found.fact as string;
  return { source: { kind: 'fact', fact, measured: fact }, references: [fact] };
}

function compileMeasure(found: Measure, groups: readonly string[]): CompiledMeasure {
  const { fact: _fact, expression: _expression, pulse: _pulse, area: _area, ...rest } = found;
  const { source, references } = compileSource(found);
  return { ...rest, source, references, groups, area: found.area ?? references[0]?.split('.')[0] ?? null };
}

function compileGroup(group: Group, around: readonly string[], measures: CompiledMeasure[]): CompiledNode {
  const path = [...around, group.id];
  const own = (group.measures ?? []).map((found): CompiledNode => {
    const measure = compileMeasure(found, path);
    measures.push(measure);
    return { id: found.id, label: found.label, weight: found.weight, measure };
  });
  const inner = (group.groups ?? []).map((child) => compileGroup(child, path, measures));
  return { id: group.id, label: group.label, weight: group.weight, children: [...own, ...inner] };
}

/** Compiles a checked scorecard once; scoring then only evaluates. */
export function compileScorecard(definition: Scorecard, version: number): CompiledScorecard {
  const measures: CompiledMeasure[] = [];
  const nodes = definition.groups.map((group) => compileGroup(group, [], measures));
  return {
    definition, id: definition.id, version, nodes, measures,
    applies: definition.applies === undefined ? undefined : compileExpression(definition.applies),
    caps: definition.caps.map((cap) => ({ id: cap.id, label: cap.label, limit: cap.limit, when: compileExpression(cap.when), evidence: cap.evidence ?? null })),
    exceptions: definition.exceptions.map((exception) => ({ id: exception.id, label: exception.label, target: exception.target, score: exception.score ?? null, when: compileExpression(exception.when) })),
  };
}

/** The scorecard that scores an account: of those that apply the one of the highest priority, then by id. */
export function chooseScorecard(cards: readonly CompiledScorecard[], values: FactValues): CompiledScorecard | undefined {
  let best: CompiledScorecard | undefined;
  for (const card of cards) {
    if (best && (card.definition.priority < best.definition.priority || (card.definition.priority === best.definition.priority && card.id > best.id))) continue;
    if (holds(card.applies, values)) best = card;
  }
  return best;
}
