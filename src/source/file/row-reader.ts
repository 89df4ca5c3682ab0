import { addDays } from '../../lib/period.ts';
import { readMonths } from './match-columns.ts';
import type { Answers, FilePlan } from './file-plan.ts';
import { isBlank, isOpenEnd, readBoolean, readMoment, readNumber, type Moment } from './read-value.ts';
import type { Kind } from './target-kind.ts';

/** Why a row cannot be loaded, in words a person can act on. */
export interface RowFault {
  field: string | null;
  value: string | null;
  code: string;
  reason: string;
  remedy: string;
}

/** Thrown inside row mapping; one row, one reason. */
export class BadRow extends Error {
  readonly fault: RowFault;
  constructor(fault: RowFault) {
    super(fault.reason);
    this.fault = fault;
  }
}

/** Typed reading of one kind's fields from a row. A blank is null; a filled cell that cannot be read throws BadRow. */
export interface FieldReader {
  has(field: string): boolean;
  text(field: string): string | null;
  number(field: string): number | null;
  day(field: string): string | null;
  instant(field: string): Moment | null;
  boolean(field: string): boolean | null;
  months(field: string): number | null;
  /** Any column of the row by its own name. */
  cell(column: string): string | null;
  /** A required value; throws BadRow `missing` when it is blank. */
  need<T>(field: string, value: T | null): T;
}

/** Makes the reader of one kind's fields over the cells that `cells()` returns at the time of reading. */
export function fieldReader(plan: FilePlan, kind: Kind, cells: () => readonly string[]): FieldReader {
  const prefix = plan.kind === kind ? '' : `${kind}.`;
  const columns = new Map<string, { index: number; name: string; trimFloat: boolean }>();
  for (const [key, name] of Object.entries(plan.mapping)) {
    if (!key.startsWith(prefix) || (prefix === '' && key.includes('.'))) continue;
    const index = plan.columns.indexOf(name);
    if (index >= 0) columns.set(key.slice(prefix.length), { index, name, trimFloat: plan.answers.floatIds.includes(name) });
  }
  const raw = (field: string): string | null => {
    const column = columns.get(field);
    if (!column) return null;
    const cell = cells()[column.index];
    if (isBlank(cell)) return null;
    const value = field === 'account' && plan.answers.accountLists ? firstOfList(cell!) : cell!.trim();
    return column.trimFloat && value.endsWith('.0') ? value.slice(0, -2) : value;
  };
  const nameOf = (field: string) => columns.get(field)?.name ?? field;
  const cell = (name: string) => {
    const value = cells()[plan.columns.indexOf(name)];
    return isBlank(value) ? null : value!.trim();
  };
  return { has: (field) => columns.has(field), text: raw, cell, ...typedReads(raw, nameOf, plan.answers) };
}

/** The first of several ids in one cell. */
export function firstOfList(cell: string): string {
  return cell.split(';').map((part) => part.trim()).find((part) => part !== '') ?? '';
}

function typedReads(raw: (field: string) => string | null, nameOf: (field: string) => string, answers: Answers): Omit<FieldReader, 'has' | 'text' | 'cell'> {
  const bad = (field: string, value: string, code: string, what: string, remedy: string): never => {
    throw new BadRow({ field: nameOf(field), value: value.slice(0, 300), code, reason: `"${value.slice(0, 60)}" in ${nameOf(field)} is not ${what}.`, remedy });
  };
  const instant = (field: string): Moment | null => {
    const value = raw(field);
    if (value === null || isOpenEnd(value)) return null;
    return readMoment(value, answers.dateOrder[nameOf(field)] ?? 'mdy') ?? bad(field, value, 'date', 'a date', 'Write it as YYYY-MM-DD, or say which of day and month comes first.');
  };
  return {
    instant,
    day: (field) => instant(field)?.day ?? null,
    number: (field) => {
      const value = raw(field);
      if (value === null) return null;
      return readNumber(value, answers.decimal[nameOf(field)] ?? '.') ?? bad(field, value, 'number', 'a number', 'Write digits with one decimal mark, or leave it empty.');
    },
    boolean: (field) => {
      const value = raw(field);
      return value === null ? null : (readBoolean(value) ?? bad(field, value, 'boolean', 'a yes or no', 'Write yes or no, or leave it empty.'));
    },
    months: (field) => {
      const value = raw(field);
      return value === null ? null : readMonths(value);
    },
    need: (field, value) => {
      if (value === null || value === undefined) throw new BadRow({ field: nameOf(field), value: null, code: 'missing', reason: `${nameOf(field)} is empty.`, remedy: 'Fill it in, or map another column.' });
      return value;
    },
  };
}

/** The first day after an end date, by what was answered about it. */
export function exclusiveEnd(day: string | null, answers: Answers): string | null {
  return day === null ? null : answers.endInclusive ? addDays(day, 1) : day;
}
