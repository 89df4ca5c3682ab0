import { fault } from '../../lib/fault.ts';

export type Literal = string | number | bigint | boolean | Date | null | readonly Literal[];

const escapes: Record<string, string> = { '\\': '\\\\', "'": "\\'", '\0': '\\0', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };

/**
 * A value as text of the usage store's SQL; the only way a value enters a query. Strings keep every character (a lone half of a
 * surrogate pair becomes U+FFFD), dates are UTC with milliseconds, negative numbers stand in parentheses.
 * Fault `invalid` for a number that is not finite and a date out of the store's range (1900 to 2299).
 */
export function literal(value: Literal): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value.toWellFormed().replace(/[\\'\0\n\r\t\b\f]/g, (char) => escapes[char] ?? char)}'`;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value === 'bigint') return bigintLiteral(value);
  if (value instanceof Date) return dateLiteral(value);
  return `[${value.map(literal).join(', ')}]`;
}

function numberLiteral(value: number): string {
  if (!Number.isFinite(value)) throw fault('invalid', 'analytics.not_finite', `${value} can not be put into a query.`);
  return value < 0 ? `(${value})` : String(value);
}

function bigintLiteral(value: bigint): string {
  if (value >= 0n && value < 2n ** 64n) return String(value);
  if (value < 0n && value >= -(2n ** 63n)) return `toInt64('${value}')`;
  return `toInt256('${value}')`;
}

function dateLiteral(value: Date): string {
  const year = value.getUTCFullYear();
  if (!(year >= 1900 && year <= 2299)) throw fault('invalid', 'analytics.date_range', 'A date in a query must lie between 1900 and 2299.');
  return `toDateTime64('${value.toISOString().slice(0, 23).replace('T', ' ')}', 3, 'UTC')`;
}
