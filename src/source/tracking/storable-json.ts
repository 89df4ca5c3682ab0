const depthLimit = 32;

// NUL, and half of a surrogate pair, reach a value only through an escape: a body without one needs no second look.
const odd = /\\u(?:0000|d[89a-f])/i;

/** True when JSON text may hold characters that neither store takes. */
export function mayHoldOddText(json: string): boolean {
  return odd.test(json);
}

/** True when a value nests deeper than 32 levels. Its own depth is bounded, whatever the value's is. */
export function isTooDeep(value: unknown, left = depthLimit): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  for (const part of Object.values(value)) if (isTooDeep(part, left - 1)) return true;
  return false;
}

/** The value with NUL taken out and halves of surrogate pairs replaced, in keys too. Only for values that are not too deep. */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\u0000', '').toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(storable);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [storable(key), storable(part)]));
}
