import { addDays, addMonths, daysBetween, type Day } from '../../lib/period.ts';

/** Days that a question speaks of: from the first on, up to and with the last. */
export interface AskedPeriod { from: Day; to: Day }

const months = [['january', 'januar'], ['february', 'februar'], ['march', 'marz', 'maerz'], ['april'], ['may', 'mai'], ['june', 'juni'], ['july', 'juli'], ['august'], ['september'], ['october', 'oktober'], ['november'], ['december', 'dezember']];
const units: readonly (readonly [RegExp, (day: Day, count: number) => Day])[] = [
  [/^(day|days|tag|tage|tagen)$/, addDays], [/^(week|weeks|woche|wochen)$/, (day, count) => addDays(day, 7 * count)],
  [/^(month|months|monat|monate|monaten|monats)$/, addMonths], [/^(quarter|quarters|quartal|quartale|quartalen|quartals)$/, (day, count) => addMonths(day, 3 * count)], [/^(year|years|jahr|jahre|jahren|jahres)$/, (day, count) => addMonths(day, 12 * count)],
];
const unit = '(days?|weeks?|months?|quarters?|years?|tage?n?|wochen?|monate?n?s?|quartale?n?s?|jahre?n?s?)';
const future = 'in|within|next|coming|the|for|innerhalb|von|den|der|nachsten|naechsten|kommenden|binnen|over|during';
const past = 'last|past|since|letzten|vergangenen|seit|the|in|den|over|der';
const upcoming = new RegExp(`(?:\\b(?:${future}) )+(\\d{1,4}) ${unit}\\b`);
const gone = new RegExp(`\\b(?:(?:${past}) )*(?:last|past|letzten|vergangenen|since|seit) (\\d{1,4}) ${unit}\\b`);
const named = new RegExp(`\\b(?:(?:in|the|im|in den|in der|for|of|des) )?(this|next|last|dies\\w*|nachste\\w*|naechste\\w*|kommende\\w*|letzte\\w*|vergangene\\w*) ${unit}\\b`);
const until = /\b(?:by|until|before|bis|vor) (\d{4}) (\d{2}) (\d{2})\b/;
const inMonth = new RegExp(`\\b(?:in|im) (${months.flat().join('|')})(?: (\\d{4}))?\\b`);

function stepOf(name: string) {
  return units.find(([pattern]) => pattern.test(name))?.[1] ?? addDays;
}

/** The first day of the week (Monday), month, quarter or year of a day. */
function beginningOf(day: Day, name: string): Day {
  if (/^(week|woche)/.test(name)) return addDays(day, -((daysBetween('2024-01-01', day) % 7 + 7) % 7));
  if (/^(year|jahr)/.test(name)) return `${day.slice(0, 4)}-01-01`;
  if (/^quart/.test(name)) return `${day.slice(0, 4)}-${String(Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
  return `${day.slice(0, 7)}-01`;
}

function calendar(today: Day, which: string, name: string): AskedPeriod {
  const [step, start] = [stepOf(name), beginningOf(today, name)];
  const shift = /^(next|nachst|naechst|kommend)/.test(which) ? 1 : /^(last|letzt|vergangen)/.test(which) ? -1 : 0;
  const from = shift === 0 ? start : step(start, shift);
  return { from, to: addDays(step(from, 1), -1) };
}

function monthOf(today: Day, name: string, year: string | undefined): AskedPeriod {
  const month = months.findIndex((names) => names.includes(name)) + 1;
  const here = Number(today.slice(0, 4));
  const chosen = year ?? String(month < Number(today.slice(5, 7)) ? here + 1 : here);
  const from = `${chosen}-${String(month).padStart(2, '0')}-01`;
  return { from, to: addDays(addMonths(from, 1), -1) };
}

/** Finds a stretch of days in a plain question and replaces it by `@period`. Pure; null when there is none. */
export function findPeriod(text: string, today: Day): { text: string; period: AskedPeriod | null } {
  const reading: readonly (readonly [RegExp, (match: RegExpExecArray) => AskedPeriod])[] = [
    [gone, ([, count = '', name = '']) => ({ from: stepOf(name)(today, -Number(count)), to: today })],
    [upcoming, ([, count = '', name = '']) => ({ from: today, to: stepOf(name)(today, Number(count)) })],
    [named, ([, which = '', name = '']) => calendar(today, which, name)],
    [until, ([, year, month, day]) => ({ from: today, to: `${year}-${month}-${day}` })],
    [inMonth, ([, name = '', year]) => monthOf(today, name, year)],
  ];
  for (const [pattern, read] of reading) {
    const match = pattern.exec(text);
    if (match) return { text: `${text.slice(0, match.index)} @period ${text.slice(match.index + match[0].length)}`.replace(/\s+/g, ' ').trim(), period: read(match) };
  }
  return { text, period: null };
}
