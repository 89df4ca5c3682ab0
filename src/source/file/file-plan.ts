import type { ColumnProfile } from './profile-column.ts';
import type { DateOrder, DecimalMark } from './read-value.ts';
import type { Dialect } from './detect-dialect.ts';
import type { FileKind, Kind } from './target-kind.ts';

/** How a column names the account: by an id of its source, a web domain, a person's e-mail, the account's name, or the id of a person, contract line or ticket. */
export type AccountBy = 'id' | 'domain' | 'email' | 'name' | 'person' | 'line' | 'ticket';

/** What an amount without a word for its period covers. */
export type AmountPeriod = 'month' | 'quarter' | 'year' | 'bill' | 'term';

/** What was decided about the meaning of values. Every one can be corrected. */
export interface Answers {
  dateOrder: Record<string, DateOrder>;
  decimal: Record<string, DecimalMark>;
  accountBy: AccountBy;
  currency: string;
  amountPeriod: AmountPeriod;
  /** Amounts are cents, as payment systems write them. */
  minorUnits: boolean;
  /** The end date is the last day in force, not the first day after. */
  endInclusive: boolean;
  endMeaning: 'term' | 'cancelled';
  discountTaken: boolean;
  discountPercent: boolean;
  /** Length of a usage period in days; 'month' takes each month's own. */
  usageDays: number | 'month';
  /** Numeric columns that are each a feature of their own. */
  wide: string[];
  /** The day a file without dates describes. */
  snapshotOn: string | null;
  /** Months that one row of a recurring-revenue snapshot covers; 0 when rows are contract lines. */
  snapshotMonths: number;
  /** What a survey without a type column asks, and the top of its scale. */
  surveyKind: string;
  scoreMax: number;
  /** A cell may name several accounts, parted by semicolons; the record is the first one's. */
  accountLists: boolean;
  /** Columns whose ids were written as floats (`12.0`). */
  floatIds: string[];
}

/** Something the data does not say for certain. `code` is stable; `choice` is what is assumed. */
export interface Doubt {
  code: string;
  field: string | null;
  count: number;
  example: unknown;
  message: string;
  remedy: string;
  choice: string | null;
}

/** What a file is and how its columns become records. A mapping key is a target field, `kind.field` for the further kinds of a wide file. */
export interface FilePlan {
  kind: FileKind;
  /** Further kinds of record that every row also carries. */
  also: Kind[];
  mapping: Record<string, string>;
  confidence: Record<string, number>;
  columns: string[];
  dialect: Dialect;
  answers: Answers;
}

/** A sampled file, before it is recognised. */
export interface SampledFile {
  path: string;
  dialect: Dialect;
  columns: string[];
  profiles: ColumnProfile[];
  rows: string[][];
  complete: boolean;
}

/** The column that a kind's field is read from, if mapped. */
export function columnOf(plan: Pick<FilePlan, 'kind' | 'mapping'>, kind: Kind, field: string): string | undefined {
  return plan.mapping[plan.kind === kind ? field : `${kind}.${field}`];
}

/** Answers before anything was found out. */
export function defaultAnswers(currency: string): Answers {
  return {
    dateOrder: {}, decimal: {}, accountBy: 'id', currency, amountPeriod: 'year', minorUnits: false, endInclusive: false, endMeaning: 'term', discountTaken: true,
    discountPercent: false, usageDays: 1, wide: [], snapshotOn: null, snapshotMonths: 0, surveyKind: 'custom', scoreMax: 10, accountLists: false, floatIds: [],
  };
}
