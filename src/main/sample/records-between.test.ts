import { describe, expect, it } from 'vitest';
import { addDays } from '../../lib/period.ts';
import { generateSample } from './generate-sample.ts';
import { recordsBetween } from './records-between.ts';
import type { SampleCompany } from './sample-company.ts';

const today = '2026-03-18';
const company = generateSample({ seed: 11, today, accounts: 40, rawWeeks: 8 });
const keys = { accounts: 'account_id', people: 'person_id', subscriptions: 'subscription_id', invoices: 'invoice_id', tickets: 'ticket_id', surveys: 'answer_id', conversations: 'activity_id', changes: 'change_id' } as const;

/** What an importer would hold after these exports, one after the other. */
function held(exports: readonly SampleCompany[]): Record<string, unknown> {
  const all = Object.entries(keys).map(([name, key]) => [name, Object.fromEntries(exports.flatMap((one) => (one[name as keyof typeof keys] as unknown as Record<string, string>[]).map((row) => [row[key], row])).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)))]);
  return { ...Object.fromEntries(all), weeks: exports.flatMap((one) => [...one.usageWeeks].map((row) => JSON.stringify(row))).sort(), events: exports.flatMap((one) => [...one.events].map(({ message_id }) => message_id)).sort() };
}

describe('recordsBetween', () => {
  const [from, middle] = [addDays(today, -120), addDays(today, -33)];
  it('in pieces gives what it gives at once, and at the end the whole company', () => {
    const pieces = held([recordsBetween(company, null, from), recordsBetween(company, from, middle), recordsBetween(company, middle, today)]);
    expect(pieces).toEqual(held([recordsBetween(company, null, today)]));
    expect((pieces.events as string[]).length).toBe([...company.events].length);
    expect(Object.keys(pieces.tickets as object)).toHaveLength(company.tickets.length);
  });
  it('knows nothing of what comes later', () => {
    const known = recordsBetween(company, null, from);
    const agreed = new Set(['term_end', 'opt_out_date', 'due_on', 'start_date']);
    const dates = [...known.people, ...known.subscriptions, ...known.invoices, ...known.tickets, ...known.surveys, ...known.conversations, ...known.churn].flatMap((row) => Object.entries(row).filter(([name, value]) => !agreed.has(name) && typeof value === 'string' && /^20\d\d-\d\d-\d\d/.test(value) && value >= from).map(([name, value]) => `${name} ${String(value)}`));
    // A cancellation is told before the day on which it takes effect.
    expect(dates.filter((one) => !one.startsWith('cancelled_on'))).toEqual([]);
    expect([...known.events].filter(({ timestamp }) => timestamp >= from)).toEqual([]);
    expect(known.tickets.length).toBeLessThan(company.tickets.length);
  });
});
