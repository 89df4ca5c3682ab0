import { isBlank, isOpenEnd, readBoolean, readMoment, readNumber, type DateOrder, type DecimalMark } from './read-value.ts';

/** What the sampled values of one column look like. Shares are of the values that are not blank. */
export interface ColumnProfile {
  name: string;
  rows: number;
  filled: number;
  distinct: number;
  /** Distinct values, at most `maxDistinct`, trimmed and without a float's ".0". */
  values: Set<string>;
  numberShare: number;
  dateShare: number;
  booleanShare: number;
  emailShare: number;
  domainShare: number;
  integerShare: number;
  timeShare: number;
  decimal: DecimalMark;
  order: DateOrder;
  /** Which readings of numeric dates the values allow; both means it cannot be told. */
  orderEvidence: 'dmy' | 'mdy' | 'both' | 'conflict' | 'none';
  min: number | null;
  max: number | null;
  meanLength: number;
  /** Currency named by a mark or code in the values. */
  currency: string | null;
  percent: boolean;
  floatIds: boolean;
}

const maxDistinct = 20_000;
const numericDate = /^\s*(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{2}|\d{4})\b/;
const marks: Record<string, string> = { '€': 'EUR', '£': 'GBP', '¥': 'JPY', '₹': 'INR', $: 'USD' };

/** Profiles one column of a sample. Each distinct value is looked at once and weighs as often as it occurs. */
export function profileColumn(name: string, cells: readonly string[]): ColumnProfile {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const filled = [...counts].filter(([cell]) => !isBlank(cell)).map(([cell, count]) => ({ text: cell.trim(), count }));
  const texts = filled.map((item) => item.text);
  const total = filled.reduce((sum, item) => sum + item.count, 0);
  const share = (test: (text: string) => boolean) => (total === 0 ? 0 : filled.reduce((sum, item) => sum + (test(item.text) ? item.count : 0), 0) / total);
  const floatIds = texts.length > 0 && texts.every((text) => /^\d+\.0$/.test(text));
  const decimal = decimalMark(texts);
  const evidence = orderEvidence(texts);
  const order: DateOrder = evidence === 'dmy' || evidence === 'conflict' ? 'dmy' : 'mdy';
  const known = texts.map((text) => readNumber(text, decimal)).filter((value) => value !== null);
  const mostlyNumbers = known.length > texts.length * 0.9;
  const dates = new Map(texts.map((text) => [text, isOpenEnd(text) ? 'open' : readMoment(text, order)] as const));
  const words = share((text) => !mostlyNumbers && /^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$/.test(text));
  return {
    name, rows: cells.length, filled: total, distinct: texts.length, decimal, order, orderEvidence: evidence, floatIds,
    values: new Set((floatIds ? texts.map((text) => text.slice(0, -2)) : texts).slice(0, maxDistinct)),
    numberShare: share((text) => readNumber(text, decimal) !== null),
    integerShare: share((text) => Number.isInteger(readNumber(text, decimal))),
    dateShare: share((text) => dates.get(text) !== null),
    timeShare: share((text) => hasTimeOfDay(dates.get(text))),
    booleanShare: texts.length > 50 ? 0 : share((text) => readBoolean(text) !== null),
    emailShare: words,
    domainShare: mostlyNumbers ? 0 : share((text) => /^(?:https?:\/\/)?(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\/?$/i.test(text)),
    min: known.reduce<number | null>((low, value) => (low === null || value < low ? value : low), null),
    max: known.reduce<number | null>((high, value) => (high === null || value > high ? value : high), null),
    meanLength: total === 0 ? 0 : filled.reduce((sum, item) => sum + item.text.length * item.count, 0) / total,
    currency: currencyOf(texts),
    percent: texts.some((text) => text.endsWith('%')),
  };
}

function hasTimeOfDay(date: ReturnType<typeof readMoment> | 'open' | undefined): boolean {
  return date !== null && date !== undefined && date !== 'open' && date.hasTime && !date.instant.endsWith('00:00:00.000');
}

/** Share of distinct values among the filled ones; 1 is a key. */
export function uniqueness(profile: ColumnProfile): number {
  return profile.filled === 0 ? 0 : Math.min(1, profile.distinct / Math.min(profile.filled, maxDistinct));
}

/** Whether day or month comes first in a column of numeric dates, decided over all of them. */
export function orderEvidence(cells: readonly string[]): ColumnProfile['orderEvidence'] {
  let dayFirst = false;
  let monthFirst = false;
  let seen = false;
  for (const cell of cells) {
    const m = numericDate.exec(cell);
    if (!m) continue;
    seen = true;
    if (Number(m[1]) > 12) dayFirst = true;
    if (Number(m[2]) > 12) monthFirst = true;
  }
  if (!seen) return 'none';
  return dayFirst && monthFirst ? 'conflict' : dayFirst ? 'dmy' : monthFirst ? 'mdy' : 'both';
}

/** The decimal mark of a column: a comma only where the values need it. */
export function decimalMark(cells: readonly string[]): DecimalMark {
  let comma = 0;
  let point = 0;
  for (const cell of cells) {
    const body = cell.replace(/[^\d.,]/g, '');
    if (!/[.,]/.test(body)) continue;
    const lastComma = body.lastIndexOf(',');
    const lastPoint = body.lastIndexOf('.');
    if (lastComma >= 0 && lastPoint >= 0) lastComma > lastPoint ? comma++ : point++;
    else if (lastComma >= 0) /^\d{1,3}(?:,\d{3})+$/.test(body) ? (point += body.split(',').length > 2 ? 1 : 0) : comma++;
    else /^\d{1,3}(?:\.\d{3})+$/.test(body) ? (comma += body.split('.').length > 2 ? 1 : 0) : point++;
  }
  return comma > point ? ',' : '.';
}

function currencyOf(cells: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const cell of cells.slice(0, 500)) {
    if (!/\d/.test(cell)) continue;
    const code = /^([A-Z]{3})\s?-?[\d.,]+$|^-?[\d.,]+\s?([A-Z]{3})$/.exec(cell);
    const mark = /[€£¥₹$]/.exec(cell)?.[0];
    const found = code?.[1] ?? code?.[2] ?? (mark && marks[mark]);
    if (found) counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
