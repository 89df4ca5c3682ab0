import { defaultAnswers, type Doubt, type FilePlan, type SampledFile } from './file-plan.ts';
import { leakColumns } from './leak-check.ts';
import { isIdList, linkFiles } from './link-files.ts';
import { keepsRest } from './map-row.ts';
import { normaliseHeader } from './match-columns.ts';
import { mapAs, recogniseFile, type Guess } from './recognise-file.ts';
import { idleColumns, settleAnswers, type SettleContext } from './settle-answers.ts';
import type { FileKind } from './target-kind.ts';

/** What a person or an earlier import decided about a file; it wins over what is guessed. */
export interface Decision {
  kind?: FileKind;
  also?: FilePlan['also'];
  mapping?: Record<string, string>;
  answers?: Partial<FilePlan['answers']>;
  /** How the file is cut into cells. */
  dialect?: FilePlan['dialect'];
}

export interface PlannedWithDoubts {
  file: SampledFile;
  plan: FilePlan;
  doubts: Doubt[];
}

/** Recognises the files of one import together: each by itself, then joined, then the meaning of values settled. `decided` has a decision per file or undefined. */
export function planFiles(files: readonly SampledFile[], decided: readonly (Decision | undefined)[], context: SettleContext): PlannedWithDoubts[] {
  const planned = files.map((file, index) => ({ file, plan: firstPlan(file, decided[index]), doubts: [] as Doubt[] }));
  dropFlagsThatDatesCover(planned);
  const items = planned.map((item, index) => (decided[index]?.kind ? [] : dropItemsThatInvoicesCover(item, planned)));
  const repeated = planned.map((item, index) => (decided[index]?.also ? [] : dropMoneyThatLinesCover(item, planned)));
  planned.forEach((item, index) => { item.doubts = [...repeated[index]!, ...settleAnswers(item.file, item.plan, context)]; });
  linkFiles(planned);
  planned.forEach((item, index) => {
    applyAnswers(item, decided[index]);
    item.doubts.push(...(items[index]!.length ? items[index]! : closingDoubts(item)));
  });
  return planned;
}

function firstPlan(file: SampledFile, decision: Decision | undefined): FilePlan {
  const guess: Guess = decision?.kind && decision.kind !== 'other' && !decision.mapping ? preferred(decision.kind, file) : recogniseFile(file);
  const kind = decision?.kind ?? guess.kind;
  const same = guess.kind === kind;
  return {
    kind,
    also: decision?.also ?? (same ? guess.also : []),
    mapping: decision?.mapping ? keepKnown(decision.mapping, file.columns) : same ? { ...guess.mapping } : {},
    confidence: decision?.mapping ? Object.fromEntries(Object.keys(decision.mapping).map((key) => [key, 1])) : same ? { ...guess.confidence } : {},
    columns: file.columns,
    dialect: file.dialect,
    answers: { ...defaultAnswers('USD'), wide: decision?.answers?.wide ?? (same ? guess.wide : []) },
  };
}

function preferred(kind: Exclude<FileKind, 'other'>, file: SampledFile): Guess {
  const guess = recogniseFile(file);
  return guess.kind === kind ? guess : mapAs(kind, file);
}

function keepKnown(mapping: Record<string, string>, columns: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(mapping).filter(([, column]) => columns.includes(column)));
}

/** A bare "left" flag beside another file that says when: only the dated one becomes records; the flag stays an attribute. */
function dropFlagsThatDatesCover(planned: readonly PlannedWithDoubts[]): void {
  const dated = planned.some(({ plan }) => (plan.kind === 'churn' && plan.mapping.onDay !== undefined) || plan.kind === 'line');
  for (const { plan } of planned) {
    if (!dated || !plan.also.includes('churn') || plan.mapping['churn.onDay']) continue;
    plan.also = plan.also.filter((kind) => kind !== 'churn');
    for (const key of Object.keys(plan.mapping)) if (key.startsWith('churn.')) delete plan.mapping[key];
  }
}

/** An amount per account beside a file of the same accounts' contract lines is their sum once more: the lines count, the amount stays an attribute. */
function dropMoneyThatLinesCover({ file, plan }: PlannedWithDoubts, planned: readonly PlannedWithDoubts[]): Doubt[] {
  if (plan.kind !== 'account' || !plan.also.includes('line')) return [];
  const lines = planned.find((other) => other.plan.kind === 'line' && other.plan.mapping.account !== undefined && namesTheSame(other, { file, plan }));
  if (!lines) return [];
  const columns = Object.entries(plan.mapping).filter(([field]) => field.startsWith('line.') && field !== 'line.account').map(([, column]) => column);
  plan.also = plan.also.filter((kind) => kind !== 'line');
  for (const key of Object.keys(plan.mapping)) if (key.startsWith('line.')) delete plan.mapping[key];
  const money = columns.find((column) => !Object.values(plan.mapping).includes(column)) ?? columns[0] ?? null;
  return [{ code: 'money_twice', field: money, count: file.rows.length, example: { lines: lines.file.path, columns }, message: `${money} gives an amount per account, and ${lines.file.path.split(/[\\/]/).pop()} the contract lines of the same accounts.`, remedy: 'The lines count; the column is kept as an attribute. Load this file without the lines to make the amounts count.', choice: 'lines' }];
}

/** The items of invoices beside the invoices themselves are the same money once more: the invoices count. */
function dropItemsThatInvoicesCover({ file, plan }: PlannedWithDoubts, planned: readonly PlannedWithDoubts[]): Doubt[] {
  const isItems = ({ file: one }: Pick<PlannedWithDoubts, 'file'>) => one.columns.some((column) => /(?:^|_)(?:line_)?item_id$|(?:^|_)line_id$/.test(normaliseHeader(column)));
  if (plan.kind !== 'invoice' || !isItems({ file })) return [];
  const refs = new Set(file.profiles.filter((profile) => /invoice/.test(normaliseHeader(profile.name))).flatMap((profile) => [...profile.values]));
  const invoices = planned.find((other) => other.plan.kind === 'invoice' && !isItems(other) && ['ref', 'number'].some((field) => {
    const known = [...(other.file.profiles.find((profile) => profile.name === other.plan.mapping[field])?.values ?? [])];
    return known.filter((value) => refs.has(value)).length >= Math.max(1, known.length * 0.3);
  }));
  if (!invoices) return [];
  plan.kind = 'other';
  plan.mapping = {};
  plan.also = [];
  return [{ code: 'invoice_items', field: null, count: file.rows.length, example: { invoices: invoices.file.path }, message: `The rows are items of the invoices in ${invoices.file.path.split(/[\\/]/).pop()}; their amounts are in those already.`, remedy: 'The invoices count. Dismiss the rows, or load this file without the invoices to make the items count.', choice: 'invoices' }];
}

/** True where at least three in ten of the accounts that one file's lines name are rows of the other. */
function namesTheSame(lines: Pick<PlannedWithDoubts, 'file' | 'plan'>, accounts: Pick<PlannedWithDoubts, 'file' | 'plan'>): boolean {
  const valuesOf = ({ file }: Pick<PlannedWithDoubts, 'file'>, column: string | undefined) => file.profiles.find((profile) => profile.name === column)?.values ?? new Set<string>();
  const named = [...valuesOf(lines, lines.plan.mapping.account)];
  return ['ref', 'domain', 'name'].some((field) => {
    const known = valuesOf(accounts, accounts.plan.mapping[field]);
    return named.filter((value) => known.has(value)).length >= Math.max(1, named.length * 0.3);
  });
}

function applyAnswers(item: PlannedWithDoubts, decision: Decision | undefined): void {
  if (!decision?.answers) return;
  item.plan.answers = { ...item.plan.answers, ...decision.answers, dateOrder: { ...item.plan.answers.dateOrder, ...decision.answers.dateOrder } };
}

function severalAccounts({ file, plan }: Pick<PlannedWithDoubts, 'file' | 'plan'>): Doubt[] {
  const column = plan.mapping.account;
  if (!plan.answers.accountLists || column === undefined) return [];
  const index = file.columns.indexOf(column);
  const lists = file.rows.map((row) => row[index]?.trim() ?? '').filter(isIdList);
  return [{ code: 'several_accounts', field: column, count: lists.length, example: lists.slice(0, 3), message: `${column} names several accounts in some rows; each record belongs to the first one.`, remedy: 'The whole list is kept as a custom attribute. Export one row for each account where that is wrong.', choice: 'first' }];
}

function closingDoubts({ file, plan }: PlannedWithDoubts): Doubt[] {
  if (plan.kind === 'other') {
    return [{ code: 'file_not_loaded', field: null, count: file.rows.length, example: file.columns.slice(0, 12), message: 'The file is none of the kinds that are known; nothing of it was loaded.', remedy: 'Name its kind and map its columns, or leave it.', choice: 'other' }];
  }
  const doubts = [...severalAccounts({ file, plan }), ...leakColumns(file, plan), ...idleColumns(file, plan)];
  for (const doubt of doubts) {
    if (doubt.code === 'unused_columns' && keepsRest(plan.kind)) doubt.message = plan.kind === 'event' ? 'No field reads these columns; they are kept as event properties.' : 'No field reads these columns; they are kept as custom attributes.';
  }
  return doubts;
}
