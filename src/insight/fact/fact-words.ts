import { fromMinor } from '../../lib/money.ts';
import type { FactDefinition, FactValue } from './fact.ts';

type Value = Exclude<FactValue, null>;
type Text = FactDefinition['text'];

const wholeNumber = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const shortNumber = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** A count with its noun: "1 ticket", "1,204 events". */
export function counted(singular: string, plural = `${singular}s`): Text {
  return (value) => `${wholeNumber.format(Number(value))} ${Number(value) === 1 ? singular : plural}`;
}

/** A fraction as a percentage, followed by words. */
export function percent(words: string): Text {
  return (value) => `${wholeNumber.format(100 * Number(value))} % ${words}`.trim();
}

/** A signed fraction as a change. */
export function change(words: string): Text {
  return (value) => `${Number(value) > 0 ? '+' : ''}${shortNumber.format(100 * Number(value))} % ${words}`.trim();
}

/** A number with one decimal, between words. */
export function decimal(before: string, after = ''): Text {
  return (value) => `${before} ${shortNumber.format(Number(value))} ${after}`.trim();
}

/** Words for true and for false. */
export function flag(yes: string, no: string): Text {
  return (value) => (value ? yes : no);
}

/** The text itself, after words. */
export function named(before: string): Text {
  return (value) => `${before} ${String(value).replaceAll('_', ' ')}`.trim();
}

/** Minor units in the account's currency, before words. */
export function money(words: string): Text {
  return (value, values) => `${moneyText(value, values)} ${words}`.trim();
}

function moneyText(value: Value, values: Readonly<Record<string, FactValue>>): string {
  const currency = values['contract.currency'];
  if (typeof currency !== 'string') return wholeNumber.format(Number(value));
  return new Intl.NumberFormat('en', { style: 'currency', currency, maximumFractionDigits: 0 }).format(fromMinor(Number(value), currency));
}

/** Days until or since, with the side of the moment spelled out. */
export function daysUntil(what: string): Text {
  return (value) => {
    const days = Number(value);
    const unit = Math.abs(days) === 1 ? 'day' : 'days';
    return days < 0 ? `${what} passed ${-days} ${unit} ago` : days === 0 ? `${what} is today` : `${days} ${unit} to ${what}`;
  };
}
