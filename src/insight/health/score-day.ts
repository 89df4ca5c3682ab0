import { chooseScorecard, type CompiledScorecard } from './compile-scorecard.ts';
import type { HealthProgram } from './health-program.ts';
import type { Pulse, ScoredVector } from './measure-value.ts';
import type { Peers } from './peer-distribution.ts';
import { scoreAccount, type AccountScore } from './score-account.ts';

/** One account's score at one moment, with the rules and facts it came from. */
export interface DayScore {
  card: CompiledScorecard;
  result: AccountScore;
  vector: ScoredVector;
}

/** A pulse with the time it was given. */
export interface GivenPulse extends Pulse {
  at: Date;
}

/** The newest pulse given by the moment, whether it still holds or not. `pulses` are newest first. */
export function pulseAt(pulses: readonly GivenPulse[] | undefined, at: Date): GivenPulse | null {
  return pulses?.find((pulse) => pulse.at <= at) ?? null;
}

/** Scores accounts at one moment. Pure: the same inputs give the same scores, for one account or for all, now or for any past day. */
export function scoreDay(
  program: HealthProgram,
  input: { at: Date; vectors: readonly ScoredVector[]; peers: Peers; pulses: ReadonlyMap<string, readonly GivenPulse[]> },
): Map<string, DayScore> {
  const scores = new Map<string, DayScore>();
  for (const vector of input.vectors) {
    const card = chooseScorecard(program.cards, vector.values);
    if (!card) continue;
    const pulse = pulseAt(input.pulses.get(vector.accountId), input.at);
    scores.set(vector.accountId, { card, vector, result: scoreAccount(card, { vector, peers: input.peers, pulse, at: input.at }) });
  }
  return scores;
}

/** What the band is judged by: the score, or null when too little is known. */
export function bandScore(result: Pick<AccountScore, 'score' | 'eligible'>): number | null {
  return result.eligible ? result.score : null;
}
