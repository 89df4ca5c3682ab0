import i18next from 'i18next';
import { minorDigits } from '../../../src/lib/money.ts';
import { daysBetween } from '../../../src/lib/period.ts';
import { toDate } from '../../../src/lib/clock.ts';
import { reader } from '../text/reader.ts';

const { locale, timeZone } = reader;
const percentFormats = new Map<number, Intl.NumberFormat>();
const moneyFormats = new Map<string, Intl.NumberFormat>();

function moneyFormat(currency: string, compact: boolean): Intl.NumberFormat {
  const key = `${currency}${compact}`;
  let format = moneyFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...(compact ? { notation: 'compact', maximumFractionDigits: 1 } : { maximumFractionDigits: 0 }) });
    moneyFormats.set(key, format);
  }
  return format;
}

/** Minor units as whole money, `$780,100`. */
export function money(minor: number, currency: string | null): string {
  return moneyFormat(currency ?? 'USD', false).format(minor / 10 ** minorDigits(currency ?? 'USD')).replace('-', '−');
}

/** Minor units in short, `$612.8M`. */
export function moneyShort(minor: number, currency: string | null): string {
  const parts = moneyFormat(currency ?? 'USD', true).formatToParts(minor / 10 ** minorDigits(currency ?? 'USD'));
  // A language may have no short form of thousands: then the whole amount, without its cents.
  if (!parts.some((part) => part.type === 'compact')) return money(minor, currency);
  const text = parts.map((part) => part.value).join('');
  return text.replace(/(k|m|bn|tn)$/i, (mark) => mark.charAt(0).toUpperCase()).replace('-', '−');
}

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** A count with thousands marks. */
export function count(value: number): string {
  return whole.format(value);
}

/** A number with at most one decimal. */
export function decimal(value: number): string {
  return oneDecimal.format(value);
}

/** A fraction as per cent, `108.4%`. */
export function percent(fraction: number, digits = 1): string {
  let format = percentFormats.get(digits);
  if (!format) percentFormats.set(digits, (format = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits })));
  return format.format(fraction);
}

/** A signed whole number with a real minus sign; zero has no sign. */
export function signed(value: number): string {
  const rounded = Math.round(value);
  return rounded > 0 ? `+${rounded}` : rounded < 0 ? `−${-rounded}` : '0';
}

const dayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const shortDayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const momentFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone });

function sept(text: string): string {
  return text.replace('Sept', 'Sep');
}

/** A day or the day of an instant, `14 Jan 2027`. */
export function dayText(day: string): string {
  return sept(dayFormat.format(toDate(`${day.slice(0, 10)}T00:00:00Z`)));
}

/** A day without its year, `14 Jan`. */
export function shortDay(day: string): string {
  return sept(shortDayFormat.format(toDate(`${day.slice(0, 10)}T00:00:00Z`)));
}

/** An instant in the reader's time zone. */
export function momentText(at: string): string {
  return sept(momentFormat.format(toDate(at)));
}

const sinceFormat = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
const sinceUnits = [['week', 7 * 86_400], ['day', 86_400], ['hour', 3600], ['minute', 60]] as const;

/** How long an instant is back in the reader's language: now, 5 min. ago, yesterday. */
export function since(at: string, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - toDate(at).getTime()) / 1000);
  const [unit, size] = sinceUnits.find((one) => seconds >= one[1]) ?? ['second', seconds + 1];
  return sinceFormat.format(-Math.floor(seconds / size), unit);
}

/** How far a past day is back from `today`: Today, 3d ago. */
export function ago(day: string, today: string): string {
  const days = daysBetween(day.slice(0, 10), today);
  if (days <= 0) return i18next.t('day.today');
  return days < 365 ? i18next.t('day.ago', { n: days }) : i18next.t('day.yearsAgo', { n: decimal(days / 365) });
}

/** How far a coming day is from `today`: 46d, or 3d late. */
export function until(day: string, today: string): string {
  const days = daysBetween(today, day);
  return days < 0 ? i18next.t('day.late', { n: -days }) : days === 0 ? i18next.t('day.isToday') : i18next.t('day.in', { n: days });
}

/** A figure in its metric's unit; null is "not available". */
export function figure(value: number | null, unit: string): string {
  if (value === null) return '–';
  if (unit === 'fraction') return percent(value);
  if (unit === 'hours') return `${decimal(value)} h`;
  if (unit === 'days') return `${decimal(value)} d`;
  if (unit === 'points') return signed(value).replace('+', '');
  if (unit === 'count') return count(value);
  if (/^[A-Z]{3}$/.test(unit)) return moneyShort(value, unit);
  return decimal(value);
}

/** Sums of money by currency, largest first; money of different currencies is never added up. */
export function sumMoney(items: Iterable<{ arrMinor: number | null; currency: string | null }>): { minor: number; currency: string }[] {
  const sums = new Map<string, number>();
  for (const { arrMinor, currency } of items) if (arrMinor !== null && currency) sums.set(currency, (sums.get(currency) ?? 0) + arrMinor);
  return [...sums].map(([currency, minor]) => ({ currency, minor })).sort((a, b) => b.minor - a.minor);
}

/** The first sum in short, with a note when there are further currencies. */
export function sumText(sums: readonly { minor: number; currency: string }[]): string {
  const [first] = sums;
  if (!first) return '–';
  return moneyShort(first.minor, first.currency) + (sums.length > 1 ? ` + ${sums.length - 1} cur.` : '');
}

/** `snake_case` or `camelCase` words as a label; the field's short forms stay capitals. */
export function words(name: string): string {
  const text = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/[_.-]+/g, ' ').toLowerCase().replace(/\b(mrr|arr|nps|csat|ces|crm|csm|smb|id|sso)\b/g, (short) => short.toUpperCase());
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A stage of the customer's life in words; one that is not ours reads as delivered. */
export function stageText(stage: string): string {
  return i18next.t(`stage.${stage}` as 'stage.renewing', { defaultValue: words(stage) });
}

/** One or many: `1 account`, `3 accounts`. */
export function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** A size in bytes as kB or MB. */
export function kilobytes(bytes: number): string {
  return bytes < 1_000_000 ? `${count(Math.max(1, Math.round(bytes / 1000)))} kB` : `${decimal(bytes / 1_000_000)} MB`;
}

/** A text with a capital first letter; the rest stays. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The file's name without its folders. */
export function baseName(path: string): string {
  return path.split('/').at(-1) ?? path;
}
