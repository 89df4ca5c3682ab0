import { daysBetween, type Day } from '../../lib/period.ts';
import { lineKey, nearestTermEnd, type AgreementLine } from './agreement-line.ts';

/** How lines follow each other. All in days. */
export interface SuccessionRule {
  /** A renewal may start this long after its predecessor's end and the gap still counts as in force. */
  bridgeDays: number;
  /** A renewal may start this long before its predecessor's end (at most half the predecessor's term). */
  earlyDays: number;
  /** A renewal closed this long after the end still renews that line; later it is a reactivation. */
  lateDays: number;
}

/** `renewal` takes over at or around the end, `amendment` in mid-term, `transfer` moves the contract to another account. */
export type SuccessionKind = 'renewal' | 'amendment' | 'transfer';

export interface Succession {
  from: AgreementLine;
  to: AgreementLine;
  kind: SuccessionKind;
  /** Days from the predecessor's end to the successor's start; negative is an overlap. */
  gapDays: number;
  /** For a renewal: the term end it renews. */
  dueOn: Day | null;
}

const foreverDays = 1_000_000;
const epoch: Day = '1970-01-01';

function carriesOn(from: AgreementLine, to: AgreementLine): boolean {
  return to.endOn === null || (from.endOn !== null && to.endOn > from.endOn);
}

/** Pairs in which `to` may renew a line `from` that ends, within the rule; `earlyDays` 0 allows no overlap. */
function candidatesAtEnds(lines: readonly AgreementLine[], rule: SuccessionRule): Succession[] {
  const ending = lines.filter((line) => line.endOn !== null).map((from) => ({ from, startNo: daysBetween(epoch, from.startOn), endNo: daysBetween(epoch, from.endOn as Day) }));
  const found: Succession[] = [];
  for (const to of lines) {
    const toNo = daysBetween(epoch, to.startOn);
    for (const { from, startNo, endNo } of ending) {
      const gapDays = toNo - endNo;
      if (startNo >= toNo || gapDays > rule.lateDays || -gapDays > rule.earlyDays || -gapDays > (endNo - startNo) / 2 || !carriesOn(from, to)) continue;
      found.push({ from, to, kind: 'renewal', gapDays, dueOn: from.termEnd ?? from.endOn });
    }
  }
  return found;
}

/** Pairs in which `to` begins around a term end of a line that renews itself; that line runs until then, so there is no gap. */
function candidatesAtAnniversaries(lines: readonly AgreementLine[], rule: SuccessionRule): Succession[] {
  const found: Succession[] = [];
  for (const from of lines.filter((line) => line.autoRenew && line.endOn === null)) {
    for (const to of lines) {
      if (to.startOn <= from.startOn || (to.endOn !== null && to.endOn <= (from.termEnd as Day))) continue;
      const dueOn = nearestTermEnd(from, to.startOn) as Day;
      const gapDays = daysBetween(dueOn, to.startOn);
      if (gapDays <= rule.lateDays && -gapDays <= rule.earlyDays && -gapDays <= daysBetween(from.startOn, from.termEnd as Day) / 2) found.push({ from, to, kind: 'renewal', gapDays, dueOn });
    }
  }
  return found;
}

function closeness(a: Succession, b: Succession): number {
  const sameRef = (pair: Succession) => (pair.from.contractRef !== null && pair.from.contractRef === pair.to.contractRef ? 0 : 1);
  const samePlan = (pair: Succession) => (pair.from.plan === pair.to.plan ? 0 : 1);
  const step = (pair: Succession) => Math.abs(pair.to.annualMinor - pair.from.annualMinor);
  // Of lines that end on the same day the newest is followed: a chain of short terms never leaps over its own links.
  const age = (pair: Succession) => daysBetween(pair.from.startOn, pair.to.startOn);
  return sameRef(a) - sameRef(b) || Math.abs(a.gapDays) - Math.abs(b.gapDays) || age(a) - age(b) || samePlan(a) - samePlan(b) || step(a) - step(b) || (a.to.id < b.to.id ? -1 : 1);
}

/** Accepts pairs from the closest on; each line has at most one predecessor and one successor. */
function match(pairs: Succession[], taken: Taken, accepted: Succession[]): void {
  for (const pair of pairs.sort(closeness)) {
    if (taken.from.has(pair.from) || taken.to.has(pair.to)) continue;
    taken.from.add(pair.from);
    taken.to.add(pair.to);
    accepted.push(pair);
  }
}

interface Taken {
  from: Set<AgreementLine>;
  to: Set<AgreementLine>;
}

function amendments(lines: readonly AgreementLine[]): Succession[] {
  const sorted = [...lines].sort((a, b) => (a.startOn < b.startOn ? -1 : a.startOn > b.startOn ? 1 : a.id < b.id ? -1 : 1));
  const found: Succession[] = [];
  for (let i = 1; i < sorted.length; i++) {
    const from = sorted[i - 1] as AgreementLine;
    const to = sorted[i] as AgreementLine;
    const overlaps = from.endOn === null || from.endOn > to.startOn;
    const outlives = to.endOn === null || (from.endOn !== null && to.endOn >= from.endOn);
    if (from.startOn < to.startOn && overlaps && outlives && (from.endOn === null || from.plan !== to.plan)) {
      found.push({ from, to, kind: 'amendment', gapDays: from.endOn === null ? -foreverDays : daysBetween(from.endOn, to.startOn), dueOn: null });
    }
  }
  return found;
}

function grouped(lines: readonly AgreementLine[], key: (line: AgreementLine) => string | null): AgreementLine[][] {
  const groups = Map.groupBy(lines, key);
  groups.delete(null);
  return [...groups.values()].filter((group) => group.length > 1);
}

function withinAccount(lines: readonly AgreementLine[], rule: SuccessionRule, taken: Taken, accepted: Succession[]): void {
  const open = () => lines.filter((line) => !taken.from.has(line) || !taken.to.has(line));
  for (const group of grouped(lines, lineKey)) match([...candidatesAtEnds(group, rule), ...candidatesAtAnniversaries(group, rule)], taken, accepted);
  for (const group of grouped(open(), (line) => (line.contractRef && line.product ? `${line.contractRef} ${lineKey(line)}` : null))) match(amendments(group), taken, accepted);
  match(candidatesAtEnds(open(), { ...rule, earlyDays: 0, lateDays: rule.bridgeDays }), taken, accepted);
}

/**
 * Which line takes over from which. In order, within an account: renewals of the same product (or plan); amendments, that is lines of the
 * same contract and product with another plan, or after an open-ended one; a change of product without overlap. Then a contract number
 * that moves to exactly one other account. What is not paired is unrelated and adds up.
 */
export function lineSuccessions(lines: readonly AgreementLine[], rule: SuccessionRule): Succession[] {
  const taken: Taken = { from: new Set(), to: new Set() };
  const accepted: Succession[] = [];
  for (const own of grouped(lines, (line) => line.accountId)) withinAccount(own, rule, taken, accepted);
  const loose = lines.filter((line) => line.contractRef !== null && !(taken.from.has(line) && taken.to.has(line)));
  for (const group of grouped(loose, (line) => line.contractRef)) {
    if (new Set(group.map((line) => line.accountId)).size === 2) match(candidatesAtEnds(group, { ...rule, lateDays: rule.bridgeDays }).filter(moved).map(asTransfer), taken, accepted);
  }
  return accepted;
}

function moved(pair: Succession): boolean {
  return pair.from.accountId !== pair.to.accountId && lineKey(pair.from) === lineKey(pair.to);
}

function asTransfer(pair: Succession): Succession {
  return { ...pair, kind: 'transfer', dueOn: null };
}
