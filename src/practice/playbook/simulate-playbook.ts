import { computeFacts } from '../../insight/fact/compute-facts.ts';
import { asOf, type AsOf } from '../../lib/as-of.ts';
import { toDate, type Clock } from '../../lib/clock.ts';
import { addDays, asOfEnd, dayOf, daysBetween, dayStart, type Day } from '../../lib/period.ts';
import type { Analytics } from '../../platform/analytics/analytics.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { FactValues } from '../../program/definition/expression.ts';
import { readCalendar } from '../task/calendar-setting.ts';
import type { CompiledPlaybook } from './compile-playbook.ts';
import { decideEntries, type EntryDecision } from './decide-entries.ts';
import { noLot } from './hold-out.ts';
import { readAnchors } from './find-occasions.ts';
import { dateOccasions, scheduleOccasions, signalOccasions, surveyOccasions, type AnswerSeen, type Occasion, type SignalSeen } from './occasion.ts';
import type { Heard, TriggerRecord } from './run.ts';
import { simulateRun, type SimulatedRun } from './simulate-run.ts';

/** What a simulation looks at. */
export interface SimulationRequest {
  from: Day;
  to: Day;
  /** Accounts that count; others are not looked at. */
  accountIds: readonly string[];
  /** Days between two looks at facts. */
  everyDays: number;
  progress?: ((done: number, total: number) => void) | undefined;
}

/** One account that would have entered, and how it would have gone. */
export interface SimulatedEntry {
  accountId: string;
  at: Date;
  trigger: TriggerRecord;
  run: SimulatedRun;
}

export interface Simulation {
  entries: SimulatedEntry[];
  /** Occasions on which nobody entered, by cause. */
  refused: Partial<Record<EntryDecision['outcome'], number>>;
  /** Kinds of trigger that the past cannot show. */
  notShown: string[];
}

interface SignalPast extends SignalSeen {
  openedOn: Day;
  closedOn: Day | null;
}

/** Everything of the past that triggers and conditions of one playbook read. */
interface Past {
  days: readonly Day[];
  /** Day -> account -> values. */
  values: ReadonlyMap<Day, ReadonlyMap<string, FactValues>>;
  signals: readonly SignalPast[];
  answers: readonly AnswerSeen[];
}

const datesAtOnce = 15;
const dayMs = 86_400_000;

/**
 * Plays a playbook over the past: who would have entered when, and how each run would have gone, from facts at past days, the history of signals
 * and answers. Facts are looked at every few days; the number of statements depends on the days, not on the accounts.
 */
export async function simulatePlaybook({ db, analytics, clock }: { db: Db; analytics: Analytics; clock: Clock }, playbook: CompiledPlaybook, request: SimulationRequest): Promise<Simulation> {
  const past = await readPast({ db, analytics, clock }, playbook, request);
  const calendar = await readCalendar(db);
  const owners = new Map((await db.query<{ id: string; ownerId: string | null }>('select id, owner_id as "ownerId" from account where id = any($1)', [request.accountIds])).map(({ id, ownerId }) => [id, ownerId]));
  const [ended, live] = [new Map<string, Date>(), new Map<string, Date | null>()];
  const result: Simulation = { entries: [], refused: {}, notShown: playbook.definition.triggers.flatMap(({ on }) => (on === 'event' || on === 'manual' || on === 'bulk' ? [on] : [])) };
  const wanted = new Set(request.accountIds);
  for (const [index, day] of past.days.entries()) {
    if (index === 0) continue;
    const after = past.days[index - 1] as Day;
    const now = toDate(asOfEnd(day).getTime() - 1);
    for (const [accountId, at] of live) if (at !== null && at <= now) { live.delete(accountId); ended.set(accountId, at); }
    const occasions = (await occasionsOf({ db, clock }, playbook, past, { after, day }, calendar)).filter(({ accountId }) => wanted.has(accountId)).toSorted((a, b) => a.at.getTime() - b.at.getTime());
    const byOwner = new Map([...Map.groupBy(live.keys(), (id) => owners.get(id) ?? '')].map(([owner, ids]) => [owner, ids.length]));
    const state = { live: new Set(live.keys()), ended, ownerOf: owners, running: live.size, enteredToday: 0, runningOf: byOwner, lot: noLot };
    const values = past.values.get(day);
    for (const { occasion, outcome } of decideEntries(playbook, occasions, state, ({ accountId, trigger }) => withTrigger(values?.get(accountId), trigger), now)) {
      if (outcome !== 'enter') { result.refused[outcome] = (result.refused[outcome] ?? 0) + 1; continue; }
      const at = occasion.at > dayStart(after) ? occasion.at : now;
      const run = simulateRun(playbook, { ...occasion, at }, accountPast(past, playbook, occasion.accountId, occasion.trigger), asOfEnd(request.to), calendar);
      live.set(occasion.accountId, run.endedAt);
      result.entries.push({ accountId: occasion.accountId, at, trigger: occasion.trigger, run });
    }
    request.progress?.(index, past.days.length - 1);
  }
  return result;
}

function withTrigger(values: FactValues | undefined, trigger: TriggerRecord): FactValues | undefined {
  return values && { ...values, 'trigger.kind': trigger.kind, 'trigger.type': trigger.type, 'trigger.severity': trigger.severity ?? null, 'trigger.score': trigger.score ?? null, 'run.days': 0, 'run.steps': 0 };
}

async function readPast({ db, analytics, clock }: { db: Db; analytics: Analytics; clock: Clock }, playbook: CompiledPlaybook, { from, to, accountIds, everyDays }: SimulationRequest): Promise<Past> {
  const count = Math.floor(daysBetween(from, to) / everyDays);
  const days = Array.from({ length: count + 1 }, (_, at) => addDays(to, -(count - at) * everyDays));
  const types = [...playbook.signalTypes, ...playbook.definition.triggers.flatMap((one) => (one.on === 'signal' ? one.types : [])), ...[...playbook.listens].flatMap((name) => (name.startsWith('signal:') ? [name.split(':')[1] as string] : []))];
  const signals = await db.query<SignalPast>(
    `select s.id as "signalId", s.account_id as "accountId", s.type, s.severity, s.why, s.opened_on as "openedOn", s.closed_on as "closedOn", s.opened_on::timestamptz as at,
       coalesce((select d.body ->> 'label' from definition d where d.kind = 'signal' and d.id = s.type order by d.version desc limit 1), s.type) as label
     from signal s where s.type = any($1) and s.account_id = any($2) and s.opened_on <= $4 and (s.closed_on is null or s.closed_on >= $3) and not (s.provisional and s.closed_on is not null) order by s.opened_on, s.id`, [types, accountIds, days[0], to]);
  const answers = await db.query<Past['answers'][number]>(
    `select id, account_id as "accountId", person_id as "personId", survey, 10 * score / scale_max as points, answered_at as at from survey_answer where account_id = any($1) and answered_at >= $2 and answered_at < $3 and not provisional and scale_max > 0 order by answered_at`, [accountIds, dayStart(days[0] as Day), asOfEnd(to)]);
  return { days, signals, answers, values: await readValues({ db, analytics, clock }, playbook, days, accountIds, signals) };
}

async function readValues({ db, analytics, clock }: { db: Db; analytics: Analytics; clock: Clock }, playbook: CompiledPlaybook, days: readonly Day[], accountIds: readonly string[], signals: readonly SignalPast[]): Promise<Past['values']> {
  const reads = [...playbook.reads, ...(playbook.definition.triggers.some(({ on }) => on === 'stage') ? ['account.stage'] : [])];
  const values = new Map<Day, Map<string, FactValues>>();
  const wanted = new Set(accountIds);
  for (let from = 0; from < days.length; from += datesAtOnce) {
    const dates: AsOf[] = days.slice(from, from + datesAtOnce).map((day) => asOf(day, clock));
    for (const vector of await computeFacts({ db, analytics }, { dates })) {
      if (!wanted.has(vector.accountId)) continue;
      const ofDay = values.get(vector.day) ?? new Map<string, FactValues>();
      values.set(vector.day, ofDay);
      ofDay.set(vector.accountId, Object.fromEntries(reads.flatMap((id) => (id in vector.values ? [[id, vector.values[id] ?? null]] : []))));
    }
  }
  await addHealth(db, days, reads, values);
  for (const ofDay of values.values()) for (const [accountId, one] of ofDay) ofDay.set(accountId, { ...Object.fromEntries(playbook.signalTypes.map((type) => [`signal.${type}`, false])), ...one });
  for (const { accountId, type, openedOn, closedOn } of signals) for (const [day, ofDay] of values) {
    const one = ofDay.get(accountId);
    if (one && openedOn <= day && (closedOn === null || closedOn > day)) ofDay.set(accountId, { ...one, [`signal.${type}`]: true });
  }
  return values;
}

async function addHealth(db: Db, days: readonly Day[], reads: readonly string[], values: Map<Day, Map<string, FactValues>>): Promise<void> {
  if (!reads.some((id) => id.startsWith('health.'))) return;
  const rows = await db.query<{ accountId: string; day: Day; score: number | null; band: string }>('select account_id as "accountId", day, score::float8 as score, band from health_close where day = any($1::date[])', [days]);
  for (const { accountId, day, score, band } of rows) {
    const one = values.get(day)?.get(accountId);
    if (one) values.get(day)?.set(accountId, { ...one, 'health.score': score, 'health.band': band === 'unknown' ? null : band });
  }
}

async function occasionsOf({ db, clock }: { db: Db; clock: Clock }, playbook: CompiledPlaybook, past: Past, span: { after: Day; day: Day }, calendar: Parameters<typeof dateOccasions>[3]): Promise<Occasion[]> {
  const { definition } = playbook;
  const within = (day: Day) => day > span.after && day <= span.day;
  const dated = definition.triggers.some(({ on }) => on === 'date') ? dateOccasions(definition, await readAnchors(db, asOf(span.day, clock)), span, calendar) : [];
  const [before, now] = [past.values.get(span.after), past.values.get(span.day)];
  return [
    ...signalOccasions(definition, past.signals.filter(({ openedOn }) => within(openedOn))),
    ...surveyOccasions(definition, past.answers.filter(({ at }) => within(dayOf(at)))),
    ...dated, ...scheduleOccasions(definition, [...(now?.keys() ?? [])], span), ...crossings(playbook, before, now, span.day),
  ];
}

function crossings(playbook: CompiledPlaybook, before: ReadonlyMap<string, FactValues> | undefined, now: ReadonlyMap<string, FactValues> | undefined, day: Day): Occasion[] {
  return playbook.triggers.flatMap(({ trigger, when }, index) => {
    if (trigger.on !== 'stage' && !when) return [];
    const held = (values: FactValues | undefined): boolean | null => {
      if (!values) return null;
      if (trigger.on === 'stage') return typeof values['account.stage'] === 'string' ? (trigger.to as string[]).includes(values['account.stage']) : null;
      const outcome = when?.evaluate(values);
      return outcome?.known ? outcome.value === true : null;
    };
    const record: TriggerRecord = trigger.on === 'stage' ? { kind: 'stage', type: trigger.to.join(', '), label: 'Stage', reason: `The account came to the stage ${trigger.to.join(' or ')}.` } : { kind: 'fact', type: when?.text ?? null, label: 'Fact', reason: `It became true that ${when?.text}.` };
    return [...(now ?? [])].flatMap(([accountId, values]) => (held(values) === true && held(before?.get(accountId)) !== true ? [{ accountId, key: `fact:${index}:${day}`, at: toDate(asOfEnd(day).getTime() - dayMs / 2), trigger: record }] : []));
  });
}

function accountPast({ days, values, signals, answers }: Past, playbook: CompiledPlaybook, accountId: string, trigger: TriggerRecord): Parameters<typeof simulateRun>[2] {
  const ends = days.map((day) => asOfEnd(day));
  const told: Heard[] = [
    ...signals.filter((one) => one.accountId === accountId).flatMap(({ signalId, type, openedOn, closedOn }) => [{ name: `signal:${type}:open`, dedup: signalId, value: '', at: dayStart(openedOn) }, ...(closedOn === null ? [] : [{ name: `signal:${type}:closed`, dedup: signalId, value: '', at: dayStart(closedOn) }])]),
    ...answers.filter((one) => one.accountId === accountId).map(({ id, survey, points, at }) => ({ name: `survey:${survey}`, dedup: id, value: String(points), at })),
  ].filter(({ name }) => playbook.listens.has(name)).toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return {
    happened: told,
    valuesAt: (at) => withTrigger(values.get(days[Math.max(0, ends.findLastIndex((end) => end <= at))] as Day)?.get(accountId), trigger),
    nextChange: (after) => ends.find((end) => end > after) ?? null,
  };
}
