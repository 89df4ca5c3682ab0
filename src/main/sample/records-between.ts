import { addDays, type Day } from '../../lib/period.ts';
import type { SampleCompany, SampleEvent, SampleInvoice, SamplePerson, SampleSubscription, SampleTicket, SampleUsageWeek } from './sample-company.ts';

const unless = (isKnown: boolean): '' | undefined => (isKnown ? undefined : '');

function personBy(row: SamplePerson, day: Day): SamplePerson | null {
  return row.joined_on < day ? { ...row, left_on: unless(row.left_on < day) ?? row.left_on } : null;
}

function lineBy(row: SampleSubscription, day: Day): SampleSubscription | null {
  if (row.start_date >= day) return null;
  if (row.cancellation_notice_date === '' || row.cancellation_notice_date < day) return row;
  return { ...row, cancelled_on: '', cancellation_notice_date: '', auto_renew: row.product !== 'Northlight additional seats' };
}

function invoiceBy(row: SampleInvoice, day: Day): SampleInvoice | null {
  return row.issued_on < day ? { ...row, paid_on: unless(row.paid_on < day) ?? row.paid_on } : null;
}

function ticketBy(row: SampleTicket, day: Day): SampleTicket | null {
  if (row.created_at >= day) return null;
  const known = (at: string) => (at < day ? at : '');
  const [reply, solved, reopened] = [known(row.first_reply_at), known(row.solved_at), known(row.reopened_at)];
  return { ...row, first_reply_at: reply, solved_at: solved, escalated_at: known(row.escalated_at), reopened_at: reopened, reopens: reopened === '' ? 0 : row.reopens, status: solved !== '' ? 'solved' : reply !== '' ? 'pending' : 'open', csat_score: solved === '' ? '' : row.csat_score };
}

// Usage may be walked only once per call, so each walk filters as it goes.
function* weeksBetween(weeks: Iterable<SampleUsageWeek>, from: Day | null, to: Day): Generator<SampleUsageWeek> {
  for (const row of weeks) {
    const known = addDays(row.week_start, 7);
    if (known <= to && (from === null || known > from)) yield row;
  }
}

function* eventsBetween(events: Iterable<SampleEvent>, from: Day | null, to: Day): Generator<SampleEvent> {
  for (const row of events) if (row.timestamp < to && (from === null || row.timestamp >= from)) yield row;
}

/**
 * What the systems of a company would export at the start of `to` and did not, or otherwise, at the start of `from`; null: everything they knew by `to`.
 * A row that changed later (a payment, a solution, a cancellation, somebody leaving) is as it was known then. Pure.
 */
export function recordsBetween(company: SampleCompany, from: Day | null, to: Day): SampleCompany {
  const changed = <T extends object>(rows: readonly T[], by: (row: T, day: Day) => T | null): T[] => rows.flatMap((row) => {
    const now = by(row, to);
    if (now === null) return [];
    return from !== null && JSON.stringify(by(row, from)) === JSON.stringify(now) ? [] : [now];
  });
  const since = <T>(at: (row: T) => string) => (row: T, day: Day): T | null => (at(row) < day ? row : null);
  return {
    ...company, today: to,
    accounts: changed(company.accounts, since((row) => row.customer_since)),
    people: changed(company.people, personBy), subscriptions: changed(company.subscriptions, lineBy), invoices: changed(company.invoices, invoiceBy), tickets: changed(company.tickets, ticketBy),
    surveys: changed(company.surveys, since((row) => row.answered_at)), conversations: changed(company.conversations, since((row) => row.occurred_at)),
    changes: changed(company.changes, since((row) => row.happened_on)), churn: changed(company.churn, since((row) => row.churned_on)),
    usageWeeks: { [Symbol.iterator]: () => weeksBetween(company.usageWeeks, from, to) }, events: { [Symbol.iterator]: () => eventsBetween(company.events, from, to) },
  };
}
