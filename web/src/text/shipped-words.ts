import { reader } from './reader.ts';

interface Phrase {
  english: RegExp;
  words: string;
}

interface Dictionary {
  labels: ReadonlyMap<string, string>;
  /** Labels as they stand within a sentence, small. */
  small: ReadonlyMap<string, string>;
  phrases: readonly Phrase[];
}

let dictionary: Dictionary | undefined;
/** Answers that are only shown. What definitions are edited from stays as it is written. */
const shown = /^(account\.(?!timeline|record)|cockpit|health|metric|notification|outcome|playbook|run|signal|task|team)/;
/** Keys under which rules write sentences; elsewhere such keys hold what people wrote. */
const sentences = new Set(['why', 'text', 'unknownReason', 'reason', 'notes', 'unavailable']);
const written = /^(account\.next|health|metric|signal)/;
const number = '([−+-]?\\d[\\d.,]*\\d|[−+-]?\\d)';

const small = (label: string): string => (/^[A-Z][A-Z]/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1));

/** Makes a dictionary of labels and phrases: N in a phrase is a number. */
export function dictionaryOf(labels: Readonly<Record<string, string>>, phrases: readonly (readonly [string, string])[]): Dictionary {
  const entries = Object.entries(labels);
  return { labels: new Map(entries), small: new Map(entries.map(([english, words]) => [small(english), words])), phrases: phrases.map(([english, words]) => ({ english: new RegExp(`(?<![\\p{L}\\d])${english.replace(/\bN\b/g, number)}`, 'gu'), words })) };
}

/** Loads the words of shipped definitions (signals, drivers, figures, playbooks) in the reader's language; in English they stand as written. */
export async function loadShippedWords(): Promise<void> {
  if (reader.language !== 'de') return;
  const { shippedPhrases, shippedWords } = await import('./words-de.ts');
  dictionary = dictionaryOf(shippedWords, shippedPhrases);
}

// English decimals and thousands as the reader writes them.
const inReadersNumbers = (given: string): string => given.replace(/[.,]/g, (mark) => (mark === '.' ? ',' : '.'));

function fill(words: string, found: readonly string[]): string {
  const at = (index: string) => inReadersNumbers(found[Number(index) - 1] ?? '');
  return words.replace(/\{(\d):([^|}]*)\|([^}]*)\}/g, (_, index: string, one: string, many: string) => `${at(index)} ${at(index) === '1' ? one : many}`).replace(/\$(\d)/g, (_, index: string) => at(index));
}

/** A sentence that rules wrote, in the dictionary's language; what it does not know stands as it is. Pure. */
export function translated(text: string, { small: labels, phrases }: Dictionary): string {
  const label = (given: string) => labels.get(given) ?? labels.get(small(given)) ?? given;
  const holds = /^ (.+?)(?: and (.+?))? holds?\.$/.exec(text);
  if (holds) return ` ${[holds[1], holds[2]].filter((one) => one !== undefined).map(label).join(' und ')} ${holds[2] === undefined ? 'hält' : 'halten'}.`;
  let said = text.replace(/^(, | and )?([^(]+?)( \()/, (whole, joint: string | undefined, name: string, open: string) => (labels.has(name) ? `${joint ?? ''}${label(name)}${open}` : whole)).replace(/^ and /, ' und ');
  for (const { english, words } of phrases) said = said.replace(english, (...found: unknown[]) => fill(words, found.slice(1).filter((one): one is string => typeof one === 'string')));
  return said;
}

function put(value: unknown, rules: boolean, words: Dictionary): void {
  if (Array.isArray(value)) {
    // Columns of numbers and names hold no labels.
    if (typeof value.find((one) => one !== null) === 'object') for (const one of value) put(one, rules, words);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const record = value as Record<string, unknown>;
  const own = rules || record.kind === 'signal';
  for (const [key, inner] of Object.entries(record)) {
    if (Array.isArray(inner) && own && sentences.has(key)) record[key] = inner.map((one: unknown) => (typeof one === 'string' ? translated(one, words) : (put(one, rules, words), one)));
    else if (typeof inner === 'object') put(inner, rules, words);
    else if (typeof inner !== 'string') continue;
    else if (key === 'label' || key === 'group' || (key === 'title' && record.kind === 'signal')) record[key] = words.labels.get(inner) ?? inner;
    else if (own && sentences.has(key)) record[key] = translated(inner, words);
  }
}

/** Puts labels and sentences of an answer that our own rules wrote into the reader's language, in place. A label that somebody changed stands as it was written. */
export function inReadersWords<T>(operation: string, answer: T): T {
  if (dictionary && shown.test(operation)) put(answer, written.test(operation), dictionary);
  return answer;
}
