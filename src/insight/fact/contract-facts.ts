import type { PositionRow } from '../../customer/agreement/read-position.ts';
import { daysBetween } from '../../lib/period.ts';
import { setFact, unknownFacts, type FactDefinition, type FactVector } from './fact.ts';
import { change, counted, daysUntil, flag, money, named, percent } from './fact-words.ts';

const noLine = 'No contract line of this account had begun by then.';
const notInForce = 'No contract line is in force.';
const common = { area: 'contract', evidence: 'agreement_line', windowDays: null, unknown: noLine } as const;

/** Contract facts, from lines in force and what was then known of their ends. */
export const contractFacts: readonly FactDefinition[] = [
  { ...common, id: 'contract.arr_minor', label: 'Annual recurring revenue', unit: 'minor', source: 'Annual amounts of recurring lines in force, in the account\'s main currency; 0 after the last line ended.', direction: 'higher', text: money('a year') },
  { ...common, id: 'contract.currency', label: 'Currency', unit: 'text', source: 'The currency with most annual revenue in force.', direction: 'neutral', unknown: `${noLine} Or none is in force.`, text: named('paid in') },
  { ...common, id: 'contract.arr_change_90d', label: 'Revenue change, 90 days', unit: 'fraction', windowDays: 90, source: 'Annual revenue now against 90 days ago, same currency, each as known then.', direction: 'higher', unknown: 'There was no revenue 90 days ago, or in another currency.', text: change('annual revenue in 90 days') },
  { ...common, id: 'contract.days_to_end', label: 'Days to end of term', unit: 'days', source: 'Days to the earliest end or renewal day among lines in force; negative while a lapsed term waits for its renewal.', direction: 'neutral', unknown: 'No line in force has an end.', text: daysUntil('the end of the term') },
  { ...common, id: 'contract.days_to_opt_out', label: 'Days to opt-out', unit: 'days', source: 'Days to the earliest opt-out day of lines in force (given, or renewal day minus notice of auto-renewing lines).', direction: 'neutral', unknown: 'No line in force has an opt-out day.', text: daysUntil('the opt-out day') },
  { ...common, id: 'contract.auto_renew', label: 'Renews by itself', unit: 'flag', source: 'Whether any line in force renews automatically.', direction: 'neutral', unknown: notInForce, text: flag('renews by itself', 'does not renew by itself') },
  { ...common, id: 'contract.seats', label: 'Seats', unit: 'count', source: 'Quantity of seat lines in force, else the seat count of the account as known by then.', direction: 'higher', unknown: 'No seat line is in force and the account names no seats.', text: counted('seat') },
  { ...common, id: 'contract.seats_change_90d', label: 'Seat change, 90 days', unit: 'fraction', windowDays: 90, source: 'Seats now against 90 days ago.', direction: 'higher', unknown: 'Seats are not known for both days.', text: change('seats in 90 days') },
  { ...common, id: 'contract.tenure_days', label: 'Tenure', unit: 'days', source: 'Days since the first line began.', direction: 'higher', text: counted('day of tenure', 'days of tenure') },
  { ...common, id: 'contract.lines', label: 'Lines in force', unit: 'count', source: 'Recurring lines in force.', direction: 'neutral', text: counted('line in force', 'lines in force') },
  { ...common, id: 'contract.notice_given', label: 'Notice given', unit: 'flag', source: 'Whether a line in force is known to be cancelled.', direction: 'lower', unknown: notInForce, text: flag('notice has been given', 'no notice given') },
  { ...common, id: 'contract.discount', label: 'Discount', unit: 'fraction', source: 'Discount of lines in force, weighted by annual amount.', direction: 'neutral', unknown: 'No line in force states a discount.', text: percent('discount') },
];

const ids = contractFacts.map((fact) => fact.id);
const onlyInForce = ['contract.currency', 'contract.days_to_end', 'contract.days_to_opt_out', 'contract.auto_renew', 'contract.notice_given', 'contract.discount'];

/** An account's contract position now and 90 days before, and the seats its record names on both days. */
export interface ContractInput {
  now: PositionRow | undefined;
  before: PositionRow | undefined;
  seatsNow: number | null;
  seatsBefore: number | null;
}

/** Puts the contract facts of one account into its vector. */
export function deriveContract(vector: FactVector, { now, before, seatsNow, seatsBefore }: ContractInput): void {
  vector.freshness.contract = now ? `${now.lastStartOn}T00:00:00.000Z` : null;
  if (!now) unknownFacts(vector, ids, noLine);
  else derivePosition(vector, now, before);
  const seats = now?.seats ?? seatsNow;
  const earlier = before?.seats ?? seatsBefore;
  setFact(vector, 'contract.seats', seats, 'No seat line is in force and the account names no seats.');
  setFact(vector, 'contract.seats_change_90d', seats !== null && earlier ? seats / earlier - 1 : null, 'Seats are not known for both days.');
}

function derivePosition(vector: FactVector, now: PositionRow, before: PositionRow | undefined): void {
  const [main, ...others] = now.sums;
  const [mainBefore] = before?.sums ?? [];
  const comparable = mainBefore && mainBefore.minor > 0 && (!main || main.currency === mainBefore.currency);
  setFact(vector, 'contract.arr_minor', main?.minor ?? 0, '');
  setFact(vector, 'contract.lines', now.lines, '');
  setFact(vector, 'contract.tenure_days', daysBetween(now.firstStartOn, vector.day), '');
  setFact(vector, 'contract.arr_change_90d', comparable ? (main?.minor ?? 0) / mainBefore.minor - 1 : null, 'There was no revenue 90 days ago, or it was in another currency.');
  if (now.lines === 0) return unknownFacts(vector, onlyInForce, notInForce);
  setFact(vector, 'contract.currency', main?.currency, notInForce);
  setFact(vector, 'contract.days_to_end', now.nextEnd && daysBetween(vector.day, now.nextEnd), 'No line in force has an end.');
  setFact(vector, 'contract.days_to_opt_out', now.optOut && daysBetween(vector.day, now.optOut), 'No line in force has an opt-out day.');
  setFact(vector, 'contract.auto_renew', now.autoRenew, '');
  setFact(vector, 'contract.notice_given', now.noticeGiven, '');
  setFact(vector, 'contract.discount', main?.discount, 'No line in force states a discount.');
  if (others.length) vector.notes['contract.arr_minor'] = `Lines in ${others.map((sum) => sum.currency).join(', ')} are not included.`;
  else if (now.bridged) vector.notes['contract.arr_minor'] = 'The term has lapsed less than 30 days ago and is held until a renewal or its absence is clear.';
}
