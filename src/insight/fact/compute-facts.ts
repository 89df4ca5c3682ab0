import { readCoverage, readProfiles, type AccountProfile, type AreaCoverage } from '../../customer/account/read-profiles.ts';
import { readPosition } from '../../customer/agreement/read-position.ts';
import { readPayments } from '../../customer/billing/read-payments.ts';
import { readChanges } from '../../customer/change/read-changes.ts';
import { readContacts } from '../../customer/conversation/read-contacts.ts';
import { readWords } from '../../customer/conversation/read-words.ts';
import { readPeople } from '../../customer/person/read-people.ts';
import { readSupport } from '../../customer/support/read-support.ts';
import { readAnswers } from '../../customer/survey/read-answers.ts';
import { userWeeks } from '../../customer/usage/usage-query.ts';
import type { AsOf } from '../../lib/as-of.ts';
import { toDate } from '../../lib/clock.ts';
import { addDays, asOfEnd } from '../../lib/period.ts';
import type { Analytics, Lane } from '../../platform/analytics/analytics.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { customerFrom, deriveAccount, derivePayment } from './account-facts.ts';
import { deriveContract } from './contract-facts.ts';
import { factCatalogue } from './fact-catalogue.ts';
import type { FactValue, FactVector } from './fact.ts';
import { deriveEngagement, derivePeople } from './people-facts.ts';
import { deriveSurvey, deriveWords } from './sentiment-facts.ts';
import { deriveSupport } from './support-facts.ts';
import { readAllUsage, type UsageOfAll } from './usage-of-all.ts';
import { deriveUsage } from './usage-facts.ts';

export interface FactRequest {
  /** Moments to compute at; up to about thirty at once. */
  dates: readonly AsOf[];
  /** Accounts to compute; absent computes all. */
  accountIds?: readonly string[];
  /** Session of the usage store; live for some accounts, bulk for all, unless said otherwise. */
  lane?: Lane;
}

/** Rows of each area by moment and account. */
type ByMoment<T> = ReadonlyMap<string, T>;

const emptyValues: Record<string, FactValue> = Object.fromEntries(factCatalogue.map((fact) => [fact.id, null]));

function keyOf(idx: number, accountId: string): string {
  return `${idx} ${accountId}`;
}

function byMoment<T extends { idx: number; accountId: string }>(rows: readonly T[]): ByMoment<T> {
  return new Map(rows.map((row) => [keyOf(row.idx, row.accountId), row]));
}

// One statement per area, whatever the number of accounts. Contract positions are read again 90 days earlier, for changes.
async function readAreas(db: Db, dates: readonly AsOf[], accountIds: readonly string[] | undefined) {
  const reading = { moments: dates, ...(accountIds ? { accountIds } : {}) };
  const earlier = dates.map(({ day }) => ({ day: addDays(day, -90), until: asOfEnd(addDays(day, -90)) }));
  const [coverage, positions, support, payments, people, contacts, answers, words, changes] = await Promise.all([
    readCoverage(db, reading), readPosition(db, { ...reading, moments: [...dates, ...earlier] }), readSupport(db, reading), readPayments(db, reading),
    readPeople(db, reading), readContacts(db, reading), readAnswers(db, reading), readWords(db, reading), readChanges(db, reading),
  ]);
  return {
    coverage: new Map<number, AreaCoverage>(coverage.map((row) => [row.idx, row])), positions: byMoment(positions), support: byMoment(support), payments: byMoment(payments),
    people: byMoment(people), contacts: byMoment(contacts), answers: byMoment(answers), words: byMoment(words), changes: byMoment(changes),
  };
}

type Areas = Awaited<ReturnType<typeof readAreas>>;

/** A field of an account as known by a moment: its newest version, else the record's own value from when the record was known. */
function fieldAt(profile: AccountProfile, field: 'seats' | 'segment', until: Date): unknown {
  const versions = profile.versions?.filter((version) => version.field === field) ?? [];
  if (versions.length === 0) return profile.knownAt < until ? profile[field] : null;
  return versions.findLast((version) => toDate(version.at) < until)?.value ?? null;
}

function seatsAt(profile: AccountProfile, until: Date): number | null {
  const seats = Number(fieldAt(profile, 'seats', until) ?? Number.NaN);
  return Number.isFinite(seats) && seats > 0 ? seats : null;
}

function emptyVector(profile: AccountProfile, at: AsOf): FactVector {
  const weekly = { events: new Array<number>(userWeeks).fill(0), users: new Array<number | null>(userWeeks).fill(null) };
  return { accountId: profile.id, num: profile.num, day: at.day, values: { ...emptyValues }, reasons: {}, notes: {}, freshness: {}, weekly };
}

function vectorOf(profile: AccountProfile, at: AsOf, idx: number, count: number, areas: Areas, usage: UsageOfAll): FactVector {
  const key = keyOf(idx, profile.id);
  const vector = emptyVector(profile, at);
  const position = areas.positions.get(key);
  const earlier = addDays(at.day, -90);
  const coverage = areas.coverage.get(idx);
  deriveContract(vector, { now: position, before: areas.positions.get(keyOf(idx + count, profile.id)), seatsNow: seatsAt(profile, at.until), seatsBefore: seatsAt(profile, asOfEnd(earlier)) });
  deriveUsage(vector, usage.ofAccount(idx, profile.num), usage.moment(idx));
  deriveSupport(vector, areas.support.get(key), coverage, at.until);
  deriveSurvey(vector, areas.answers.get(key), coverage);
  derivePayment(vector, areas.payments.get(key), coverage);
  const engagedKnown = Boolean(coverage?.lastActivityAt || coverage?.lastTicketAt || coverage?.lastAnswerAt);
  derivePeople(vector, areas.people.get(key), areas.contacts.get(key), engagedKnown);
  deriveEngagement(vector, areas.contacts.get(key), coverage, { until: at.until, knownSince: customerFrom(at.day, profile.customerSince, position) });
  deriveWords(vector, areas.words.get(key));
  const segment = fieldAt(profile, 'segment', at.until);
  deriveAccount(vector, { change: areas.changes.get(key), position, coverage, customerSince: profile.customerSince, segment: typeof segment === 'string' ? segment : null });
  return vector;
}

// Anything at all known of the account by the moment: its record, a beginning, or a record of any area.
function existsAt(vector: FactVector, profile: AccountProfile, until: Date): boolean {
  return profile.knownAt < until || vector.values['account.age_days'] !== null || Object.values(vector.freshness).some((at) => at !== null);
}

/**
 * Facts of accounts at moments, for the live path, the full re-score and the back-fill of history alike. One statement per area for all accounts
 * (usage: a few, see readUsage), so the number of statements does not depend on how many there are. Accounts that did not exist by a moment
 * have no vector for it; accounts merged into another have none. Vectors come moment by moment, in the order of `dates`.
 */
export async function computeFacts({ db, analytics }: { db: Db; analytics: Analytics }, { dates, accountIds, lane = accountIds ? 'live' : 'bulk' }: FactRequest): Promise<FactVector[]> {
  if (dates.length === 0 || accountIds?.length === 0) return [];
  const profiles = await readProfiles(db, accountIds ? { accountIds } : {});
  const [areas, usage] = await Promise.all([
    readAreas(db, dates, accountIds),
    readAllUsage({ db, analytics }, { dates, lane, ...(accountIds ? { accountNums: profiles.map((profile) => profile.num) } : {}) }),
  ]);
  return dates.flatMap((at, idx) =>
    profiles.flatMap((profile) => {
      const vector = vectorOf(profile, at, idx, dates.length, areas, usage);
      return existsAt(vector, profile, at.until) ? [vector] : [];
    }));
}
