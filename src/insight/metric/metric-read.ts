import { readAgreementLines } from '../../customer/agreement/read-lines.ts';
import { inForceOn } from '../../customer/agreement/line-spans.ts';
import type { AsOf } from '../../lib/as-of.ts';
import { addDays, asOfEnd, dayOf, type Day } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { FactsOfDay } from './fact-metrics.ts';
import type { HealthOfDay } from './health-metrics.ts';
import { getMetricDefinition, revenueParams, type MetricDefinition } from './metric-definition.ts';
import { readAnswers, readHealthOfDays, readMetricAccounts, readMetricSettings, readPresentFacts, readRates, readSupport, type MetricAccount, type MetricSettings } from './metric-store.ts';
import { waterfall, type Waterfall } from './movements.ts';
import { revenueBook, revenueByAccount, type RevenueBook } from './revenue-book.ts';
import type { SupportRead } from './support-metrics.ts';
import type { Answer } from './survey-metrics.ts';

/** What metrics need of the stages beside them; joined in main. */
export interface MetricPorts {
  /** Facts of all accounts at the end of a past day. Without it fact metrics have values for the present only. */
  factsAt?(context: Context, at: AsOf): Promise<FactsOfDay>;
  /** Scores of all accounts at the end of a past day of which none is stored. */
  healthAt?(context: Context, at: AsOf): Promise<HealthOfDay>;
}

/** Everything one reading may need, each loaded at most once, for the whole book in one or two statements. */
export interface MetricRead {
  at: AsOf;
  definitions: readonly MetricDefinition[];
  settings(): Promise<MetricSettings>;
  accounts(): Promise<Map<string, MetricAccount>>;
  revenue(): Promise<RevenueBook>;
  waterfall(from: Day, to: Day): Promise<Waterfall>;
  /** ARR by account on a day. */
  arrMinorOf(day: Day): Promise<ReadonlyMap<string, number>>;
  answers(): Promise<Answer[]>;
  support(): Promise<SupportRead>;
  facts(day: Day): Promise<FactsOfDay | null>;
  health(day: Day): Promise<HealthOfDay>;
  /** Current customers on a day: in force, or without contract data and not recorded as gone. */
  customersOn(day: Day): Promise<string[]>;
}

/** What a reading will touch, so that each source is loaded once and no further back than needed. */
export interface ReadingRange {
  /** The first day of the earliest flow window. */
  earliest: Day;
  /** The first day of the earliest revenue window. */
  revenueFrom: Day;
  /** All days on which health will be read. */
  healthDays: readonly Day[];
  /** Last days of the windows asked for: facts and scores that are not stored are computed for them, and not for each point of a trend. */
  computedDays: ReadonlySet<Day>;
}

// Lines that ended longer before the earliest window cannot supersede, bridge or be renewed by one that counts in it.
const revenueMarginDays = 400;

/** Opens a reading at a moment within the principal's book. Nothing is loaded before it is asked for. */
export function openMetricRead(context: Context, at: AsOf, definitions: readonly MetricDefinition[], ports: MetricPorts, range: ReadingRange): MetricRead {
  const { db, principal } = context;
  const today = dayOf(context.clock.now());
  const settings = once(() => readMetricSettings(db));
  const accounts = once(() => readMetricAccounts(db, principal, at));
  const revenue = once(async () => {
    const [lines, own, chosen] = await Promise.all([readAgreementLines(db, principal, at, addDays(range.revenueFrom, -revenueMarginDays)), accounts(), settings()]);
    const currency = chosen.baseCurrency;
    const basis = revenueParams.parse(getMetricDefinition(definitions, 'arr').params);
    return revenueBook(lines, { currency, rates: await readRates(db, currency, at), basis, readOn: at.day, parentOf: new Map([...own].map(([id, account]) => [id, account.parentId])), firstLineOn: firstLines(own) });
  });
  const health = once(() => readHealthOfDays(db, range.healthDays, today));
  const falls = new Map<string, Promise<Waterfall>>();
  const facts = new Map<Day, Promise<FactsOfDay | null>>();
  const asOfDay = (day: Day): AsOf => (day === at.day ? at : { day, until: asOfEnd(day) });
  const computed = new Map<Day, Promise<HealthOfDay>>();
  const readHealth = async (day: Day) => {
    const stored = (await health()).get(day);
    if (stored?.size || day >= today || !ports.healthAt || !range.computedDays.has(day)) return stored ?? new Map();
    return remember(computed, day, () => ports.healthAt!(context, asOfDay(day)));
  };
  const readFacts = async (day: Day) => {
    const own = await accounts();
    const found = day === today ? await readPresentFacts(db) : ports.factsAt && range.computedDays.has(day) ? await ports.factsAt(context, asOfDay(day)) : null;
    return found && new Map([...found].filter(([id]) => own.has(id)));
  };
  return {
    at, definitions, settings, accounts, revenue,
    waterfall: (from, to) => remember(falls, `${from} ${to}`, async () => waterfall(await revenue(), from, to)),
    arrMinorOf: async (day) => revenueByAccount(await revenue(), day),
    answers: once(async () => readAnswers(db, principal, at, range.earliest, (await settings()).timeZone)),
    support: once(async () => readSupport(db, principal, at, range.earliest, await settings())),
    facts: (day) => remember(facts, day, () => readFacts(day)),
    health: readHealth,
    customersOn: async (day) => customersOn(await accounts(), await revenue(), day),
  };
}

function firstLines(accounts: ReadonlyMap<string, MetricAccount>): Map<string, Day> {
  return new Map([...accounts].flatMap(([id, { firstLineOn }]): [string, Day][] => (firstLineOn === null ? [] : [[id, firstLineOn]])));
}

function customersOn(accounts: ReadonlyMap<string, MetricAccount>, book: RevenueBook, day: Day): string[] {
  const current = new Set(book.spans.filter((span) => inForceOn(span, day)).map((span) => span.line.accountId));
  return [...accounts.values()].filter((account) => {
    if (account.firstLineOn !== null) return current.has(account.id);
    return !account.provisional && !(account.goneOn !== null && account.goneOn <= day) && !(account.customerSince !== null && account.customerSince > day);
  }).map((account) => account.id);
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}

function remember<K, T>(cache: Map<K, Promise<T>>, key: K, load: () => Promise<T>): Promise<T> {
  let found = cache.get(key);
  if (!found) cache.set(key, (found = load()));
  return found;
}
