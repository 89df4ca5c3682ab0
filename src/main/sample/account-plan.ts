import { addDays, addMonths, daysBetween, type Day } from '../../lib/period.ts';
import type { Rng } from '../../lib/rng.ts';
import { churnCauses, owners, segments, type ChurnCause, type SegmentName } from './sample-catalogue.ts';
import { countries, domainOf, drawCompanyName, industries } from './name-pool.ts';

/** The days a sample covers: records in [from, today), raw events from `rawFrom` (a Monday), weekly sums before it. */
export interface SampleWindow {
  today: Day;
  from: Day;
  rawFrom: Day;
}

/** Use moves from 1 to `level` between `from` and `from + fadeDays`, and back after `until` when given. */
export interface Shock {
  from: Day;
  fadeDays: number;
  level: number;
  until?: Day;
}

/** A stretch with `factor` times the usual tickets, `tone` -1..1 added to their text. */
export interface TicketBurst {
  from: Day;
  to: Day;
  factor: number;
  tone: number;
  urgent: boolean;
}

/** What one customer's life is made of; the record builders read it and add only chance of their own. */
export interface AccountPlan {
  index: number;
  id: string;
  name: string;
  domain: string;
  parentId: string;
  segment: SegmentName;
  industry: string;
  country: string;
  region: string;
  owner: string;
  startOn: Day;
  termMonths: number;
  seats: number;
  contacts: number;
  /** Latent fit with the product, about -2..2: moves use, tone, answers and the odds of leaving. */
  fit: number;
  /** Share of seats that people ever use. */
  adoption: number;
  /** Days from one feature's adoption to the next, and how many are ever adopted. */
  featurePaceDays: number;
  featureCount: number;
  leave: { day: Day; cause: ChurnCause } | null;
  shocks: Shock[];
  bursts: TicketBurst[];
  championLeavesOn: Day | null;
  sponsorLeavesOn: Day | null;
  contactStopsOn: Day | null;
  competitorTalkOn: Day | null;
  cancelTalkOn: Day | null;
  unpaidFrom: Day | null;
  payLateDays: number;
  abandons: { feature: string; day: Day } | null;
  seatChange: { day: Day; seats: number } | null;
  newTeam: { day: Day; users: number } | null;
  business: { day: Day; kind: string; note: string } | null;
  npsShift: number;
  /** Forced answer of a contact in the newest survey wave. */
  forcedNps: { day: Day; score: number } | null;
  priceRiseOn: Day | null;
  earlyRenewalDays: number;
  dropAddOnOn: Day | null;
  /** Tickets that must exist, beside those that chance draws. */
  forcedTickets: { day: Day; kind: 'reopened' | 'escalated' | 'unhappy' }[];
}

/** Ends of the customer's terms, from the first. */
export function* termEnds(plan: Pick<AccountPlan, 'startOn' | 'termMonths'>): Generator<Day> {
  for (let n = 1; ; n++) yield addMonths(plan.startOn, n * plan.termMonths);
}

function drawSegment(rng: Rng): SegmentName {
  const draw = rng.next();
  if (draw < segments.enterprise.share) return 'enterprise';
  return draw < segments.enterprise.share + segments['mid-market'].share ? 'mid-market' : 'smb';
}

/** Draws who the customer is; nothing has happened to it yet. */
export function drawAccountPlan(rng: Rng, index: number, window: SampleWindow, taken: Set<string>): AccountPlan {
  const segment = drawSegment(rng);
  const traits = segments[segment];
  const industry = rng.pick(industries);
  const place = rng.pick(countries);
  const name = drawCompanyName(rng, industry, taken);
  const fit = rng.normal(0, 1);
  const historyDays = daysBetween(window.from, window.today);
  const startOn = rng.chance(0.5) ? addDays(window.from, -rng.int(5, 700)) : addDays(window.from, rng.int(0, historyDays - 40));
  return {
    index, id: `NL-${String(1000 + index)}`, name, domain: domainOf(name, place.top), parentId: '', segment, industry,
    country: place.country, region: place.region, owner: rng.pick(owners.filter((owner) => owner.segment === segment)).name,
    startOn, termMonths: rng.pick(traits.terms), seats: rng.int(...traits.seats), contacts: rng.int(...traits.contacts),
    fit, adoption: Math.min(0.93, Math.max(0.45, 0.72 + 0.1 * fit)),
    featurePaceDays: Math.max(9, Math.round(24 - 5 * fit)), featureCount: Math.max(5, Math.min(14, Math.round(9.5 + 2 * fit))),
    leave: null, shocks: [], bursts: [], championLeavesOn: null, sponsorLeavesOn: null, contactStopsOn: null, competitorTalkOn: null, cancelTalkOn: null,
    unpaidFrom: null, payLateDays: rng.chance(0.15) ? rng.int(8, 20) : rng.int(-12, 3), abandons: null, seatChange: null, newTeam: null, business: null,
    npsShift: 0, forcedNps: null, priceRiseOn: null, earlyRenewalDays: rng.chance(0.06) ? rng.int(18, 40) : 0, dropAddOnOn: null, forcedTickets: [],
  };
}

/** Decides at each term's end whether the customer leaves, and why. Ends up to 150 days after today count: those customers are about to leave. */
export function decideLeaving(rng: Rng, plan: AccountPlan, window: SampleWindow): void {
  const horizon = addDays(window.today, 150);
  const yearly = segments[plan.segment].yearlyChurn * Math.exp(-0.75 * plan.fit);
  const odds = 1 - (1 - Math.min(0.6, yearly)) ** (plan.termMonths / 12);
  for (const end of termEnds(plan)) {
    if (end >= horizon) return;
    if (end <= addDays(window.from, 60) || !rng.chance(odds)) continue;
    plan.leave = { day: end, cause: drawCause(rng) };
    return;
  }
}

function drawCause(rng: Rng): ChurnCause {
  let draw = rng.next() * churnCauses.reduce((sum, { share }) => sum + share, 0);
  for (const { cause, share } of churnCauses) if ((draw -= share) < 0) return cause;
  return 'silent';
}
