import { addDays } from '../../lib/period.ts';
import { columnOf, type Doubt, type FilePlan, type SampledFile } from './file-plan.ts';
import { isBlank, readMoment, type DateOrder } from './read-value.ts';

interface Span {
  start: string;
  end: string | null;
}

/**
 * What a line's end date means. Inclusive or exclusive from lines that follow one another: the next starts on the end (exclusive) or a day later
 * (inclusive). Agreed or cancelled from which lines have one: terms end on all lines, also in the future; cancellations only on those that left.
 */
export function endPattern(file: SampledFile, plan: FilePlan, today: string): Doubt[] {
  const column = columnOf(plan, 'line', 'endOn') ?? columnOf(plan, 'line', 'termEnd');
  const start = columnOf(plan, 'line', 'startOn');
  if (!column || !start) return [];
  const chains = readChains(file, plan, start, column);
  const spans = [...chains.values()].flat();
  const doubts: Doubt[] = [];
  const { onEnd, dayAfter, example } = followers(chains);
  plan.answers.endInclusive = dayAfter > onEnd || (onEnd === 0 && dayAfter === 0 && endsOnLastDays(spans));
  if (onEnd + dayAfter === 0 || Math.min(onEnd, dayAfter) > (onEnd + dayAfter) * 0.05) {
    doubts.push({
      code: 'end_inclusive', field: column, count: spans.filter((span) => span.end !== null).length, example,
      message: onEnd + dayAfter === 0 ? `No line follows another, so ${column} may be the last day in force or the day after.` : `${onEnd} lines start on the day another ends, ${dayAfter} a day later.`,
      remedy: 'Answer inclusive (last day in force) or exclusive.', choice: plan.answers.endInclusive ? 'inclusive' : 'exclusive',
    });
  }
  if (!columnOf(plan, 'line', 'endOn')) return doubts;
  const ended = spans.filter((span) => span.end !== null);
  const open = spans.length - ended.length;
  const newest = newestStart(spans);
  const future = ended.filter((span) => span.end! > today || span.end! > newest).length;
  plan.answers.endMeaning = open > spans.length * 0.15 && future < ended.length * 0.2 ? 'cancelled' : 'term';
  doubts.push({
    code: 'end_meaning', field: columnOf(plan, 'line', 'endOn')!, count: ended.length, example: { withEnd: ended.length, without: open, after: future },
    message: `${ended.length} of ${spans.length} sampled lines have an end; it may be the agreed end of the term or a cancellation.`,
    remedy: 'Answer term or cancelled.', choice: plan.answers.endMeaning,
  });
  return doubts;
}

function newestStart(spans: readonly Span[]): string {
  return spans.reduce((newest, span) => (span.start > newest ? span.start : newest), '');
}

/** Ends of months and years (31 Dec) are last days in force. */
function endsOnLastDays(spans: readonly Span[]): boolean {
  const ended = spans.filter((span) => span.end !== null);
  return ended.length > 0 && ended.filter((span) => addDays(span.end!, 1).endsWith('-01') && span.start.endsWith('-01')).length > ended.length * 0.5;
}

function readChains(file: SampledFile, plan: FilePlan, startColumn: string, endColumn: string): Map<string, Span[]> {
  const index = (column: string | undefined) => (column === undefined ? -1 : file.columns.indexOf(column));
  const [start, end] = [index(startColumn), index(endColumn)];
  const keys = [columnOf(plan, 'line', 'account'), columnOf(plan, 'line', 'product'), columnOf(plan, 'line', 'plan')].map(index).filter((found) => found >= 0);
  const read = (cell: string | undefined, column: string): string | null => (isBlank(cell) ? null : (readMoment(cell!, (plan.answers.dateOrder[column] ?? 'mdy') as DateOrder)?.day ?? null));
  const chains = new Map<string, Span[]>();
  for (const row of file.rows) {
    const from = read(row[start], startColumn);
    if (from === null) continue;
    const key = keys.map((column) => row[column]).join('\x1f');
    const chain = chains.get(key);
    const span = { start: from, end: read(row[end], endColumn) };
    chain ? chain.push(span) : chains.set(key, [span]);
  }
  return chains;
}

function followers(chains: Map<string, Span[]>): { onEnd: number; dayAfter: number; example: unknown } {
  let onEnd = 0;
  let dayAfter = 0;
  let example: unknown = null;
  for (const chain of chains.values()) {
    const starts = new Set(chain.map((span) => span.start));
    for (const span of chain) {
      if (span.end === null || span.end <= span.start) continue;
      if (starts.has(span.end)) onEnd++;
      else if (starts.has(addDays(span.end, 1))) dayAfter++;
      else continue;
      example ??= { end: span.end, next: starts.has(span.end) ? span.end : addDays(span.end, 1) };
    }
  }
  return { onEnd, dayAfter, example };
}
