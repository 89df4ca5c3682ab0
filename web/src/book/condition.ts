import { addDays } from '../../../src/lib/period.ts';

export const operators = ['is', 'not', 'lt', 'gt', 'between', 'before', 'after', 'within', 'past', 'known', 'unknown'] as const;
export type Operator = (typeof operators)[number];
export type CellValue = string | number | boolean | null;

/** One condition on a column. `is` and `not` take any number of values, `between` two, `within` and `past` a number of days, `known` and `unknown` none. */
export interface Condition {
  column: string;
  operator: Operator;
  values: readonly string[];
}

/** How an account without a value is written in a condition. */
export const noValue = '(none)';

const marks: Record<string, string> = { '%': '%25', '~': '%7E', ':': '%3A', '|': '%7C' };
const encode = (text: string) => text.replace(/[%~:|]/g, (mark) => marks[mark] ?? mark);

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads "segment:is:smb|mid~arr:gt:1000"; what it does not understand is left out. */
export function parseConditions(text: string | undefined): Condition[] {
  return (text ?? '').split('~').flatMap((part) => {
    const [column = '', operator = '', values] = part.split(':');
    if (!column || !operators.includes(operator as Operator)) return [];
    return [{ column: decode(column), operator: operator as Operator, values: values === undefined || values === '' ? [] : values.split('|').map(decode) }];
  });
}

/** Writes what {@link parseConditions} reads; undefined for no condition. */
export function conditionsText(conditions: readonly Condition[]): string | undefined {
  return conditions.map(({ column, operator, values }) => [encode(column), operator, ...(values.length ? [values.map(encode).join('|')] : [])].join(':')).join('~') || undefined;
}

/** The test of a condition on the values of a cell; a cell of several values passes `is` when one of them does. */
export function conditionTest({ operator, values }: Condition, today: string): (cell: readonly CellValue[]) => boolean {
  const known = (cell: readonly CellValue[]) => cell.some((value) => value !== null);
  if (operator === 'known') return known;
  if (operator === 'unknown') return (cell) => !known(cell);
  if (operator === 'is' || operator === 'not') {
    const chosen = new Set(values);
    const holds = (cell: readonly CellValue[]) => (cell.length ? cell.some((value) => chosen.has(value === null ? noValue : String(value))) : chosen.has(noValue));
    return operator === 'is' ? holds : (cell) => !holds(cell);
  }
  const [first = '', second = ''] = values;
  if (operator === 'before' || operator === 'after' || operator === 'within' || operator === 'past') return dayTest(operator, first, today);
  const [a, b] = [Number(first), Number(second)];
  const inRange = operator === 'lt' ? (n: number) => n < a : operator === 'gt' ? (n: number) => n > a : (n: number) => n >= a && n <= b;
  return (cell) => cell.some((value) => typeof value === 'number' && inRange(value));
}

function dayTest(operator: 'before' | 'after' | 'within' | 'past', first: string, today: string): (cell: readonly CellValue[]) => boolean {
  const days = Math.min(36_500, Math.max(0, Math.round(Number(first)) || 0));
  const [from, to] = operator === 'before' ? ['', first] : operator === 'after' ? [first, '9999'] : operator === 'within' ? [today, addDays(today, days)] : [addDays(today, -days), today];
  if (operator === 'before') return (cell) => cell.some((value) => typeof value === 'string' && value < to);
  if (operator === 'after') return (cell) => cell.some((value) => typeof value === 'string' && value.slice(0, 10) > from);
  return (cell) => cell.some((value) => typeof value === 'string' && value.slice(0, 10) >= from && value.slice(0, 10) <= to);
}
