import type { AskLanguage } from '../../contract/ask.ts';
import type { Day } from '../../lib/period.ts';
import { isCommonWord } from './common-words.ts';
import { findMetric } from './find-metric.ts';
import { findNames, type FoundNames } from './find-names.ts';
import { findPeriod, type AskedPeriod } from './find-period.ts';
import { fits, intents, plainWords, type Intent, type IntentId } from './intents.ts';
import { plainText } from './question-text.ts';
import type { Named, Vocabulary } from './vocabulary.ts';

/** A question that was understood to its last word. */
export interface Understood {
  intent: IntentId;
  language: AskLanguage;
  account: Named | null;
  readAs: FoundNames['readAs'];
  owner: Named | 'me' | null;
  segment: string | null;
  industry: string | null;
  period: AskedPeriod | null;
  metric: string | null;
  /** The question in plain words, with names as marks. */
  text: string;
}

/** Why a question is not answered. Nothing is guessed. */
export type Doubt =
  | { kind: 'words'; words: readonly string[] } | { kind: 'ambiguous'; written: string; candidates: readonly Named[] }
  | { kind: 'several'; accounts: readonly Named[] } | { kind: 'account' } | { kind: 'filter'; names: readonly string[] } | { kind: 'nothing' };

export type ParsedQuestion = { understood: true; question: Understood } | { understood: false; language: AskLanguage; doubt: Doubt };

const german = /\b(wie|was|wer|warum|wieso|weshalb|welche\w*|welcher|ist|sind|der|die|das|mein\w*|ich|mir|und|von|bei|mit|fur|zeig\w*|bitte|kunden|geht|steht|nachst\w*|gib|schreib\w*|entwurf|im|zum|zur|wem|uns|unser\w*|den|dem|offene|nutzt|nutzung|uberblick|heute|gefahrdet\w*|referenz\w*|verlanger\w*|lauft|laufen)\b/g;
const english = /\b(how|what|who|why|which|is|are|the|my|me|and|of|with|for|show|please|customers?|accounts?|next|give|draft|write|in|should|do|does|did|when|prepare|brief|book|at|to|us|our|open|usage|renews?|risk|references?)\b/g;

/** The language of a plain question; `otherwise` when it could be either. */
export function languageOf(text: string, otherwise: AskLanguage): AskLanguage {
  const [de, en] = [text.match(german)?.length ?? 0, text.match(english)?.length ?? 0];
  return de === en ? otherwise : de > en ? 'de' : 'en';
}

const isMark = (word: string) => word.startsWith('@');
const pointing = /\b(it|they|them|this (?:customer|account|company)|the (?:customer|account)|dies\w* (?:kunden?|account|firma)|de[mnr] kunden?|ihnen|er|sie)\b/;
const mine = /\b(my|mine|meine?[mnrs]?|ich)\b (?:\w+ )?(accounts?|customers?|book|portfolio|kunden|bestand|renewals?|verlangerungen|risks?|references?|referenzen)\b/;

function leftOver(words: readonly string[], intent: Intent): string[] {
  const own = [...intent.all.flat(), ...intent.also];
  return words.filter((word) => !isMark(word) && !plainWords.has(word) && !own.some((pattern) => fits(word, pattern)));
}

function asks(words: readonly string[], { all }: Intent): boolean {
  return all.every((group) => words.some((word) => group.some((pattern) => fits(word, pattern))));
}

/** Reads a question by rules over the names of the asker's book. A word that nothing explains makes it not understood: a filter that was overheard would make the answer wrong. Pure. */
export function parseQuestion(asked: string, vocabulary: Vocabulary, { today, language: otherwise, account: about }: { today: Day; language: AskLanguage; account: Named | null }): ParsedQuestion {
  const language = languageOf(plainText(asked), otherwise);
  const refuse = (doubt: Doubt): ParsedQuestion => ({ understood: false, language, doubt });
  const names = findNames(asked, vocabulary);
  if (names.ambiguous) return refuse({ kind: 'ambiguous', ...names.ambiguous });
  if (names.accounts.length > 1) return refuse({ kind: 'several', accounts: names.accounts });
  const dated = findPeriod(names.text, today);
  const pointed = names.accounts.length === 0 && about !== null && pointing.test(dated.text);
  const account = names.accounts[0] ?? (pointed ? about : null);
  const measured = account ? { text: dated.text, metric: null } : findMetric(dated.text);
  const text = pointed ? `${measured.text.replace(pointing, '@account')}` : measured.text;
  const words = text.split(' ').filter(Boolean);
  const fitting = intents.filter((intent) => (intent.about === 'account') === (account !== null) && asks(words, intent)).map((intent) => ({ intent, left: leftOver(words, intent) }));
  const whole = fitting.filter(({ left }) => left.length === 0);
  const given = { owner: names.owner !== null, segment: names.segment !== null, industry: names.industry !== null, period: dated.period !== null, metric: measured.metric !== null };
  const ignored = ({ takes }: Intent) => (Object.keys(given) as (keyof typeof given)[]).filter((name) => given[name] && !takes.includes(name));
  const chosen = whole.find(({ intent }) => ignored(intent).length === 0);
  if (chosen) return { understood: true, question: { intent: chosen.intent.id, language, account, readAs: names.readAs, owner: names.owner ?? (mine.test(text) ? 'me' : null), segment: names.segment, industry: names.industry, period: dated.period, metric: measured.metric, text } };
  if (whole[0]) return refuse({ kind: 'filter', names: ignored(whole[0].intent) });
  const lacking = account === null && intents.some((intent) => intent.about === 'account' && intent.all.length > 0 && asks(words, intent) && leftOver(words, intent).length === 0);
  if (lacking) return refuse({ kind: 'account' });
  const nearest = fitting.toSorted((a, b) => a.left.length - b.left.length)[0];
  const strange = nearest?.left ?? words.filter((word) => !isMark(word) && !isCommonWord(word));
  return refuse(strange.length ? { kind: 'words', words: strange } : { kind: 'nothing' });
}
