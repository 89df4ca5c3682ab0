import type { VendorRequest } from './connector.ts';

/** A value as it is written into a field; null empties it. */
export type FieldValue = string | number | null;

/** A field of the vendor's record of an account, as the vendor describes it. */
export interface VendorField {
  name: string;
  label: string;
  type: 'text' | 'number' | 'choice' | 'other';
  /** Most characters of a text; null where the vendor does not say. */
  length: number | null;
  /** What a choice may hold; null where it is free. */
  options: readonly string[] | null;
  /** Why it cannot be written at all; null when it can. */
  problem: string | null;
}

/** New values of the record of one account. */
export interface FieldRow {
  /** The vendor's id of the account's record. */
  ref: string;
  values: Readonly<Record<string, FieldValue>>;
}

/** How one row of a write ended: `again` changed nothing and may be tried later; `denied` means that the permission is missing, for this row and for others. */
export interface RowEnd {
  ref: string;
  end: 'written' | 'refused' | 'again' | 'denied';
  message: string | null;
}

/** How custom fields of account records are described, read and written: many records a call. */
export interface FieldWriter {
  describe: { request: VendorRequest; read(body: unknown): VendorField[] };
  /** Most records of one call. */
  most: { read: number; write: number };
  readRequest(refs: readonly string[], fields: readonly string[]): VendorRequest;
  /** The present values by record; a record that is not there is absent. */
  readValues(body: unknown, refs: readonly string[], fields: readonly string[]): Map<string, Record<string, FieldValue>>;
  writeRequest(rows: readonly FieldRow[]): VendorRequest;
  /** What the answer says: how each row ended, or what to ask until it is known. Throws `UnreadablePage`. */
  written(body: unknown, rows: readonly FieldRow[]): { ends: RowEnd[] } | { ask: VendorRequest };
  /** Where records of the vendor hold such a field, for the mapping: what Mainstay wrote is not read back as the customer's. */
  place(field: string): string;
  /** The object of the mapping whose records are accounts. */
  object: string;
  link(address: string, ref: string): string;
}

/** A record to be made at a vendor. */
export interface RecordDraft {
  /** The action type. */
  type: string;
  /** The vendor's id of the record that it belongs to: the account's, or the ticket's. */
  ref: string;
  /** Stands in what is written, so that a record that was made is found again. */
  reference: string;
  title: string;
  text: string;
  fields: Readonly<Record<string, string | number | boolean | null>>;
}

/** Makes records, each found again by the reference that it holds: after an end that is not known it is looked for before another is made. */
export interface RecordWriter {
  /** Action types that it can carry out, and the part of the vendor that each belongs to. */
  types: Readonly<Record<string, 'account' | 'ticket'>>;
  /** What is wrong with named values; null when nothing is. */
  problem(type: string, fields: RecordDraft['fields']): string | null;
  /** What is asked before a record is made. */
  look(draft: RecordDraft): readonly VendorRequest[];
  /** The record, if it was made already; else what making it needs, or why it cannot be made. */
  seen(bodies: readonly unknown[], draft: RecordDraft): { id: string } | { needs: Readonly<Record<string, string>> } | { problem: string };
  create(draft: RecordDraft, needs: Readonly<Record<string, string>>): VendorRequest;
  /** The id of the record that was made, or why it was not. Throws `UnreadablePage`. */
  created(body: unknown, draft: RecordDraft): { id: string } | { problem: string };
  /** What a person calls it, such as "Task". */
  name(type: string): string;
  link(address: string, type: string, id: string): string;
}

/** What can be sent back to a vendor. Everything here is pure. */
export interface VendorWrite {
  /** Permissions that writing needs beyond those of reading, in the vendor's words. */
  scopes: readonly string[];
  fields?: FieldWriter;
  records?: RecordWriter;
}
