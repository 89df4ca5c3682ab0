import { fault } from '../../lib/fault.ts';

/** Something that may be a whole number of 16 digits or more; text that looks like one only costs time. */
const longInteger = /[:[,]-?\d{16,}[,}\]]/;

function exactNumber(_key: string, value: unknown, context: { source?: string }): unknown {
  const source = context.source;
  if (typeof value === 'number' && source !== undefined && /^-?\d{16,}$/.test(source) && BigInt(source) !== BigInt(value)) {
    throw fault('internal', 'integer_range', `The integer ${source} has more digits than can be kept; select it with toString().`);
  }
  return value;
}

/** Rows from one JSON object per line. Fault `internal` for a whole number that would lose digits. */
export function rowsFromJson<T>(text: string): T[] {
  const body = text.trimEnd();
  if (body === '') return [];
  const json = `[${body.replaceAll('\n', ',')}]`;
  return (longInteger.test(json) ? JSON.parse(json, exactNumber as (key: string, value: unknown) => unknown) : JSON.parse(json)) as T[];
}
