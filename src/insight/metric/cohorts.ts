import type { CohortTable } from '../../contract/metric.ts';
import { inForceOn } from '../../customer/agreement/line-spans.ts';
import { addDays, addMonths, type Day } from '../../lib/period.ts';
import { counted, notesOf, sumOf } from './figure.ts';
import type { MetricAccount } from './metric-store.ts';
import { valuerOn, type RevenueBook } from './revenue-book.ts';

/** Cohorts shown, the newest ones, and the oldest age followed, in quarters. */
const shownCohorts = 16;
const longestAge = 16;

/** An entity on its way: revenue at each quarter of its own age, the first day being age 0. */
export interface CohortMember {
  entity: string;
  startOn: Day;
  quarter: string;
  /** Minor units by age; only ages that lie on or before the reading day. */
  minorByAge: number[];
}

/** `2026-Q2` of a day. */
export function quarterOf(day: Day): string {
  return `${day.slice(0, 4)}-Q${Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1}`;
}

/** The last day of a quarter. */
function quarterEnd(quarter: string): Day {
  return addDays(addMonths(`${quarter.slice(0, 4)}-${String(Number(quarter.slice(6)) * 3).padStart(2, '0')}-01`, 1), -1);
}

/**
 * Every entity with revenue, followed from its first paid day in quarters of its own age; all valued at the rate of the reading day, so that
 * currencies do not look like retention. Entities whose first line lies before the lines that were delivered are left out: their start is not known.
 */
export function cohortMembers(book: RevenueBook, on: Day): { members: CohortMember[]; leftOut: number } {
  const valuer = valuerOn(book, on);
  const members: CohortMember[] = [];
  let leftOut = 0;
  for (const [entity, spans] of book.byEntity) {
    const startOn = book.firstOn.get(entity);
    if (startOn === undefined || startOn > on) continue;
    const revenueOn = (day: Day) => sumOf(spans.filter((span) => inForceOn(span, day)), (span) => valuer(span.line) ?? 0);
    if (revenueOn(startOn) <= 0) {
      leftOut++;
      continue;
    }
    const minorByAge: number[] = [];
    for (let age = 0; age <= longestAge; age++) {
      const day = addMonths(startOn, 3 * age);
      if (day > on) break;
      minorByAge.push(revenueOn(day));
    }
    members.push({ entity, startOn, quarter: quarterOf(startOn), minorByAge });
  }
  return { members, leftOut };
}

/** Cohorts by quarter of the first paid day, newest first, and the accounts of the one asked for. */
export function cohortAnswer(book: RevenueBook, on: Day, accounts: ReadonlyMap<string, MetricAccount>, asked?: { quarter: string; age: number }): CohortTable {
  const { members, leftOut } = cohortMembers(book, on);
  const cohorts = [...Map.groupBy(members, (member) => member.quarter)].sort(([a], [b]) => (a < b ? 1 : -1)).slice(0, shownCohorts);
  const items = cohorts.map(([quarter, own]) => {
    const reached = Array.from({ length: longestAge + 1 }, (_, age) => age).filter((age) => addMonths(quarterEnd(quarter), 3 * age) <= on || (age === 0 && own.length > 0));
    return {
      quarter, logos: own.length, openingMinor: sumOf(own, (member) => member.minorByAge[0] as number),
      ages: reached.map((age) => ({ age, logos: own.filter((member) => (member.minorByAge[age] ?? 0) > 0).length, minor: sumOf(own, (member) => member.minorByAge[age] ?? 0) })),
    };
  });
  const chosen = asked ? (members.filter((member) => member.quarter === asked.quarter)) : [];
  return {
    currency: book.currency, at: on, items, total: items.length, next: null,
    accounts: chosen.map((member) => ({ accountId: member.entity, accountName: accounts.get(member.entity)?.name ?? member.entity, startOn: member.startOn, openingMinor: member.minorByAge[0] as number, minor: member.minorByAge[asked?.age ?? 0] ?? 0 }))
      .sort((a, b) => b.openingMinor - b.minor - (a.openingMinor - a.minor) || (a.accountName < b.accountName ? -1 : 1)),
    notes: notesOf(leftOut > 0 && `${counted(leftOut, 'account')} left out: their first contract lies before the lines that were delivered.`, !book.oneCurrency && `All days are valued at the rates of ${on}.`),
  };
}
