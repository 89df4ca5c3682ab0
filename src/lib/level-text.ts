// Printable ASCII without the two characters that JSON escapes.
const alphabet = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter((char) => char !== '"' && char !== '\\').join('');
const codes = new Map([...alphabet].map((char, index) => [char.charCodeAt(0), index]));
const base = alphabet.length - 1;

/** Levels that one character can tell apart. */
export const coarseLevels = base - 1;
/** Levels that two characters can tell apart. */
export const fineLevels = base * base - 1;

/** Numbers of `0..max` as one character each, rounded to `max / coarseLevels`; null is kept. Values outside are clipped. */
export function coarseText(values: readonly (number | null)[], max: number): string {
  return values.map((value) => (value === null ? alphabet[base] : alphabet[Math.round((Math.max(0, Math.min(max, value)) / max) * coarseLevels)])).join('');
}

/** Reads {@link coarseText}. */
export function fromCoarse(text: string, max: number): (number | null)[] {
  return Array.from(text, (char) => {
    const level = codes.get(char.charCodeAt(0)) ?? base;
    return level === base ? null : (level / coarseLevels) * max;
  });
}

/** Numbers of `0..max` as two characters each, rounded to `max / fineLevels`. */
export function fineText(values: readonly number[], max: number): string {
  return values.map((value) => {
    const level = max > 0 ? Math.round((Math.max(0, Math.min(max, value)) / max) * fineLevels) : 0;
    return `${alphabet[Math.floor(level / base)]}${alphabet[level % base]}`;
  }).join('');
}

/** Reads {@link fineText}. */
export function fromFine(text: string, max: number): number[] {
  return Array.from({ length: text.length / 2 }, (_, i) => (((codes.get(text.charCodeAt(2 * i)) ?? 0) * base + (codes.get(text.charCodeAt(2 * i + 1)) ?? 0)) / fineLevels) * max);
}
