import { toneOf } from '../../customer/tone-of.ts';
import { toDate } from '../../lib/clock.ts';
import { toMinor } from '../../lib/money.ts';
import { addMonths, daysBetween } from '../../lib/period.ts';
import { normaliseHeader } from './match-columns.ts';
import type { FilePlan } from './file-plan.ts';
import { BadRow, exclusiveEnd, type FieldReader } from './row-reader.ts';
import { isKnownCurrency, lineMoney, minorOf, usageValue } from './record-values.ts';
import { periodOfHeader } from './period-column.ts';
import { readBoolean } from './read-value.ts';
import type { Kind } from './target-kind.ts';

/** One record made from a row, before its account and person are resolved. `identity` names the record among others of its kind. */
export interface MappedRecord {
  kind: Kind;
  /** The record's own id in its source, if the row has one. */
  ref: string | null;
  identity: readonly (string | number | null)[];
  accountRef: string | null;
  accountName: string | null;
  personRef: string | null;
  /** Columns of the kind's table, by their SQL names. */
  data: Record<string, unknown>;
}

type Build = (read: FieldReader, plan: FilePlan) => MappedRecord[];

function base(kind: Kind, read: FieldReader, identity: MappedRecord['identity'], data: Record<string, unknown>, personRef: string | null = null): MappedRecord {
  const ref = read.text('ref');
  if (read.text('account') === null && personRef === null && kind !== 'person') read.need('account', null);
  return { kind, ref, identity: ref === null ? identity : ['ref', ref], accountRef: read.text('account'), accountName: read.text('accountName'), personRef, data };
}

const account: Build = (read) => {
  const domain = domainOf(read.text('domain'));
  const name = read.text('name');
  const ref = read.text('ref');
  read.need(read.has('ref') ? 'ref' : read.has('name') ? 'name' : 'domain', read.has('ref') ? ref : (name ?? domain));
  const data = {
    name, domain, parent_ref: read.text('parent'), owner: read.text('owner'), industry: read.text('industry'), country: read.text('country'), region: read.text('region'),
    segment: read.text('segment'), tier: read.text('tier'), stage: read.text('stage'), customer_since: read.day('customerSince'), seats: whole(read.number('seats')), currency: currencyIn(read),
  };
  return [{ kind: 'account', ref, identity: ref !== null ? ['ref', ref] : domain !== null && name === null ? ['domain', domain] : ['name', name!.toLowerCase()], accountRef: ref, accountName: name, personRef: null, data }];
};

const person: Build = (read) => {
  const email = read.text('email')?.toLowerCase() ?? null;
  const name = read.text('name') ?? ([read.text('firstName'), read.text('lastName')].filter(Boolean).join(' ') || null);
  if (email === null && name === null && read.text('ref') === null) read.need('email', null);
  return [base('person', read, email ? ['email', email] : ['name', read.text('account'), name], {
    name, email, title: read.text('title'), role: roleOf(read.text('role')), influence: read.text('influence'), sentiment: read.number('sentiment'), reports_to: read.text('reportsTo'), joined_on: read.day('joinedOn'), left_on: read.day('leftOn'),
  })];
};

const line: Build = (read, plan) => {
  const { answers } = plan;
  const snapshot = read.has('tenureMonths') && !read.has('startOn') ? answers.snapshotOn : null;
  const churned = snapshot && plan.also.includes('churn') ? leftOn(read, plan) : null;
  const start = read.day('startOn') ?? (snapshot ? addMonths(snapshot, -Math.round(read.number('tenureMonths') ?? 0)) : !read.has('startOn') ? answers.snapshotOn : null);
  const startOn = read.need('startOn', start);
  const end = exclusiveEnd(read.day('endOn'), answers);
  const termEnd = exclusiveEnd(read.day('termEnd'), answers) ?? (answers.endMeaning === 'term' ? end : null) ?? (answers.snapshotMonths > 0 ? addMonths(startOn, answers.snapshotMonths) : null);
  const endedOn = read.day('endedOn') ?? (answers.endMeaning === 'cancelled' ? end : null) ?? churned;
  const last = termEnd ?? endedOn;
  if (last !== null && last < startOn) throw new BadRow({ field: plan.mapping.endOn ?? plan.mapping.termEnd ?? null, value: last, code: 'end_before_start', reason: `The line ends ${last}, before it starts ${startOn}.`, remedy: 'Correct one of the dates.' });
  const money = lineMoney(read, plan, startOn, termEnd ?? endedOn);
  const discount = fraction(read.number('discount'), answers.discountPercent);
  const annual = discount !== null && !answers.discountTaken ? Math.round(money.annualMinor * (1 - discount)) : money.annualMinor;
  const text = { contract_ref: read.text('contractRef'), product: read.text('product'), plan: read.text('plan') };
  return [base('line', read, [read.text('account'), text.contract_ref, text.product, text.plan, read.has('startOn') ? startOn : 'snapshot'], {
    ...text, kind: lineKind(read), quantity: read.number('quantity'), unit: unitOf(read), annual_minor: annual, currency: money.currency, discount, start_on: startOn, term_end: termEnd,
    ended_on: endedOn, ended_known_on: endedOn === null ? null : (read.day('endedKnownOn') ?? endedOn), billing_months: whole(read.months('billingMonths')), notice_days: whole(read.number('noticeDays')),
    opt_out_on: read.day('optOutOn'), auto_renew: read.boolean('autoRenew'), churn_reason: read.text('churnReason'),
  })];
};

const invoice: Build = (read, plan) => {
  const currency = currencyIn(read) ?? plan.answers.currency;
  const unit = read.number('unitPrice');
  const amount = read.need('amount', read.number('amount') ?? (unit === null ? null : unit * (read.number('quantity') ?? 1)));
  const issued = read.need('issuedOn', read.day('issuedOn'));
  const number = read.text('number');
  return [base('invoice', read, number ? [read.text('account'), 'number', number] : [read.text('account'), issued], {
    number, issued_on: issued, due_on: read.day('dueOn'), paid_on: read.day('paidOn'), amount_minor: minorOf(amount, currency, plan), currency, status: invoiceStatus(read.text('status')),
  })];
};

/** A status, or the answer to "paid?". */
function invoiceStatus(text: string | null): string | null {
  const word = text?.toLowerCase() ?? null;
  return word === 'true' || word === 'yes' ? 'paid' : word === 'false' || word === 'no' ? 'open' : word;
}

/** The end of a line whose row only flags that the customer left: the day the file describes. */
function leftOn(read: FieldReader, plan: FilePlan): string | null {
  const column = plan.mapping['churn.flag'];
  return column && read.cell(column) !== null && readBoolean(read.cell(column)!) === true ? plan.answers.snapshotOn : null;
}

const priorities: Record<string, string> = { p1: 'urgent', p2: 'high', p3: 'normal', p4: 'low', critical: 'urgent', blocker: 'urgent', highest: 'urgent', major: 'high', medium: 'normal', moderate: 'normal', minor: 'low', lowest: 'low', '1': 'urgent', '2': 'high', '3': 'normal', '4': 'low', hoch: 'high', mittel: 'normal', niedrig: 'low', sev1: 'urgent', sev2: 'high', sev3: 'normal' };

const ticket: Build = (read) => {
  const opened = read.need('openedAt', read.instant('openedAt'));
  const priority = read.text('priority')?.toLowerCase() ?? null;
  const later = (hours: number | null) => (hours === null ? null : plusMinutes(opened.instant, hours * 60));
  const replyMinutes = read.number('firstReplyMinutes');
  const requester = read.text('requester');
  const number = read.text('number');
  const score = read.text('csatScore');
  const csat = score === null ? null : csatOf(score);
  const solved = read.instant('solvedAt')?.instant ?? later(read.number('resolutionHours'));
  return [base('ticket', read, number ? ['number', number] : [read.text('account'), requester, opened.instant, read.text('subject')], {
    number, subject: read.text('subject'), body: read.text('body'), priority: priority === null ? null : (priorities[priority] ?? priority), channel: read.text('channel'), opened_at: opened.instant,
    first_reply_at: read.instant('firstReplyAt')?.instant ?? later(replyMinutes === null ? read.number('firstReplyHours') : replyMinutes / 60), solved_at: solved,
    escalated_at: read.instant('escalatedAt')?.instant ?? (read.boolean('escalated') ? (solved ?? opened.instant) : null), reopened_at: read.instant('reopenedAt')?.instant ?? null, reopen_count: whole(read.number('reopenCount')), status: read.text('status')?.toLowerCase() ?? null,
    csat_score: csat?.score ?? null, csat_max: csat?.max ?? null, csat_at: csat ? solved : null, assignee: read.text('assignee'), tone: toneOf(wordsOf(read.text('subject'), read.text('body'))),
  }, requester)];
};

const activityKinds: readonly [RegExp, string][] = [[/mail|newsletter/, 'email'], [/call|phone|voice/, 'call'], [/meet|qbr|ebr|demo|visit|event|webinar|review|onsite/, 'meeting'], [/chat|sms|slack|message|communication/, 'chat'], [/note|comment|task/, 'note']];

const activity: Build = (read, plan) => {
  const at = read.need('at', read.instant('at'));
  const word = (read.text('activityKind') ?? normaliseHeader(plan.mapping.at ?? '')).toLowerCase();
  const direction = read.text('direction')?.toLowerCase() ?? null;
  const personRef = read.text('person');
  return [base('activity', read, [read.text('account'), personRef, at.instant, word, read.text('subject')], {
    kind: activityKinds.find(([pattern]) => pattern.test(word))?.[1] ?? 'note', direction: direction === null ? null : /^(?:in|from_customer|received)/.test(direction) ? 'in' : /^(?:out|sent|to_customer)/.test(direction) ? 'out' : 'two_way',
    at: at.instant, subject: read.text('subject'), body: read.text('body'), author: read.text('author'), tone: direction === null || /^(?:out|sent|to_customer)/.test(direction) ? null : toneOf(wordsOf(read.text('subject'), read.text('body'))),
  }, personRef)];
};

const survey: Build = (read, plan) => {
  const score = read.need('score', read.number('score'));
  const at = read.need('answeredAt', read.instant('answeredAt'));
  const word = (read.text('survey') ?? '').toLowerCase();
  const kind = surveyKindOf(word) ?? plan.answers.surveyKind;
  const scale = read.number('scaleMax') ?? plan.answers.scoreMax;
  if (score < 0 || score > scale) throw new BadRow({ field: plan.mapping.score ?? 'score', value: String(score), code: 'score_range', reason: `The score ${score} is outside 0..${scale}.`, remedy: 'Correct the score or the scale.' });
  const respondent = read.text('respondent')?.toLowerCase() ?? null;
  return [base('survey', read, [read.text('account'), respondent, at.instant, kind], { respondent, survey: kind, score, scale_max: scale, comment: read.text('comment'), tone: toneOf(read.text('comment')), answered_at: at.instant }, respondent)];
};

const churn: Build = (read, plan) => {
  const flag = read.has('flag') && !read.has('onDay') ? read.boolean('flag') : true;
  const day = read.day('onDay');
  if (flag !== true || (day === null && (read.has('flag') || plan.kind !== 'churn') && read.has('onDay'))) return [];
  const onDay = read.need('onDay', day ?? plan.answers.snapshotOn);
  return [base('churn', read, [read.text('account'), read.has('onDay') ? onDay : 'flag'], { kind: 'churn', on_day: onDay, reason: read.text('reason'), note: read.text('note'), amount_minor: null, currency: null })];
};

const changeKinds: readonly [RegExp, string][] = [[/churn|cancel/, 'churn'], [/fund|series|invest|ipo/, 'funding'], [/merg|acqui|takeover/, 'merger'], [/lay-?off|redundan|restructur/, 'layoffs'], [/leader|executive|ceo|cfo|cto|hire/, 'leadership'], [/price/, 'price_change']];

const change: Build = (read, plan) => {
  const word = (read.text('changeKind') ?? '').toLowerCase();
  const amount = read.number('amount');
  const currency = currencyIn(read) ?? plan.answers.currency;
  const onDay = read.need('onDay', read.day('onDay'));
  return [base('change', read, [read.text('account'), word, onDay, read.text('note')], {
    kind: changeKinds.find(([pattern]) => pattern.test(word))?.[1] ?? 'other', on_day: onDay, reason: read.text('reason') ?? (word || null), note: read.text('note'), amount_minor: amount === null ? null : toMinor(amount, currency), currency: amount === null ? null : currency,
  })];
};

const usage: Build = (read, plan) => {
  if (!read.has('startOn') && plan.answers.wide.length > 0) return usageByColumn(read, plan);
  const startOn = read.need('startOn', read.day('startOn'));
  const days = daysFrom(startOn, plan);
  const user = read.text('user');
  const common = { user_key: user ?? '', start_on: startOn, days, users: whole(read.number('users')), value: read.number('value') };
  const group = read.text('account');
  if (group === null && user === null) read.need('account', null);
  const record = (name: string, events: number) => base('usage', read, [group, user, name, startOn, days], { ...common, name, events }, user);
  if (plan.answers.wide.length > 0) return usageValue(read, plan).map(({ name, value }) => ({ ...record(name, value), identity: [group, user, name, startOn, days], ref: null }));
  return [record(read.text('feature') ?? 'usage', read.number('events') ?? common.users ?? common.value ?? 0)];
};

/** A row with a column for each period. */
function usageByColumn(read: FieldReader, plan: FilePlan): MappedRecord[] {
  const [user, group] = [read.text('user'), read.text('account')];
  if (group === null && user === null) read.need('account', null);
  return usageValue(read, plan).flatMap(({ name: column, value }) => {
    const period = periodOfHeader(column);
    if (!period) return [];
    const name = read.text('feature') ?? period.feature ?? 'usage';
    const days = daysFrom(period.startOn, plan);
    return [{ ...base('usage', read, [], { user_key: user ?? '', start_on: period.startOn, days, users: null, value: null, name, events: value }, user), identity: [group, user, name, period.startOn, days], ref: null }];
  });
}

function daysFrom(startOn: string, plan: FilePlan): number {
  return plan.answers.usageDays === 'month' ? daysBetween(startOn, addMonths(startOn, 1)) : plan.answers.usageDays;
}

const event: Build = (read) => {
  const at = read.need('at', read.instant('at'));
  const user = read.text('user');
  if (read.text('account') === null && user === null) read.need(read.has('account') ? 'account' : 'user', null);
  return [base('event', read, [], { user_key: user ?? '', at: at.instant, name: read.need('name', read.text('name')), value: read.number('value') ?? 1 }, user)];
};

/** The survey type that a text names, if any. */
export function surveyKindOf(text: string): string | null {
  return /nps|promoter|recommend/i.test(text) ? 'nps' : /csat|satisf/i.test(text) ? 'csat' : /(?:^|[^a-z])ces(?:[^a-z]|$)|effort/i.test(text) ? 'ces' : null;
}

/** How each kind's records are made from a row. */
export const recordBuilders: Record<Kind, Build> = { account, person, line, invoice, ticket, activity, survey, churn, change, usage, event };

/** A web domain in bare form: no scheme, no `www.`, no path, lower case. */
export function domainOf(text: string | null): string | null {
  if (text === null) return null;
  const bare = text.trim().toLowerCase().replace(/^[a-z]+:\/\//, '').replace(/^.*@/, '').replace(/^www\./, '').replace(/[/?#:].*$/, '');
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(bare) ? bare : null;
}

/** What was said, subject and body together; null without either. */
function wordsOf(...parts: (string | null)[]): string | null {
  return parts.filter((part) => part !== null).join('. ') || null;
}

function whole(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

function fraction(value: number | null, percent: boolean): number | null {
  return value === null ? null : Math.min(1, Math.max(0, percent ? value / 100 : value));
}

function currencyIn(read: FieldReader): string | null {
  const text = read.text('currency')?.toUpperCase() ?? null;
  if (text === null) return null;
  if (!isKnownCurrency(text)) throw new BadRow({ field: 'currency', value: text, code: 'currency', reason: `"${text}" is not a currency code.`, remedy: 'Write an ISO code such as USD or EUR.' });
  return text;
}

const roles: readonly [RegExp, string][] = [[/champion/, 'champion'], [/sponsor|executive/, 'executive_sponsor'], [/economic|buyer|decision/, 'economic_buyer'], [/admin/, 'admin'], [/detractor|blocker/, 'detractor'], [/user/, 'user']];

function roleOf(text: string | null): string | null {
  return text === null ? null : (roles.find(([pattern]) => pattern.test(text.toLowerCase()))?.[1] ?? text);
}

function lineKind(read: FieldReader): string {
  if (read.has('isTrial') && read.boolean('isTrial')) return 'trial';
  const word = (read.text('lineKind') ?? '').toLowerCase();
  return /trial/.test(word) ? 'trial' : /one.?(?:off|time)|setup|service|non.?recurring/.test(word) ? 'one_off' : /usage|overage|metered/.test(word) ? 'usage' : 'recurring';
}

function unitOf(read: FieldReader): string | null {
  const text = read.text('unit');
  if (text === null) return read.has('quantity') ? 'seat' : null;
  return /^(?:seats?|users?|licen[cs]es?|members?|named users?)$/i.test(text) ? 'seat' : text;
}

const csatWords: Record<string, number> = { good: 5, great: 5, satisfied: 5, positive: 5, offered: Number.NaN, unoffered: Number.NaN, neutral: 3, bad: 1, poor: 1, unsatisfied: 1, dissatisfied: 1, negative: 1, 'very satisfied': 5, 'very dissatisfied': 1 };

function csatOf(text: string): { score: number; max: number } | null {
  const value = Number(text.replace(',', '.'));
  const score = Number.isFinite(value) ? value : csatWords[text.toLowerCase()];
  return score === undefined || Number.isNaN(score) ? null : { score, max: score <= 5 ? 5 : score <= 10 ? 10 : 100 };
}

/** An instant text moved by minutes. */
function plusMinutes(instant: string, minutes: number): string {
  return toDate(Date.parse(`${instant.replace(' ', 'T')}Z`) + Math.round(minutes * 60_000)).toISOString().replace('T', ' ').slice(0, 23);
}
