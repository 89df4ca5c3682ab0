import { createHash, hash } from 'node:crypto';
import { cellsOf, columnsOf, type ObjectMapping } from '../../connector/mapping.ts';
import type { VendorObject, VendorRecord } from '../../connector/connector.ts';
import { defaultAnswers, type FilePlan } from '../../file/file-plan.ts';
import { rowMapper, type MappedRow } from '../../file/map-row.ts';
import type { SourceRow } from '../../file/read-table.ts';
import type { RowFault } from '../../file/row-reader.ts';

/** The plan by which an object's rows load: the same as that of a file with one column for each mapped place. */
export function planOfObject(mapping: ObjectMapping, currency: string): FilePlan {
  const { accountBy, amountPeriod, minorUnits, endInclusive, surveyKind, scoreMax } = mapping;
  return {
    kind: mapping.kind, also: [], mapping: { ...mapping.fields }, confidence: {}, columns: columnsOf(mapping), dialect: { format: 'json', encoding: 'utf-8', delimiter: ',', quote: '"', header: true },
    answers: { ...defaultAnswers(currency), accountBy, amountPeriod, minorUnits, endInclusive, surveyKind, scoreMax },
  };
}

/** The quarantine entry of a record: the same for the same record, whatever is wrong with it. */
export function entryOfRecord(sourceId: string, object: string, ref: string): string {
  return `qua_${createHash('md5').update(JSON.stringify([sourceId, object, 'record', ref])).digest('hex')}`;
}

function isRecord(value: unknown): value is VendorRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Rows of one page, with what each becomes. */
export interface MappedPage {
  rows: SourceRow[];
  mapRow(row: SourceRow): MappedRow;
  /** Entries in quarantine that the good rows settle, should they be there. */
  entries: string[];
}

/** Compiles an object's mapping into a function from a page's records to rows. `first` is the number of the page's first row. */
export function pageMapper(object: VendorObject, mapping: ObjectMapping, plan: FilePlan, sourceId: string): (records: readonly unknown[], first: number) => MappedPage {
  const load = rowMapper(plan);
  const one = (record: unknown, number: number): { row: SourceRow; mapped: MappedRow } => {
    const text = () => JSON.stringify(record)?.slice(0, 4000) ?? '';
    if (!isRecord(record)) return { row: { number, cells: [], extra: { record: text() } }, mapped: bad(null, text(), 'shape', 'The record is not an object.', 'It is read again when the vendor sends it as documented.') };
    const { id, version, gone, mergedInto } = object.envelope(record);
    const { taken, cells, extra, fault } = cellsOf(record, mapping);
    const row: SourceRow = { number, cells, extra };
    const ref = mapping.fields.ref as string;
    if (id === null) return { row, mapped: bad(ref, String(record[ref] ?? ''), 'missing', `${ref} is empty or not an id.`, 'The vendor must name the record; without its id it cannot be known again.') };
    if (gone) return { row, mapped: { records: [tombstone(plan, id, version, mergedInto)] } };
    if (!taken) return { row, mapped: { records: [] } };
    if (fault) return { row, mapped: bad(fault.field, fault.value, 'type', fault.reason, 'Correct the value at the vendor, or map another field; the record is read again when it changes.') };
    const mapped = load(row);
    if ('records' in mapped) for (const made of mapped.records) made.version = version;
    return { row, mapped };
  };
  return (records, first) => {
    const all = records.map((record, index) => one(record, first + index));
    const byNumber = new Map(all.map(({ row, mapped }) => [row.number, mapped]));
    const entries = all.flatMap(({ mapped }) => ('records' in mapped ? mapped.records.flatMap(({ ref }) => (ref === null ? [] : [entryOfRecord(sourceId, object.id, ref)])) : []));
    return { rows: all.map(({ row }) => row), mapRow: (row) => byNumber.get(row.number) as MappedRow, entries };
  };
}

function bad(field: string | null, value: string, code: string, reason: string, remedy: string): { fault: RowFault } {
  return { fault: { field, value, code, reason, remedy } };
}

// The key is the one that the living record has.
function tombstone({ kind }: FilePlan, ref: string, version: string | null, mergedInto: string | null) {
  return {
    kind: kind as Exclude<FilePlan['kind'], 'other'>, ref, identity: ['ref', ref], accountRef: null, accountName: null, personRef: null, data: {},
    key: hash('md5', `${kind}\n${JSON.stringify(['ref', ref])}`, 'hex'), content: hash('md5', 'gone', 'hex'), version, gone: true, mergedInto,
  };
}
