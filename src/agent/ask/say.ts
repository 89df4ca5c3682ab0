import type { AskLanguage, AskLine, AskSection } from '../../contract/ask.ts';
import { dayStart, type Day } from '../../lib/period.ts';
import { en } from './words-en.ts';
import { de } from './words-de.ts';
import { linked } from './linked.ts';

/** The words of an answer in one language. */
export type Words = typeof en;

/** How an answer is put: words and figures in the asker's language, links to where this instance is reached. */
export interface Say {
  words: Words;
  language: AskLanguage;
  number(value: number, digits?: number): string;
  money(minor: number | null, currency: string | null): string;
  sums(sums: readonly { currency: string; minor: number }[]): string;
  /** A calendar day as it is written in the language; of a moment the day in UTC. */
  day(day: Day | string): string;
  /** Points with their sign, to a tenth. */
  signed(value: number): string;
  line(text: string, records?: readonly { kind: string; id: string }[], accountId?: string | null): AskLine;
}

/** The speaker of a language. */
export function sayIn(language: AskLanguage, base: string | null): Say {
  const words = language === 'de' ? de : en;
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const points = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  const money = (minor: number | null, currency: string | null) => (minor === null || currency === null ? words.unknownSum : `${currency} ${Math.round(minor / 100).toLocaleString(locale)}`);
  return {
    words, language, money,
    number: (value, digits = 1) => value.toLocaleString(locale, { maximumFractionDigits: digits }),
    sums: (sums) => sums.map(({ minor, currency }) => money(minor, currency)).join(` ${words.and} `) || words.noSum,
    day: (day) => dates.format(dayStart(day.slice(0, 10))),
    signed: (value) => points.format(value).replace('-', '−'),
    line: (text, records = [], accountId = null) => ({ text, records: linked(records, accountId, base) }),
  };
}

/** A section, or nothing where it has no line. */
export function part(title: string, lines: readonly (AskLine | null | undefined)[]): AskSection[] {
  const said = lines.filter((one) => one != null);
  return said.length ? [{ title, lines: said }] : [];
}

/** Money by currency. */
export function sumBy<T>(items: readonly T[], read: (item: T) => { minor: number | null; currency: string | null }): { currency: string; minor: number }[] {
  const sums = new Map<string, number>();
  for (const item of items) {
    const { minor, currency } = read(item);
    if (minor !== null && currency !== null) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  }
  return [...sums].map(([currency, minor]) => ({ currency, minor }));
}
