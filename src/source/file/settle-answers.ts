import { daysBetween } from '../../lib/period.ts';
import { columnOf, defaultAnswers, type Doubt, type FilePlan, type SampledFile } from './file-plan.ts';
import { normaliseHeader } from './match-columns.ts';
import { periodOfHeader } from './period-column.ts';
import { uniqueness, type ColumnProfile } from './profile-column.ts';
import { endPattern } from './end-pattern.ts';
import { isKnownCurrency } from './record-values.ts';
import { surveyKindOf } from './record-of-kind.ts';
import { targetKind, type Kind } from './target-kind.ts';

/** What the settling needs from outside of the file. */
export interface SettleContext {
  /** Used where neither a mark nor a column names one. */
  currency: string;
  currencyKnown: boolean;
  /** The day of the import; a file without dates is taken to describe it. */
  today: string;
}

/** Decides the meaning of a file's values from all sampled rows, and raises a doubt where they do not say. */
export function settleAnswers(file: SampledFile, plan: FilePlan, context: SettleContext): Doubt[] {
  const answers = defaultAnswers(context.currency);
  plan.answers = { ...answers, wide: plan.answers.wide };
  if (plan.kind === 'other') return [];
  const doubts = [...settleDates(file, plan), ...settleMoney(file, plan, context)];
  for (const profile of file.profiles) {
    if (profile.decimal === ',') plan.answers.decimal[profile.name] = ',';
    if (profile.floatIds) plan.answers.floatIds.push(profile.name);
  }
  if (plan.kind === 'line' || plan.also.includes('line')) doubts.push(...settleLine(file, plan, context));
  if (plan.kind === 'usage' || plan.also.includes('usage')) settleUsage(file, plan);
  if (plan.kind === 'survey') settleSurvey(file, plan);
  if ((plan.kind === 'churn' || plan.also.includes('churn')) && !columnOf(plan, 'churn', 'onDay')) doubts.push(snapshotDoubt(plan, context, columnOf(plan, 'churn', 'flag') ?? null));
  return doubts;
}

function profile(file: SampledFile, column: string | undefined): ColumnProfile | undefined {
  return column === undefined ? undefined : file.profiles[file.columns.indexOf(column)];
}

/** Columns that a plan reads as dates. */
export function dateColumns(plan: FilePlan): string[] {
  return Object.entries(plan.mapping)
    .filter(([key]) => {
      const [kind, field] = key.includes('.') ? (key.split('.') as [Kind, string]) : [plan.kind as Kind, key];
      const type = plan.kind === 'other' ? undefined : targetKind(kind).fields.find((found) => found.name === field)?.type;
      return type === 'day' || type === 'instant';
    })
    .map(([, column]) => column);
}

function settleDates(file: SampledFile, plan: FilePlan): Doubt[] {
  const columns = dateColumns(plan).map((name) => profile(file, name)!).filter((found) => found && found.orderEvidence !== 'none');
  const sure = columns.find((found) => found.orderEvidence === 'dmy' || found.orderEvidence === 'mdy');
  const doubts: Doubt[] = [];
  for (const found of columns) {
    const guess = found.orderEvidence === 'both' ? (sure?.order ?? localOrder(file)) : found.order;
    plan.answers.dateOrder[found.name] = guess;
    const example = [...found.values].slice(0, 3);
    if (found.orderEvidence === 'both' && !sure) doubts.push({ code: 'ambiguous_date_order', field: found.name, count: found.filled, example, message: `No value of ${found.name} says whether the day or the month comes first.`, remedy: 'Say which comes first.', choice: guess });
    if (found.orderEvidence === 'conflict') doubts.push({ code: 'mixed_date_order', field: found.name, count: found.filled, example, message: `${found.name} has dates with the day first and dates with the month first.`, remedy: 'Export the column in one form; rows that do not fit are in quarantine.', choice: guess });
  }
  return doubts;
}

/** Without evidence: the day comes first, unless the file is in dollars. */
function localOrder(file: SampledFile): 'dmy' | 'mdy' {
  const continental = file.dialect.delimiter === ';' || file.profiles.some((found) => found.decimal === ',' || found.currency === 'EUR' || found.currency === 'GBP');
  return continental ? 'dmy' : 'mdy';
}

const moneyFields: readonly [Kind, string][] = [['line', 'mrr'], ['line', 'arr'], ['line', 'amount'], ['line', 'unitPrice'], ['line', 'total'], ['invoice', 'amount'], ['invoice', 'unitPrice']];

function settleMoney(file: SampledFile, plan: FilePlan, context: SettleContext): Doubt[] {
  const money = moneyFields.map(([kind, field]) => profile(file, columnOf(plan, kind, field))).find((found) => found !== undefined);
  if (!money) return [];
  const doubts: Doubt[] = [];
  if (file.columns.some((column) => normaliseHeader(column) === 'livemode') && money.integerShare === 1) {
    plan.answers.minorUnits = true;
    doubts.push({ code: 'amount_in_minor_units', field: money.name, count: money.filled, example: [...money.values].slice(0, 3), message: `${money.name} seems to be in cents, as this payment system writes amounts.`, remedy: 'Answer minor (cents) or major.', choice: 'minor' });
  }
  const header = normaliseHeader(money.name).toUpperCase().split('_').find((word) => word.length === 3 && isKnownCurrency(word) && word !== 'ALL' && word !== 'TOP');
  const column = profile(file, columnOf(plan, plan.kind as Kind, 'currency') ?? columnOf(plan, 'line', 'currency'));
  const found = header ?? (money.currency && isKnownCurrency(money.currency) ? money.currency : null);
  if (found) plan.answers.currency = found;
  if (found || (column && column.filled === column.rows) || context.currencyKnown) return doubts;
  return [...doubts, { code: 'unknown_currency', field: money.name, count: money.filled - (column?.filled ?? 0), example: [...money.values].slice(0, 3), message: `Nothing names the currency of ${money.name}.`, remedy: 'Name the currency, or set the default currency.', choice: plan.answers.currency }];
}

function settleLine(file: SampledFile, plan: FilePlan, context: SettleContext): Doubt[] {
  const doubts: Doubt[] = [];
  const { answers } = plan;
  const amount = profile(file, columnOf(plan, 'line', 'amount') ?? columnOf(plan, 'line', 'unitPrice'));
  if (amount && !columnOf(plan, 'line', 'mrr') && !columnOf(plan, 'line', 'arr')) {
    const word = normaliseHeader(amount.name);
    const said = /month|mensual|monat/.test(word) ? 'month' : /annual|year|jahr|anual/.test(word) ? 'year' : null;
    answers.amountPeriod = said ?? (columnOf(plan, 'line', 'billingMonths') ? 'bill' : columnOf(plan, 'line', 'tenureMonths') ? 'month' : 'year');
    if (!said) doubts.push({ code: 'amount_period', field: amount.name, count: amount.filled, example: [...amount.values].slice(0, 3), message: `${amount.name} does not say whether it is per month, per bill, per year or for the whole term.`, remedy: 'Answer month, quarter, bill, year or term.', choice: answers.amountPeriod });
  }
  if (!['mrr', 'arr', 'amount', 'unitPrice', 'total'].some((field) => columnOf(plan, 'line', field))) {
    doubts.push({ code: 'no_amount', field: null, count: file.rows.length, example: null, message: 'The lines name no amount; they count as 0.', remedy: 'Map an amount, or deliver prices with the lines.', choice: '0' });
  }
  doubts.push(...settleDiscount(file, plan), ...endPattern(file, plan, context.today));
  const start = profile(file, columnOf(plan, 'line', 'startOn'));
  if (!start) doubts.push(snapshotDoubt(plan, context, columnOf(plan, 'line', 'tenureMonths') ?? null));
  else if (/(?:^|_)month$|snapshot|report_date/.test(normaliseHeader(start.name)) && !columnOf(plan, 'line', 'endOn') && !columnOf(plan, 'line', 'termEnd')) {
    answers.snapshotMonths = 1;
    doubts.push({ code: 'line_snapshot', field: start.name, count: start.filled, example: [...start.values].slice(0, 3), message: 'Each row is taken as the recurring revenue of one month.', remedy: 'If rows are contracts, map the end date or answer 0.', choice: '1' });
  }
  return doubts;
}

function settleDiscount(file: SampledFile, plan: FilePlan): Doubt[] {
  const discount = profile(file, columnOf(plan, 'line', 'discount'));
  if (!discount || discount.filled === 0 || (discount.max ?? 0) === 0) return [];
  plan.answers.discountPercent = discount.percent || (discount.max ?? 0) > 1;
  const index = file.columns.indexOf(discount.name);
  const count = file.rows.filter((row) => Number(row[index]?.replace('%', '')) > 0).length;
  return [{ code: 'price_net_or_gross', field: discount.name, count, example: [...discount.values].filter((value) => Number(value) > 0).slice(0, 3), message: 'The amounts may be before or after the discount.', remedy: 'Answer net (the discount is already taken off) or gross.', choice: 'net' }];
}

function snapshotDoubt(plan: FilePlan, context: SettleContext, field: string | null): Doubt {
  plan.answers.snapshotOn ??= context.today;
  return { code: 'snapshot_date', field, count: 0, example: plan.answers.snapshotOn, message: 'The file has no dates for what it describes; it is taken as the state on the day of the import.', remedy: 'Answer the day the file was exported.', choice: plan.answers.snapshotOn };
}

function settleUsage(file: SampledFile, plan: FilePlan): void {
  const start = profile(file, columnOf(plan, 'usage', 'startOn'));
  if (!start) {
    const starts = [...new Set(plan.answers.wide.map((name) => periodOfHeader(name)?.startOn).filter((day) => day !== undefined))].sort();
    const gaps = starts.slice(1).map((day, index) => daysBetween(starts[index]!, day));
    if (starts.length) plan.answers.usageDays = starts.every((day) => day.endsWith('-01')) ? 'month' : gaps.every((gap) => gap % 7 === 0) ? 7 : 1;
    return;
  }
  const header = normaliseHeader(start.name);
  const days = [...start.values].slice(0, 5000).map((value) => value.slice(0, 10)).filter((value) => /^\d{4}-\d{2}-\d{2}$/.test(value)).sort();
  const monthly = days.length > 1 ? days.every((day) => day.endsWith('-01')) : /month|monat/.test(header);
  const gaps = days.slice(1).map((day, index) => Math.round((Date.parse(day) - Date.parse(days[index]!)) / 86_400_000)).filter((gap) => gap > 0);
  const weekly = /week|woche/.test(header) || (gaps.length > 1 && gaps.every((gap) => gap % 7 === 0));
  plan.answers.usageDays = /month|monat|^period$/.test(header) || [...start.values].every((value) => /^\d{4}-\d{2}$/.test(value)) || (monthly && days.length > 2) ? 'month' : weekly ? 7 : 1;
}

function settleSurvey(file: SampledFile, plan: FilePlan): void {
  const score = profile(file, plan.mapping.score);
  const named = surveyKindOf(`${plan.mapping.score ?? ''} ${file.path.split('/').pop()}`);
  const top = score?.max ?? 10;
  plan.answers.surveyKind = named ?? (top > 7 && top <= 10 && (score?.min ?? 0) < 1 ? 'nps' : top <= 5 ? 'csat' : 'custom');
  plan.answers.scoreMax = plan.answers.surveyKind === 'nps' ? 10 : plan.answers.surveyKind === 'ces' ? 7 : top <= 5 ? 5 : top <= 7 ? 7 : top <= 10 ? 10 : 100;
}

/** Columns that say the same for every account, and columns that are always empty. */
export function idleColumns(file: SampledFile, plan: FilePlan): Doubt[] {
  const doubts: Doubt[] = [];
  const mapped = new Set([...Object.values(plan.mapping), ...plan.answers.wide]);
  const unused = file.columns.filter((column) => !mapped.has(column));
  if (unused.length > 0) doubts.push({ code: 'unused_columns', field: null, count: unused.length, example: unused.slice(0, 20), message: 'No field reads these columns.', remedy: 'Map a column that matters, or leave it.', choice: null });
  const constant = file.profiles.filter((found) => found.rows >= 20 && found.filled === found.rows && found.distinct === 1).map((found) => found.name);
  if (constant.length > 0) doubts.push({ code: 'constant_columns', field: null, count: constant.length, example: constant.slice(0, 20), message: 'These columns have the same value in every row.', remedy: 'Check the export; a constant tells no account from another.', choice: null });
  return doubts;
}

/** Uniqueness of a mapped column, for previews. */
export function keyShare(file: SampledFile, column: string): number {
  const found = profile(file, column);
  return found ? uniqueness(found) : 0;
}
