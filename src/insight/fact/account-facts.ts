import type { AreaCoverage } from '../../customer/account/read-profiles.ts';
import type { PositionRow } from '../../customer/agreement/read-position.ts';
import type { PaymentRow } from '../../customer/billing/read-payments.ts';
import type { ChangeRow } from '../../customer/change/read-changes.ts';
import { daysBetween, type Day } from '../../lib/period.ts';
import { setFact, unknownFacts, type FactDefinition, type FactVector } from './fact.ts';
import { counted, flag, money, named, percent } from './fact-words.ts';

const noInvoice = 'No invoice of this account had been issued by then.';
const payment = { area: 'payment', evidence: 'invoice', direction: 'lower', unknown: noInvoice } as const;
const business = { area: 'business', evidence: 'business_change' } as const;
const account = { area: 'account', evidence: 'account', windowDays: null, direction: 'neutral' } as const;

/** Payment, business and account facts. */
export const accountFacts: readonly FactDefinition[] = [
  { ...payment, id: 'payment.overdue_days', label: 'Days overdue', unit: 'days', windowDays: null, source: 'Days since the due day of the oldest unpaid invoice past due; 0 when none is.', text: (value) => (value === 0 ? 'nothing overdue' : `oldest invoice ${value} ${value === 1 ? 'day' : 'days'} overdue`) },
  { ...payment, id: 'payment.overdue_minor', label: 'Overdue amount', unit: 'minor', windowDays: null, source: 'Sum of unpaid invoices past due in the account\'s main currency.', text: money('overdue') },
  { ...payment, id: 'payment.late_share_365d', label: 'Late payments', unit: 'fraction', windowDays: 365, source: 'Invoices due in 365 days that were paid after the due day or are unpaid / all due in 365 days.', unknown: 'No invoice fell due in 365 days.', text: percent('of invoices of a year paid late') },
  { ...business, id: 'business.change_90d', label: 'Business change', unit: 'text', windowDays: 90, source: 'Kind of the newest business change in 90 days, other than leaving.', direction: 'neutral', unknown: 'No business change is known for 90 days.', text: named('') },
  { ...business, id: 'business.funding_180d', label: 'Funding', unit: 'flag', windowDays: 180, source: 'Whether a funding is known for 180 days.', direction: 'higher', unknown: 'No business changes have been loaded.', text: flag('was funded in 180 days', 'no funding in 180 days') },
  { ...business, id: 'business.churned', label: 'Left', unit: 'flag', windowDays: null, source: 'A churn event with no line begun after it, or lines before and none in force.', direction: 'lower', unknown: 'Neither a contract line nor a churn event is known.', text: flag('has left', 'is a customer') },
  { ...account, id: 'account.age_days', label: 'Age', unit: 'days', source: 'Days since the customer-since day or the first contract line, the earlier.', unknown: 'Neither a customer-since day nor a contract line is known.', text: counted('day a customer', 'days a customer') },
  { ...account, id: 'account.stage', label: 'Stage', unit: 'text', source: 'churned: left; onboarding: up to 90 days of age; renewing: older, with a term of over 100 days that ends within 90; adopting: up to 270 days of age; else established.', unknown: 'The age is not known.', text: named('') },
  { ...account, id: 'account.segment', label: 'Segment', unit: 'text', source: 'Segment of the account as known by then.', unknown: 'No segment is known.', text: named('') },
];

/** Puts the payment facts of one account into its vector. Needs `contract.currency` to be there already. */
export function derivePayment(vector: FactVector, row: PaymentRow | undefined, coverage: AreaCoverage | undefined): void {
  vector.freshness.payment = row?.lastOn ? `${row.lastOn}T00:00:00.000Z` : null;
  const ids = ['payment.overdue_days', 'payment.overdue_minor', 'payment.late_share_365d'];
  if (!row) return unknownFacts(vector, ids, coverage?.lastInvoiceOn ? noInvoice : 'No invoices have been loaded.');
  if (row.dated === 0) return unknownFacts(vector, ids, 'No invoice of this account names a due day.');
  const currency = vector.values['contract.currency'] ?? row.overdue[0]?.currency;
  const others = row.overdue.filter((sum) => sum.currency !== currency);
  setFact(vector, 'payment.overdue_days', row.overdueDays, '');
  setFact(vector, 'payment.overdue_minor', row.overdue.find((sum) => sum.currency === currency)?.minor ?? 0, '');
  setFact(vector, 'payment.late_share_365d', row.due365 > 0 ? row.late365 / row.due365 : null, 'No invoice fell due in 365 days.');
  if (others.length) vector.notes['payment.overdue_minor'] = `Amounts in ${others.map((sum) => sum.currency).join(', ')} are not included.`;
}

/** What the stage, age and business facts of one account are judged from. */
export interface AccountInput {
  change: ChangeRow | undefined;
  position: PositionRow | undefined;
  coverage: AreaCoverage | undefined;
  customerSince: Day | null;
  segment: string | null;
}

/** First day on which the account is known as a customer, by the day: its customer-since day or its first line. */
export function customerFrom(day: Day, customerSince: Day | null, position: PositionRow | undefined): Day | null {
  const days = [customerSince, position?.firstStartOn].filter((start): start is Day => typeof start === 'string' && start <= day);
  return days.toSorted()[0] ?? null;
}

/** Whether the account had left by then; null when nothing says so either way. */
function hasLeft({ change, position, coverage }: AccountInput): boolean | null {
  if (position) return position.lines === 0 || (change?.churnedOn != null && position.lastStartOn <= change.churnedOn);
  if (change?.churnedOn) return true;
  return coverage?.hasChurn ? false : null;
}

function stageOf(vector: FactVector, ageDays: number | null, { left, termDays }: { left: boolean | null; termDays: number | null }): string | null {
  const daysToEnd = vector.values['contract.days_to_end'];
  if (left) return 'churned';
  if (ageDays === null) return null;
  if (ageDays <= 90) return 'onboarding';
  if (typeof daysToEnd === 'number' && daysToEnd <= 90 && (termDays ?? 0) > 100) return 'renewing';
  return ageDays <= 270 ? 'adopting' : 'established';
}

/** Puts the business and account facts of one account into its vector. Needs the contract facts to be there already. */
export function deriveAccount(vector: FactVector, input: AccountInput): void {
  const from = customerFrom(vector.day, input.customerSince, input.position);
  const ageDays = from && daysBetween(from, vector.day);
  const left = hasLeft(input);
  vector.freshness.business = input.change ? `${input.change.lastOn}T00:00:00.000Z` : null;
  vector.freshness.account = from && `${from}T00:00:00.000Z`;
  setFact(vector, 'business.change_90d', input.change?.change90, 'No business change is known for 90 days.');
  setFact(vector, 'business.funding_180d', input.coverage?.hasChanges ? (input.change?.funding180 ?? false) : null, 'No business changes have been loaded.');
  setFact(vector, 'business.churned', left, 'Neither a contract line nor a churn event is known.');
  setFact(vector, 'account.age_days', ageDays, 'Neither a customer-since day nor a contract line is known.');
  setFact(vector, 'account.stage', stageOf(vector, typeof ageDays === 'number' ? ageDays : null, { left, termDays: input.position?.termDays ?? null }), 'The age is not known.');
  setFact(vector, 'account.segment', input.segment, 'No segment is known.');
}
