import { addDays, daysBetween, type Day } from '../../lib/period.ts';
import type { Rng } from '../../lib/rng.ts';
import { drawPersonName } from './name-pool.ts';
import type { AccountPlan, SampleWindow } from './account-plan.ts';
import type { SamplePerson } from './sample-company.ts';

const roles: readonly { role: string; titles: readonly string[] }[] = [
  { role: 'champion', titles: ['Operations Manager', 'Programme Lead', 'Head of Delivery'] },
  { role: 'executive_sponsor', titles: ['Chief Operating Officer', 'VP Operations', 'Managing Director'] },
  { role: 'admin', titles: ['Systems Administrator', 'IT Manager'] },
  { role: 'user', titles: ['Project Manager', 'Team Lead', 'Coordinator'] },
  { role: 'economic_buyer', titles: ['Finance Director', 'Head of Procurement'] },
  { role: 'user', titles: ['Analyst', 'Planner', 'Product Manager'] },
];

/** The customer's known people. The first is the champion, the second the executive sponsor where there are that many; each left champion who had a successor gets one later. */
export function drawPeople(rng: Rng, plan: AccountPlan, window: SampleWindow): SamplePerson[] {
  const names = new Set<string>();
  const people: SamplePerson[] = [];
  const add = (role: string, title: string, joined: Day, left: Day | '') => {
    const name = drawPersonName(rng, names);
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@${plan.domain}`;
    people.push({ person_id: `${plan.id}-P${people.length + 1}`, account_id: plan.id, full_name: name, email, job_title: title, role, joined_on: joined, left_on: left });
  };
  for (let n = 0; n < plan.contacts; n++) {
    const { role, titles } = roles[n < 6 ? n : 5] as (typeof roles)[number];
    const joined = n < 2 ? plan.startOn : addDays(plan.startOn, rng.int(0, Math.max(0, Math.min(200, daysBetween(plan.startOn, window.today) - 1))));
    add(role, rng.pick(titles), joined, leftOn(plan, n, window));
  }
  replaceChampion(rng, plan, window, add);
  return people;
}

function leftOn(plan: AccountPlan, place: number, window: SampleWindow): Day | '' {
  const day = place === 0 ? plan.championLeavesOn : place === 1 ? plan.sponsorLeavesOn : null;
  return day !== null && day < window.today ? day : '';
}

/** Where a champion left long ago and the customer stayed, somebody took over some weeks later. */
function replaceChampion(rng: Rng, plan: AccountPlan, window: SampleWindow, add: (role: string, title: string, joined: Day, left: Day | '') => void): void {
  if (plan.championLeavesOn === null || plan.leave !== null) return;
  const day = addDays(plan.championLeavesOn, rng.int(20, 70));
  if (day < window.today && rng.chance(0.8)) add('champion', 'Head of Delivery', day, '');
}

/** Contacts who are with the customer on a day. */
export function presentOn(people: readonly SamplePerson[], day: Day): SamplePerson[] {
  return people.filter((person) => person.joined_on <= day && (person.left_on === '' || day < person.left_on));
}
