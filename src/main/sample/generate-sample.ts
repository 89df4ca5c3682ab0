import { addDays, daysBetween, type Day } from '../../lib/period.ts';
import { createRng } from '../../lib/rng.ts';
import { decideLeaving, drawAccountPlan, type AccountPlan, type SampleWindow } from './account-plan.ts';
import { tellLeaving, tellNoise } from './account-story.ts';
import { billAgreements, scheduleAgreements, seatsFrom } from './agreement-schedule.ts';
import { drawPeople } from './people-roster.ts';
import { plantedPlaces, plantTruths } from './planted-truths.ts';
import { churnCauses, vendorEmail, vendorName } from './sample-catalogue.ts';
import { drawTickets } from './support-model.ts';
import { walkEvents, walkUsageWeeks, type UsageSubject } from './usage-model.ts';
import { drawConversations, drawSurveys } from './voice-model.ts';
import type { SampleAccount, SampleCompany, Truth } from './sample-company.ts';

export interface SampleRequest {
  seed: number;
  /** Every record lies before the start of this day. */
  today: Day;
  /** Customers, present and past together; at least 30. */
  accounts?: number;
  years?: number;
  /** The newest weeks of which usage is raw events; default 26. */
  rawWeeks?: number;
}

/** The Monday on or before a day. */
function mondayOf(day: Day): Day {
  return addDays(day, -(((daysBetween('2024-01-01', day) % 7) + 7) % 7));
}

/**
 * A fictional company's records: customers, people, contract lines, invoices, tickets, answers, talks, changes, leavings and usage.
 * Pure: the same request gives the same records. The newest weeks of usage are raw events, older ones weekly sums, never both for one week.
 */
export function generateSample({ seed, today, accounts = 240, years = 2, rawWeeks = 26 }: SampleRequest): SampleCompany {
  const window: SampleWindow = { today, from: mondayOf(addDays(today, -365 * years)), rawFrom: mondayOf(addDays(today, -rawWeeks * 7)) };
  const { plans, truths } = drawPlans(seed, window, accounts);
  const company: SampleCompany = { vendor: vendorName, seed, today, accounts: [], people: [], subscriptions: [], invoices: [], tickets: [], surveys: [], conversations: [], changes: [], churn: [], usageWeeks: [], events: [], truths };
  const subjects = plans.map((plan) => addRecords(company, plan, window, seed));
  addDuplicate(company, plans, window);
  company.usageWeeks = { [Symbol.iterator]: () => walkUsageWeeks(subjects, window) };
  company.events = { [Symbol.iterator]: () => walkEvents(subjects, window) };
  return company;
}

function drawPlans(seed: number, window: SampleWindow, accounts: number): { plans: AccountPlan[]; truths: Truth[] } {
  const root = createRng(seed);
  const names = new Set<string>();
  const planted = plantedPlaces(accounts);
  const plans = Array.from({ length: accounts }, (_, index) => {
    const rng = root.fork(`account ${index}`);
    const plan = drawAccountPlan(rng, index, window, names);
    if (planted.has(index)) return plan;
    decideLeaving(rng, plan, window);
    tellLeaving(rng, plan);
    tellNoise(rng, plan, window);
    return plan;
  });
  const truths = plantTruths(plans, window);
  linkGroups(plans, truths);
  for (const plan of plans) truths.push(...leavingTruth(plan, window, truths));
  return { plans, truths };
}

/** Makes some customers subsidiaries of a large one of the same industry. */
function linkGroups(plans: AccountPlan[], truths: Truth[]): void {
  for (const parent of plans.filter((plan) => plan.segment === 'enterprise' && plan.index % 3 === 0)) {
    const children = plans.filter((plan) => plan.industry === parent.industry && plan.segment !== 'enterprise' && plan.parentId === '').slice(0, 3);
    for (const child of children) child.parentId = parent.id;
    if (children.length > 0) truths.push({ accountId: parent.id, kind: 'group', day: parent.startOn, expectation: null, note: `Parent of ${children.map(({ id }) => id).join(', ')}.` });
  }
}

function leavingTruth(plan: AccountPlan, window: SampleWindow, truths: readonly Truth[]): Truth[] {
  if (plan.leave === null || truths.some((truth) => truth.accountId === plan.id && truth.kind === 'notice_given')) return [];
  const past = plan.leave.day < window.today;
  return [{ accountId: plan.id, kind: past ? `left_${plan.leave.cause}` : `leaving_${plan.leave.cause}`, day: plan.leave.day, expectation: null, note: past ? 'Left on this day.' : 'Will leave on this day; the records end before.' }];
}

function accountRow(plan: AccountPlan): SampleAccount {
  return {
    account_id: plan.id, account_name: plan.name, domain: plan.domain, parent_account_id: plan.parentId, segment: plan.segment, industry: plan.industry, country: plan.country, region: plan.region,
    owner: plan.owner, owner_email: vendorEmail(plan.owner), customer_since: plan.startOn,
  };
}

function addRecords(company: SampleCompany, plan: AccountPlan, window: SampleWindow, seed: number): UsageSubject {
  const rng = createRng(seed).fork(`records ${plan.id}`);
  const people = drawPeople(rng.fork('people'), plan, window);
  const lines = scheduleAgreements(rng.fork('agreements'), plan, window);
  company.accounts.push(accountRow(plan));
  company.people.push(...people);
  company.subscriptions.push(...lines);
  company.invoices.push(...billAgreements(rng.fork('invoices'), plan, lines, window));
  company.tickets.push(...drawTickets(rng.fork('tickets'), plan, people, window));
  company.surveys.push(...drawSurveys(rng.fork('surveys'), plan, people, window));
  company.conversations.push(...drawConversations(rng.fork('conversations'), plan, people, window));
  if (plan.business !== null && plan.business.day < window.today) company.changes.push({ change_id: `${plan.id}-B1`, account_id: plan.id, change_type: plan.business.kind, happened_on: plan.business.day, note: plan.business.note });
  if (plan.leave !== null && plan.leave.day < window.today) {
    const reason = churnCauses.find(({ cause }) => cause === plan.leave?.cause)?.reason ?? 'Not given';
    company.churn.push({ account_id: plan.id, churned_on: plan.leave.day, reason });
  }
  return { plan, people, seatsOn: seatsFrom(lines), seed };
}

/** Enters one customer a second time under another id, as happens when two teams keep the list. */
function addDuplicate(company: SampleCompany, plans: readonly AccountPlan[], window: SampleWindow): void {
  const plan = plans.find(({ index, leave }) => index > 0 && leave === null) as AccountPlan;
  const id = `NL-${String(1000 + plans.length)}`;
  company.accounts.push({ ...accountRow(plan), account_id: id, account_name: `${plan.name} Ltd`, parent_account_id: '' });
  company.truths.push({ accountId: id, kind: 'duplicate_account', day: window.from, expectation: null, note: `The same customer as ${plan.id}: same domain, the name with "Ltd".` });
}
