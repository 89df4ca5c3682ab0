import { addDays, type Day } from '../../lib/period.ts';
import type { Rng } from '../../lib/rng.ts';
import { features } from './sample-catalogue.ts';
import type { AccountPlan, SampleWindow } from './account-plan.ts';

function laterOf(a: Day, b: Day): Day {
  return a > b ? a : b;
}

/** Writes what leads up to the customer's leaving into its plan. Causes come before the leaving; a silent surprise gets none. */
export function tellLeaving(rng: Rng, plan: AccountPlan): void {
  if (plan.leave === null) return;
  const { day, cause } = plan.leave;
  const ahead = (from: number, to: number) => laterOf(addDays(plan.startOn, 45), addDays(day, -rng.int(from, to)));
  if (cause === 'usage_decay') {
    plan.shocks.push({ from: ahead(130, 230), fadeDays: rng.int(70, 120), level: 0.08 + 0.22 * rng.next() });
    plan.npsShift = -2;
    if (rng.chance(0.5)) plan.contactStopsOn = ahead(60, 120);
    if (rng.chance(0.5)) plan.abandons = { feature: (features[Math.min(plan.featureCount - 1, 8)] as { name: string }).name, day: ahead(100, 160) };
  } else if (cause === 'champion_left') {
    plan.championLeavesOn = ahead(95, 190);
    plan.contactStopsOn = addDays(plan.championLeavesOn, rng.int(5, 25));
    plan.shocks.push({ from: addDays(plan.championLeavesOn, 10), fadeDays: 80, level: 0.35 + 0.25 * rng.next() });
  } else if (cause === 'ticket_trouble') {
    plan.bursts.push({ from: ahead(110, 170), to: day, factor: rng.int(4, 7), tone: -0.8, urgent: true });
    plan.shocks.push({ from: ahead(70, 110), fadeDays: 60, level: 0.6 });
    plan.npsShift = -4;
    if (rng.chance(0.4)) plan.cancelTalkOn = ahead(20, 60);
  } else if (cause === 'price') {
    plan.priceRiseOn = ahead(150, 320);
    plan.competitorTalkOn = ahead(40, 110);
    plan.npsShift = -1.5;
    if (rng.chance(0.4)) plan.unpaidFrom = ahead(60, 100);
    if (rng.chance(0.5)) plan.shocks.push({ from: ahead(50, 90), fadeDays: 40, level: 0.7 });
  } else if (cause === 'business_closed') {
    plan.business = { day: ahead(60, 140), kind: 'layoffs', note: 'Announced a restructuring and staff cuts.' };
    plan.shocks.push({ from: addDays(plan.business.day, 10), fadeDays: 45, level: 0.45 });
  }
}

/** Gives customers who stay some of the same troubles, so that no sign is proof of leaving. */
export function tellNoise(rng: Rng, plan: AccountPlan, window: SampleWindow): void {
  if (plan.leave !== null) return;
  const sometime = () => laterOf(addDays(plan.startOn, 120), addDays(window.today, -rng.int(60, 640)));
  if (rng.chance(0.12)) {
    const from = sometime();
    plan.shocks.push({ from, fadeDays: 20, level: 0.45 + 0.2 * rng.next(), until: addDays(from, rng.int(45, 80)) });
  }
  if (rng.chance(0.1)) plan.championLeavesOn = sometime();
  if (rng.chance(0.06)) plan.sponsorLeavesOn = sometime();
  if (rng.chance(0.1)) {
    const from = sometime();
    plan.bursts.push({ from, to: addDays(from, 40), factor: 4, tone: -0.4, urgent: rng.chance(0.3) });
  }
  if (rng.chance(0.05)) plan.competitorTalkOn = sometime();
  if (rng.chance(0.08)) plan.business = { day: sometime(), kind: rng.pick(['leadership', 'merger', 'funding', 'layoffs']), note: 'Reported in the trade press.' };
  if (rng.chance(0.08)) plan.priceRiseOn = sometime();
}

/** The multiplier of all shocks on a day, 0..n. */
export function shockLevel(plan: AccountPlan, dayNumber: number, numberOf: (day: Day) => number): number {
  let level = 1;
  for (const shock of plan.shocks) {
    const age = dayNumber - numberOf(shock.from);
    if (age < 0) continue;
    const reached = 1 + (shock.level - 1) * Math.min(1, age / Math.max(1, shock.fadeDays));
    const recovery = shock.until === undefined ? 0 : Math.min(1, Math.max(0, (dayNumber - numberOf(shock.until)) / 20));
    level *= reached + (1 - reached) * recovery;
  }
  return level;
}
