/** A value that may stand in a statement of the usage store. */
export type Literal = string | number | bigint | boolean | Date | null | readonly Literal[];

const escapes: Record<string, string> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f', '\0': '\\0' };

/**
 * The one escaper for the usage store, whose parameterised queries are serialised process-wide.
 * A Date becomes a DateTime64(3, 'UTC'); an array an Array; text is quoted with every special character escaped. Throws for a number that is not finite.
 */
export function literal(value: Literal): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} cannot stand in a query.`);
    return Object.is(value, -0) ? '0' : String(value);
  }
  if (value instanceof Date) return `toDateTime64('${value.toISOString().replace('T', ' ').replace('Z', '')}', 3, 'UTC')`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return `'${(value as string).replace(/[\\'\n\r\t\b\f\0]/g, (char) => escapes[char] as string)}'`;
}
