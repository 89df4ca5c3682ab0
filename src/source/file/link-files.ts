import { columnOf, type AccountBy, type FilePlan, type SampledFile } from './file-plan.ts';
import { normaliseHeader } from './match-columns.ts';
import { uniqueness, type ColumnProfile } from './profile-column.ts';
import { firstOfList } from './row-reader.ts';

/** A file with what it was recognised as. */
export interface PlannedFile {
  file: SampledFile;
  plan: FilePlan;
}

interface KeySet {
  by: AccountBy;
  values: Set<string>;
}

/**
 * Joins the files of one import: for every file that names accounts, which kind of key its column holds, and, where its own guess of the column
 * matches no account, another column whose values do. Decided by the overlap of values; by header where no values can be compared.
 */
export function linkFiles(files: readonly PlannedFile[]): void {
  for (const account of files) if (account.plan.kind === 'account' && account.plan.mapping.ref === undefined) adoptKey(account, files);
  const keys = keySets(files);
  for (const { file, plan } of files) {
    if (plan.kind === 'account') plan.answers.accountBy = byOwnKey(plan);
    if (plan.kind === 'other' || plan.kind === 'account') continue;
    const column = plan.mapping.account;
    plan.answers.accountLists = [...(profile(file, column)?.values ?? [])].some(isIdList);
    const current = column === undefined ? undefined : bestKey(file, column, keysFor(plan, keys));
    if (column !== undefined && (current?.share ?? 0) >= 0.3) plan.answers.accountBy = current!.by;
    else {
      const better = rejoin({ file, plan }, keys);
      if (better && better.share > Math.max(0.5, current?.share ?? 0)) {
        plan.mapping.account = better.column;
        plan.confidence.account = Math.round(better.share * 100) / 100;
        plan.answers.accountBy = better.by;
      } else plan.answers.accountBy = byHeader(profile(file, column), column);
    }
  }
}

/** How the further records in a row of an account name it: by the column that the account itself is told by. */
function byOwnKey({ also, mapping }: FilePlan): AccountBy {
  const column = mapping[`${also[0]}.account`];
  return column === undefined || column === mapping.ref ? 'id' : column === mapping.domain ? 'domain' : 'name';
}

/** A list of accounts whose key no header names: the column is it whose values the other files use. */
function adoptKey({ file, plan }: PlannedFile, files: readonly PlannedFile[]): void {
  const mapped = new Set(Object.values(plan.mapping));
  const others = files.filter((other) => other.plan.kind !== 'account' && other.plan.kind !== 'other').flatMap((other) => other.file.profiles.filter((profile) => profile.distinct >= 3 && !isSmallNumber(profile)));
  let best: { column: string; share: number } | undefined;
  for (const found of file.profiles) {
    if (mapped.has(found.name) || found.distinct < 3 || uniqueness(found) < 0.8 || isSmallNumber(found)) continue;
    const values = new Set([...found.values].map((value) => value.toLowerCase()));
    for (const other of others) {
      const share = [...other.values].slice(0, 2000).filter((value) => values.has(value.toLowerCase())).length / Math.min(other.distinct, 2000);
      if (share >= 0.6 && share > (best?.share ?? 0)) best = { column: found.name, share };
    }
  }
  if (!best) return;
  plan.mapping.ref = best.column;
  plan.confidence.ref = Math.round(best.share * 100) / 100;
  for (const kind of plan.also) plan.mapping[`${kind}.account`] = best.column;
}

/** Counts and small amounts match each other by chance. */
function isSmallNumber(found: ColumnProfile): boolean {
  return found.integerShare > 0.9 && (found.max ?? 0) < 1000 && !/id|account|customer|company|client|org/i.test(found.name);
}

function keySets(files: readonly PlannedFile[]): KeySet[] {
  const fields: readonly ['account' | 'person' | 'line' | 'ticket', string, AccountBy][] = [['account', 'ref', 'id'], ['account', 'domain', 'domain'], ['account', 'name', 'name'], ['person', 'email', 'email'], ['person', 'ref', 'person'], ['line', 'ref', 'line'], ['ticket', 'ref', 'ticket'], ['ticket', 'number', 'ticket']];
  const sets: KeySet[] = [];
  for (const { file, plan } of files) {
    for (const [kind, field, by] of fields) {
      const column = plan.kind === kind ? columnOf(plan, kind, field) : undefined;
      const found = profile(file, column);
      if (found && found.filled > 0) sets.push({ by, values: new Set([...found.values].map((value) => value.toLowerCase())) });
    }
  }
  return sets;
}

/** The keys that records of a kind may name their account by: not by records of their own kind. */
function keysFor({ kind }: FilePlan, keys: readonly KeySet[]): readonly KeySet[] {
  const own: Partial<Record<FilePlan['kind'], readonly AccountBy[]>> = { person: ['email', 'person'], line: ['line'], ticket: ['ticket'] };
  return keys.filter(({ by }) => !own[kind]?.includes(by));
}

function profile(file: SampledFile, column: string | undefined): ColumnProfile | undefined {
  return column === undefined ? undefined : file.profiles[file.columns.indexOf(column)];
}

/** Several ids in one cell, as exports of associations write them. */
export function isIdList(value: string): boolean {
  return /^[^\s;]+(?:\s*;\s*[^\s;]+)+$/.test(value);
}

/** The key whose values hold the largest share of a column's; earlier kinds of key win ties. */
function bestKey(file: SampledFile, column: string, keys: readonly KeySet[]): { by: AccountBy; share: number } | undefined {
  const found = profile(file, column);
  if (!found || found.filled === 0) return undefined;
  const values = [...found.values].slice(0, 2000).map((value) => (isIdList(value) ? firstOfList(value) : value).toLowerCase());
  let best: { by: AccountBy; share: number } | undefined;
  for (const key of keys) {
    const share = values.filter((value) => key.values.has(value)).length / values.length;
    if (share > (best?.share ?? 0)) best = { by: key.by, share };
  }
  return best;
}

function rejoin({ file, plan }: PlannedFile, keys: readonly KeySet[]): { column: string; by: AccountBy; share: number } | undefined {
  const taken = new Set(Object.entries(plan.mapping).filter(([field]) => !['account', 'requester', 'person', 'respondent', 'contractRef'].includes(field)).map(([, column]) => column));
  let best: { column: string; by: AccountBy; share: number } | undefined;
  for (const column of file.columns) {
    const found = profile(file, column)!;
    if (taken.has(column) || found.distinct < 3 || found.dateShare > 0.9 && found.timeShare > 0.1) continue;
    if (isSmallNumber(found)) continue;
    const key = bestKey(file, column, keysFor(plan, keys));
    if (key && key.share > (best?.share ?? 0)) best = { column, ...key };
  }
  return best;
}

function byHeader(found: ColumnProfile | undefined, column: string | undefined): AccountBy {
  if (!found || column === undefined) return 'id';
  const header = normaliseHeader(column);
  if (found.emailShare > 0.5) return 'email';
  if (found.domainShare > 0.6) return 'domain';
  if (/^(?:ticket|case)(?:_id|_number)?$/.test(header)) return 'ticket';
  if (/^(?:subscription|contract|line)(?:_id|_ref|_number)?$/.test(header)) return 'line';
  if (/name$|^(?:company|customer|client|account|kunde|cliente)$/.test(header) && found.numberShare < 0.2) return 'name';
  return 'id';
}
