import type { Evidence, EvidenceItem, KnownNumber } from './evidence.ts';
import { plainWords } from './intents.ts';
import { daysOf, numbersOf, ratioWords, type NumberPlace } from './read-numbers.ts';

/** What was found about one sentence of a model. */
export interface CheckedSentence {
  supported: boolean;
  /** What no record holds: a number, a day, a name, an address. */
  unsupported: string[];
  records: { kind: string; id: string; account: string | null }[];
  /** Accounts that the sentence, or the one before it, is about. */
  accounts: string[];
}

const mostRecords = 3;
const openWords = new Set('I The A An It Its Their They This That These Those He She We You Your Our My In On At Of For With Without From By To As And But Or So If When While Since Because After Before Over Under No Not None Only Also Both Each Every All Some Most Many Few Several Another Other Here There Then Now Today Tomorrow Yesterday However Overall Currently Recently Additionally Meanwhile First Second Third Next Last Finally Please Yes Is Are Was Were Has Have Had Do Does Did Can Could Should Would Will May Might Must Let Ask Call Send Talk Speak Check Review Consider Recommend Prepare Meet Agree Offer Use Start Begin Focus Address Watch Note Health Usage Risk Signals Signal Support Tickets Ticket People Renewal Renewals Account Accounts Customer Customers Contract Money Summary Situation Questions Step Steps Why What Who How Which Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Mainstay CSM CSMs CEO CFO COO CTO CIO VP QBR CRM NRR GRR ARR NPS CSAT CES USD EUR GBP CHF Q1 Q2 Q3 Q4 AI SMB Enterprise Mid-Market English German'.split(' '));

// Money is said as money, a share as a share, and a score is a score; a plain number may be a score.
const sameMeasure = (said: NumberPlace['measure'], known: KnownNumber['measure']): boolean => said === known || (said === 'plain' && known === 'score');
const isKnown = ({ may, measure }: NumberPlace, known: readonly KnownNumber[]): boolean => may.some(({ value, half }) => known.some((one) => sameMeasure(measure, one.measure) && Math.abs(one.size - Math.abs(value)) <= half + 1e-9 * Math.max(1, one.size)));
const dayFits = (day: string, known: readonly string[]): boolean => known.some((one) => one === day || (day.startsWith('-') && one.endsWith(day)));

const isOpen = (word: string): boolean => openWords.has(word) || plainWords.has(word.toLowerCase());

/** Words with a capital that stand together, other than at the beginning of a sentence; in German only runs of two and more, since every noun has one. */
function namesOf(sentence: string, language: 'en' | 'de'): string[] {
  const run = /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}.&'’-]*(?:[ ]\p{Lu}[\p{L}\p{N}.&'’-]*)*/gu;
  return [...sentence.matchAll(run)].flatMap((match) => {
    const all = match[0].replace(/[.'’-]+$/, '').replace(/['’]s$/, '').split(' ').filter(Boolean);
    const begins = /(^|[.:;!?"„“(*–—-])\s*$/.test(sentence.slice(0, match.index).slice(-3)) || match.index === 0;
    const words = begins && isOpen(all[0] ?? '') ? all.slice(1) : all;
    const telling = words.filter((word) => !isOpen(word));
    if (telling.length === 0) return [];
    // One word at the beginning has its capital from there.
    if (words.length === 1 && (begins || language === 'de')) return [];
    return [words.join(' ')];
  });
}

function isNamed(name: string, texts: readonly string[]): boolean {
  const wanted = name.toLowerCase();
  if (texts.some((text) => text.includes(wanted))) return true;
  // A sentence may begin with one more word before a name, and a name may be followed by one of our own terms.
  const words = name.split(' ');
  return words.length > 1 && words.every((word) => isOpen(word) || texts.some((text) => new RegExp(`(?<![\\p{L}])${word.toLowerCase().replace(/[.*+?^${}()|[\]\\&]/g, '\\$&')}(?![\\p{L}])`, 'u').test(text))) && words.some(isOpen);
}

/**
 * Holds a sentence of a model against what tools answered. Each number, day, name and address must stand there, and where the sentence (or, without a
 * name of its own, the one before) is about an account, in what was answered of that account or of no one account. `asked` is the question itself, whose names and
 * days may be said again. Pure.
 */
export function checkSentence(sentence: string, evidence: Evidence, { asked, before, language }: { asked: string; before: readonly string[]; language: 'en' | 'de' }): CheckedSentence {
  const lower = sentence.toLowerCase();
  const named = [...evidence.accounts].filter(([, name]) => new RegExp(`(?<![\\p{L}\\p{N}])${name.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'u').test(lower)).map(([id]) => id);
  const accounts = named.length ? named : [...before];
  const scope = accounts.length ? evidence.items.filter(({ account }) => account === null || accounts.includes(account)) : evidence.items;
  const ids = [...sentence.matchAll(/\b[a-z]{3,4}_[0-9a-z_]{4,}\b/g)].map(([id]) => id);
  const addresses = sentence.match(/(?:https?:\/\/|www\.)\S+|[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+|\[[^\]]*\]\([^)]*\)/gu) ?? [];
  const bare = [...ids, ...addresses].reduce((text, one) => text.replace(one, ' '), namesWithDigits(evidence).reduce((text, name) => text.replaceAll(name, ' '), sentence));
  const { days, rest } = daysOf(bare);
  const texts = evidence.items.flatMap((item) => item.texts);
  const numbers = numbersOf(rest, language);
  const unsupported = [
    ...ids.filter((id) => !evidence.items.some(({ record }) => record?.id === id)), ...addresses.filter((address) => !texts.some((text) => text.includes(address.toLowerCase()))),
    ...days.filter((day) => !dayFits(day, scope.flatMap((item) => item.days)) && !dayFits(day, daysOf(asked).days)),
    ...numbers.filter((place) => !scope.some((item) => isKnown(place, item.numbers) || place.may.some(({ value }) => value >= 1900 && value < 2200 && item.days.some((day) => day.startsWith(String(value)))))).map(({ text }) => text),
    ...(sentence.match(ratioWords) ?? []).filter((word) => !texts.some((text) => text.includes(word.toLowerCase()))),
    ...namesOf(sentence, language).filter((name) => !isNamed(name, [...texts, asked.toLowerCase()])),
  ];
  return { supported: unsupported.length === 0, unsupported, records: recordsFor(scope, numbers, days, named, ids), accounts };
}

function namesWithDigits({ accounts }: Evidence): string[] {
  return [...accounts.values()].filter((name) => /\d/.test(name));
}

// The records that hold most of what the sentence says; then the accounts that it names.
function recordsFor(scope: readonly EvidenceItem[], numbers: readonly NumberPlace[], days: readonly string[], named: readonly string[], ids: readonly string[]): CheckedSentence['records'] {
  const weigh = (item: EvidenceItem) => numbers.filter((place) => isKnown(place, item.numbers)).length + days.filter((day) => dayFits(day, item.days)).length + (item.record && ids.includes(item.record.id) ? 2 : 0) + (item.account !== null && named.includes(item.account) ? 0.5 : 0);
  const best = scope.map((item) => ({ item, weight: weigh(item) })).filter(({ item, weight }) => item.record !== null && weight >= 1).sort((a, b) => b.weight - a.weight);
  const found = new Map<string, CheckedSentence['records'][number]>();
  for (const { item } of best) if (item.record && found.size < mostRecords) found.set(item.record.id, { ...item.record, account: item.account });
  for (const id of named) if (found.size < mostRecords) found.set(id, { kind: 'account', id, account: id });
  return [...found.values()];
}

/** Cuts a text into sentences as far as it is complete; `rest` is what may still go on. Pure. */
export function takeSentences(text: string, final = false): { sentences: string[]; rest: string } {
  const parts = text.split(/\n+|(?<=[\p{L}\p{N}%)"”“’][.!?]["”“)]?)(?<!\b\d{1,2}\.)(?<!\b(?:e\.g|i\.e|z\.B|bzw|ca|approx|Mr|Mrs|Dr|vs|Inc|Ltd|Corp|Co|St|No|Nr)\.)[ \t]+(?=[\p{Lu}\p{N}"„“(*-])/u);
  const rest = final ? '' : (parts.pop() ?? '');
  const clean = (line: string) => line.replace(/^\s*(?:#{1,6}\s+|[-*•]\s+|\d{1,2}[.)]\s+)/, '').replace(/\*\*|__|`/g, '').trim();
  return { sentences: parts.map(clean).filter((line) => line !== '' && !/^[-=_*\s]+$/.test(line)), rest };
}
