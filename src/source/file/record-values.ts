import { annualOf, minorDigits, toMinor } from '../../lib/money.ts';
import { daysBetween } from '../../lib/period.ts';
import type { FilePlan } from './file-plan.ts';
import { readNumber } from './read-value.ts';
import { BadRow, type FieldReader } from './row-reader.ts';

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** True for an ISO 4217 code. */
export function isKnownCurrency(code: string): boolean {
  return currencies.has(code);
}

/** Minor units of an amount as the file writes amounts. */
export function minorOf(amount: number, currency: string, plan: FilePlan): number {
  return toMinor(plan.answers.minorUnits ? amount / 10 ** minorDigits(currency) : amount, currency);
}

/**
 * The annual amount of a line in minor units: from a monthly or annual column as such, else from an amount and what the amount covers.
 * Throws BadRow when the row names no amount.
 */
export function lineMoney(read: FieldReader, plan: FilePlan, startOn: string, endOn: string | null): { annualMinor: number; currency: string } {
  const code = read.text('currency')?.toUpperCase() ?? plan.answers.currency;
  if (!isKnownCurrency(code)) throw new BadRow({ field: 'currency', value: code, code: 'currency', reason: `"${code}" is not a currency code.`, remedy: 'Write an ISO code such as USD or EUR.' });
  const arr = read.number('arr');
  if (arr !== null) return { annualMinor: minorOf(arr, code, plan), currency: code };
  const mrr = read.number('mrr');
  if (mrr !== null) return { annualMinor: minorOf(mrr * 12, code, plan), currency: code };
  const total = read.number('total');
  const unit = read.number('unitPrice');
  const amount = read.number('amount') ?? (unit === null ? null : unit * (read.number('quantity') ?? 1));
  if (amount === null && total !== null) return { annualMinor: annualOf(minorOf(total, code, plan), termMonths(read, startOn, endOn)), currency: code };
  const months = { month: 1, quarter: 3, year: 12, bill: read.months('billingMonths') ?? 12, term: termMonths(read, startOn, endOn) }[plan.answers.amountPeriod];
  const value: number = amount ?? (hasMoney(read) ? read.need<number>(['arr', 'mrr', 'amount', 'total', 'unitPrice'].find((field) => read.has(field))!, null) : 0);
  return { annualMinor: annualOf(minorOf(value, code, plan), months), currency: code };
}

function hasMoney(read: FieldReader): boolean {
  return ['arr', 'mrr', 'amount', 'total', 'unitPrice'].some((field) => read.has(field));
}

function termMonths(read: FieldReader, startOn: string, endOn: string | null): number {
  const named = read.months('termMonths');
  if (named) return named;
  return endOn === null ? 12 : Math.max(1, Math.round(daysBetween(startOn, endOn) / 30.4375));
}

/** The features of a wide usage row: one value per numeric column, blanks left out. */
export function usageValue(read: FieldReader, plan: FilePlan): { name: string; value: number }[] {
  const found: { name: string; value: number }[] = [];
  for (const name of plan.answers.wide) {
    const cell = read.cell(name);
    if (cell === null) continue;
    const value = readNumber(cell, plan.answers.decimal[name] ?? '.');
    if (value === null) throw new BadRow({ field: name, value: cell.slice(0, 300), code: 'number', reason: `"${cell.slice(0, 60)}" in ${name} is not a number.`, remedy: 'Write digits with one decimal mark, or leave it empty.' });
    found.push({ name, value });
  }
  return found;
}
