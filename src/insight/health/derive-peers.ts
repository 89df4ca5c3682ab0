import { chooseScorecard } from './compile-scorecard.ts';
import type { CompiledMeasure } from './compile-scorecard.ts';
import type { HealthProgram } from './health-program.ts';
import type { ScoredVector } from './measure-value.ts';
import { distributionOf, peerKey, type Distribution } from './peer-distribution.ts';

interface PeerMeasure {
  measure: CompiledMeasure;
  groups: Set<'segment' | 'stage'>;
}

/** What the scorecards compare with peers, and within which groupings. */
function peerMeasures(program: HealthProgram): Map<string, PeerMeasure> {
  const wanted = new Map<string, PeerMeasure>();
  for (const measure of program.cards.flatMap((card) => card.measures)) {
    if (measure.shape?.type !== 'percentile') continue;
    const entry = wanted.get(measure.source.measured) ?? { measure, groups: new Set() };
    if (measure.shape.group !== 'all') entry.groups.add(measure.shape.group);
    wanted.set(measure.source.measured, entry);
  }
  return wanted;
}

function numberOf(measure: CompiledMeasure, vector: ScoredVector): number | undefined {
  if (measure.source.kind === 'pulse') return undefined;
  const outcome = measure.source.kind === 'expression' ? measure.source.expression.evaluate(vector.values) : { known: true as const, value: vector.values[measure.source.fact] ?? null };
  const value = outcome.known ? outcome.value : null;
  return typeof value === 'boolean' ? Number(value) : typeof value === 'number' ? value : undefined;
}

/**
 * Distributions of one day over the customers that are scored. The close of a day and the present after it are held against the
 * distributions of the day before, so that a day's score never depends on when within the day it was computed.
 */
export function derivePeers(program: HealthProgram, vectors: readonly ScoredVector[]): Map<string, Distribution> {
  const scored = vectors.filter((vector) => (chooseScorecard(program.cards, vector.values)?.measures.length ?? 0) > 0);
  const collected = new Map<string, number[]>();
  for (const [measured, { measure, groups }] of peerMeasures(program)) {
    for (const vector of scored) {
      const value = numberOf(measure, vector);
      if (value === undefined) continue;
      const keys = [peerKey(measured, 'all')];
      for (const group of groups) {
        const own = vector.values[`account.${group}`];
        if (typeof own === 'string') keys.push(peerKey(measured, `${group}:${own}`));
      }
      for (const key of keys) {
        const list = collected.get(key);
        if (list) list.push(value);
        else collected.set(key, [value]);
      }
    }
  }
  const peers = new Map<string, Distribution>();
  for (const [key, values] of collected) {
    const distribution = distributionOf(values);
    if (distribution) peers.set(key, distribution);
  }
  return peers;
}
