import { toDate } from '../../lib/clock.ts';

/** Which of day and month comes first where a date is written with numbers only. */
export type DateOrder = 'dmy' | 'mdy';

/** The mark between whole and fraction in a column's numbers. */
export type DecimalMark = '.' | ',';

const nullWords = new Set(['', 'null', 'none', 'nil', 'n/a', 'na', '#n/a', 'nan', '-', '--', '\\n', 'undefined', 'nat', '(null)', '(blank)']);

/** True for the ways exports write "no value". */
export function isBlank(text: string | undefined | null): boolean {
  return text === undefined || text === null || text === '' || (text.length < 10 && nullWords.has(text.trim().toLowerCase()));
}

const plainNumber = /^-?\d+(\.\d+)?$/;

/** A number as written with `decimal`: currency marks, spaces, thousands marks, percent and accounting brackets are allowed. Null if it is none. */
export function readNumber(text: string, decimal: DecimalMark): number | null {
  if (decimal === '.' && plainNumber.test(text)) return Number(text);
  let body = text.trim().replace(/[\s\u00a0\u202f'’]/g, '').replace(/^(?:[A-Z]{3}|R\$|US\$|kr)?[$€£¥₹]?|[$€£¥₹]?(?:[A-Z]{3}|kr)?$/g, '');
  const bracketed = /^\((.*)\)$/.exec(body);
  if (bracketed) body = `-${bracketed[1]}`;
  const sign = /^[-+−]?(?:[$€£¥₹]|US\$)?/.exec(body)?.[0] ?? '';
  body = body.slice(sign.length).replace(/%$/, '');
  const thousands = decimal === '.' ? ',' : '.';
  const shape = decimal === '.' ? /^(\d{1,3}(,\d{2,3})*|\d+)?(\.\d+)?(e[-+]?\d+)?$/i : /^(\d{1,3}(\.\d{3})*|\d+)?(,\d+)?(e[-+]?\d+)?$/i;
  if (!/\d/.test(body) || !shape.test(body)) return null;
  const value = Number(body.replaceAll(thousands, '').replace(decimal, '.'));
  return Number.isFinite(value) ? (/^[-−]/.test(sign) ? -value : value) : null;
}

const trueWords = new Set(['true', 't', 'yes', 'y', '1', '1.0', 'x', 'ja', 'oui', 'si', 'sí', 'sim', 'wahr', 'vrai', 'verdadero', 'vero', 'churned', 'on']);
const falseWords = new Set(['false', 'f', 'no', 'n', '0', '0.0', 'nein', 'non', 'não', 'nao', 'nee', 'falsch', 'faux', 'falso', 'active', 'retained', 'off']);

/** A truth value; null if the text is none. */
export function readBoolean(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  return trueWords.has(word) ? true : falseWords.has(word) ? false : null;
}

/** A moment as read: its day, and the time of day in UTC where one was written. */
export interface Moment {
  day: string;
  /** `YYYY-MM-DD HH:MM:SS.mmm` in UTC. */
  instant: string;
  hasTime: boolean;
}

/** Beginnings of month names in English, German, French, Spanish, Portuguese, Italian and Dutch; accents gone. */
const months = ['jan gen ene', 'feb fev', 'mar mae mrz mrt maa', 'apr avr abr', 'may mai mag mei', 'jun juin giu', 'jul juil lug', 'aug aou ago', 'sep set', 'oct okt ott out', 'nov', 'dec dez dic'].map((words) => words.split(' '));

function monthOf(name: string): number {
  const word = name.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/^marz/, 'mar');
  return months.findIndex((words) => words.some((start) => word.startsWith(start))) + 1;
}
const isoFast = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(\.\d{1,9})?Z?)?$/;
const timePattern = /[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[-+]\d{2}:?\d{2}|[-+]\d{2})?$/i;

/** Reads a date or instant. A time without a zone is UTC. `order` settles 03/04/2024. Null if it is no date or an "open end" sentinel (year over 2200). */
export function readMoment(text: string, order: DateOrder): Moment | null {
  const fast = isoFast.exec(text);
  if (fast) return moment(Number(fast[1]), Number(fast[2]), Number(fast[3]), fast[4], fast[5]);
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed) && trimmed.length !== 8 && trimmed.length !== 6) return readEpoch(trimmed);
  const time = timePattern.exec(trimmed);
  const dayText = (time ? trimmed.slice(0, time.index) : trimmed).replace(/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+/i, '').trim();
  const parts = readDay(dayText, order);
  if (!parts) return null;
  if (!time) return moment(...parts);
  const [, hourText = '0', minute = '00', second = '00', fraction, half, zone] = time;
  let hour = Number(hourText) % (half ? 12 : 100);
  if (half?.toLowerCase().startsWith('p')) hour += 12;
  const base = moment(...parts, `${String(hour).padStart(2, '0')}:${minute}:${second}`, fraction && `.${fraction}`);
  return base && zone && /\d/.test(zone) ? shiftZone(base, zone) : base;
}

function readDay(text: string, order: DateOrder): [number, number, number] | null {
  let m = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?$/.exec(text);
  if (m) return [Number(m[1]), Number(m[2]), Number(m[3] ?? 1)];
  m = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? /^(\d{4})(\d{2})$/.exec(text);
  if (m) return [Number(m[1]), Number(m[2]), Number(m[3] ?? 1)];
  m = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})$/.exec(text);
  if (m) {
    const [a, b] = [Number(m[1]), Number(m[2])];
    return order === 'dmy' ? [fullYear(m[3]!), b, a] : [fullYear(m[3]!), a, b];
  }
  m = /^(\d{4})-?W(\d{1,2})$/i.exec(text);
  if (m) return isoWeek(Number(m[1]), Number(m[2]));
  m = /^Q([1-4])[ -]?(\d{4})$/i.exec(text);
  if (m) return [Number(m[2]), Number(m[1]) * 3 - 2, 1];
  return readNamedDay(text);
}

function readNamedDay(text: string): [number, number, number] | null {
  const m = /^(?:(\d{1,2})(?:st|nd|rd|th|\.)?[-\s,/]+)?([A-Za-zÀ-ÿ]{3,9})\.?[-\s,/]*(?:(\d{1,2})(?:st|nd|rd|th)?[-\s,]+)?(\d{4}|\d{2})$/.exec(text.replace(/ de /g, ' '));
  if (!m) return null;
  const month = monthOf(m[2]!);
  return month === 0 ? null : [fullYear(m[4]!), month, Number(m[1] ?? m[3] ?? 1)];
}

function fullYear(text: string): number {
  const year = Number(text);
  return text.length === 2 ? year + (year < 70 ? 2000 : 1900) : year;
}

function isoWeek(year: number, week: number): [number, number, number] {
  const fourth = toDate(Date.UTC(year, 0, 4));
  const monday = toDate(fourth.getTime() + ((week - 1) * 7 - ((fourth.getUTCDay() + 6) % 7)) * 86_400_000);
  return [monday.getUTCFullYear(), monday.getUTCMonth() + 1, monday.getUTCDate()];
}

function readEpoch(text: string): Moment | null {
  const value = Number(text);
  const digits = text.split('.')[0]!.length;
  const ms = digits === 13 ? value : digits === 10 || digits === 9 ? value * 1000 : value >= 20_000 && value < 60_000 ? (value - 25_569) * 86_400_000 : NaN;
  if (!(ms >= 0 && ms < 2_051_222_400_000)) return null;
  const iso = toDate(ms).toISOString();
  return { day: iso.slice(0, 10), instant: `${iso.slice(0, 10)} ${iso.slice(11, 23)}`, hasTime: ms % 86_400_000 !== 0 };
}

const daysInMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function moment(year: number, month: number, day: number, time?: string, fraction?: string): Moment | null {
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > daysInMonth[month - 1]!) return null;
  if (month === 2 && day === 29 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0))) return null;
  if (time && (time.slice(0, 2) > '23' || time.slice(3, 5) > '59' || time.slice(6, 8) > '59')) return null;
  const text = `${year}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`;
  const ms = fraction ? fraction.slice(1, 4).padEnd(3, '0') : '000';
  return { day: text, instant: `${text} ${time ?? '00:00:00'}.${ms}`, hasTime: time !== undefined };
}

function shiftZone(at: Moment, zone: string): Moment {
  const [, sign, hours = '0', minutes = '0'] = /([-+])(\d{2}):?(\d{2})?/.exec(zone) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const iso = toDate(Date.parse(`${at.instant.replace(' ', 'T')}Z`) - offset).toISOString();
  return { day: iso.slice(0, 10), instant: `${iso.slice(0, 10)} ${iso.slice(11, 23)}`, hasTime: true };
}

/** True where a date cell is an "open end" (9999-12-31, 2999-..., 0000-00-00), which means no date. */
export function isOpenEnd(text: string): boolean {
  return /^(?:9999|2999|2[2-9]\d\d|3000|0000|0001)\b/.test(text) || /\b(?:9999|2999)$/.test(text);
}
