import type { FieldValue, VendorField } from '../../../source/connector/write.ts';

/** Values of an account that can be sent back. */
export const ownValueNames = ['health', 'band', 'risk_reason'] as const;
export type OwnValueName = (typeof ownValueNames)[number];
export type OwnValues = Readonly<Record<OwnValueName, FieldValue>>;

/** The words of a band, as they are written. */
export const bandWords = ['good', 'watch', 'risk', 'unknown'] as const;

/** Why a field of the vendor's cannot hold one of our values; null when it can. Pure. */
export function fitProblem(name: OwnValueName, field: VendorField): string | null {
  if (field.problem !== null) return field.problem;
  if (name === 'health') return field.type === 'number' || field.type === 'text' ? null : 'The health score needs a field for numbers or text.';
  if (name === 'risk_reason') return field.type === 'text' ? null : 'The reason needs a field for text.';
  if (field.type === 'text') return null;
  if (field.type !== 'choice') return 'The band needs a field for text or a choice.';
  const missing = field.options === null ? [] : bandWords.filter((word) => !field.options?.includes(word));
  return missing.length === 0 ? null : `The choice lacks ${missing.map((word) => `"${word}"`).join(', ')}: add ${missing.length === 1 ? 'it' : 'them'} there first.`;
}

/** A value as a field of this kind holds it. Pure. */
export function shapeValue(value: FieldValue, { type, length }: { type: VendorField['type']; length: number | null }): FieldValue {
  if (value === null) return null;
  if (type === 'number') return Number(value);
  const text = String(value);
  return length !== null && text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function isEmpty(value: FieldValue): value is null | '' {
  return value === null || value === '';
}

/** Whether two values are one: vendors write a number as text, and trim. Pure. */
export function sameValue(a: FieldValue, b: FieldValue): boolean {
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  if (typeof a === 'number' || typeof b === 'number') return Math.abs(Number(a) - Number(b)) < 1e-9;
  return String(a).trim() === String(b).trim();
}

/** What is known of a field: a list of one is a value, null is none. */
export interface FieldMemory {
  ours: readonly [FieldValue] | null;
  trying: readonly [FieldValue] | null;
}

/**
 * What happens to a field, by what stands there now. It is written where it is empty or holds what we wrote, or tried to write and were not told; what
 * somebody else put there stays: `held` where it differs from what we would write, `equal` where it does not. `done` needs no call. Pure.
 */
export function fieldVerdict(current: FieldValue, wanted: FieldValue, { ours, trying }: FieldMemory): 'write' | 'done' | 'equal' | 'held' {
  if (isEmpty(current)) return isEmpty(wanted) ? 'done' : 'write';
  const isOurs = (ours !== null && sameValue(current, ours[0])) || (trying !== null && sameValue(current, trying[0]));
  if (sameValue(current, wanted)) return isOurs ? 'done' : 'equal';
  return isOurs ? 'write' : 'held';
}
