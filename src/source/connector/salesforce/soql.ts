/** A query of the part of SOQL that the simulator knows. */
export interface Soql {
  fields: string[];
  object: string;
  matches(value: (field: string) => unknown): boolean;
  orderBy: string[];
  limit: number;
  /** Rows that stand beside those of the object. */
  more?: readonly Record<string, unknown>[];
}

type Test = (value: (field: string) => unknown) => boolean;

/** Thrown for what is no query here; Salesforce answers MALFORMED_QUERY. */
export class MalformedQuery extends Error {}

/** A value in the form in which two of them compare: instants as numbers, all else as it is. */
function comparable(value: unknown): string | number | boolean | null {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{4})$/.test(value)) return Date.parse(value);
  return value === undefined || value === null || typeof value === 'object' ? null : (value as string | number | boolean);
}

function literal(text: string): unknown {
  if (text.startsWith("'")) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function compare(left: unknown, operator: string, right: unknown): boolean {
  const [a, b] = [comparable(left), comparable(right)];
  if (operator === '=') return a === b;
  if (operator === '!=') return a !== b;
  if (a === null || b === null) return false;
  return operator === '>' ? a > b : operator === '>=' ? a >= b : operator === '<' ? a < b : a <= b;
}

// Conditions joined by AND and OR, with brackets; AND binds closer.
function readCondition(tokens: string[]): Test {
  const one = (): Test => {
    if (tokens[0] === '(') {
      tokens.shift();
      const inner = readCondition(tokens);
      if (tokens.shift() !== ')') throw new MalformedQuery('expecting a right parenthesis');
      return inner;
    }
    const [field = '', operator = '', text = ''] = tokens.splice(0, 3);
    if (!/^[A-Za-z]\w*(\.\w+)?$/.test(field) || !/^(=|!=|[<>]=?)$/.test(operator) || text === '') throw new MalformedQuery(`unexpected token: ${operator || field}`);
    const wanted = literal(text);
    return (value) => compare(value(field), operator, wanted);
  };
  const all = (): Test => {
    const parts = [one()];
    while (/^and$/i.test(tokens[0] ?? '')) parts.push((tokens.shift(), one()));
    return (value) => parts.every((part) => part(value));
  };
  const parts = [all()];
  while (/^or$/i.test(tokens[0] ?? '')) parts.push((tokens.shift(), all()));
  return (value) => parts.some((part) => part(value));
}

/** Reads `SELECT … FROM … [WHERE …] [ORDER BY …] [LIMIT n]`. Throws `MalformedQuery`. */
export function readSoql(text: string): Soql {
  const [, select = '', object = '', where, order, limit] = /^\s*SELECT\s+(.+?)\s+FROM\s+(\w+)(?:\s+WHERE\s+(.+?))?(?:\s+ORDER\s+BY\s+(.+?))?(?:\s+LIMIT\s+(\d+))?\s*$/is.exec(text) ?? [];
  if (!object) throw new MalformedQuery('unexpected token');
  const tokens = where?.match(/'[^']*'|[()]|[<>!]?=|[<>]|[^\s()<>=!']+/g) ?? [];
  const matches = where === undefined ? () => true : readCondition(tokens);
  if (tokens.length > 0) throw new MalformedQuery(`unexpected token: ${tokens[0]}`);
  return { fields: select.split(',').map((field) => field.trim()), object, matches, orderBy: order?.split(',').map((field) => field.trim()) ?? [], limit: limit === undefined ? Number.POSITIVE_INFINITY : Number(limit) };
}

/** Compares two values as `ORDER BY` does, rising. */
export function soqlOrder(a: unknown, b: unknown): number {
  const [left, right] = [comparable(a), comparable(b)];
  return left === right ? 0 : left === null ? -1 : right === null ? 1 : left < right ? -1 : 1;
}
