import type { LineSpan } from '../../customer/agreement/line-spans.ts';
import { daysBetween, type Day } from '../../lib/period.ts';
import { notesOf, ratioFigure, ratioVariant, sumOf, type Figure, type Part } from './figure.ts';
import type { Waterfall } from './movements.ts';
import type { RevenueBook } from './revenue-book.ts';

const daysPerYear = 365.25;
const paymentFailure = /payment|card|dunning|involuntary|non.?pay/i;

interface Stretch {
  from: Day;
  to: Day | null;
  last: LineSpan;
}

/** The stretches of days on which an entity had at least one line in force, from its spans in order. */
function stretches(spans: readonly LineSpan[]): Stretch[] {
  const merged: Stretch[] = [];
  for (const span of spans) {
    const current = merged.at(-1);
    if (!current || (current.to !== null && span.from > current.to)) merged.push({ from: span.from, to: span.to, last: span });
    else if (current.to !== null && (span.to === null || span.to > current.to)) Object.assign(current, { to: span.to, last: span });
  }
  return merged;
}

/** True when the entity's last line did not end but moved to another entity. */
function movedAway(book: RevenueBook, span: LineSpan): boolean {
  return book.successorOf.get(span.line.id)?.kind === 'transfer';
}

interface Exposure {
  entity: string;
  days: number;
  churned: number;
  failedPayment: number;
}

function exposures(book: RevenueBook, from: Day, to: Day): Exposure[] {
  const within = (span: LineSpan) => span.line.annualMinor > 0 && span.from <= to && (span.to === null || span.to > from);
  return [...book.byEntity].map(([entity, spans]) => ({ entity, own: spans.filter(within) })).filter(({ own }) => own.length > 0).map(({ entity, own }) => {
    const exposure: Exposure = { entity, days: 0, churned: 0, failedPayment: 0 };
    for (const stretch of stretches(own)) {
      const end = stretch.to !== null && stretch.to <= to ? stretch.to : to;
      exposure.days += daysBetween(stretch.from > from ? stretch.from : from, end);
      if (stretch.to === null || stretch.to > to || movedAway(book, stretch.last)) continue;
      exposure.churned++;
      if (paymentFailure.test(stretch.last.line.churnReason ?? '')) exposure.failedPayment++;
    }
    return exposure;
  });
}

/**
 * Annualised churn rate: times an entity lost its last line, over entity-years at risk, between the ends of two days; entities that join and leave
 * inside the window count. The denominator is in years (entity-months / 12).
 */
export function churnRateFigure(book: RevenueBook, fall: Waterfall): Figure {
  const all = exposures(book, fall.from, fall.to);
  const opening = fall.movements.filter((movement) => movement.openingMinor + movement.transferMinor > 0);
  const lost = opening.filter((movement) => movement.kind === 'churn');
  const years = sumOf(all, (exposure) => exposure.days / daysPerYear);
  const parts = all.map((exposure): Part => ({ accountId: exposure.entity, numerator: exposure.churned, denominator: exposure.days / daysPerYear, note: exposure.churned > 1 ? `left ${exposure.churned} times` : exposure.failedPayment > 0 ? 'payment failure' : null }));
  return ratioFigure(parts, {
    n: all.length,
    emptyReason: 'No account had a line in force in this window.',
    variants: [
      ratioVariant('openingCohort', 'Opening cohort: accounts lost over accounts at the opening', lost.length, opening.length, opening.length),
      ratioVariant('revenue', 'Revenue of lost accounts over opening revenue', sumOf(lost, (movement) => -movement.changeMinor), fall.openingMinor, opening.length),
      ratioVariant('paymentFailure', 'Payment failures alone, annualised', sumOf(all, (exposure) => exposure.failedPayment), years, all.length),
    ],
    notes: notesOf(`${Math.round(years * 12)} account-months at risk.`),
  });
}
