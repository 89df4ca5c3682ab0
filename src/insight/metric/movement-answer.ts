import type { MovementBridge, MovementStep } from '../../contract/metric.ts';
import { notesOf, sumOf } from './figure.ts';
import type { MetricAccount } from './metric-store.ts';
import { monthlyWaterfalls, movementKinds, waterfall, type Waterfall } from './movements.ts';
import { revenueNotes } from './retention-metrics.ts';
import type { RevenueBook } from './revenue-book.ts';

const labels: Record<MovementStep['id'], string> = {
  new: 'New', reactivation: 'Reactivation', expansion: 'Expansion', contraction: 'Contraction', churn: 'Churn', transferIn: 'Contracts moved in', transferOut: 'Contracts moved out', fx: 'Currency effect',
};

function stepsOf(fall: Waterfall): MovementStep[] {
  const count = (some: (movement: Waterfall['movements'][number]) => boolean) => fall.movements.filter(some).length;
  const step = (id: MovementStep['id'], minor: number, n: number): MovementStep => ({ id, label: labels[id], minor, n });
  return [
    ...movementKinds.map((kind) => step(kind, fall.byKind[kind].minor, fall.byKind[kind].entities)),
    step('transferIn', fall.transferInMinor, count((movement) => movement.transferMinor > 0)),
    step('transferOut', fall.transferOutMinor, count((movement) => movement.transferMinor < 0)),
    step('fx', fall.fxMinor, count((movement) => movement.fxMinor !== 0)),
  ];
}

function shapeOf(fall: Waterfall) {
  return { window: { from: fall.from, to: fall.to }, openingMinor: fall.openingMinor, steps: stepsOf(fall), closingMinor: fall.closingMinor };
}

/** The whole answer on movements between the ends of two days: end points, months, the bridge between them, and every account that moved. */
export function movementAnswer(book: RevenueBook, window: { from: string; to: string }, accounts: ReadonlyMap<string, MetricAccount>): MovementBridge {
  const whole = waterfall(book, window.from, window.to);
  const months = monthlyWaterfalls(book, window.from, window.to).map(shapeOf);
  const monthlyMinor = (id: MovementStep['id']) => sumOf(months, (month) => month.steps.find((step) => step.id === id)?.minor ?? 0);
  const bridge = stepsOf(whole).filter(({ id }) => id !== 'fx').map(({ id, minor }) => ({ id, endPointsMinor: minor, monthlyMinor: monthlyMinor(id), differenceMinor: minor - monthlyMinor(id) }));
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
