import { toDate } from '../../lib/clock.ts';
import type { FactValue, FactValues } from '../../program/definition/expression.ts';
import type { CompiledMeasure } from './compile-scorecard.ts';
import type { Peers } from './peer-distribution.ts';
import { shapeScore } from './shape-score.ts';

/** What scoring needs of a fact vector. */
export interface ScoredVector {
  accountId: string;
  values: FactValues;
  /** Fact id -> why it is unknown. */
  reasons: Readonly<Record<string, string>>;
  /** Area -> when its newest input was, ISO; null when there is none. */
  freshness: Readonly<Record<string, string | null>>;
  /** Events of the last full weeks, oldest first, where whoever reads facts has them at hand. */
  weekly?: { readonly events: readonly number[] };
}

/** What a person said of the account's health, while it lasts. */
export interface Pulse {
  value: 'good' | 'watch' | 'risk';
  expiresAt: Date;
}

export interface ScoreInput {
  vector: ScoredVector;
  peers: Peers;
  pulse: Pulse | null;
  at: Date;
  /** Measures whose input is known to be too old, where the vector does not say how old it is. */
  expired?: ReadonlySet<string>;
}

/** A measure with its score, or without one and the reason. `freshness` is 1 for new input, falling to 0.5 at its expiry. */
export interface MeasureResult {
  measure: CompiledMeasure;
  value: FactValue;
  score: number | null;
  against: string | null;
  unknownReason: string | null;
  stale: boolean;
  freshness: number;
  /** When the score becomes unknown by itself. */
  expiresAt: Date | null;
}

const dayMs = 86_400_000;

function unknown(measure: CompiledMeasure, reason: string, extra: Partial<MeasureResult> = {}): MeasureResult {
  return { measure, value: null, score: null, against: null, unknownReason: reason, stale: false, freshness: 0, expiresAt: null, ...extra };
}

function readSource(measure: CompiledMeasure, vector: ScoredVector): { value: Exclude<FactValue, null> } | { reason: string } {
  const why = (id: string) => vector.reasons[id] ?? `${id} is unknown`;
  if (measure.source.kind === 'fact') {
    const value = vector.values[measure.source.fact] ?? null;
    return value === null ? { reason: why(measure.source.fact) } : { value };
  }
  if (measure.source.kind === 'expression') {
    const outcome = measure.source.expression.evaluate(vector.values);
    if (outcome.known && outcome.value !== null) return { value: outcome.value };
    return { reason: outcome.known || !outcome.missing[0] ? 'the formula has no value' : why(outcome.missing[0]) };
  }
  return { reason: 'nobody gave a pulse' };
}

function pulseResult(measure: CompiledMeasure, { pulse, at }: ScoreInput): MeasureResult {
  if (measure.source.kind !== 'pulse' || !pulse) return unknown(measure, 'nobody gave a pulse');
  if (pulse.expiresAt <= at) return unknown(measure, 'the pulse has expired', { stale: true });
  return { measure, value: pulse.value, score: measure.source.scores[pulse.value], against: null, unknownReason: null, stale: false, freshness: 1, expiresAt: pulse.expiresAt };
}

/** One measure of one account: its value, score and freshness, or why it has none. Input older than `expiresDays` is unknown. */
export function measureValue(measure: CompiledMeasure, input: ScoreInput): MeasureResult {
  if (measure.source.kind === 'pulse') return pulseResult(measure, input);
  const read = readSource(measure, input.vector);
  if ('reason' in read) return unknown(measure, read.reason);
  if (input.expired?.has(measure.id)) return unknown(measure, 'the newest input is too old', { value: read.value, stale: true });
  const newest = measure.expiresDays === undefined || measure.area === null ? null : (input.vector.freshness[measure.area] ?? null);
  let freshness = 1;
  let expiresAt: Date | null = null;
  if (newest !== null && measure.expiresDays !== undefined) {
    const lifeMs = measure.expiresDays * dayMs;
    expiresAt = toDate(toDate(newest).getTime() + lifeMs);
    if (expiresAt <= input.at) return unknown(measure, `the newest input is more than ${measure.expiresDays} days old`, { value: read.value, stale: true });
    freshness = 1 - 0.5 * Math.min(1, Math.max(0, (lifeMs - (expiresAt.getTime() - input.at.getTime())) / lifeMs));
  }
  const scored = shapeScore(measure.shape as NonNullable<typeof measure.shape>, read.value, { values: input.vector.values, peers: input.peers, measured: measure.source.measured });
  if ('unknown' in scored) return unknown(measure, scored.unknown, { value: read.value });
  return { measure, value: read.value, score: scored.score, against: scored.against, unknownReason: null, stale: false, freshness, expiresAt };
}
