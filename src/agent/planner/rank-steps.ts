import type { Evidence } from '../../contract/listing.ts';
import type { StepRule } from '../../contract/plan.ts';
import { partsOf } from '../../practice/task/rank-items.ts';
import { stepKinds } from './step-kinds.ts';

/** What the order rests on, as answers and documentation state it. */
export const planFormula = 'expected value = money at stake (annual, in the base currency) × share that a step of its kind is taken to move × confidence, halved while a playbook is already at it. '
  + 'score = expected value × urgency ÷ (1 + effort in hours). Urgency: half as much for every 14 days to go, 1 on the day, up to 2 when 30 days late (a signal no more than at 7), 0.35 without a day. '
  + 'Where the money is unknown the expected value is unknown, and the step ranks as the median of those that are known. Shares and hours are assumptions of this version, listed in the documentation.';

/** A step that could be taken. Money is whole units of the base currency. */
export interface Candidate {
  accountId: string;
  rule: StepRule;
  action: string;
  /** Overrides the title of its kind. */
  title?: string;
  subject: string | null;
  reason: string | null;
  evidence: readonly Evidence[];
  stake: number | null;
  stakeMinor: number | null;
  currency: string | null;
  confidence: number;
  urgencyDays: number | null;
  dueOn: string | null;
  link: string;
  signalId: string | null;
  driverId: string | null;
  ref: string | null;
  playbook: { id: string; label: string; running: boolean } | null;
}

export interface RankedStep {
  step: Candidate;
  also: string[];
  expected: number | null;
  share: number | null;
  effortHours: number;
  urgency: number;
  score: number;
}

const signalLateDays = 7;
const inPlayShare = 0.5;
const playedRules: ReadonlySet<StepRule> = new Set(['signal', 'chance', 'renewal']);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 1;
}

/** The expected value of a step, of {@link planFormula}; null where the money is unknown or the step moves none. Pure. */
export function expectedOf({ action, stake, confidence, playbook }: Pick<Candidate, 'action' | 'stake' | 'confidence' | 'playbook'>): number | null {
  const share = stepKinds[action]?.share ?? null;
  return stake === null || share === null ? null : Math.max(0, stake) * share * confidence * (playbook?.running ? inPlayShare : 1);
}

/** One step per account and action: the strongest stands for all, with their records. A term that a signal already asks to save or agree is not asked for twice. */
function joined(steps: readonly Omit<RankedStep, 'also'>[]): RankedStep[] {
  const asked = new Set(steps.filter(({ step }) => step.rule === 'signal' && (step.action === 'save_call' || step.action === 'agree_renewal')).map(({ step }) => step.accountId));
  const wanted = steps.filter(({ step }) => !(step.rule === 'renewal' && asked.has(step.accountId)));
  const groups = Map.groupBy(wanted, ({ step }) => (playedRules.has(step.rule) ? `${step.accountId} ${step.action}` : `${step.accountId} ${step.rule} ${step.ref}`));
  return [...groups.values()].map((group) => {
    const [first, ...rest] = group.toSorted(byScore) as [Omit<RankedStep, 'also'>, ...Omit<RankedStep, 'also'>[]];
    const evidence = [...first.step.evidence, ...rest.flatMap(({ step }) => step.evidence)].filter(({ kind, id }, at, all) => all.findIndex((other) => other.kind === kind && other.id === id) === at);
    return { ...first, step: { ...first.step, evidence }, also: rest.map(({ step }) => step.subject ?? step.title ?? step.action) };
  });
}

function byScore(a: Omit<RankedStep, 'also'>, b: Omit<RankedStep, 'also'>): number {
  const keyOf = ({ step }: Omit<RankedStep, 'also'>) => `${step.accountId} ${step.rule} ${step.ref ?? ''}`;
  return b.score - a.score || (a.step.dueOn ?? '9999').localeCompare(b.step.dueOn ?? '9999') || (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0);
}

/** The steps in the order of {@link planFormula}; ties by day, account and record, so that the order never wavers. Pure. */
export function rankSteps(candidates: readonly Candidate[]): RankedStep[] {
  const valued = candidates.map((step) => ({ step, expected: expectedOf(step) }));
  const usual = median(valued.flatMap(({ expected }) => (expected === null ? [] : [expected])));
  const ranked = valued.map(({ step, expected }) => {
    const { effortHours, share } = stepKinds[step.action] ?? { effortHours: 1, share: null };
    const late = step.rule === 'signal' || step.rule === 'chance' ? signalLateDays : Infinity;
    const { urgency } = partsOf(null, step.urgencyDays === null ? null : Math.max(-late, step.urgencyDays), step.confidence);
    return { step, expected, share, effortHours, urgency, score: ((expected ?? usual * step.confidence) * urgency) / (1 + effortHours) };
  });
  return joined(ranked).toSorted(byScore);
}
