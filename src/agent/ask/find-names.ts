import { letterDistance, plainText, wordsOf } from './question-text.ts';
import { isCommonWord } from './common-words.ts';
import type { Named, Vocabulary } from './vocabulary.ts';

/** What a question names; each found name is replaced by a mark in `text`. */
export interface FoundNames {
  text: string;
  accounts: readonly Named[];
  /** Several accounts answer to what was written. */
  ambiguous: { written: string; candidates: readonly Named[] } | null;
  /** The account was not spelt like that. */
  readAs: { written: string; name: string } | null;
  owner: Named | null;
  segment: string | null;
  industry: string | null;
}

const mostNameWords = 7;

interface Keyed extends Named { words: readonly string[]; key: string }

function* runsOf(words: readonly string[]): Generator<{ from: number; to: number; run: readonly string[] }> {
  for (let size = Math.min(mostNameWords, words.length); size > 0; size--) {
    for (let from = 0; from + size <= words.length; from++) {
      const run = words.slice(from, from + size);
      if (!run.some((word) => word.startsWith('@'))) yield { from, to: from + size, run };
    }
  }
}

function marked(words: readonly string[], from: number, to: number, mark: string): string[] {
  return [...words.slice(0, from), mark, ...words.slice(to)];
}

/** Words that a name may share with any question do not point to it by themselves. */
function isTelling(run: readonly string[]): boolean {
  return run.some((word) => word.length > 2 && !isCommonWord(word) && !/^\d+$/.test(word));
}

function closest(run: readonly string[], names: readonly Keyed[]): readonly Keyed[] {
  const written = run.join(' ');
  if (written.length < 6 || !isTelling(run)) return [];
  const most = written.length > 10 ? 2 : 1;
  const near = names.filter(({ words, key }) => words.length === run.length && letterDistance(written, key, most) <= most);
  const least = Math.min(...near.map(({ key }) => letterDistance(written, key, most)));
  return near.filter(({ key }) => letterDistance(written, key, most) === least);
}

interface AccountFind { words: string[]; accounts: Named[]; ambiguous: FoundNames['ambiguous']; readAs: FoundNames['readAs'] }

function findAccounts(asked: readonly string[], names: readonly Keyed[]): AccountFind {
  const found: AccountFind = { words: [...asked], accounts: [], ambiguous: null, readAs: null };
  const named = ({ id, name }: Keyed): Named => ({ id, name });
  const take = (from: number, to: number, run: readonly string[], fits: readonly Keyed[]): boolean => {
    if (fits.length === 0) return false;
    found.words = marked(found.words, from, to, '@account');
    if (fits.length === 1) found.accounts.push(named(fits[0] as Keyed));
    else found.ambiguous ??= { written: run.join(' '), candidates: fits.map(named) };
    return true;
  };
  const ways: ((run: readonly string[]) => readonly Keyed[])[] = [
    (run) => names.filter(({ key }) => key === run.join(' ')),
    (run) => (isTelling(run) ? names.filter(({ words, key }) => words.length > run.length && key.startsWith(`${run.join(' ')} `)) : []),
  ];
  for (const way of ways) {
    let again = true;
    while (again) {
      again = false;
      for (const { from, to, run } of runsOf(found.words)) if (take(from, to, run, way(run))) { again = true; break; }
    }
  }
  if (found.accounts.length === 0 && !found.ambiguous) {
    for (const { from, to, run } of runsOf(found.words)) {
      const fits = closest(run, names);
      if (!take(from, to, run, fits)) continue;
      if (fits.length === 1) found.readAs = { written: run.join(' '), name: (fits[0] as Keyed).name };
      break;
    }
  }
  return found;
}

const otherWords: { readonly [word: string]: string } = {
  gesundheitswesen: 'healthcare', gesundheit: 'healthcare', medizin: 'healthcare', fertigung: 'manufacturing', industrie: 'manufacturing', handel: 'retail', einzelhandel: 'retail', bildung: 'education', logistik: 'logistics', versicherung: 'insurance', versicherungen: 'insurance',
  finanzen: 'financial services', finanz: 'financial services', banken: 'banking', grosskunden: 'enterprise', konzerne: 'enterprise', mittelstand: 'mid-market', kleinkunden: 'smb', software: 'software', medien: 'media', energie: 'energy', beratung: 'consulting', bau: 'construction',
};
const squeezed = (text: string) => plainText(text).replaceAll(' ', '');

function findValue(words: string[], values: readonly string[], mark: string): { words: string[]; value: string | null } {
  for (const { from, to, run } of runsOf(words)) {
    const written = squeezed(otherWords[run.join(' ')] ?? run.join(' '));
    const exact = values.filter((value) => squeezed(value) === written);
    const near = exact.length || run.some(isCommonWord) ? exact : values.filter((value) => written.length >= 5 && squeezed(value).startsWith(written.slice(0, -1)));
    if (near.length === 1) return { words: marked(words, from, to, mark), value: near[0] as string };
  }
  return { words, value: null };
}

function findOwner(words: string[], owners: readonly Named[]): { words: string[]; owner: Named | null } {
  for (const { from, to, run } of runsOf(words)) {
    const written = run.join(' ');
    if (!isTelling(run)) continue;
    const fits = owners.filter(({ name }) => { const parts = wordsOf(name); return parts.join(' ') === written || (run.length === 1 && parts.includes(written)); });
    if (fits.length === 1) return { words: marked(words, from, to, '@owner'), owner: fits[0] as Named };
  }
  return { words, owner: null };
}

/** Finds accounts (by name, beginning of a name, id, domain, or a slip of the pen), owners, segments and industries in a question. Pure. */
export function findNames(question: string, { accounts, owners, segments, industries }: Vocabulary): FoundNames {
  const names = accounts.map(({ id, name }) => ({ id, name, words: wordsOf(name), key: wordsOf(name).join(' ') })).filter(({ key }) => key !== '');
  const direct: Named[] = [];
  const left = question.split(/\s+/).map((word) => {
    const bare = word.replace(/[?!,;:"'()]+$|^["'(]+/g, '').replace(/\.$/, '').toLowerCase();
    const one = accounts.find(({ id, domain }) => id.toLowerCase() === bare || (domain !== null && domain.toLowerCase() === bare));
    if (one) direct.push({ id: one.id, name: one.name });
    return one ? ' @account ' : word;
  }).join(' ');
  const asked = left.split('@account').flatMap((part, i) => [...(i ? ['@account'] : []), ...wordsOf(part)]);
  const byName = findAccounts(asked, names);
  const byOwner = findOwner(byName.words, owners);
  const bySegment = findValue(byOwner.words, segments, '@segment');
  const byIndustry = findValue(bySegment.words, industries, '@industry');
  const known = [...direct, ...byName.accounts];
  return { text: byIndustry.words.join(' '), accounts: [...new Map(known.map((one) => [one.id, one])).values()], ambiguous: byName.ambiguous, readAs: byName.readAs, owner: byOwner.owner, segment: bySegment.value, industry: byIndustry.value };
}
