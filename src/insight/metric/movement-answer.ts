import type { MetricMovements } from '../../contract/metric.ts';
import { notesOf } from './figure.ts';
import type { MetricAccount } from './metric-store.ts';
import { monthlyWaterfalls, movementKinds, waterfall, type Waterfall } from './movements.ts';
import { revenueNotes } from './retention-metrics.ts';
import type { RevenueBook } from './revenue-book.ts';

type Line = MetricMovements['lines'][number];

function linesOf(fall: Waterfall): Line[] {
  const count = (some: (movement: Waterfall['movements'][number]) => boolean) => fall.movements.filter(some).length;
  return [
    ...movementKinds.map((kind): Line => ({ kind: kind as Line['kind'], amountMinor: fall.byKind[kind as keyof Waterfall['byKind']].minor, accounts: fall.byKind[kind as keyof Waterfall['byKind']].entities })),
    { kind: 'transferIn', amountMinor: fall.transferInMinor, accounts: count((movement) => movement.transferMinor > 0) },
    { kind: 'transferOut', amountMinor: fall.transferOutMinor, accounts: count((movement) => movement.transferMinor < 0) },
    { kind: 'fx', amountMinor: fall.fxMinor, accounts: count((movement) => movement.fxMinor !== 0) },
  ];
}

function shapeOf(fall: Waterfall) {
  return { from: fall.from, to: fall.to, openingMinor: fall.openingMinor, lines: linesOf(fall), closingMinor: fall.closingMinor };
}

/** The whole answer on movements between the ends of two days: end points, months, the bridge between them, and every account that moved. */
export function movementAnswer(book: RevenueBook, window: { from: string; to: string }, accounts: ReadonlyMap<string, MetricAccount>): MetricMovements {
  const whole = waterfall(book, window.from, window.to);
  const months = monthlyWaterfalls(book, window.from, window.to).map(shapeOf);
  const lines = linesOf(whole);
  const monthlyOf = (kind: Line['kind']) => months.reduce((sum, month) => sum + (month.lines.find((line) => line.kind === kind)?.amountMinor ?? 0), 0);
  const bridge = lines.filter((line) => line.kind !== 'fx').map((line) => ({ kind: line.kind, endPointsMinor: line.amountMinor, monthlyMinor: monthlyOf(line.kind), differenceMinor: line.amountMinor - monthlyOf(line.kind) }));
  return {
    ...shapeOf(whole),
    currency: book.currency,
    monthly: months,
    bridge,
    accounts: whole.movements
      .filter((movement) => movement.kind !== 'unchanged' || movement.transferMinor !== 0 || movement.fxMinor !== 0)
      .map(({ entity, ...movement }) => ({ accountId: entity, accountName: accounts.get(entity)?.name ?? entity, ...movement }))
      .sort((a, b) => Math.abs(b.changeMinor) - Math.abs(a.changeMinor) || (a.accountName < b.accountName ? -1 : 1)),
    notValued: whole.notValued.map(({ line }) => ({ accountId: line.accountId, lineId: line.id, currency: line.currency, annualMinor: line.annualMinor })),
    notes: notesOf(...revenueNotes(book, whole.notValued, 0), 'Months are valued at the opening rate of the whole window; the currency effect is in the whole.'),
  };
}
