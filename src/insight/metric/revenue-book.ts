import type { AgreementLine } from '../../customer/agreement/agreement-line.ts';
import type { SuccessionRule } from '../../customer/agreement/line-succession.ts';
import { bridgedOn, inForceOn, lineBook, type LineBook, type LineSpan } from '../../customer/agreement/line-spans.ts';
import type { Day } from '../../lib/period.ts';
import { minorDigits } from '../../lib/money.ts';

/** A dated rate: one major unit of `currency` is `rate` major units of the base currency. */
export interface ExchangeRate {
  currency: string;
  onDay: Day;
  rate: number;
}

/** Whose revenue is counted as one: the account itself, or the top of its hierarchy. */
export type RevenueEntity = 'account' | 'parent';

export interface RevenueBasis extends SuccessionRule {
  entity: RevenueEntity;
}

/** The revenue lines of a book as known on one reading date, ready to be valued on any day up to it. */
export interface RevenueBook extends LineBook {
  currency: string;
  rates: readonly ExchangeRate[];
  basis: RevenueBasis;
  entityOf(accountId: string): string;
  /** Each entity's spans, earliest first. */
  byEntity: ReadonlyMap<string, readonly LineSpan[]>;
  /** The first day an entity ever had a paid line, also before the lines that were loaded. */
  firstOn: ReadonlyMap<string, Day>;
  /** The reading day: nothing later is known. */
  readOn: Day;
  /** True when every line is in the base currency. */
  oneCurrency: boolean;
}

/** Builds the book. `parentOf` gives each account's parent; a loop in it ends at the first account met twice. */
export function revenueBook(lines: readonly AgreementLine[], given: { currency: string; rates: readonly ExchangeRate[]; basis: RevenueBasis; parentOf: ReadonlyMap<string, string | null>; readOn: Day; firstLineOn?: ReadonlyMap<string, Day> }): RevenueBook {
  const top = (accountId: string) => {
    const seen = new Set([accountId]);
    let current = accountId;
    for (let parent = given.parentOf.get(current); parent && !seen.has(parent) && given.parentOf.has(parent); parent = given.parentOf.get(current)) {
      seen.add(parent);
      current = parent;
    }
    return current;
  };
  const entityOf = given.basis.entity === 'parent' ? top : (accountId: string) => accountId;
  const valued = lines.filter((line) => line.annualMinor !== 0);
  const book = lineBook(valued, given.basis);
  const byEntity = Map.groupBy(book.spans, (span) => entityOf(span.line.accountId));
  for (const spans of byEntity.values()) spans.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  return {
    ...book,
    currency: given.currency,
    rates: given.rates.toSorted((a, b) => (a.onDay < b.onDay ? -1 : 1)),
    basis: given.basis,
    entityOf,
    byEntity,
    firstOn: firstOnOf(book.spans, given.firstLineOn ?? new Map(), entityOf),
    readOn: given.readOn,
    oneCurrency: valued.every((line) => line.currency === given.currency),
  };
}

function firstOnOf(spans: readonly LineSpan[], firstLineOn: ReadonlyMap<string, Day>, entityOf: (accountId: string) => string): Map<string, Day> {
  const firstOn = new Map<string, Day>();
  const note = (accountId: string, day: Day) => {
    const entity = entityOf(accountId);
    const before = firstOn.get(entity);
    if (before === undefined || day < before) firstOn.set(entity, day);
  };
  for (const [accountId, day] of firstLineOn) note(accountId, day);
  for (const span of spans) if (span.line.annualMinor > 0) note(span.line.accountId, span.from);
  return firstOn;
}

/** Values a line's annual amount in the base currency's minor units at the rate of a day; null without a rate on or before it. */
export type Valuer = (line: AgreementLine) => number | null;

/** A valuer at the newest rates on or before `day`. Amounts are rounded per line, so that every sum of lines is exact. */
export function valuerOn(book: Pick<RevenueBook, 'currency' | 'rates'>, day: Day): Valuer {
  const rateOf = new Map<string, number>([[book.currency, 1]]);
  for (const rate of book.rates) if (rate.onDay <= day && rate.currency !== book.currency) rateOf.set(rate.currency, rate.rate);
  return (line) => {
    const rate = rateOf.get(line.currency);
    if (rate === undefined) return null;
    if (line.currency === book.currency) return line.annualMinor;
    return Math.round(line.annualMinor * rate * 10 ** (minorDigits(book.currency) - minorDigits(line.currency)));
  };
}

export interface RevenueOn {
  day: Day;
  byEntity: ReadonlyMap<string, number>;
  bridged: ReadonlySet<string>;
  notValued: readonly LineSpan[];
}

/** Annual revenue per entity on a day: the sum of what its lines in force are worth. Lines without a rate are listed, not added. */
export function revenueOn(book: RevenueBook, day: Day, valuer: Valuer = valuerOn(book, day)): RevenueOn {
  const byEntity = new Map<string, number>();
  const bridged = new Set<string>();
  const notValued: LineSpan[] = [];
  for (const [entity, spans] of book.byEntity) {
    let total: number | null = null;
    for (const span of spans) {
      if (span.from > day) break;
      if (!inForceOn(span, day)) continue;
      const minor = valuer(span.line);
      if (minor === null) {
        notValued.push(span);
        continue;
      }
      total = (total ?? 0) + minor;
      if (bridgedOn(span, day)) bridged.add(entity);
    }
    if (total !== null) byEntity.set(entity, total);
  }
  return { day, byEntity, bridged, notValued };
}

/** Annual revenue per chain of successive lines on a day, with the entity that holds it. */
export function chainRevenueOn(book: RevenueBook, day: Day, valuer: Valuer): Map<string, { entity: string; minor: number }> {
  const byChain = new Map<string, { entity: string; minor: number }>();
  for (const span of book.spans) {
    const minor = inForceOn(span, day) ? valuer(span.line) : null;
    if (minor !== null) byChain.set(span.chain, { entity: book.entityOf(span.line.accountId), minor: (byChain.get(span.chain)?.minor ?? 0) + minor });
  }
  return byChain;
}

/** Annual revenue per account on a day, whatever the revenue entity is. */
export function revenueByAccount(book: RevenueBook, day: Day): Map<string, number> {
  const valuer = valuerOn(book, day);
  const byAccount = new Map<string, number>();
  for (const span of book.spans) {
    const minor = inForceOn(span, day) ? valuer(span.line) : null;
    if (minor !== null) byAccount.set(span.line.accountId, (byAccount.get(span.line.accountId) ?? 0) + minor);
  }
  return byAccount;
}
