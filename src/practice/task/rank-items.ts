import type { CockpitItem, RankParts } from '../../contract/cockpit.ts';

/** What the rank rests on, as the page and the documentation state it. */
export const rankFormula = 'score = 100 × impact × urgency × confidence. Impact: 0.1 + 0.9 × ln(1 + money / 1,000) / ln(1,001), at most 1, and 0.3 where the money is unknown; money is annual, in the base currency. '
  + 'Urgency: half as much for every 14 days to go; 1 on the day; up to 2 when it is 30 days late or more, for a signal no more than at 7 days; 0.35 without a day. Confidence: 0 to 1, as the source says.';

const unknownImpact = 0.3;
const noDayUrgency = 0.35;
const halfLifeDays = 14;
const fullLateDays = 30;
/** A signal grows no more pressing after so many days: what is new comes before what was long seen. */
const signalLateDays = 7;

/** The parts of {@link rankFormula}. `money` is whole units of the base currency, null when unknown. Pure. */
export function partsOf(money: number | null, urgencyDays: number | null, confidence: number): RankParts {
  const impact = money === null ? unknownImpact : 0.1 + 0.9 * Math.min(1, Math.log1p(Math.max(0, money) / 1000) / Math.log(1001));
  const urgency = urgencyDays === null ? noDayUrgency : urgencyDays >= 0 ? 2 ** (-urgencyDays / halfLifeDays) : 1 + Math.min(1, -urgencyDays / fullLateDays);
  return { impact, urgency, confidence: Math.max(0, Math.min(1, confidence)) };
}

/** 100 × impact × urgency × confidence, to one decimal. */
export function scoreOf({ impact, urgency, confidence }: RankParts): number {
  return Math.round(1000 * impact * urgency * confidence) / 10;
}

function dayWords(days: number | null): string {
  if (days === null) return 'has no day';
  if (days === 0) return 'is due today';
  const count = `${Math.abs(days)} day${Math.abs(days) === 1 ? '' : 's'}`;
  return days < 0 ? `is ${count} late` : `is due in ${count}`;
}

/** Why an item stands where it does, in one sentence. */
export function reasonOf(money: number | null, currency: string, urgencyDays: number | null, confidence: number): string {
  const amount = money === null ? 'The money at stake is unknown' : `${currency} ${Math.round(money).toLocaleString('en')} a year is at stake`;
  return `${amount}, it ${dayWords(urgencyDays)}, and it is ${Math.round(confidence * 100)}% certain to matter.`;
}

export interface Ranked<T extends CockpitItem> {
  item: T;
  parts: RankParts;
  score: number;
}

/** The items in the order of their score; ties by day, then by kind and id, so that the order never wavers. `moneyOf` answers base-currency units. Pure. */
export function rankItems<T extends CockpitItem>(items: readonly T[], moneyOf: (item: T) => number | null): Ranked<T>[] {
  const ranked = items.map((item) => {
    const urgencyDays = item.urgencyDays !== null && item.kind === 'signal' ? Math.max(-signalLateDays, item.urgencyDays) : item.urgencyDays;
    const parts = partsOf(moneyOf(item), urgencyDays, item.confidence);
    return { item, parts, score: scoreOf(parts) };
  });
  return ranked.sort((a, b) => b.score - a.score || (a.item.dueOn ?? '9999').localeCompare(b.item.dueOn ?? '9999') || (a.item.kind < b.item.kind ? -1 : a.item.kind > b.item.kind ? 1 : a.item.id < b.item.id ? -1 : 1));
}
