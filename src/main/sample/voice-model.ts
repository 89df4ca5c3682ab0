import { addDays, daysBetween, type Day } from '../../lib/period.ts';
import type { Rng } from '../../lib/rng.ts';
import { segments } from './sample-catalogue.ts';
import { cancelText, competitorText, drawMood, writeComment, writeConversation } from './phrase-book.ts';
import { presentOn } from './people-roster.ts';
import { instant } from './usage-model.ts';
import type { AccountPlan, SampleWindow } from './account-plan.ts';
import type { SampleConversation, SamplePerson, SampleSurveyAnswer } from './sample-company.ts';

function lastDay(plan: AccountPlan, window: SampleWindow): Day {
  return plan.leave !== null && plan.leave.day < window.today ? plan.leave.day : window.today;
}

/** How far the customer's troubles have come on a day, 0..1: what moves tone and answers. */
function troubleOn(plan: AccountPlan, day: Day): number {
  const begun = [...plan.shocks.filter((shock) => shock.level < 0.7).map((shock) => ({ from: shock.from, until: shock.until })), ...plan.bursts.map((burst) => ({ from: burst.from, until: burst.to as Day | undefined }))];
  const ages = begun.filter(({ from, until }) => from <= day && (until === undefined || day < until)).map(({ from }) => daysBetween(from, day) / 60);
  return Math.min(1, Math.max(0, ...ages));
}

/** NPS answers: each half year every present contact is asked and some answer. */
export function drawSurveys(rng: Rng, plan: AccountPlan, people: readonly SamplePerson[], window: SampleWindow): SampleSurveyAnswer[] {
  const answers: SampleSurveyAnswer[] = [];
  const add = (person: SamplePerson, survey: string, score: number, scale: number, day: Day) => {
    const mood = score / scale >= 0.85 ? 'warm' : score / scale <= 0.6 ? 'cross' : 'plain';
    answers.push({ answer_id: `${plan.id}-A${answers.length + 1}`, account_id: plan.id, respondent_email: person.email, survey, score, scale_max: scale, comment: writeComment(rng, mood), answered_at: instant(day, rng.int(30_000, 65_000)) });
  };
  const end = lastDay(plan, window);
  for (let day = addDays(window.today, -40 - 182 * 3 + rng.int(0, 20)); day < end; day = addDays(day, 182)) {
    if (day < window.from || daysBetween(plan.startOn, day) < 60) continue;
    for (const person of presentOn(people, day)) {
      if (!rng.chance(0.45)) continue;
      const mean = 8.3 + 0.8 * plan.fit + plan.npsShift * troubleOn(plan, day);
      add(person, 'nps', Math.max(0, Math.min(10, Math.round(rng.normal(mean, 1.5)))), 10, addDays(day, rng.int(0, 9)) < end ? addDays(day, rng.int(0, 9)) : day);
    }
  }
  addForced(plan, people, add);
  return answers.filter((answer) => answer.answered_at.slice(0, 10) < end);
}

/** A planted low answer comes from one contact, a planted high one from all of them. */
function addForced(plan: AccountPlan, people: readonly SamplePerson[], add: (person: SamplePerson, survey: string, score: number, scale: number, day: Day) => void): void {
  const forced = plan.forcedNps;
  if (forced === null) return;
  for (const person of presentOn(people, forced.day).slice(forced.score >= 9 ? 0 : -1)) add(person, 'nps', forced.score, 10, forced.day);
}

/** Mails, calls and meetings with the vendor: a rhythm per segment that stops when the customer goes silent, and the two mails that name leaving. */
export function drawConversations(rng: Rng, plan: AccountPlan, people: readonly SamplePerson[], window: SampleWindow): SampleConversation[] {
  const rows: SampleConversation[] = [];
  const end = lastDay(plan, window);
  const add = (day: Day, type: string, direction: string, subject: string, text: string) => {
    const person = presentOn(people, day).at(rng.int(0, 2)) ?? presentOn(people, day)[0];
    if (person === undefined || day >= end || day < window.from) return;
    rows.push({ activity_id: `${plan.id}-M${rows.length + 1}`, account_id: plan.id, contact_email: person.email, type, direction, occurred_at: instant(day, rng.int(30_000, 61_000)), subject, text, author: plan.owner });
  };
  const touch = segments[plan.segment].touchDays;
  let day = addDays(plan.startOn > window.from ? plan.startOn : window.from, rng.int(1, touch));
  while (day < end) {
    const stopped = plan.contactStopsOn !== null && day >= plan.contactStopsOn;
    const mood = drawMood(rng, 0.3 + 0.2 * plan.fit - 0.9 * troubleOn(plan, day));
    if (stopped) add(day, 'email', 'out', 'Checking in', 'Hello, we have not heard from you for a while. Is there a good time to talk?');
    else talk(rng, day, mood, add);
    const newcomer = daysBetween(plan.startOn, day) < 90 ? 0.4 : 1;
    day = addDays(day, Math.max(2, Math.round(touch * newcomer * (0.7 + 0.6 * rng.next()))));
  }
  if (plan.competitorTalkOn !== null) add(plan.competitorTalkOn, 'email', 'in', 'Renewal options', competitorText);
  if (plan.cancelTalkOn !== null) add(plan.cancelTalkOn, 'email', 'in', 'Our subscription', cancelText);
  return rows.sort((a, b) => (a.occurred_at < b.occurred_at ? -1 : 1));
}

function talk(rng: Rng, day: Day, mood: Parameters<typeof writeConversation>[1], add: (day: Day, type: string, direction: string, subject: string, text: string) => void): void {
  const type = rng.pick(['meeting', 'call', 'email', 'email']);
  if (type === 'email') {
    add(day, 'email', 'out', 'Following up', 'Hello, here are the points we talked about. Anything you need from us?');
    add(addDays(day, 1), 'email', 'in', 'Re: Following up', writeConversation(rng, mood));
  } else add(day, type, 'two_way', type === 'meeting' ? 'Regular review' : 'Call', writeConversation(rng, mood));
}
