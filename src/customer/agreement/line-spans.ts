import { addDays, type Day } from '../../lib/period.ts';
import { lineKey, type AgreementLine } from './agreement-line.ts';
import { lineSuccessions, type Succession, type SuccessionRule } from './line-succession.ts';

/** The days on which a line counts, `[from, to)`, after superseding and bridging. `to` null: no end is known. */
export interface LineSpan {
  line: AgreementLine;
  from: Day;
  to: Day | null;
  /** Days at the end of the span that only a later renewal fills; 0 when there is no gap. */
  bridgedDays: number;
  /** Lines that follow each other share a chain: its first line's id. */
  chain: string;
}

export interface LineBook {
  spans: readonly LineSpan[];
  successions: readonly Succession[];
  successorOf: ReadonlyMap<string, Succession>;
  chainOf: ReadonlyMap<string, string>;
  /** Lines that look like copies of another one: same account, product, days, amount and quantity. They add up, and are flagged. */
  lookAlikes: readonly AgreementLine[];
}

/**
 * Turns lines as known on one reading date into spans that add up without double counting: a successor ends its predecessor on its own
 * start, a gap of at most `bridgeDays` before a successor **that is already known** belongs to the predecessor. On a date inside a gap
 * nothing is bridged yet, because the renewal has not happened; read later, the same date is restated.
 */
export function lineBook(lines: readonly AgreementLine[], rule: SuccessionRule): LineBook {
  const live = lines.filter((line) => line.endOn === null || line.endOn > line.startOn);
  const successions = lineSuccessions(live, rule);
  const successorOf = new Map(successions.map((pair) => [pair.from.id, pair]));
  const predecessorOf = new Map(successions.map((pair) => [pair.to.id, pair.from]));
  const chains = new Map<string, string>();
  for (const line of live) chainOf(line, predecessorOf, chains);
  return { spans: live.map((line) => spanOf(line, successorOf.get(line.id), rule, chains.get(line.id) as string)), successions, successorOf, chainOf: chains, lookAlikes: lookAlikes(live) };
}

/** The first line of a line's chain; predecessors always begin earlier, so the walk ends. */
function chainOf(line: AgreementLine, predecessorOf: ReadonlyMap<string, AgreementLine>, chains: Map<string, string>): string {
  const walked: AgreementLine[] = [line];
  let first = line;
  for (let before = predecessorOf.get(first.id); before && !chains.has(first.id); before = predecessorOf.get(first.id)) walked.push((first = before));
  const chain = chains.get(first.id) ?? first.id;
  for (const one of walked) chains.set(one.id, chain);
  return chain;
}

function spanOf(line: AgreementLine, next: Succession | undefined, rule: SuccessionRule, chain: string): LineSpan {
  if (next && (next.gapDays < 0 || line.endOn === null)) return { line, from: line.startOn, to: next.to.startOn, bridgedDays: 0, chain };
  if (next && next.gapDays > 0 && next.gapDays <= rule.bridgeDays) return { line, from: line.startOn, to: next.to.startOn, bridgedDays: next.gapDays, chain };
  return { line, from: line.startOn, to: line.endOn, bridgedDays: 0, chain };
}

function lookAlikes(lines: readonly AgreementLine[]): AgreementLine[] {
  const alike = (line: AgreementLine) => `${lineKey(line)} ${line.plan} ${line.startOn} ${line.endOn} ${line.annualMinor} ${line.quantity}`;
  return [...Map.groupBy(lines, (line) => line.accountId).values()].flatMap((own) => (own.length < 2 ? [] : [...Map.groupBy(own, alike).values()].flatMap((group) => group.slice(1))));
}

/** True when the span counts on the day. */
export function inForceOn(span: LineSpan, day: Day): boolean {
  return span.from <= day && (span.to === null || day < span.to);
}

/** True when the day counts only because a later renewal bridged the gap. */
export function bridgedOn(span: LineSpan, day: Day): boolean {
  return span.bridgedDays > 0 && span.to !== null && inForceOn(span, day) && day >= addDays(span.to, -span.bridgedDays);
}
