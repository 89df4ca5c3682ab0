import { counted, notesOf, ratioFigure, ratioVariant, sumOf, unavailableFigure, type Figure, type Part } from './figure.ts';
import type { AdoptionRule } from './metric-definition.ts';

export type FactValue = number | string | boolean | null;
/** Facts of one account at the end of a day, by fact id. */
export type FactVector = Readonly<Record<string, FactValue | undefined>>;
export type FactsOfDay = ReadonlyMap<string, FactVector>;

const noFacts = 'No facts were computed for this day.';

function meets(value: FactValue | undefined, op: string, limit: number): boolean | null {
  if (typeof value !== 'number') return null;
  if (op === '>=') return value >= limit;
  if (op === '<=') return value <= limit;
  return op === '>' ? value > limit : value < limit;
}

/** True when the account has left: it counts nowhere. */
export function hasLeft(facts: FactVector): boolean {
  return facts['business.churned'] === true || facts['account.stage'] === 'churned';
}

/** True when the account is past onboarding, or past the day by which it should be. */
function pastOnboarding(facts: FactVector, onboardingDays: number): boolean {
  const age = facts['account.age_days'];
  if (typeof age === 'number') return age > onboardingDays || (typeof facts['account.stage'] === 'string' && facts['account.stage'] !== 'onboarding');
  return facts['account.stage'] !== 'onboarding';
}

/** Accounts that meet their segment's criteria over accounts past onboarding. Accounts without any of the usage facts are coverage, not failures. */
export function adoptionFigure(day: FactsOfDay, rule: AdoptionRule): Figure {
  if (day.size === 0) return unavailableFigure(noFacts);
  const scope = [...day].filter(([, facts]) => !hasLeft(facts) && pastOnboarding(facts, rule.onboardingDays));
  const parts: Part[] = [];
  for (const [accountId, facts] of scope) {
    const criteria = rule.segments[String(facts['account.segment'])] ?? rule.criteria;
    const results = criteria.map((criterion) => ({ ...criterion, met: meets(facts[criterion.fact], criterion.op, criterion.value) })).filter((result) => result.met !== null);
    if (results.length === 0) continue;
    const missed = results.filter((result) => !result.met).map((result) => result.fact);
    parts.push({ accountId, numerator: missed.length === 0 ? 1 : 0, denominator: 1, note: missed.length > 0 ? `misses ${missed.join(', ')}` : null });
  }
  return ratioFigure(parts, {
    n: parts.length,
    emptyReason: scope.length === 0 ? 'No account is past onboarding.' : 'No account past onboarding has usage data.',
    variants: [ratioVariant('coverage', 'Accounts past onboarding with usage data', parts.length, scope.length, scope.length)],
    notes: notesOf(scope.length > parts.length && `${counted(scope.length - parts.length, 'account')} past onboarding without usage data left out.`),
  });
}

/** Active users of 28 days over seats; each account is capped at its seats, and listed when above. */
export function licenceUtilisationFigure(day: FactsOfDay): Figure {
  if (day.size === 0) return unavailableFigure(noFacts);
  const known = [...day].flatMap(([accountId, facts]) => {
    const active = facts['usage.active_users_28d'];
    const seats = facts['contract.seats'];
    return !hasLeft(facts) && typeof active === 'number' && typeof seats === 'number' && seats > 0 ? [{ accountId, active, seats }] : [];
  });
  const parts = known.map(({ accountId, active, seats }): Part => ({ accountId, numerator: Math.min(active, seats), denominator: seats, note: active > seats ? `${active} active users on ${seats} seats` : null }));
  const over = known.filter(({ active, seats }) => active > seats).length;
  return ratioFigure(parts, {
    n: parts.length,
    emptyReason: 'No account has both seats and known active users.',
    variants: [ratioVariant('uncapped', 'Without the cap at the seats', sumOf(known, (one) => one.active), sumOf(known, (one) => one.seats), known.length)],
    notes: notesOf(over > 0 && `${counted(over, 'account')} above the seats bought.`),
  });
}
