import { holds } from '../../program/definition/expression.ts';
import type { FactValue } from '../../program/definition/expression.ts';
import type { CompiledNode, CompiledScorecard } from './compile-scorecard.ts';
import { measureValue, type MeasureResult, type ScoreInput } from './measure-value.ts';

/** One line of the account's score. Points of all lines, caps included, add up to the score to the hundredth. */
export interface ScoredDriver {
  id: string;
  group: string | null;
  label: string;
  /** Share of the score after redistribution, 0..1; 0 when unknown. */
  weight: number;
  score: number | null;
  points: number;
  value: FactValue;
  against: string | null;
  unknownReason: string | null;
  stale: boolean;
}

export interface ScoredCap {
  id: string;
  label: string;
  limit: number;
  applied: boolean;
  evidence: string | null;
}

/** The score of one account at one moment by one scorecard. */
export interface AccountScore {
  score: number | null;
  /** False below the coverage floor or with too few measures: the band is then unknown. */
  eligible: boolean;
  coverage: number;
  confidence: number;
  drivers: ScoredDriver[];
  caps: ScoredCap[];
  /** The earliest moment at which an input expires. */
  expiresAt: Date | null;
}

interface Weighted extends MeasureResult {
  excluded: boolean;
  weight: number;
}

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;

function measureAll(card: CompiledScorecard, input: ScoreInput): Map<string, Weighted> {
  const results = new Map<string, Weighted>();
  const inForce = card.exceptions.filter((exception) => holds(exception.when, input.vector.values));
  for (const measure of card.measures) {
    const exception = inForce.find(({ target }) => target === measure.id || measure.groups.includes(target));
    let result = measureValue(measure, input);
    if (exception && exception.score !== null) result = { ...result, score: exception.score, against: exception.label, unknownReason: null, stale: false, freshness: 1 };
    const excluded = (exception !== undefined && exception.score === null) || (result.score === null && measure.missing === 'optional');
    if (exception && exception.score === null) result = { ...result, score: null, unknownReason: `not counted: ${exception.label}` };
    results.set(measure.id, { ...result, excluded, weight: 0 });
  }
  return results;
}

/** Whether anything below a node counts at all, and whether any of it is known. */
function stateOf(node: CompiledNode, results: ReadonlyMap<string, Weighted>): { counts: boolean; known: boolean } {
  if ('measure' in node) {
    const result = results.get(node.id) as Weighted;
    return { counts: !result.excluded, known: result.score !== null };
  }
  const inner = node.children.map((child) => stateOf(child, results));
  return { counts: inner.some((state) => state.counts), known: inner.some((state) => state.known) };
}

/** Share of the nominal weight below the nodes that is known. */
function coverageOf(nodes: readonly CompiledNode[], results: ReadonlyMap<string, Weighted>): number {
  let known = 0;
  let total = 0;
  for (const node of nodes) {
    const state = stateOf(node, results);
    if (!state.counts) continue;
    total += node.weight;
    if (state.known) known += node.weight * ('measure' in node ? 1 : coverageOf(node.children, results));
  }
  return total === 0 ? 0 : known / total;
}

/** Gives each known measure its share: a missing one's weight goes to its siblings, a wholly missing group's to the groups beside it. */
function distribute(nodes: readonly CompiledNode[], share: number, results: Map<string, Weighted>): void {
  const known = nodes.filter((node) => stateOf(node, results).known);
  const total = known.reduce((sum, node) => sum + node.weight, 0);
  for (const node of known) {
    const own = (share * node.weight) / total;
    if ('measure' in node) (results.get(node.id) as Weighted).weight = own;
    else distribute(node.children, own, results);
  }
}

/** Rounds shares of a total to whole hundredths that add up to the rounded total (largest remainder, ties by order). */
export function roundedParts(parts: readonly number[]): { parts: number[]; total: number } {
  const total = Math.round(parts.reduce((sum, part) => sum + part, 0) * 100);
  const floors = parts.map((part) => Math.floor(part * 100 + 1e-9));
  const missing = total - floors.reduce((sum, part) => sum + part, 0);
  const order = parts.map((part, index) => ({ index, rest: part * 100 - (floors[index] as number) })).sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of order.slice(0, Math.max(0, missing))) floors[index] = (floors[index] as number) + 1;
  return { parts: floors.map((part) => part / 100), total: total / 100 };
}

/** Confidence = coverage x mean freshness of the weight that counts x breadth (known top-level groups, three make it whole). */
function confidenceOf(card: CompiledScorecard, results: ReadonlyMap<string, Weighted>, coverage: number): number {
  let freshness = 0;
  for (const result of results.values()) freshness += result.weight * result.freshness;
  const breadth = Math.min(1, card.nodes.filter((node) => stateOf(node, results).known).length / Math.min(3, Math.max(1, card.nodes.length)));
  return round(coverage * freshness * breadth, 4);
}

function capDriver(cap: ScoredCap, points: number): ScoredDriver {
  return { id: `cap:${cap.id}`, group: 'caps', label: cap.label, weight: 0, score: null, points, value: null, against: `holds the score at ${cap.limit}`, unknownReason: null, stale: false };
}

/**
 * Scores one account. Unknown measures are never scored: their weight moves to what is known, within the group first, then upward.
 * Score 0..100 to the hundredth, null when nothing is known.
 */
export function scoreAccount(card: CompiledScorecard, input: ScoreInput): AccountScore {
  const results = measureAll(card, input);
  const coverage = coverageOf(card.nodes, results);
  distribute(card.nodes, 1, results);
  const rows = [...results.values()];
  const knownRows = rows.filter((row) => row.score !== null);
  const { parts, total } = roundedParts(rows.map((row) => row.weight * (row.score ?? 0)));
  const drivers = rows.map((row, index): ScoredDriver => ({
    id: row.measure.id, group: row.measure.groups[0] ?? null, label: row.measure.label, weight: round(row.weight, 6),
    score: row.score === null ? null : round(row.score, 2), points: parts[index] as number, value: row.value, against: row.against, unknownReason: row.unknownReason, stale: row.stale,
  }));
  const raw = knownRows.length ? total : null;
  const standing = card.caps.filter((cap) => holds(cap.when, input.vector.values));
  const caps = standing.map((cap): ScoredCap => ({ id: cap.id, label: cap.label, limit: cap.limit, applied: raw !== null && raw > cap.limit, evidence: cap.evidence }));
  const binding = caps.filter((cap) => cap.applied).sort((a, b) => a.limit - b.limit)[0];
  if (binding && raw !== null) drivers.push(capDriver(binding, round(binding.limit - raw, 2)));
  const expiries = knownRows.flatMap((row) => (row.expiresAt ? [row.expiresAt] : [])).sort((a, b) => a.getTime() - b.getTime());
  return {
    score: binding ? binding.limit : raw,
    eligible: raw !== null && coverage + 1e-9 >= card.definition.coverageFloor && knownRows.length >= card.definition.minimumMeasures,
    coverage: round(coverage, 4), confidence: confidenceOf(card, results, coverage), drivers, caps, expiresAt: expiries[0] ?? null,
  };
}
