import { businessMsBetween, type BusinessHours } from './business-hours.ts';
import { counted, notesOf, quantile, ratioFigure, ratioVariant, sumOf, type Figure, type Part } from './figure.ts';
import type { Instants } from './survey-metrics.ts';

/** A ticket's times as local wall-time epoch milliseconds; null is not yet, or not delivered. */
export interface TicketTimes {
  accountId: string;
  sourceId: string;
  openedMs: number;
  firstReplyMs: number | null;
  solvedMs: number | null;
}

export interface SupportRead {
  tickets: readonly TicketTimes[];
  /** Sources that ever deliver first replies; the others' silence means nothing. */
  replySources: ReadonlySet<string>;
  hours: BusinessHours;
  /** The reading moment, local wall time. */
  untilMs: number;
}

const hourMs = 3_600_000;

function by<T extends { accountId: string }>(rows: readonly T[], numerator: (row: T) => number): Part[] {
  return [...Map.groupBy(rows, (row) => row.accountId)].map(([accountId, own]) => ({ accountId, numerator: sumOf(own, numerator), denominator: own.length, note: null }));
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/**
 * Share of tickets with a public human reply within `limitHours` business hours, over tickets opened in the window whose limit has passed by
 * the reading moment. Unanswered is missed; in the median and p90 it counts as later than any reply.
 */
export function firstResponseFigure(read: SupportRead, window: Instants, limitHours: number): Figure {
  const opened = read.tickets.filter((ticket) => ticket.openedMs >= window.fromMs && ticket.openedMs < window.toMs);
  const known = opened.filter((ticket) => read.replySources.has(ticket.sourceId));
  const closed = known.filter((ticket) => limitPassed(ticket, read, limitHours)).map((ticket) => ({ ...ticket, hours: replyHours(ticket, read.hours) }));
  const hours = closed.map((ticket) => ticket.hours);
  const inCalendar = closed.filter((ticket) => ticket.firstReplyMs !== null && ticket.firstReplyMs - ticket.openedMs <= limitHours * hourMs).length;
  const unanswered = closed.filter((ticket) => ticket.firstReplyMs === null).length;
  return ratioFigure(by(closed, (ticket) => (ticket.hours <= limitHours ? 1 : 0)), {
    emptyReason: opened.length > known.length ? 'No first reply times were delivered.' : 'No ticket whose reply time has passed in this window.',
    variants: [
      { id: 'medianHours', label: 'Median, business hours', value: finite(quantile(hours, 0.5)), n: hours.length, unit: 'hours' },
      { id: 'p90Hours', label: '90th percentile, business hours', value: finite(quantile(hours, 0.9)), n: hours.length, unit: 'hours' },
      ratioVariant('calendar', `Within ${limitHours} calendar hours`, inCalendar, closed.length, closed.length),
    ],
    notes: notesOf(
      unanswered > 0 && `${counted(unanswered, 'unanswered ticket')} counted as missed.`,
      opened.length > known.length && known.length > 0 && `${counted(opened.length - known.length, 'ticket')} from sources without reply times left out.`,
    ),
  });
}

function limitPassed(ticket: TicketTimes, { untilMs, hours }: SupportRead, limitHours: number): boolean {
  return businessMsBetween(ticket.openedMs, untilMs, hours) >= limitHours * hourMs;
}

function replyHours(ticket: TicketTimes, hours: BusinessHours): number {
  return ticket.firstReplyMs === null ? Infinity : businessMsBetween(ticket.openedMs, ticket.firstReplyMs, hours) / hourMs;
}

/** Mean calendar hours from created to last solved, over tickets solved in the window; median and p90 beside it. */
export function resolutionTimeFigure(read: SupportRead, window: Instants): Figure {
  const solved = read.tickets.filter((ticket) => ticket.solvedMs !== null && ticket.solvedMs >= window.fromMs && ticket.solvedMs < window.toMs && ticket.solvedMs >= ticket.openedMs);
  const hoursOf = (ticket: TicketTimes) => ((ticket.solvedMs as number) - ticket.openedMs) / hourMs;
  const hours = solved.map(hoursOf);
  const open = read.tickets.filter((ticket) => ticket.openedMs < window.toMs && (ticket.solvedMs === null || ticket.solvedMs >= window.toMs)).length;
  return ratioFigure(by(solved, hoursOf), {
    emptyReason: 'No ticket was solved in this window.',
    variants: [
      { id: 'medianHours', label: 'Median hours', value: quantile(hours, 0.5), n: hours.length, unit: 'hours' },
      { id: 'p90Hours', label: '90th percentile, hours', value: quantile(hours, 0.9), n: hours.length, unit: 'hours' },
    ],
    notes: notesOf(open > 0 && `${counted(open, 'ticket')} still open at the end of the window, not in the mean.`),
  });
}
