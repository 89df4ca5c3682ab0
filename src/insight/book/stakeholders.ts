import type { Stakeholder, StakeholderGap } from '../../contract/account-page.ts';

const executive = ['executive_sponsor', 'economic_buyer'];
const roleLevels: Readonly<Record<string, number>> = { executive_sponsor: 3, economic_buyer: 3, champion: 2, admin: 2, detractor: 2, user: 1 };
const levelWords: Readonly<Record<string, number>> = { high: 3, strong: 3, decision_maker: 3, hoch: 3, medium: 2, mid: 2, moderate: 2, mittel: 2, low: 1, weak: 1, none: 1, niedrig: 1 };

/** Days within which a two-way contact counts for single-threading. */
export const threadDays = 90;

/** The level a record's influence means: words, 1..3, 1..5, 1..10 or 0..100; where it names none, the role's; null when neither is known. */
export function influenceOf(recorded: string | null, role: string | null): Stakeholder['influence'] {
  const text = recorded?.trim().toLowerCase().replaceAll(/[\s-]+/g, '_') ?? '';
  const word = levelWords[text];
  if (word) return { level: word, from: 'record' };
  const number = text === '' ? Number.NaN : Number(text);
  if (Number.isFinite(number)) {
    const top = number <= 3 ? 3 : number <= 5 ? 5 : number <= 10 ? 10 : 100;
    return { level: Math.min(3, Math.max(1, Math.ceil((number / top) * 3))), from: 'record' };
  }
  const byRole = role === null ? undefined : roleLevels[role];
  return byRole ? { level: byRole, from: 'role' } : null;
}

/** The sentiment a survey answer speaks of, -1..1: for NPS 7 is neither way and three points are all of it; for others 60 % of the scale is neither way. */
export function answerSentiment(survey: string, score: number, scaleMax: number): number {
  const value = survey === 'nps' ? ((score / scaleMax) * 10 - 7) / 3 : (score / scaleMax - 0.6) / 0.4;
  return Math.max(-1, Math.min(1, value));
}

/** What the relationship lacks. A role gap is unknown while no role of anybody is known; threading while no contact of the account names a person. Pure. */
export function stakeholderGaps(people: readonly Stakeholder[], contactsKnown: boolean): StakeholderGap[] {
  const here = people.filter((person) => person.leftOn === null);
  const rolesKnown = people.some((person) => person.role !== null);
  const inRole = (roles: readonly string[]) => here.filter((person) => person.role !== null && roles.includes(person.role)).map((person) => person.id);
  const roleGap = (id: 'champion' | 'executive_sponsor', roles: readonly string[]): StakeholderGap => {
    const holders = inRole(roles);
    return { id, state: holders.length ? 'ok' : rolesKnown ? 'gap' : 'unknown', people: holders, windowDays: 0 };
  };
  const reached = here.filter((person) => person.contacts90 > 0).map((person) => person.id);
  return [
    roleGap('champion', ['champion']), roleGap('executive_sponsor', executive),
    { id: 'single_threaded', state: !contactsKnown ? 'unknown' : reached.length <= 1 ? 'gap' : 'ok', people: reached, windowDays: threadDays },
  ];
}
