import { addDays, daysBetween, type Day } from '../../lib/period.ts';
import type { Rng } from '../../lib/rng.ts';
import { drawMood, writeTicket, type Mood } from './phrase-book.ts';
import { presentOn } from './people-roster.ts';
import { seasonOf, instant } from './usage-model.ts';
import type { AccountPlan, SampleWindow, TicketBurst } from './account-plan.ts';
import type { SamplePerson, SampleTicket } from './sample-company.ts';

interface TicketSeed {
  day: Day;
  burst: TicketBurst | undefined;
  forced: 'reopened' | 'escalated' | 'unhappy' | null;
}

function seedDays(rng: Rng, plan: AccountPlan, window: SampleWindow): TicketSeed[] {
  const perDay = (0.25 + 0.035 * plan.seats * Math.exp(-0.15 * plan.fit)) / 28;
  const first = plan.startOn > window.from ? plan.startOn : window.from;
  const last = plan.leave !== null && plan.leave.day < window.today ? plan.leave.day : window.today;
  const seeds: TicketSeed[] = plan.forcedTickets.map(({ day, kind }) => ({ day, burst: undefined, forced: kind }));
  for (let n = 0; n < daysBetween(first, last); n++) {
    const day = addDays(first, n);
    const burst = plan.bursts.find(({ from, to }) => from <= day && day < to);
    const newcomer = daysBetween(plan.startOn, day) < 60 ? 2 : 1;
    const mean = Math.max(perDay, burst === undefined ? 0 : 0.045) * newcomer * seasonOf(day) * 1.25 * (burst?.factor ?? 1);
    for (let count = rng.poisson(mean); count > 0; count--) seeds.push({ day, burst, forced: null });
  }
  return seeds.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

/** Tickets of a customer while it is one: question, reply, solution, escalation and rating follow its mood and troubles. */
export function drawTickets(rng: Rng, plan: AccountPlan, people: readonly SamplePerson[], window: SampleWindow): SampleTicket[] {
  return seedDays(rng, plan, window).map((seed, n) => drawTicket(rng, plan, people, window, seed, n));
}

const hourMs = 3_600_000;

function drawTicket(rng: Rng, plan: AccountPlan, people: readonly SamplePerson[], window: SampleWindow, seed: TicketSeed, n: number): SampleTicket {
  const { forced, burst } = seed;
  const mood: Mood = forced === null ? drawMood(rng, 0.12 + 0.18 * plan.fit + (burst?.tone ?? 0)) : 'cross';
  const priority = forced === 'escalated' || (burst?.urgent && rng.chance(0.3)) ? 'urgent' : rng.chance(0.18) ? 'high' : rng.chance(0.7) ? 'normal' : 'low';
  const opened = Date.parse(instant(seed.day, rng.int(8 * 3600, 18 * 3600)));
  const replied = opened + hourMs * Math.exp(rng.normal(priority === 'urgent' ? -0.6 : 0.5, 0.9)) * (burst ? 2 : 1);
  const solved = forced === 'escalated' ? Infinity : forced === 'unhappy' ? opened + 30 * hourMs : replied + hourMs * Math.exp(rng.normal(2.6, 1)) * (burst?.urgent ? 3 : 1);
  const end = Date.parse(`${window.today}T00:00:00Z`);
  const escalated = forced === 'escalated' || (priority === 'urgent' && rng.chance(0.35)) ? opened + 5 * hourMs : Infinity;
  const reopened = forced === 'reopened' ? opened + 20 * hourMs : rng.chance(burst?.urgent ? 0.22 : 0.05) ? solved + 20 * hourMs : Infinity;
  const known = (at: number) => (at < end ? instantOf(at) : '');
  const firstSolved = forced === 'reopened' ? opened + 10 * hourMs : solved;
  const isSolved = forced === 'reopened' ? false : (reopened < end ? reopened + 30 * hourMs : firstSolved) < end;
  const lastSolved = reopened < end ? reopened + 30 * hourMs : firstSolved;
  const rated = isSolved && (forced === 'unhappy' || rng.chance(0.35));
  const { subject, text } = writeTicket(rng, mood);
  return {
    ticket_id: `${plan.id}-T${n + 1}`, account_id: plan.id, requester_email: requester(rng, people, seed.day), subject, description: text, priority, channel: rng.pick(['email', 'email', 'chat', 'portal']),
    created_at: instantOf(opened), first_reply_at: known(Math.min(replied, firstSolved)), solved_at: isSolved ? known(lastSolved) : '', escalated_at: known(escalated), reopened_at: known(reopened), reopens: reopened < end ? 1 : 0,
    status: isSolved ? 'solved' : replied < end ? 'pending' : 'open',
    csat_score: rated ? rate(rng, mood, forced) : '',
  };
}

function rate(rng: Rng, mood: Mood, forced: TicketSeed['forced']): number {
  if (forced === 'unhappy') return 1;
  return mood === 'cross' ? rng.int(1, 3) : mood === 'warm' ? rng.int(4, 5) : rng.pick([3, 4, 4, 5, 5]);
}

function requester(rng: Rng, people: readonly SamplePerson[], day: Day): string {
  const present = presentOn(people, day);
  return present.length === 0 ? '' : rng.pick(present).email;
}

function instantOf(at: number): string {
  const second = Math.floor(at / 1000);
  const day = Math.floor(second / 86_400);
  return instant(addDays('1970-01-01', day), second - day * 86_400);
}
