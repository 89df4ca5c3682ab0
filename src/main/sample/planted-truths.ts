import { fault } from '../../lib/fault.ts';
import { addDays, addMonths, type Day } from '../../lib/period.ts';
import { owners, segments, type SegmentName } from './sample-catalogue.ts';
import type { AccountPlan, SampleWindow } from './account-plan.ts';
import type { Truth } from './sample-company.ts';

interface Plant {
  kind: string;
  expectation: string | null;
  segment: SegmentName;
  note: string;
  /** Changes the calm plan; answers the day on which the planted thing begins. */
  apply(plan: AccountPlan, today: Day): Day;
}

function since(today: Day, days: number, change: (day: Day) => void): Day {
  const day = addDays(today, -days);
  change(day);
  return day;
}

const riskPlants: readonly Plant[] = [
  { kind: 'usage_collapse', expectation: 'usage_drop', segment: 'mid-market', note: 'Use falls to a quarter within ten days.', apply: (plan, today) => since(today, 38, (from) => plan.shocks.push({ from, fadeDays: 10, level: 0.25 })) },
  { kind: 'feature_abandoned', expectation: 'feature_abandoned', segment: 'mid-market', note: 'Automations are not run any more.', apply: (plan, today) => since(today, 31, (day) => (plan.abandons = { feature: 'automation_run', day })) },
  { kind: 'went_silent', expectation: 'went_silent', segment: 'smb', note: 'No event at all from this day.', apply: (plan, today) => since(today, 24, (from) => plan.shocks.push({ from, fadeDays: 0, level: 0 })) },
  { kind: 'champion_left', expectation: 'champion_left', segment: 'mid-market', note: 'The only champion leaves.', apply: (plan, today) => since(today, 12, (day) => (plan.championLeavesOn = day)) },
  { kind: 'sponsor_left', expectation: 'sponsor_left', segment: 'enterprise', note: 'The executive sponsor leaves.', apply: (plan, today) => since(today, 20, (day) => (plan.sponsorLeavesOn = day)) },
  { kind: 'contact_silent', expectation: 'contact_silent', segment: 'enterprise', note: 'Nobody answers any more.', apply: (plan, today) => since(today, 110, (day) => (plan.contactStopsOn = day)) },
  { kind: 'single_threaded', expectation: 'single_threaded', segment: 'mid-market', note: 'One known person for a whole company.', apply: (plan) => { plan.contacts = 1; return plan.startOn; } },
  { kind: 'ticket_spike', expectation: 'ticket_spike', segment: 'mid-market', note: 'Eight times the usual tickets.', apply: (plan, today) => since(today, 20, (from) => plan.bursts.push({ from, to: today, factor: 9, tone: -0.3, urgent: false })) },
  { kind: 'tickets_reopened', expectation: 'tickets_reopened', segment: 'mid-market', note: 'Three solved tickets come back.', apply: (plan, today) => since(today, 14, () => { for (const ago of [14, 9, 5]) plan.forcedTickets.push({ day: addDays(today, -ago), kind: 'reopened' }); }) },
  { kind: 'ticket_escalated', expectation: 'tickets_escalated', segment: 'enterprise', note: 'An escalated ticket stays open.', apply: (plan, today) => since(today, 6, (day) => plan.forcedTickets.push({ day, kind: 'escalated' })) },
  { kind: 'tone_turning', expectation: 'tone_turning', segment: 'mid-market', note: 'Texts turn from friendly to angry.', apply: (plan, today) => since(today, 70, (from) => { plan.fit = 1.4; plan.bursts.push({ from: addDays(from, -110), to: from, factor: 2, tone: 0.4, urgent: false }, { from, to: today, factor: 4, tone: -1.6, urgent: false }); }) },
  { kind: 'detractor', expectation: 'detractor', segment: 'smb', note: 'A contact answers 2 of 10.', apply: (plan, today) => since(today, 9, (day) => (plan.forcedNps = { day, score: 2 })) },
  { kind: 'low_csat', expectation: 'low_csat', segment: 'mid-market', note: 'Four tickets rated 1 of 5.', apply: (plan, today) => since(today, 30, () => { for (const ago of [30, 22, 15, 8]) plan.forcedTickets.push({ day: addDays(today, -ago), kind: 'unhappy' }); }) },
  { kind: 'invoice_overdue', expectation: 'invoice_overdue', segment: 'smb', note: 'Monthly invoices stay unpaid.', apply: (plan, today) => { plan.termMonths = 1; plan.startOn = addMonths(addDays(today, 15), -20); return since(today, 90, (day) => (plan.unpaidFrom = day)); } },
  { kind: 'seats_shrinking', expectation: 'seats_shrinking', segment: 'mid-market', note: 'A third of the seats is given back.', apply: (plan, today) => since(today, 30, (day) => (plan.seatChange = { day, seats: Math.floor(plan.seats * 0.65) })) },
  { kind: 'downgrade', expectation: 'downgrade', segment: 'mid-market', note: 'A costly add-on is cancelled.', apply: (plan, today) => since(today, 25, (day) => (plan.dropAddOnOn = day)) },
  { kind: 'onboarding_stalled', expectation: 'onboarding_stalled', segment: 'mid-market', note: 'Seven weeks after the start hardly anyone works in the product.', apply: (plan, today) => { plan.startOn = addDays(today, -52); plan.shocks.push({ from: plan.startOn, fadeDays: 0, level: 0.02 }); return plan.startOn; } },
  { kind: 'opt_out_near', expectation: 'opt_out_near', segment: 'mid-market', note: 'The opt-out date is 20 days away and nobody has spoken for weeks.', apply: (plan, today) => { plan.startOn = addMonths(addDays(today, 80), -24); return since(today, 62, (day) => (plan.contactStopsOn = day)); } },
  { kind: 'competitor_words', expectation: 'competitor_words', segment: 'smb', note: 'An e-mail names a competitor.', apply: (plan, today) => since(today, 10, (day) => (plan.competitorTalkOn = day)) },
  { kind: 'cancel_words', expectation: 'cancel_words', segment: 'smb', note: 'An e-mail asks how to cancel.', apply: (plan, today) => since(today, 8, (day) => (plan.cancelTalkOn = day)) },
  { kind: 'business_change', expectation: 'business_change', segment: 'enterprise', note: 'Layoffs were announced.', apply: (plan, today) => since(today, 16, (day) => (plan.business = { day, kind: 'layoffs', note: 'Cuts a tenth of its staff.' })) },
  { kind: 'notice_given', expectation: 'notice_given', segment: 'mid-market', note: 'Notice was given; the term ends in a month.', apply: (plan, today) => { plan.startOn = addMonths(addDays(today, 31), -24); plan.leave = { day: addDays(today, 31), cause: 'silent' }; return addDays(today, -29); } },
];

const growthPlants: readonly Plant[] = [
  { kind: 'seats_near_limit', expectation: 'seats_near_limit', segment: 'mid-market', note: 'Every seat is used.', apply: (plan, today) => { plan.adoption = 1; plan.fit = 1.6; plan.featureCount = 12; return today; } },
  { kind: 'power_users', expectation: 'power_users_emerging', segment: 'enterprise', note: 'Many people work in the product all day.', apply: (plan, today) => { plan.fit = 3; plan.adoption = 0.85; plan.featureCount = 13; return today; } },
  { kind: 'new_team', expectation: 'new_users_surge', segment: 'mid-market', note: 'A new team starts.', apply: (plan, today) => since(today, 16, (day) => { plan.adoption = 0.5; plan.seats = 40; plan.newTeam = { day, users: 16 }; }) },
  { kind: 'feature_gap', expectation: 'feature_gap', segment: 'mid-market', note: 'Busy, but with four features only.', apply: (plan) => { plan.fit = 1; plan.adoption = 0.9; plan.featureCount = 4; return plan.startOn; } },
  { kind: 'promoter_wide_use', expectation: 'happy_and_wide', segment: 'mid-market', note: 'Answers 10 of 10 and uses everything.', apply: (plan, today) => since(today, 20, (day) => { plan.fit = 1.8; plan.adoption = 0.88; plan.featureCount = 14; plan.npsShift = 1.5; plan.forcedNps = { day, score: 10 }; }) },
  { kind: 'funding', expectation: 'funding', segment: 'smb', note: 'Raised money.', apply: (plan, today) => since(today, 14, (day) => (plan.business = { day, kind: 'funding', note: 'Closed a series B round.' })) },
  { kind: 'promoter_results', expectation: 'promoter_with_results', segment: 'enterprise', note: 'A promoter whose company uses the product widely for years.', apply: (plan, today) => since(today, 28, (day) => { plan.fit = 1.7; plan.adoption = 0.9; plan.featureCount = 14; plan.npsShift = 2; plan.forcedNps = { day, score: 10 }; }) },
];

const plants: readonly Plant[] = [...riskPlants, ...growthPlants];

function calm(plan: AccountPlan, segment: SegmentName, window: SampleWindow): void {
  const traits = segments[segment];
  Object.assign(plan, {
    segment, owner: owners.find((owner) => owner.segment === segment)?.name, startOn: addMonths(addDays(window.today, 17), -18), termMonths: 12,
    seats: Math.round((traits.seats[0] + traits.seats[1]) / 2), contacts: Math.max(3, traits.contacts[0]), fit: 0.4, adoption: 0.74, featurePaceDays: 16, featureCount: 11,
    payLateDays: -6, earlyRenewalDays: 0,
  });
}

/** Plants one account per kind at fixed places in the list and answers what was planted. Needs one account per kind and some to spare. */
export function plantTruths(plans: AccountPlan[], window: SampleWindow): Truth[] {
  const stride = Math.floor(plans.length / (plants.length + 1));
  if (stride < 1) throw fault('invalid', 'sample_size', `A sample needs more than ${plants.length} accounts.`);
  return plants.map((plant, n) => {
    const plan = plans[(n + 1) * stride] as AccountPlan;
    calm(plan, plant.segment, window);
    const day = plant.apply(plan, window.today);
    return { accountId: plan.id, kind: plant.kind, day, expectation: plant.expectation, note: plant.note };
  });
}

/** Places that are planted, so that chance leaves them alone. */
export function plantedPlaces(accounts: number): ReadonlySet<number> {
  const stride = Math.floor(accounts / (plants.length + 1));
  return new Set(plants.map((_, n) => (n + 1) * stride));
}
