import pg from 'pg';
import { fault } from '../../lib/fault.ts';

const oid = { int8: 20, date: 1082, timestamp: 1114, numeric: 1700, int8Array: 1016, dateArray: 1182, numericArray: 1231 };

const asText = (text: string): string => text;

function asInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw fault('internal', 'integer_range', `The integer ${text} has more digits than can be kept; select it as text.`);
  return value;
}

/** Fractions round to the nearest double; a whole part beyond 2^53 throws. */
function asNumber(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && !Number.isSafeInteger(Math.trunc(value))) throw fault('internal', 'integer_range', `The number ${text} has more digits than can be kept; select it as text.`);
  return value;
}

/** The driver's parser of array text; its published types describe another major version. */
const arrayParser = pg.types.arrayParser as unknown as { create(text: string, parse: (item: string) => unknown): { parse(): unknown[] } };

const arrayOf = (parse: (text: string) => unknown) => (text: string) => arrayParser.create(text, parse).parse();

const parsers = new Map<number, (text: string) => unknown>([
  [oid.int8, asInteger],
  [oid.numeric, asNumber],
  [oid.date, asText],
  [oid.timestamp, asText],
  [oid.int8Array, arrayOf(asInteger)],
  [oid.numericArray, arrayOf(asNumber)],
  [oid.dateArray, arrayOf(asText)],
]);

/** How column values become JavaScript values; everything not named here is parsed as the driver does. */
export const postgresTypes = {
  getTypeParser(typeId: number, format?: 'text' | 'binary'): (value: string) => unknown {
    const own = format === 'binary' ? undefined : parsers.get(typeId);
    return own ?? (pg.types.getTypeParser(typeId, format as 'text') as (value: string) => unknown);
  },
} as pg.CustomTypesConfig;
