import { englishHeaders } from './header-language.ts';
import { uniqueness, type ColumnProfile } from './profile-column.ts';
import type { TargetField, TargetKind } from './target-kind.ts';

/** A target field found in a column. `confidence` is 0..1. */
export interface Match {
  field: string;
  column: string;
  confidence: number;
}

/** Envelopes that exports of APIs put around the fields of a record. */
const envelope = /^(?:(?:attributes|properties|fields|custom_fields|traits|record|data|values|metric_set)\.)+/i;

/** A header in comparable form: `Account ID`, `accountId`, `attributes.accountId`, `property_account_id` and `Account_ID__c` are all `account_id`. */
export function normaliseHeader(header: string): string {
  return header
    .replace(envelope, '')
    .normalize('NFD')
    .replace(/ß/g, 'ss')
    .replace(/([aou])\u0308/gi, '$1e')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .replace(/^(?:properties_|property_)/, '')
    .replace(/^hs_/, '')
    .replace(/_c$/, '')
    // The zone of a time is no part of its name: "Created (UTC)".
    .replace(/_(?:utc|gmt)$/, '')
    // Survey tools head a column with the question as it was asked.
    .replace(/^(?:on_a_scale_.*?_)?how_likely_.*_recommend.*$/, 'likelihood_to_recommend')
    .replace(/^(?:on_a_scale_.*?_)?how_satisfied_.*$/, 'satisfaction_score');
}

/** A translated header names a field a little less surely than the words of its own language. */
const translatedTrust = 0.97;

/** The header in comparable form, and in English where it is of another language. */
export function headerNames(header: string): string[] {
  const own = normaliseHeader(header);
  return [own, ...englishHeaders(own)];
}

/**
 * Assigns columns to a kind's fields, best pairs first: each column and each field once. Scores join how well the header names the field
 * with whether the values can be it; a pair whose values cannot is never made.
 */
export function matchColumns(target: TargetKind, columns: readonly ColumnProfile[]): Match[] {
  const pairs: Match[] = [];
  for (const column of columns) {
    const header = normaliseHeader(column.name);
    const translated = englishHeaders(header);
    for (const field of target.fields) {
      const name = Math.max(nameScore(header, field, target.nouns), ...translated.map((one) => nameScore(one, field, target.nouns) * translatedTrust));
      const confidence = name * valueFit(field, column, target);
      if (confidence >= 0.5) pairs.push({ field: field.name, column: column.name, confidence });
    }
  }
  pairs.sort((a, b) => b.confidence - a.confidence);
  const usedFields = new Set<string>();
  const usedColumns = new Set<string>();
  return pairs.filter(({ field, column }) => {
    if (usedFields.has(field) || usedColumns.has(column)) return false;
    usedFields.add(field);
    usedColumns.add(column);
    return true;
  });
}

/** 1 for a header that is one of the field's words, less for one that contains such a word. Earlier words count a little more. */
function nameScore(header: string, field: TargetField, nouns: readonly string[]): number {
  const exact = field.words.indexOf(header);
  if (exact >= 0) return 1 - Math.min(exact, 40) * 0.004;
  for (const noun of nouns) {
    if (header.startsWith(`${noun}_`) && field.words.includes(header.slice(noun.length + 1))) return 0.9;
  }
  const longest = field.words.reduce((best, word) => (word.length > best.length && word.length > 3 && `_${header}_`.includes(`_${word}_`) ? word : best), '');
  return longest === '' ? 0 : (header.endsWith(longest) ? 0.45 : 0.3) + 0.3 * (longest.length / header.length);
}

function valueFit(field: TargetField, column: ColumnProfile, target: TargetKind): number {
  if (column.filled === 0) return 0.6;
  const isKey = field.name === 'ref';
  if (isKey && uniqueness(column) < 0.9) return 0;
  if (isKey) return isTimestamp(column) ? 0.1 : 1;
  if (field.name === 'contractRef' && column.filled > 20 && uniqueness(column) < 0.05) return 0.3;
  const monthsText = field.name === 'billingMonths' || field.name === 'termMonths';
  if (monthsText) return column.numberShare > 0.9 || wordsForMonths(column) > 0.6 ? 1 : 0;
  if (field.name === 'csatScore') return column.numberShare > 0.8 || column.distinct <= 8 ? 1 : 0;
  if (field.name === 'status' && target.kind === 'invoice') return column.numberShare > 0.9 ? 0.2 : 1;
  switch (field.type) {
    case 'day':
    case 'instant':
      return column.dateShare >= 0.5 && !(column.numberShare > 0.9 && column.integerShare > 0.9 && (column.max ?? 0) < 20_000) ? 0.5 + column.dateShare / 2 : 0;
    case 'number':
      return column.numberShare >= 0.5 ? 0.5 + column.numberShare / 2 : 0;
    case 'boolean':
      return column.booleanShare >= 0.9 && column.distinct <= 6 ? 1 : 0;
    case 'email':
      return column.emailShare >= 0.5 ? 1 : column.meanLength > 12 && column.numberShare < 0.1 ? 0.7 : 0;
    case 'text':
      return textFit(field, column);
    default:
      return isTimestamp(column) ? 0.1 : 1;
  }
}

/** Times of day, written out; long whole numbers are ids, even where they could be epochs. */
function isTimestamp(column: ColumnProfile): boolean {
  return column.dateShare > 0.9 && column.timeShare > 0.1 && column.integerShare < 0.9;
}

function textFit(field: TargetField, column: ColumnProfile): number {
  if (column.booleanShare > 0.9 && ['product', 'plan', 'feature', 'name', 'title', 'subject'].includes(field.name)) return 0.2;
  if (field.name === 'domain' && hostShare(column) < 0.3) return 0;
  if (field.name === 'domain') return column.domainShare > 0.3 || column.meanLength > 8 ? 1 : 0;
  if (column.timeShare > 0.5 || (column.dateShare > 0.9 && column.numberShare < 0.5)) return 0.1;
  if (['name', 'firstName', 'lastName', 'title', 'industry', 'country', 'subject', 'comment', 'body', 'currency'].includes(field.name) && column.numberShare > 0.9) return 0.2;
  return 1;
}

/** How many different hosts the addresses of a column have; links into one system are nobody's domain. */
function hostShare(column: ColumnProfile): number {
  const hosts = new Set([...column.values].map((value) => value.toLowerCase().replace(/^[a-z]+:\/\//, '').split('/')[0]));
  return column.distinct === 0 ? 0 : hosts.size / column.distinct;
}

/** Share of distinct values that name a length of time in words. */
function wordsForMonths(column: ColumnProfile): number {
  let hits = 0;
  for (const value of column.values) if (readMonths(value) !== null) hits++;
  return column.distinct === 0 ? 0 : hits / column.distinct;
}

const monthWords: readonly [RegExp, number][] = [
  [/^(?:monthly|month|month[- ]to[- ]month|m2m|monatlich|mensuel|mensual|1m)$/, 1],
  [/^(?:quarterly|quarter|vierteljaehrlich|trimestriel)$/, 3],
  [/^(?:semi[- ]?annual(?:ly)?|half[- ]?year(?:ly)?|bi[- ]?annual(?:ly)?)$/, 6],
  [/^(?:annual(?:ly)?|yearly|year|jaehrlich|annuel|anual|one[- ]year)$/, 12],
  [/^(?:two[- ]year|biennial)$/, 24],
  [/^three[- ]year$/, 36],
];

/** Months of a billing or contract period written as a number or in words; null if it is neither. */
export function readMonths(text: string): number | null {
  const word = text.trim().toLowerCase();
  const plain = Number(word);
  if (word !== '' && Number.isFinite(plain)) return plain > 0 && plain <= 120 ? plain : null;
  const counted = /^(\d+)\s*[- ]?\s*(m|mo|month|months|y|yr|year|years)$/.exec(word);
  if (counted) return Number(counted[1]) * (counted[2]!.startsWith('y') ? 12 : 1);
  return monthWords.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}
