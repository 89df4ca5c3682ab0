import type { GoalReading } from '../../contract/engagement.ts';
import { fault } from '../../lib/fault.ts';
import { addDays, type Day } from '../../lib/period.ts';
import { findNames } from '../ask/find-names.ts';
import { findPeriod } from '../ask/find-period.ts';
import { wordsOf } from '../ask/question-text.ts';
import type { Vocabulary } from '../ask/vocabulary.ts';

/** What a goal may name, beside what questions name. */
export interface GoalVocabulary extends Vocabulary {
  signals: readonly { id: string; label: string; family: string }[];
}

/** The rule by which goals are read; a step names it. */
export const goalRule = 'goal-1';
/** Days within which a contract "renews" when the goal does not say. */
export const usualRenewalDays = 90;

type Change = (reading: GoalReading, words: string) => void;
const note = (reading: GoalReading, words: string, kind: string, facts: GoalReading['read'][number]['facts'] = {}) => void reading.read.push({ words, kind, facts });
const ofBand = (band: GoalReading['bands'][number]): Change => (reading, words) => { reading.bands.push(band); note(reading, words, 'band', { band }); };
const ofFamily = (family: GoalReading['families'][number]): Change => (reading, words) => { reading.families.push(family); note(reading, words, 'family', { family }); };

// "At risk" may mean the band or the open signals: whoever sees the goal is asked.
const atRisk: Change = (reading, words) => {
  reading.bands.push('risk');
  note(reading, words, 'band', { band: 'risk' });
  reading.doubts.push({ kind: 'goal_risk', facts: { words }, options: ['band', 'signals'], answer: 'option' });
};

/** Phrases in English and German, in the order in which they are looked for. */
const phrases: readonly (readonly [RegExp, Change])[] = [
  [/\b(?:open )?risk signals?\b|\brisikosignale?\b|\bwarnings?\b|\bwarnungen\b/, ofFamily('risk')],
  [/\b(?:open )?(?:growth|expansion|upsell) (?:signals?|chances?|opportunit(?:y|ies))\b|\bgrowth\b|\bexpansions?\b|\bupsells?\b|\bwachstum\w*\b|\bausbau\b/, ofFamily('growth')],
  [/\b(?:references?|advocates?|advocacy|referenz(?:en|kunden)?|fursprecher)\b/, ofFamily('advocacy')],
  [/\bunknown health\b|\bhealth unknown\b|\bunbekannte[rn]? gesundheit\b/, ofBand('unknown')],
  [/\b(?:at risk|red|gefahrdete?[nr]?|risiko) (?:segments?|groups?|band|gruppen?)\b|\brisk band\b|\bat risk\b|\bgefahrdete?[nr]?\b|\brisikokunden\b|\brisk\b|\bchurn risks?\b/, atRisk],
  [/\b(?:watch|yellow)(?: band| list)?\b|\bbeobachtungs?(?:liste)?\b/, ofBand('watch')],
  [/\b(?:healthy|good)(?: band| health)?\b|\bgesunde?[nr]?\b/, ofBand('good')],
  [/\b(?:renewals?|renewing|renews?|verlangerung(?:en)?|verlangern|term ends?|contracts? ending|auslaufende[nr]?)\b/, (reading, words) => note(reading, words, 'renewal')],
  [/\b(?:all|every|whole|entire|alle|ganze[nr]?) (?:my |our |the |meine |unsere |die )?(?:accounts?|customers?|book|kunden|bestand)\b|\b(?:the|our|unser(?:en)?|den) (?:book|bestand)\b/, (reading, words) => { reading.all = true; note(reading, words, 'all'); }],
];
const mostWords = /\b(?:top|first|ersten) (\d{1,3})\b|\b(\d{1,3}) (?:largest|biggest|grossten|most valuable)\b/;
const mineWords = /\b(?:my|mine|meine?[nrms]?|eigene[nr]?)\b/;

/** Words that say nothing about which accounts are meant. */
const filler = new Set(('work working handle take care of look after go through treat save savings rescue retain keep secure prepare plan plans draft drafts help contact reach out get in touch with do run start engage engagement for on at in to and the a an all any every our we us '
  + 'please account accounts customer customers client clients segment segments group book whose who which that are is have has having band health signal signals open type owned owner by of within next coming days due list names named from up this these those now today me '
  + 'bearbeite bearbeiten arbeite abarbeiten kummere kummern um dich uns bitte sichere sichern rette retten halte halten bereite vor plane planen die der das den dem des alle jede jeden kunde kunden konto konten mit im in von fur aus am bei und zum zur gruppe bestand mochte soll sollen deren welche '
  + 'sind ist haben hat signal signale offene offenen besitzt betreut durch nachsten innerhalb tage tagen fallig heute jetzt').split(' '));

function blank(): GoalReading {
  return { aim: 'any', bands: [], segment: null, industry: null, owner: null, signals: [], families: [], renewal: null, accounts: [], all: false, most: null, read: [], doubts: [] };
}

/** What a goal can name in this book, for whoever wrote one that was not understood. */
export function knownWords({ segments, industries, signals, owners }: GoalVocabulary): string {
  const some = (values: readonly string[], most = 8) => (values.length > most ? `${values.slice(0, most).join(', ')} and ${values.length - most} more` : values.join(', '));
  return [
    'A goal names accounts by: health (at risk, watch, healthy)', ...(segments.length ? [`segment (${some(segments)})`] : []), ...(industries.length ? [`industry (${some(industries)})`] : []), `signal (${some(signals.map(({ label }) => label.toLowerCase()), 40)})`,
    'renewals in the next 60 days', ...(owners.length ? [`owner (${some(owners.map(({ name }) => name))}, my)`] : []), 'growth', 'references', 'a name of an account', 'all accounts', 'top 10',
  ].join('; ').concat('.');
}

// The longest name of a signal that stands in the words; a plural is the same name.
function takeSignals(text: string, signals: GoalVocabulary['signals'], reading: GoalReading): string {
  const keys = signals.flatMap((one) => [...new Set([wordsOf(one.label).join(' '), wordsOf(one.id.replaceAll('_', ' ')).join(' ')])].map((key) => ({ key, one }))).toSorted((a, b) => b.key.length - a.key.length);
  return keys.reduce((rest, { key, one }) => {
    const found = new RegExp(`(?<![\\p{L}@])${key}s?(?![\\p{L}])`, 'u').exec(rest);
    if (!found) return rest;
    if (!reading.signals.some(({ id }) => id === one.id)) reading.signals.push({ id: one.id, name: one.label });
    note(reading, found[0], 'signal', { signal: one.label });
    return rest.replace(found[0], ' @signal ');
  }, text);
}

function takePhrases(given: string, reading: GoalReading): string {
  return phrases.reduce((text, [pattern, change]) => {
    const found = pattern.exec(text);
    if (!found) return text;
    change(reading, found[0]);
    return text.replace(found[0], ' @read ');
  }, given);
}

function takeRenewal(reading: GoalReading, period: { from: Day; to: Day } | null, today: Day): void {
  const asks = reading.read.some(({ kind }) => kind === 'renewal');
  if (period && !asks) throw fault('invalid', 'goal_period', 'A stretch of time is understood only with renewals.', { remedy: 'Write for example "renewals in the next 60 days".', fields: [{ path: 'goal', message: 'Say what the time is about.' }] });
  if (!asks) return;
  if (period && period.to < today) throw fault('invalid', 'goal_period', 'That time has passed; a goal is about renewals to come.', { fields: [{ path: 'goal', message: 'Name days to come.' }] });
  reading.renewal = period ?? { from: today, to: addDays(today, usualRenewalDays) };
  if (!period) reading.doubts.push({ kind: 'goal_renewal_days', facts: { days: usualRenewalDays }, options: [], answer: 'days' });
}

function aimOf({ renewal, families, bands, signals }: GoalReading, known: GoalVocabulary['signals']): GoalReading['aim'] {
  const wanted = new Set([...families, ...signals.map(({ id }) => known.find((one) => one.id === id)?.family)]);
  if (renewal) return 'renewal';
  if (wanted.has('risk') || bands.includes('risk') || bands.includes('watch')) return 'risk';
  return wanted.has('growth') ? 'growth' : wanted.has('advocacy') ? 'advocacy' : 'any';
}

const isEmpty = (reading: GoalReading): boolean => !reading.all && !reading.renewal && !reading.owner && !reading.segment && !reading.industry && !reading.bands.length && !reading.signals.length && !reading.families.length && !reading.accounts.length;

/**
 * Reads a goal, in English or German, wholly or not at all. Faults: `invalid` for words that are not known or name no accounts, naming what is known;
 * `conflict` for a name that several accounts have. Pure.
 */
export function readGoal(goal: string, vocabulary: GoalVocabulary, today: Day): GoalReading {
  const reading = blank();
  const withoutSignals = takeSignals(wordsOf(goal).join(' '), vocabulary.signals, reading);
  // Names are looked for in the words as written, unless a signal was named: its words are taken out first.
  const names = findNames(reading.signals.length ? withoutSignals.replaceAll('@signal', ' ') : goal, vocabulary);
  if (names.ambiguous) {
    const list = names.ambiguous.candidates.slice(0, 6).map(({ name }) => name).join(', ');
    throw fault('conflict', 'goal_ambiguous', `"${names.ambiguous.written}" may be ${names.ambiguous.candidates.length} accounts: ${list}.`, { remedy: 'Write the whole name.', fields: [{ path: 'goal', message: 'Write the whole name.' }] });
  }
  Object.assign(reading, { accounts: [...names.accounts], segment: names.segment, industry: names.industry, owner: names.owner });
  for (const { name } of names.accounts) note(reading, name, 'account', { account: name });
  if (names.segment) note(reading, names.segment, 'segment', { segment: names.segment });
  if (names.industry) note(reading, names.industry, 'industry', { industry: names.industry });
  if (names.owner) note(reading, names.owner.name, 'owner', { owner: names.owner.name });
  if (names.readAs) reading.doubts.push({ kind: 'goal_name', facts: { written: names.readAs.written, name: names.readAs.name }, options: [], answer: 'none' });
  const dated = findPeriod(names.text, today);
  const limited = mostWords.exec(dated.text);
  if (limited) { reading.most = Number(limited[1] ?? limited[2]); note(reading, limited[0], 'most', { most: reading.most }); }
  const phrased = takePhrases(limited ? dated.text.replace(limited[0], ' @read ') : dated.text, reading);
  const mine = mineWords.exec(phrased);
  if (mine && !reading.owner) {
    const me = vocabulary.owners.find(({ id }) => id === vocabulary.me);
    if (!me) throw fault('invalid', 'goal_mine', 'You own no accounts.', { remedy: 'Name an owner, a segment or "all accounts".', fields: [{ path: 'goal', message: 'Name whose accounts.' }] });
    reading.owner = me;
    note(reading, mine[0], 'owner', { owner: me.name });
  }
  const strange = (mine ? phrased.replace(mine[0], ' ') : phrased).split(' ').filter((word) => word !== '' && !word.startsWith('@') && !filler.has(word) && !/^\d+$/.test(word));
  if (strange.length) throw fault('invalid', 'goal_words', `I do not know what ${strange.map((word) => `"${word}"`).join(', ')} means in a goal.`, { remedy: knownWords(vocabulary), fields: [{ path: 'goal', message: `Not known: ${strange.join(', ')}.` }], strange });
  takeRenewal(reading, dated.period, today);
  if (isEmpty(reading)) throw fault('invalid', 'goal_empty', 'The goal does not say which accounts are meant.', { remedy: knownWords(vocabulary), fields: [{ path: 'goal', message: 'Name accounts.' }] });
  return { ...reading, aim: aimOf(reading, vocabulary.signals) };
}
