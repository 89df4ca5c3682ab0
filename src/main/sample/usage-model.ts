import { addDays, daysBetween, type Day } from '../../lib/period.ts';
import { createRng, type Rng } from '../../lib/rng.ts';
import { shockLevel } from './account-story.ts';
import { features } from './sample-catalogue.ts';
import type { AccountPlan, SampleWindow } from './account-plan.ts';
import type { SeatsOn } from './agreement-schedule.ts';
import type { SampleEvent, SamplePerson, SampleUsageWeek } from './sample-company.ts';

/** A customer as the usage model needs it. */
export interface UsageSubject {
  plan: AccountPlan;
  people: readonly SamplePerson[];
  seatsOn: SeatsOn;
  seed: number;
}

interface Worker {
  id: string;
  /** Chance to be active on an ordinary working day. */
  habit: number;
  joins: number;
  leaves: number;
}

/** One worker's uses of one feature on one day. */
type Use = (worker: Worker, feature: number, dayNumber: number, rng: Rng) => void;

const weekdayShare = [0.1, 1, 1.06, 1.04, 1, 0.84, 0.13];
const monthShare = [0.94, 1, 1.02, 1, 1, 0.98, 0.9, 0.76, 1.03, 1.04, 1.02, 0.84];

/** How busy a working world is on a day relative to an ordinary weekday: weekends, August, December and the days around New Year. */
export function seasonOf(day: Day): number {
  const [, month = 1, date = 1] = day.split('-').map(Number);
  const weekday = (daysBetween('2023-01-01', day) % 7 + 7) % 7;
  const turn = (month === 12 && date >= 23) || (month === 1 && date <= 2) ? 0.3 : 1;
  return (weekdayShare[weekday] as number) * (monthShare[month - 1] as number) * turn;
}

function hireWorkers(subject: UsageSubject, origin: Day): Worker[] {
  const { plan, people } = subject;
  const rng = createRng(subject.seed).fork(`workers ${plan.id}`);
  const number = (day: Day) => daysBetween(origin, day);
  const start = number(plan.startOn);
  const workers: Worker[] = [];
  const habit = () => Math.min(0.96, Math.max(0.06, (0.42 + 0.09 * plan.fit) * Math.exp(rng.normal(0, 0.45))));
  const most = Math.max(...[0, 90, 200, 400, 700].map((days) => subject.seatsOn(addDays(plan.startOn, days))), plan.seats, people.length) * 1.1;
  for (let n = 0; n < most; n++) {
    const person = people[n];
    const joins = person === undefined ? start + Math.floor((n / plan.seats) * 70) : Math.max(start, number(person.joined_on));
    workers.push({ id: person?.person_id ?? `${plan.id}-U${n + 1}`, habit: habit(), joins, leaves: person?.left_on ? number(person.left_on) : Infinity });
  }
  if (plan.newTeam !== null) for (let n = 0; n < plan.newTeam.users; n++) workers.push({ id: `${plan.id}-T${n + 1}`, habit: 0.6, joins: number(plan.newTeam.day) + (n % 5), leaves: Infinity });
  return workers;
}

/** Running sums of the shares of the features adopted by a day; a feature that was abandoned has none. */
function featureOdds(plan: AccountPlan, age: number, day: Day): number[] {
  const odds: number[] = [];
  let sum = 0;
  features.forEach((feature, n) => {
    const adopted = n < plan.featureCount && age >= (n - 3) * plan.featurePaceDays;
    const dropped = plan.abandons !== null && plan.abandons.feature === feature.name && day >= plan.abandons.day;
    if (adopted && !dropped) sum += feature.share;
    odds.push(sum);
  });
  return odds;
}

function drawFeature(rng: Rng, odds: readonly number[]): number {
  const draw = rng.next() * (odds.at(-1) as number);
  return odds.findIndex((sum) => draw < sum);
}

/** Walks one customer's days in [from, to) and tells each use. Deterministic: the same subject gives the same uses whatever the range asked first. */
function walkUsage(subject: UsageSubject, window: SampleWindow, use: Use, endOfDay: (day: Day, dayNumber: number) => void): void {
  const { plan } = subject;
  const origin = window.from;
  const number = (day: Day) => daysBetween(origin, day);
  const workers = hireWorkers(subject, origin);
  const rng = createRng(subject.seed).fork(`usage ${plan.id}`);
  const start = number(plan.startOn);
  const leave = plan.leave === null ? Infinity : number(plan.leave.day);
  let mood = 0;
  for (let n = 0, day = origin; day < window.today; n++, day = addDays(origin, n)) {
    mood = 0.9 * mood + rng.normal(0, 0.05);
    if (n >= start && n < leave) {
      const age = n - start;
      const ramp = Math.min(1, 0.25 + (0.75 * age) / 60);
      const drift = 1 + 0.05 * plan.fit * Math.min(1, age / 365);
      const level = seasonOf(day) * ramp * drift * shockLevel(plan, n, number) * Math.exp(mood);
      if (level > 0) workDay(rng, subject, workers, level, n, featureOdds(plan, age, day), day, use);
    }
    endOfDay(day, n);
  }
}

function workDay(rng: Rng, subject: UsageSubject, workers: readonly Worker[], level: number, dayNumber: number, odds: readonly number[], day: Day, use: Use): void {
  const licensed = Math.ceil(subject.seatsOn(day) * subject.plan.adoption);
  let admitted = 0;
  for (const worker of workers) {
    if (worker.joins > dayNumber || worker.leaves <= dayNumber) continue;
    const isTeam = worker.id.includes('-T');
    if (!isTeam && admitted++ >= licensed) continue;
    if (!rng.chance(Math.min(0.97, worker.habit * level))) continue;
    const count = 1 + rng.poisson(0.25 + 1.4 * worker.habit);
    for (let n = 0; n < count; n++) use(worker, drawFeature(rng, odds), dayNumber, rng);
  }
}

/** Weekly sums per customer and feature for the weeks before `rawFrom`. */
export function* walkUsageWeeks(subjects: readonly UsageSubject[], window: SampleWindow): Generator<SampleUsageWeek> {
  const older = { ...window, today: window.rawFrom };
  for (const subject of subjects) {
    const rows: SampleUsageWeek[] = [];
    let week = new Map<number, { events: number; users: Set<string> }>();
    walkUsage(subject, older, (worker, feature) => {
      let cell = week.get(feature);
      if (cell === undefined) week.set(feature, (cell = { events: 0, users: new Set() }));
      cell.events++;
      cell.users.add(worker.id);
    }, (day, n) => {
      if (n % 7 !== 6) return;
      const start = addDays(day, -6);
      for (const [feature, cell] of [...week].sort(([a], [b]) => a - b)) rows.push({ account_id: subject.plan.id, week_start: start, feature: (features[feature] as { name: string }).name, events: cell.events, active_users: cell.users.size });
      week = new Map();
    });
    yield* rows;
  }
}

/** Raw events from `rawFrom` up to today, customer by customer in order of day. */
export function* walkEvents(subjects: readonly UsageSubject[], window: SampleWindow): Generator<SampleEvent> {
  const firstRaw = daysBetween(window.from, window.rawFrom);
  for (const subject of subjects) {
    const rows: SampleEvent[] = [];
    let serial = 0;
    walkUsage(subject, window, (worker, feature, dayNumber, rng) => {
      if (dayNumber < firstRaw) return;
      const seconds = Math.min(86_399, Math.max(0, Math.round(rng.normal(13.5, 2.6) * 3600)));
      rows.push({ message_id: `${subject.plan.id}-${++serial}`, account_id: subject.plan.id, user_id: worker.id, feature: (features[feature] as { name: string }).name, timestamp: instant(addDays(window.from, dayNumber), seconds) });
    }, () => {});
    yield* rows;
  }
}

/** An ISO instant `seconds` into a day. */
export function instant(day: Day, seconds: number): string {
  const part = (value: number) => String(value).padStart(2, '0');
  return `${day}T${part(Math.floor(seconds / 3600))}:${part(Math.floor(seconds / 60) % 60)}:${part(seconds % 60)}Z`;
}
