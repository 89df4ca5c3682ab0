import type { Day } from '../../lib/period.ts';
import { readMoment } from './read-value.ts';

/** The period that a column's header names, and what it counts where the header says so too. */
export interface PeriodColumn {
  startOn: Day;
  feature: string | null;
}

const monthName = '(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zé]{0,7}';
const forms: readonly RegExp[] = [
  /^(?<what>.*?)(?<year>(?:19|20)\d\d)[-_/. ]?(?:m)?(?<month>0[1-9]|1[0-2])(?:[-_/. ]?(?<day>0[1-9]|[12]\d|3[01]))?$/i,
  /^(?<what>.*?)(?<![0-9])(?<month>0?[1-9]|1[0-2])[-_/.](?<year>(?:19|20)\d\d)$/i,
  new RegExp(`^(?<what>.*?)(?<![a-z])(?<name>${monthName})[-_/. ']*(?<year>(?:19|20)\\d\\d|\\d\\d)$`, 'i'),
  new RegExp(`^(?<what>.*?)(?<year>(?:19|20)\\d\\d)[-_/. ]*(?<name>${monthName})$`, 'i'),
];
const known = new Map<string, PeriodColumn | null>();

/** Reads a header such as `2024-03`, `Mar 2024`, `logins_2024_03` or `2024-03-04`; null when it names no period. */
export function periodOfHeader(header: string): PeriodColumn | null {
  let found = known.get(header);
  if (found === undefined) known.set(header, (found = readHeader(header.trim())));
  return found;
}

function readHeader(header: string): PeriodColumn | null {
  for (const form of forms) {
    const groups = form.exec(header)?.groups;
    if (!groups) continue;
    const year = groups.year!.length === 2 ? `20${groups.year}` : groups.year!;
    const text = groups.name ? `1 ${groups.name} ${year}` : `${year}-${groups.month!.padStart(2, '0')}-${groups.day ?? '01'}`;
    const startOn = readMoment(text, 'dmy')?.day;
    const what = groups.what!.replace(/[-_/. ]+$/, '').trim();
    if (startOn) return { startOn, feature: what === '' || /^(?:month|period|m)$/i.test(what) ? null : what };
  }
  return null;
}
