import { englishHeaders } from './header-language.ts';
import { headerNames, matchColumns, normaliseHeader, type Match } from './match-columns.ts';
import { periodOfHeader } from './period-column.ts';
import { uniqueness, type ColumnProfile } from './profile-column.ts';
import type { SampledFile } from './file-plan.ts';
import { accountWords, targetKinds, type FileKind, type Kind, type TargetKind } from './target-kind.ts';

/** What a file seems to be, from its own name, headers and values. */
export interface Guess {
  kind: FileKind;
  also: Kind[];
  mapping: Record<string, string>;
  confidence: Record<string, number>;
  /** Numeric columns of a wide usage table, each a feature. */
  wide: string[];
}

interface Candidate {
  target: TargetKind;
  matches: Match[];
  wide: string[];
  score: number;
}

const leastScore = 1.15;
/** Words in a file's name that stand for settings, joins, leads and money flows of the source, not for records of a customer. */
const asides = new Set(['history', 'property', 'opportunity', 'opportunities', 'deal', 'deals', 'lead', 'leads', 'payout', 'refund', 'coupon', 'charge', 'card', 'dispute', 'discount', 'price', 'product', 'products', 'plan', 'plans', 'role', 'team', 'tag', 'tags', 'audit', 'brand', 'schedule', 'form', 'list', 'campaign', 'pipeline', 'stage', 'owner', 'intent', 'method', 'balance', 'credit', 'fee', 'transfer', 'sla', 'policy', 'holiday', 'merge', 'member']);
const attributeFields = new Set(['name', 'domain', 'industry', 'country', 'region', 'segment', 'tier', 'owner', 'parent']);

/** Names the kind of a file and maps its columns. A kind whose needs are not met is never named; a file that is nothing known is `other`. */
export function recogniseFile(file: SampledFile): Guess {
  if (isAssociation(file) || isHistory(file)) return nothing();
  const candidates = targetKinds.map((target) => candidate(target, file)).filter((found) => found !== null).sort((a, b) => b.score - a.score);
  const best = candidates.find((found) => found.score >= leastScore);
  if (!best) return nothing();
  const account = candidates.find((found) => found.target.kind === 'account');
  return account && isWideAccount(account, best, file) ? wideGuess(account, file) : guessOf(best);
}

/** Maps a file's columns for a kind that a person named. Needs that are not met show as missing fields. */
export function mapAs(kind: Kind, file: SampledFile): Guess {
  const target = targetKinds.find((found) => found.kind === kind)!;
  const matches = tidy(matchColumns(target, file.profiles));
  return guessOf({ target, matches, wide: kind === 'usage' ? wideColumns(matches, file) : [], score: 0 });
}

function nothing(): Guess {
  return { kind: 'other', also: [], mapping: {}, confidence: {}, wide: [] };
}

/** Tables that only join two others, or describe settings of the source, hold no customer facts. */
function isAssociation(file: SampledFile): boolean {
  const names = file.columns.map(normaliseHeader).filter((name) => !/^(?:fivetran|airbyte|stitch|dlt)/.test(name) && !name.startsWith('_'));
  const ids = names.filter((name) => /_id$|^id$|_type$|^category$|^index$/.test(name));
  return names.length >= 2 && ids.length === names.length;
}

/** Earlier versions of another table's records: loading them as records would count each several times. */
function isHistory(file: SampledFile): boolean {
  return /history/.test(normaliseHeader(file.path.split(/[\\/]/).pop()!)) && file.columns.some((column) => /(?:^|_)(?:start|end|active|value|updated|valid_from)$/.test(normaliseHeader(column)));
}

function candidate(target: TargetKind, file: SampledFile): Candidate | null {
  const matches = tidy(matchColumns(target, file.profiles));
  const wide = target.kind === 'usage' ? wideColumns(matches, file) : [];
  const has = new Set(matches.map((match) => match.field));
  if (wide.length > 0) has.add('wide');
  if (wide.length > 0 && wide.every(periodOfHeader)) has.add('startOn');
  if (!target.needs.every((group) => group.some((name) => has.has(name) && isUsable(name, matches, file)))) return null;
  const fit = structure(target.kind, matches, file);
  if (fit === null) return null;
  const weights = new Map(target.fields.map((field) => [field.name, field.weight]));
  const found = matches.reduce((sum, match) => sum + (weights.get(match.field) ?? 0) * match.confidence * (profileOf(file, match.column).filled > 0 ? 1 : 0.1), 0);
  return { target, matches, wide, score: found + fit + nameBonus(target, file) + Math.min(wide.length, 3) * 0.3 };
}

/** A lone `account_name` is the reference, not an attribute of it. */
function tidy(matches: Match[]): Match[] {
  if (matches.some((match) => match.field === 'account')) return matches;
  return matches.map((match) => (match.field === 'accountName' ? { ...match, field: 'account' } : match));
}

function profileOf(file: SampledFile, column: string): ColumnProfile {
  return file.profiles[file.columns.indexOf(column)]!;
}

function isUsable(field: string, matches: readonly Match[], file: SampledFile): boolean {
  const match = matches.find((found) => found.field === field);
  return match === undefined || file.rows.length === 0 || profileOf(file, match.column).filled > 0;
}

function nameBonus(target: TargetKind, file: SampledFile): number {
  const words = normaliseHeader(file.path.split(/[\\/]/).pop()!.replace(/\.(?:csv|tsv|txt|json|jsonl|ndjson|gz|zip|dat)/gi, '')).split('_').flatMap((word) => [word, ...englishHeaders(word).flatMap((name) => name.split('_'))]);
  const talk = (target.kind === 'event' || target.kind === 'ticket') && words.some((word) => (target.kind === 'event' ? ['ticket', 'chat', 'email', 'comment'] : ['chat', 'comment', 'comments']).includes(word));
  if (talk || words.some((word) => asides.has(word)) || (target.kind === 'line' && words.includes('invoice'))) return -2.5;
  return words.some((word) => target.fileWords.includes(word)) ? 1.2 : 0;
}

/** How well the shape of the values suits a kind; null where it rules the kind out. */
function structure(kind: Kind, matches: readonly Match[], file: SampledFile): number | null {
  const column = (field: string) => {
    const match = matches.find((found) => found.field === field);
    return match && profileOf(file, match.column);
  };
  switch (kind) {
    case 'account': {
      const key = [column('ref'), column('domain'), column('name')].find((found) => found && found.filled > 0);
      const fit = accountFit(matches, file);
      if (!key || fit === null) return null;
      // A list of accounts may hold some twice; in a file that does not say what it is, repeats mean that its rows are something else.
      const says = fit > 0 && nameBonus(targetKinds.find((found) => found.kind === 'account')!, file) > 0;
      // A file that is named for another kind of record, and not for accounts, is rarely a list of accounts.
      const otherwise = targetKinds.some((other) => other.kind !== 'account' && nameBonus(other, file) > 0) && nameBonus(targetKinds.find((found) => found.kind === 'account')!, file) <= 0;
      return uniqueness(key) < (says ? 0.8 : 0.97) ? null : fit - (otherwise ? 1.5 : 0);
    }
    case 'person': {
      const keys = [column('email'), column('ref')].filter((key) => key !== undefined);
      const nobody = (column('account')?.filled ?? 0) === 0 && (column('email')?.emailShare ?? 0) < 0.5;
      return nobody || (keys.length > 0 && keys.every((key) => uniqueness(key) < (nameBonus(targetKinds.find((found) => found.kind === 'person')!, file) > 0 ? 0.3 : 0.6))) ? null : 0;
    }
    case 'event': {
      const at = column('at')!;
      return eventFit(matches, file) + (at.timeShare > 0.2 ? 0.8 : at.timeShare === 0 ? -0.5 : 0);
    }
    case 'usage':
      if (!column('startOn')) return moneyWords.test(`${normaliseHeader(file.path.split(/[\\/]/).pop()!)} ${wideColumns(matches, file)[0]}`) ? null : 0.8;
      if (!column('feature') && !column('events') && !column('users') && wideColumns(matches, file).some((name) => /amount|dollar|price|revenue|total|betrag/i.test(name))) return -0.6;
      return column('startOn')!.timeShare > 0.5 ? -1 : column('events') || column('users') ? 0.4 : 0;
    case 'survey': {
      const score = column('score')!;
      return score.min !== null && score.min >= 0 && score.max! <= 100 ? 0 : null;
    }
    case 'activity':
    case 'ticket':
      return /^last_/.test(normaliseHeader(matches.find((match) => match.field === 'at' || match.field === 'openedAt')!.column)) ? null : 0;
    case 'churn':
      return column('onDay') ? 0 : -0.5;
    case 'line':
      return lineFit(matches, file);
    default:
      return 0;
  }
}

/** A log of the source's own staff or settings also has a time and a type; product events name a user or account and repeat them. */
function eventFit(matches: readonly Match[], file: SampledFile): number {
  const who = matches.filter((match) => match.field === 'account' || match.field === 'user').map((match) => profileOf(file, match.column));
  const name = matches.find((match) => match.field === 'name');
  const repeats = name !== undefined && profileOf(file, name.column).distinct < Math.max(3, file.rows.length * 0.5);
  const clear = name !== undefined && /event|action|feature/.test(normaliseHeader(name.column));
  return (who.some((profile) => profile.filled > file.rows.length * 0.5) ? 0 : -2) + (repeats ? 0 : -1) + (clear ? 0.3 : file.columns.length > 12 ? -1.5 : -0.8);
}

/** Any table of things with a date and an amount looks like a line; a line also says what was bought, for how long, or that it recurs. */
function lineFit(matches: readonly Match[], file: SampledFile): number | null {
  const found = (field: string) => matches.some((match) => match.field === field && match.confidence > 0.6);
  const recurring = found('mrr') || found('arr') || found('termMonths') || found('billingMonths') || found('autoRenew') || found('termEnd') || found('tenureMonths');
  const bought = (found('plan') || found('product')) && (found('startOn') || found('endOn'));
  const named = nameBonus(targetKinds.find((target) => target.kind === 'line')!, file) > 0;
  return recurring || bought || named ? 0 : found('endOn') && found('startOn') && (found('amount') || found('quantity')) ? -0.3 : null;
}

/**
 * A bare `id` or `name` is what any table has. It is an account's where the header says so, where the file is named for accounts, or where the columns
 * beside it describe a company.
 */
function accountFit(matches: readonly Match[], file: SampledFile): number | null {
  const headers = matches.filter((match) => match.field === 'ref' || match.field === 'name' || match.field === 'domain').map((match) => normaliseHeader(match.column));
  const named = headers.flatMap(headerNames).some((header) => !/^(?:id|uuid|key|name|url|external_id|display_name)$/.test(header) && accountWords.split(' ').concat('website', 'cust_id').includes(header));
  const target = targetKinds.find((found) => found.kind === 'account')!;
  const company = matches.filter((match) => ['domain', 'industry', 'segment', 'country', 'parent', 'seats', 'tier'].includes(match.field) && match.confidence > 0.6 && normaliseHeader(match.column) !== 'url' && profileOf(file, match.column).filled > 0);
  const foreign = file.columns.some((column) => !headers.includes(normaliseHeader(column)) && headerNames(column).some((name) => accountWords.split(' ').slice(0, 24).includes(name)));
  if (named) return foreign ? -0.3 : 0.5;
  if (nameBonus(target, file) > 0) return 0.3;
  return company.length >= 2 && !foreign ? 0 : null;
}

const moneyWords = /mrr|arr|revenue|amount|billing|billed|invoice|sales|spend|price|cost|umsatz|betrag/i;

/**
 * Numeric columns that each count something: features of one row's period, or, where the headers name months or days, the periods of one account. The
 * latter count whatever else is in the row.
 */
function wideColumns(matches: readonly Match[], file: SampledFile): string[] {
  const periods = periodColumns(file);
  if (periods.length >= 2 && !matches.some((match) => match.field === 'startOn' && periodOfHeader(match.column) === null)) return periods;
  const keys = new Set(matches.filter((match) => !['events', 'value'].includes(match.field)).map((match) => match.column));
  const numeric = file.profiles.filter((profile) => !keys.has(profile.name) && profile.filled > 0 && profile.numberShare > 0.9 && !isIdName(profile.name)).map((profile) => profile.name);
  const long = matches.some((match) => match.field === 'feature') || matches.some((match) => match.field === 'events' || match.field === 'users');
  return long && matches.some((match) => match.field === 'feature') ? [] : numeric.length >= 2 || !matches.some((match) => ['events', 'users', 'value'].includes(match.field)) ? numeric : [];
}

/** Columns of numbers whose headers name a month, a week or a day. */
function periodColumns(file: SampledFile): string[] {
  return file.profiles.filter((profile) => periodOfHeader(profile.name) !== null && (profile.filled === 0 || profile.numberShare > 0.9)).map((profile) => profile.name);
}

function isIdName(name: string): boolean {
  return /(?:^|_)(?:id|uuid|key|code|zip|year|lat|lng|latitude|longitude|postal_code|phone)$/.test(normaliseHeader(name));
}

function guessOf(found: Candidate): Guess {
  const wide = new Set(found.wide);
  const kept = found.matches.filter((match) => !wide.has(match.column));
  return {
    kind: found.target.kind, also: [], wide: found.wide,
    mapping: Object.fromEntries(kept.map((match) => [match.field, match.column])),
    confidence: Object.fromEntries(kept.map((match) => [match.field, Math.round(match.confidence * 100) / 100])),
  };
}

/** One row per account with attributes of its own: the money and the churn in it are further records of the same row. */
function isWideAccount(account: Candidate, best: Candidate, file: SampledFile): boolean {
  if (best.target.kind === 'account') return true;
  if (best.target.kind !== 'line' && best.target.kind !== 'churn' && best.target.kind !== 'person') return false;
  const attributes = account.matches.filter((match) => attributeFields.has(match.field) && match.confidence > 0.6 && profileOf(file, match.column).filled > 0);
  const ref = account.matches.find((match) => match.field === 'ref');
  const isReference = ref && headerNames(ref.column).some((name) => accountWords.split(' ').includes(name)) && uniqueness(profileOf(file, ref.column)) > 0.99;
  if (best.target.kind === 'person') return false;
  const dated = best.matches.some((match) => match.field === 'startOn' || match.field === 'onDay');
  return attributes.length >= 3 || (Boolean(isReference) && (!dated || attributes.length >= 2));
}

function wideGuess(account: Candidate, file: SampledFile): Guess {
  const guess = guessOf(account);
  const key = guess.mapping.ref ?? guess.mapping.domain ?? guess.mapping.name!;
  const line = part('line', file, guess, key);
  const money = ['mrr', 'arr', 'amount', 'total'].some((field) => line[field] && field !== 'amount' ? true : line[field] && (line.startOn || line.termEnd || line.tenureMonths));
  // What a customer pays now, without a word on since when: since it became one, not since the day of the export.
  if (guess.mapping.customerSince && !line.startOn && !line.tenureMonths) line.startOn = guess.mapping.customerSince;
  if (money) include('line', line, guess);
  const churn = part('churn', file, guess, key);
  if (churn.flag || churn.onDay) include('churn', churn, guess);
  const person = part('person', file, guess, key);
  const periods = periodColumns(file);
  if (periods.length >= 2 && !moneyWords.test(periods[0]!)) {
    guess.wide = periods;
    include('usage', { account: key }, guess);
  }
  if (person.email && /contact|champion|admin|primary/.test(normaliseHeader(person.email))) include('person', person, guess);
  return guess;
}

/** Fields of a further kind, leaving alone the columns that say who the account is. */
function part(kind: Kind, file: SampledFile, guess: Guess, key: string): Record<string, string> {
  const target = targetKinds.find((found) => found.kind === kind)!;
  const identity = new Set(['ref', 'name', 'domain', 'owner', 'parent', 'industry', 'country', 'region', 'segment', 'stage', 'customerSince', 'tier'].map((field) => guess.mapping[field]).filter((column) => column !== undefined && !/start|plan/i.test(column)));
  const free = file.profiles.filter((profile) => !identity.has(profile.name));
  const found = Object.fromEntries(matchColumns(target, free).filter((match) => match.confidence >= 0.55 && match.field !== 'ref' && match.field !== 'accountName').map((match) => [match.field, match.column]));
  return { ...found, account: key };
}

function include(kind: Kind, found: Record<string, string>, guess: Guess): void {
  guess.also.push(kind);
  for (const [field, column] of Object.entries(found)) {
    guess.mapping[`${kind}.${field}`] = column;
    guess.confidence[`${kind}.${field}`] = 0.7;
  }
}
