import { hash } from 'node:crypto';
import type { FilePlan } from './file-plan.ts';
import { normaliseHeader } from './match-columns.ts';
import { isBlank, readBoolean } from './read-value.ts';
import type { SourceRow } from './read-table.ts';
import { recordBuilders, type MappedRecord } from './record-of-kind.ts';
import { BadRow, fieldReader, type RowFault } from './row-reader.ts';
import type { Kind } from './target-kind.ts';

/** A mapped record with what it takes to know it again: `key` says which record it is, `content` whether it changed. Both are 32 hex digits. */
export interface KeyedRecord extends MappedRecord {
  key: string;
  content: string;
  /** Of a connected system: the record's own count of changes, sorting as text; an older one never overwrites a newer one. */
  version?: string | null;
  /** The system deleted it; `mergedInto` names the record it became part of. */
  gone?: boolean;
  mergedInto?: string | null;
}

export type MappedRow = { records: KeyedRecord[] } | { fault: RowFault };

const customKinds = new Set<Kind>(['account', 'person', 'line', 'invoice', 'ticket', 'activity', 'event']);

/** Compiles a plan into a function from source row to records. A row is loaded whole or not at all: one bad field, and none of its records is made. */
export function rowMapper(plan: FilePlan): (row: SourceRow) => MappedRow {
  let cells: readonly string[] = [];
  const kinds: Kind[] = plan.kind === 'other' ? [] : [plan.kind, ...plan.also];
  const readers = kinds.map((kind) => ({ kind, read: fieldReader(plan, kind, () => cells), build: recordBuilders[kind] }));
  const restColumns = unmappedColumns(plan);
  const unknown = plan.kind === 'other' ? { fault: unknownFault } : undefined;
  const deleted = plan.columns.findIndex((column) => /^(?:is_deleted|fivetran_deleted|deleted|isdeleted)$/.test(normaliseHeader(column)));
  return (row) => {
    if (row.broken) return { fault: { field: null, value: null, code: row.broken.code, reason: row.broken.reason, remedy: 'Correct the row, or export the file again.' } };
    if (unknown) return unknown;
    cells = row.cells;
    if (deleted >= 0 && readBoolean(cells[deleted] ?? '') === true) return { fault: deletedFault(plan.columns[deleted]!, cells[deleted]!) };
    try {
      const records: KeyedRecord[] = [];
      for (const { kind, read, build } of readers) {
        for (const record of build(read, plan)) {
          if (kind === plan.kind && customKinds.has(kind)) record.data[kind === 'event' ? 'props' : 'custom'] = rest(row, restColumns);
          records.push(keyed(record, row));
        }
      }
      return { records };
    } catch (error) {
      if (error instanceof BadRow) return { fault: error.fault };
      throw error;
    }
  };
}

const unknownFault: RowFault = {
  field: null, value: null, code: 'file_not_loaded', reason: 'The file is none of the kinds that are known.',
  remedy: 'Name the kind of the file and map its columns ("import correct"), then replay its rows; or dismiss them.',
};

function deletedFault(field: string, value: string): RowFault {
  return { field, value, code: 'deleted_in_source', reason: 'The source marks this row as deleted.', remedy: 'Dismiss it, or clear the mark and replay it.' };
}

/** Columns that no field of any kind reads; they are kept as custom attributes or event properties where the kind has them, and so is a list of accounts of which only the first is read. */
export function unmappedColumns(plan: Pick<FilePlan, 'columns' | 'mapping' | 'answers'>): { name: string; index: number }[] {
  const read = Object.entries(plan.mapping).filter(([field]) => field !== 'account' || !plan.answers.accountLists).map(([, column]) => column);
  const used = new Set([...read, ...plan.answers.wide]);
  return plan.columns.map((name, index) => ({ name, index })).filter(({ name }) => !used.has(name));
}

/** True where a kind keeps columns that no field reads. */
export function keepsRest(kind: string): boolean {
  return customKinds.has(kind as Kind);
}

function rest(row: SourceRow, columns: readonly { name: string; index: number }[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const { name, index } of columns) {
    const cell = row.cells[index];
    if (!isBlank(cell)) out[name] = cell!.trim();
  }
  return row.extra ? Object.assign(out, row.extra) : out;
}

function keyed(record: MappedRecord, row: SourceRow): KeyedRecord {
  const out = record as KeyedRecord;
  if (record.kind === 'event') {
    out.content = out.key = hash('md5', record.ref === null ? `event\n${row.cells.join('\x1f')}${row.extra ? JSON.stringify(row.extra) : ''}` : `event\nref\n${record.ref}`, 'hex');
    return out;
  }
  out.key = hash('md5', `${record.kind}\n${JSON.stringify(record.identity)}`, 'hex');
  out.content = hash('md5', JSON.stringify([record.accountRef, record.accountName, record.personRef, record.data]), 'hex');
  return out;
}

/** 32 hex digits as a UUID with dashes. */
export function dashed(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
