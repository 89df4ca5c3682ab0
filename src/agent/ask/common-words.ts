import { fits, intents, plainWords } from './intents.ts';

const patterns = [...new Set(intents.flatMap(({ all, also }) => [...all.flat(), ...also]))];
const whole = new Set(patterns.filter((pattern) => !pattern.endsWith('*')));
const beginnings = patterns.filter((pattern) => pattern.endsWith('*'));

/** A word that questions use for themselves: it does not point to a name. */
export function isCommonWord(word: string): boolean {
  return plainWords.has(word) || whole.has(word) || beginnings.some((pattern) => fits(word, pattern));
}
