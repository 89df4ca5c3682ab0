import type { AccountDetail, UsageSeries } from '../../contract/account.ts';
import type { StakeholderMap } from '../../contract/account-page.ts';
import type { Brief } from '../../contract/brief.ts';
import type { NextStep } from '../../contract/plan.ts';
import type { Driver, HealthDetail } from '../../contract/health.ts';
import type { Evidence } from '../../contract/listing.ts';
import type { SignalItem } from '../../contract/signal.ts';
import { Fault } from '../../lib/fault.ts';
import type { Asked, Found } from './asked.ts';
import { fell, rose } from './intents.ts';
import { part, type Say } from './say.ts';

const [mostDrivers, mostSignals, mostPeople, mostTickets, mostEvidence, mostFeatures] = [5, 6, 8, 6, 4, 5];
const idOf = ({ question }: Asked): string => question.account?.id ?? '';
const refs = (evidence: readonly Evidence[]) => evidence.slice(0, mostEvidence).map(({ kind, id }) => ({ kind, id }));
const own = (id: string) => [{ kind: 'account', id }];

async function healthOf({ read, at }: Asked, id: string): Promise<HealthDetail | null> {
  return read<HealthDetail>('health.show', { id, ...at }).catch((error: unknown) => { if (error instanceof Fault && error.kind === 'notFound') return null; throw error; });
}

function scoreLine(say: Say, health: HealthDetail | null, id: string) {
  if (health === null || health.score === null) return say.line(say.words.noScore);
  return say.line(say.words.score(say.number(health.score, 0), say.words.bands[health.band] ?? health.band, say.number(health.coverage * 100, 0)), [{ kind: 'health', id }], id);
}

function movedLines(say: Say, drivers: readonly Driver[], id: string) {
  const by = ({ moved }: Driver) => moved.d90 ?? moved.d28;
  const days = ({ moved }: Driver) => (moved.d90 === null ? 28 : 90);
  const moving = drivers.filter((one) => Math.abs(by(one) ?? 0) >= 0.5).sort((a, b) => Math.abs(by(b) ?? 0) - Math.abs(by(a) ?? 0)).slice(0, mostDrivers);
  return moving.map((one) => say.line(say.words.driver(one.label, one.text, say.signed(by(one) ?? 0), days(one)), [...refs(one.evidence), { kind: 'health', id }], id));
}

// The day on which the score moved most in the direction asked about, where it moved by three points or more.
function stepLine(say: Say, { history }: HealthDetail, id: string, way: -1 | 0 | 1) {
  const steps = history.flatMap((one, i) => { const before = history[i - 1]?.score; return one.score === null || before == null ? [] : [{ day: one.day, from: before, to: one.score }]; }).filter(({ from, to }) => way === 0 || Math.sign(to - from) === way);
  const largest = steps.toSorted((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from))[0];
  if (!largest || Math.abs(largest.to - largest.from) < 3) return null;
  return say.line(say.words.largestStep(say.day(largest.day), say.number(largest.from, 0), say.number(largest.to, 0)), [{ kind: 'health', id }], id);
}

function signalLines(say: Say, items: readonly SignalItem[]) {
  return items.slice(0, mostSignals).map((one) => say.line(say.words.signal(one.label, one.severity, one.why, one.stakeMinor === null ? null : say.money(one.stakeMinor, one.currency)), [{ kind: 'signal', id: one.id }, ...refs(one.evidence)], one.accountId));
}

const signalsOf = ({ read, at }: Asked, id: string) => read<{ items: SignalItem[] }>('signal.list', { accountId: id, limit: 20, ...at }).then(({ items }) => items);

/** Why an account's health is as it is. */
export async function answerWhy(asked: Asked): Promise<Found> {
  const [{ say, question }, id] = [asked, idOf(asked)];
  const way = fell.test(question.text) ? -1 : rose.test(question.text) ? 1 : 0;
  const [health, signals] = await Promise.all([healthOf(asked, id), signalsOf(asked, id)]);
  if (!health || health.score === null) return { sections: [...part(say.words.titles.health, [scoreLine(say, health, id)]), ...part(say.words.titles.signals, signalLines(say, signals))], unknown: [say.words.noScore] };
  const points = (value: number | null) => (value === null ? say.words.unknown : say.signed(value));
  const moved = movedLines(say, health.drivers, id);
  const silent = health.drivers.filter(({ unknownReason }) => unknownReason !== null).map(({ label, unknownReason }) => `${label}: ${unknownReason}`);
  return {
    sections: [
      ...part(say.words.titles.health, [scoreLine(say, health, id), say.line(say.words.movedBy(points(health.moved.d7), points(health.moved.d28), points(health.moved.d90)), [{ kind: 'health', id }], id), stepLine(say, health, id, way)]),
      ...part(say.words.titles.why, moved.length ? moved : [say.line(say.words.notMoved, [{ kind: 'health', id }], id)]),
      ...part(say.words.titles.signals, signalLines(say, signals.filter(({ family }) => family === 'risk'))),
    ],
    unknown: silent,
  };
}

/** What to know before talking to the customer. */
export async function answerCall({ read, at, say, question }: Asked): Promise<Found> {
  const id = question.account?.id ?? '';
  const brief = await read<Brief>('agent.brief', { account: id, ...at });
  return { sections: brief.sections.map(({ title, lines }) => ({ title, lines: lines.map(({ text, records }) => say.line(text, records.length ? records : own(id), id)) })), unknown: brief.unknown };
}

/** How an account is: the short of everything. */
export async function answerOverview(asked: Asked): Promise<Found> {
  const [{ say, read, at }, id] = [asked, idOf(asked)];
  const [{ account }, health, signals, next] = await Promise.all([read<AccountDetail>('account.show', { id, ...at }), healthOf(asked, id), signalsOf(asked, id), read<NextStep>('account.next', { id, ...at })]);
  return {
    sections: [
      ...part(say.words.titles.health, [
        ...(account.stage === 'churned' ? [say.line(say.words.former, own(id), id)] : []), scoreLine(say, health, id), ...movedLines(say, health?.drivers ?? [], id).slice(0, 2),
        account.arrMinor === null ? null : say.line(say.words.pays(say.money(account.arrMinor, account.currency), account.renewalOn && say.day(account.renewalOn)), own(id), id), say.line(say.words.owner(account.owner ?? say.words.nobody), own(id), id),
      ]),
      ...part(say.words.titles.signals, signals.length ? signalLines(say, signals).slice(0, 3) : [say.line(say.words.noSignals)]), ...part(say.words.titles.next, [nextLine(say, next, id)]),
    ],
  };
}

function nextLine(say: Say, next: NextStep, id: string) {
  if (next.rule === 'none') return say.line(say.words.nothingNext, own(id), id);
  return say.line(say.words.nextStep(next.title, next.reason ?? ''), [...(next.signalId ? [{ kind: 'signal', id: next.signalId }] : []), ...refs(next.evidence), ...own(id)], id);
}

/** What to do next for an account. */
export async function answerNextStep(asked: Asked): Promise<Found> {
  const [{ say, read, at }, id] = [asked, idOf(asked)];
  return { sections: part(say.words.titles.next, [nextLine(say, await read<NextStep>('account.next', { id, ...at }), id)]) };
}

/** How an account uses the product: the last four full weeks against the four before. */
export async function answerUsage(asked: Asked): Promise<Found> {
  const [{ say, read, at, today }, id] = [asked, idOf(asked)];
  const usage = await read<UsageSeries>('account.usage', { id, ...at });
  const weeks = usage.weeks.map((week, i) => ({ week, events: usage.events[i] ?? 0, users: usage.activeUsers[i] ?? null, i }));
  const [now, before] = [weeks.slice(-4), weeks.slice(-8, -4)];
  const sum = (list: typeof weeks) => list.reduce((all, { events }) => all + events, 0);
  const [first, last] = [now[0], now.at(-1)];
  if (usage.grain === 'none' || !first || !last || weeks.every(({ events }) => events === 0)) return { sections: part(say.words.titles.usage, [say.line(say.words.noUse)]), unknown: [say.words.noUse] };
  const record = [{ kind: 'usage', id: `${id}:${first.week}..${today}` }];
  const features = usage.features.map(({ name, events }) => ({ name, events: events.slice(-4).reduce((all, one) => all + one, 0) })).filter(({ events }) => events > 0).sort((a, b) => b.events - a.events).slice(0, mostFeatures);
  return {
    sections: part(say.words.titles.usage, [
      say.line(say.words.use(say.number(sum(now), 0), last.users === null ? null : say.number(last.users, 0), say.day(first.week), say.day(today)), record, id),
      before.length === 4 && sum(before) > 0 ? say.line(say.words.useMoved(say.signed(Math.round((sum(now) / sum(before) - 1) * 100)), say.number(sum(before), 0)), record, id) : null,
      usage.seats === null ? null : say.line(say.words.seats(say.number(usage.seats, 0)), own(id), id),
      ...features.map(({ name, events }) => say.line(say.words.feature(name.replaceAll('_', ' '), say.number(events, 0)), record, id)),
    ]),
  };
}

/** Open tickets of an account. */
export async function answerTickets(asked: Asked): Promise<Found> {
  const [{ say, read, at }, id] = [asked, idOf(asked)];
  const { tickets } = await read<AccountDetail>('account.show', { id, ...at });
  const open = tickets.filter(({ solvedAt }) => solvedAt === null);
  return {
    sections: part(say.words.titles.tickets, [
      say.line(say.words.tickets(open.length, tickets.length, open.filter(({ escalated }) => escalated).length), open.length ? open.slice(0, mostTickets).map((one) => ({ kind: 'ticket', id: one.id })) : own(id), id),
      ...open.slice(0, mostTickets).map((one) => say.line(say.words.ticket(one.subject ?? '', say.day(one.openedAt), one.priority, one.escalated), [{ kind: 'ticket', id: one.id }], id)),
    ]),
  };
}

/** Who is who at an account, and who owns it. */
export async function answerPeople(asked: Asked): Promise<Found> {
  const [{ say, read, at }, id] = [asked, idOf(asked)];
  const [{ account }, { people, gaps }] = await Promise.all([read<AccountDetail>('account.show', { id, ...at }), read<StakeholderMap>('account.people', { id, ...at })]);
  const here = people.filter(({ leftOn }) => leftOn === null).slice(0, mostPeople);
  const gone = people.filter(({ leftOn, role }) => leftOn !== null && (role === 'champion' || role === 'executive_sponsor'));
  const nameOf = (name: string | null) => name ?? say.words.nobody;
  return {
    sections: [
      ...part(say.words.titles.people, [
        say.line(say.words.owner(account.owner ?? say.words.nobody), own(id), id),
        ...here.map((one) => say.line(say.words.person(nameOf(one.name), one.title ?? '', one.role?.replaceAll('_', ' ') ?? '', one.lastContactOn === null ? say.words.unknown : say.day(one.lastContactOn)), [{ kind: 'person', id: one.id }], id)),
        ...gone.map((one) => say.line(say.words.left(nameOf(one.name), one.leftOn === null ? '' : say.day(one.leftOn)), [{ kind: 'person', id: one.id }], id)),
      ]),
    ],
    unknown: [...(people.length ? [] : [say.words.noPeople]), ...gaps.filter(({ state }) => state === 'gap').map(({ id: gap }) => gap.replaceAll('_', ' '))],
  };
}

/** What an account pays, until when, and what is overdue. */
export async function answerContract(asked: Asked): Promise<Found> {
  const [{ say, read, at }, id] = [asked, idOf(asked)];
  const { account, lines, invoices } = await read<AccountDetail>('account.show', { id, ...at });
  const inForce = lines.filter((one) => one.inForce);
  const overdue = invoices.filter(({ overdueDays }) => (overdueDays ?? 0) > 0);
  return {
    sections: part(say.words.titles.money, [
      account.arrMinor === null ? null : say.line(say.words.pays(say.money(account.arrMinor, account.currency), account.renewalOn && say.day(account.renewalOn)), own(id), id),
      ...(inForce.length ? inForce.map((one) => say.line(say.words.contractLine([one.product, one.plan].filter(Boolean).join(' '), say.money(one.annualMinor, one.currency), one.termEnd && say.day(one.termEnd), one.optOutOn && say.day(one.optOutOn)), [{ kind: 'agreement_line', id: one.id }], id)) : [say.line(say.words.noLines)]),
      ...(overdue.length ? overdue.map((one) => say.line(say.words.invoice(one.number ?? one.id, say.money(one.amountMinor, one.currency), one.overdueDays ?? 0), [{ kind: 'invoice', id: one.id }], id)) : invoices.length ? [say.line(say.words.noOverdue)] : []),
    ]),
  };
}

/** Open signals of an account. */
export async function answerSignals(asked: Asked): Promise<Found> {
  const items = await signalsOf(asked, idOf(asked));
  return { sections: part(asked.say.words.titles.signals, items.length ? signalLines(asked.say, items) : [asked.say.line(asked.say.words.noSignals)]) };
}
