/** What a number measures, as far as it shows: money, a share of a hundred, a health score; `plain` is anything. */
export type Measure = 'money' | 'share' | 'score' | 'plain';

/** A number as a text writes it: its size without a sign, and half of its last written digit. */
export interface WrittenNumber { value: number; half: number }

/** One place in a text with a number, all readings that it may have, and what it measures. */
export interface NumberPlace { text: string; at: number; measure: Measure; may: WrittenNumber[] }

const moneyBefore = /(?:[$€£¥]|\b(?:USD|EUR|GBP|CHF|SEK|NOK|DKK|PLN|CAD|AUD|JPY)) ?$/;
const moneyAfter = /^\s?(?:k|m|mn|tsd\.?|mio\.?|bn|mrd\.?|million|millionen|thousand)?\s?(?:[$€£¥]|(?:USD|EUR|GBP|CHF|SEK|NOK|DKK|PLN|CAD|AUD|JPY|euros?|dollars?)\b)/i;
const shareAfter = /^\s?(?:%|percent\b|per cent\b|prozent\b)/i;
const scoreBefore = /\b(?:health|score|gesundheit|gesundheitswert)(?: score)?(?: (?:of|for|von) [^.\d]{1,60})?(?:,? (?:is|was|are|of|at|to|stands at|von|bei|liegt bei|steht bei|auf|ist|beträgt))?:?(?: (?:now|about|around|only|just|currently|aktuell|etwa|rund|nur))? $/i;

function measureOf(before: string, after: string): Measure {
  if (moneyBefore.test(before) || moneyAfter.test(after)) return 'money';
  if (shareAfter.test(after)) return 'share';
  return scoreBefore.test(before) ? 'score' : 'plain';
}

const scales: readonly (readonly [RegExp, number])[] = [[/^\s?(?:k|tsd\.?|thousand|tausend)(?![\p{L}])/iu, 1e3], [/^\s?(?:m|mn|mio\.?|million(?:s|en)?)(?![\p{L}])/iu, 1e6], [/^\s?(?:bn|mrd\.?|billion|milliarden?)(?![\p{L}])/iu, 1e9]];
const numberWords: { readonly [word: string]: number } = {
  two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12, twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, ninety: 90, hundred: 100, thousand: 1000, dozen: 12, zero: 0,
  zwei: 2, drei: 3, vier: 4, fünf: 5, sechs: 6, sieben: 7, acht: 8, neun: 9, zehn: 10, elf: 11, zwölf: 12, zwanzig: 20, dreißig: 30, hundert: 100, tausend: 1000,
};
const wordPattern = new RegExp(`(?<![\\p{L}])(${Object.keys(numberWords).join('|')})(?![\\p{L}])`, 'giu');

/** The values that digits with points and commas can mean: "1,234" is a thousand and some in English, one and a quarter in German. Of a known language the other reading counts only where its own makes no sense. */
function readings(digits: string, language: 'en' | 'de' | null): { value: number; places: number }[] {
  const plain = digits.replace(/[\s\u00a0\u202f'’]/g, '');
  const of = (text: string) => ({ value: Number(text), places: text.split('.')[1]?.length ?? 0 });
  const english = plain.replaceAll(',', '');
  const german = plain.replaceAll('.', '').replace(',', '.');
  const inEnglish = /^\d+(\.\d+)?$/.test(english) && /^\d{1,3}(,\d{3})*(\.\d+)?$|^\d+(\.\d+)?$/.test(plain) ? [of(english)] : [];
  const inGerman = /^\d+(\.\d+)?$/.test(german) && /^\d{1,3}(\.\d{3})*(,\d+)?$|^\d+(,\d+)?$/.test(plain) ? [of(german)] : [];
  const chosen = language === null ? [...inEnglish, ...inGerman] : language === 'en' ? (inEnglish.length ? inEnglish : inGerman) : inGerman.length ? inGerman : inEnglish;
  return chosen.length ? chosen : [of(plain.replace(/[.,]/g, ''))];
}

/** Words that claim a ratio without writing it. */
export const ratioWords = /(?<![\p{L}])(half|halved|twice|double[ds]?|tripled?|quadrupled?|hälfte|halbiert|doppelt|verdoppelt|dreifach|verdreifacht)(?![\p{L}])/giu;

/** Every number of a text, each with all readings that it may have; one entry per place in the text. Pure. */
export function numbersOf(text: string, language: 'en' | 'de' | null = null): NumberPlace[] {
  const found: NumberPlace[] = [];
  for (const match of text.matchAll(/\p{N}(?:[\p{N}.,'’\u00a0\u202f]*\p{N})?/gu)) {
    const [digits, at] = [match[0].normalize('NFKC'), match.index];
    const scale = scales.find(([pattern]) => pattern.test(text.slice(at + match[0].length)))?.[1] ?? 1;
    const may = readings(digits, language).map(({ value, places }) => ({ value: value * scale, half: (scale * 0.5) / 10 ** places }));
    found.push({ text: digits, at, measure: measureOf(text.slice(Math.max(0, at - 100), at), text.slice(at + match[0].length, at + match[0].length + 20)), may });
  }
  for (const match of text.matchAll(wordPattern)) {
    const value = numberWords[match[0].toLowerCase()] ?? Number.NaN;
    found.push({ text: match[0], at: match.index, measure: 'plain', may: [{ value, half: 0 }] });
  }
  return found.sort((a, b) => a.at - b.at);
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const germanMonths: { readonly [name: string]: string } = { mär: 'mar', mrz: 'mar', mai: 'may', okt: 'oct', dez: 'dec' };
const monthWord = '(jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz?|mrz|apr(?:il)?|may|mai|jun[ei]?|jul[yi]?|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)';
const isoDay = /(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]+Z?)?/g;
const dayFirst = new RegExp(`(?<!\\d)(\\d{1,2})(?:st|nd|rd|th|\\.)?(?: of)? ${monthWord}\\b\\.?(?:,? (\\d{4}))?`, 'giu');
const monthFirst = new RegExp(`\\b${monthWord}\\.? (\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,? (\\d{4}))?`, 'giu');
const dotted = /(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)/g;

/** Days of a text, as `YYYY-MM-DD`, or `-MM-DD` where no year is written; `rest` is the text without them. Pure. */
export function daysOf(text: string): { days: string[]; rest: string } {
  const days: string[] = [];
  const two = (value: string) => value.padStart(2, '0');
  const month = (word: string) => { const short = word.slice(0, 3).toLowerCase(); return two(String(monthNames.indexOf(germanMonths[short] ?? short) + 1)); };
  const take = (day: string): string => { days.push(day); return ' '; };
  const rest = text
    .replace(isoDay, (_, year: string, m: string, d: string) => take(`${year}-${m}-${d}`))
    .replace(dotted, (_, d: string, m: string, year: string) => take(`${year}-${two(m)}-${two(d)}`))
    .replace(dayFirst, (_, d: string, word: string, year?: string) => take(`${year ?? ''}-${month(word)}-${two(d)}`))
    .replace(monthFirst, (_, word: string, d: string, year?: string) => take(`${year ?? ''}-${month(word)}-${two(d)}`));
  return { days, rest };
}
