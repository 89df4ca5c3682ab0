import { z } from 'zod';
import type { DefinitionKind } from '../../program/definition/definition.ts';
import type { VendorRecord } from './connector.ts';

const kinds = ['account', 'person', 'line', 'invoice', 'ticket', 'activity', 'survey'] as const;
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** How one object of a vendor becomes records of one kind. */
export const objectMapping = z.strictObject({
  label: z.string().min(1),
  kind: z.enum(kinds),
  fields: z.record(z.string(), z.string().min(1)).describe('Field of the record -> where its value stands, with dots into parts of the vendor\'s record.'),
  only: z.record(z.string(), z.array(scalar).min(1)).default({}).describe('Rows are taken where each of these places has one of its values; others are passed over.'),
  words: z.record(z.string(), z.record(z.string(), z.string())).default({}).describe('Field -> the vendor\'s word -> ours. An empty text takes the value away.'),
  accountBy: z.enum(['id', 'domain', 'email', 'name', 'person', 'line', 'ticket']).default('id'),
  amountPeriod: z.enum(['month', 'quarter', 'year', 'bill', 'term']).default('year'),
  minorUnits: z.boolean().default(false),
  endInclusive: z.boolean().default(false),
  surveyKind: z.enum(['nps', 'csat', 'ces', 'custom']).default('custom').describe('What the survey asks, where the records do not say.'),
  scoreMax: z.number().positive().default(10).describe('The top of the survey\'s scale.'),
  keep: z.enum(['rest', 'none']).default('rest').describe('Fields of the vendor that nothing reads: kept with the record, or not.'),
  leave: z.array(z.string()).default([]).describe('Fields of the vendor that are not kept, with dots into parts of the record.'),
});
export type ObjectMapping = z.infer<typeof objectMapping>;

/** How a vendor's objects enter the golden record, in the order in which they are read. */
export const vendorMapping = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/).describe('The vendor.'),
  label: z.string().min(1),
  objects: z.record(z.string(), objectMapping),
});
export type VendorMapping = z.infer<typeof vendorMapping>;

/** The kind of definition this folder gives meaning to: `definitions/mappings/*.yaml`. */
export const mappingKind: DefinitionKind<VendorMapping> = {
  kind: 'mapping',
  folder: 'mappings',
  schema: vendorMapping as unknown as z.ZodType<VendorMapping>,
  check(body) {
    return Object.entries(body.objects).filter(([, mapping]) => !mapping.fields.ref)
      .map(([object]) => ({ path: `objects.${object}.fields`, message: 'names no "ref"', remedy: 'Say where the record\'s own id stands: without it the record is not known again.' }));
  },
};

/** What one cell of a record would be, or why it cannot be read. */
export type CellFault = { field: string; value: string; reason: string };

/** A record as a row: one cell for each mapped field, what is left over by name, and whether it is taken at all. */
export interface MappedCells {
  taken: boolean;
  cells: string[];
  extra: Record<string, string>;
  fault: CellFault | null;
}

const longestText = 20_000;

/** The columns of rows that {@link cellsOf} makes: one for each place that a field is read from. */
export function columnsOf(mapping: ObjectMapping): string[] {
  return [...new Set(Object.values(mapping.fields))];
}

/** Every place that a mapping reads, to say whether a record is taken or what it holds. */
export function placesOf(mapping: ObjectMapping): string[] {
  return [...new Set([...Object.values(mapping.fields), ...Object.keys(mapping.only)])];
}

/** The value at a place such as `metric_set.reopens`; undefined where a part is missing. */
export function valueAt(record: VendorRecord, place: string): unknown {
  if (Object.hasOwn(record, place)) return record[place];
  let value: unknown = record;
  for (const part of place.split('.')) {
    if (typeof value !== 'object' || value === null || (Array.isArray(value) && !/^\d+$/.test(part))) return undefined;
    value = Object.hasOwn(value, part) ? (value as unknown as VendorRecord)[part] : undefined;
  }
  return value;
}

/** Makes the cells of a record. A value of a form that no field can have (a list, an object) is a fault with its place; unknown fields are kept. */
export function cellsOf(record: VendorRecord, mapping: ObjectMapping): MappedCells {
  const taken = Object.entries(mapping.only).every(([place, allowed]) => {
    const value = valueAt(record, place);
    // A value of another form is nobody's word for passing the record over.
    return (typeof value === 'object' && value !== null) || allowed.some((one) => one === value || (one === null && value === undefined));
  });
  let fault: CellFault | null = null;
  const words = new Map(Object.entries(mapping.words).map(([field, table]) => [mapping.fields[field], table]));
  const cells = columnsOf(mapping).map((place) => {
    const value = valueAt(record, place);
    if (typeof value === 'object' && value !== null) fault ??= { field: place, value: JSON.stringify(value).slice(0, 300), reason: `${place} holds ${Array.isArray(value) ? 'a list' : 'an object'} where one value is expected.` };
    const text = value === undefined || value === null || typeof value === 'object' ? '' : String(value);
    return words.get(place)?.[text] ?? text;
  });
  return { taken, cells, fault, extra: mapping.keep === 'rest' ? restOf(record, mapping) : {} };
}

/** A part of a record without what is left of it by place, such as `organization_fields.plan`. */
function without(part: object, name: string, leave: readonly string[]): object {
  const left = new Set(leave.filter((place) => place.startsWith(`${name}.`)).map((place) => place.slice(name.length + 1)));
  return left.size === 0 || Array.isArray(part) ? part : Object.fromEntries(Object.entries(part).filter(([key]) => !left.has(key)));
}

function restOf(record: VendorRecord, mapping: ObjectMapping): Record<string, string> {
  const used = new Set([...Object.values(mapping.fields).flatMap((place) => [place, place.split('.')[0] as string]), ...mapping.leave]);
  const extra: Record<string, string> = {};
  for (const [name, value] of Object.entries(record)) {
    if (used.has(name) || value === null || value === undefined || value === '') continue;
    const text = typeof value === 'object' ? JSON.stringify(without(value, name, mapping.leave)) : String(value);
    if (text !== '[]' && text !== '{}') extra[name] = text.slice(0, longestText);
  }
  return extra;
}
