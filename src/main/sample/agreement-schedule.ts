import { addDays, addMonths, daysBetween, type Day } from '../../lib/period.ts';
import type { Rng } from '../../lib/rng.ts';
import { addOns, segments } from './sample-catalogue.ts';
import type { AccountPlan, SampleWindow } from './account-plan.ts';
import type { SampleInvoice, SampleSubscription } from './sample-company.ts';

/** Seats of a customer on a day, as the sum of its lines in force. */
export type SeatsOn = (day: Day) => number;

interface Terms {
  seats: number;
  price: number;
  discount: number;
}

const extraSeats = 'Northlight additional seats';

function isSeatLine({ product }: SampleSubscription): boolean {
  return product === 'Northlight' || product === extraSeats;
}

const noticeByTerm = (months: number) => (months === 1 ? 14 : months === 6 ? 30 : 60);

function line(plan: AccountPlan, product: string, planName: string, seats: number | '', annual: number, discount: number, from: Day, to: Day): SampleSubscription {
  const notice = noticeByTerm(plan.termMonths);
  return {
    subscription_id: '', account_id: plan.id, contract_number: '', product, plan: planName, seats, annual_amount: annual.toFixed(2), currency: 'USD', discount,
    start_date: from, term_end: to, term_months: plan.termMonths, billing_period_months: plan.termMonths === 1 ? 1 : plan.segment === 'smb' ? 3 : 12,
    auto_renew: true, notice_days: notice, opt_out_date: addDays(to, -notice), cancelled_on: '', cancellation_notice_date: '',
  };
}

/** Ends a line on `day`, told on `noticeOn`; a line that is over by then stays as it is. */
function cancelLine(entry: SampleSubscription, day: Day, noticeOn: Day): void {
  if (day > entry.term_end) return;
  entry.cancelled_on = day;
  entry.cancellation_notice_date = noticeOn < entry.start_date ? entry.start_date : noticeOn;
  entry.auto_renew = false;
}

function renewTerms(rng: Rng, plan: AccountPlan, terms: Terms, from: Day): void {
  const rise = plan.priceRiseOn !== null && from >= plan.priceRiseOn && terms.price < segments[plan.segment].seatPrice * 1.15;
  terms.price *= rise ? 1.22 : plan.termMonths === 1 ? 1 : 1 + rng.pick([0, 0.03, 0.03, 0.05, 0.07]);
  if (plan.termMonths > 1 || rng.chance(0.06)) {
    const growth = 1 + rng.normal(0.05 + 0.09 * plan.fit, 0.08);
    terms.seats = Math.max(3, Math.round(terms.seats * Math.min(1.4, Math.max(0.75, growth))));
  }
}

function oneTerm(rng: Rng, plan: AccountPlan, terms: Terms, from: Day, to: Day, extras: ReadonlyMap<string, number>): SampleSubscription[] {
  const traits = segments[plan.segment];
  const annual = (seats: number) => seats * terms.price * (1 - terms.discount);
  const lines = [line(plan, 'Northlight', traits.plan, terms.seats, annual(terms.seats), terms.discount, from, to)];
  for (const [name, price] of extras) lines.push(line(plan, name, traits.plan, '', price, 0, from, to));
  const grows = plan.termMonths >= 12 && rng.chance(0.12 + 0.08 * Math.max(0, plan.fit));
  if (grows) {
    const more = Math.max(1, Math.round(terms.seats * (0.1 + 0.2 * rng.next())));
    // Co-termed and folded into the next renewal: these lines never renew by themselves.
    lines.push({ ...line(plan, extraSeats, traits.plan, more, annual(more), terms.discount, addDays(from, rng.int(60, Math.floor(daysBetween(from, to) * 0.7))), to), auto_renew: false });
    terms.seats += more;
  }
  return lines;
}

function applySeatChange(lines: SampleSubscription[], plan: AccountPlan): void {
  const change = plan.seatChange;
  if (change === null) return;
  const open = lines.filter((entry) => isSeatLine(entry) && entry.start_date < change.day && change.day < entry.term_end);
  const first = open[0];
  if (first === undefined) return;
  const seatPrice = Number(first.annual_amount) / Number(first.seats);
  for (const entry of open) cancelLine(entry, change.day, change.day);
  lines.push({ ...line(plan, 'Northlight', first.plan, change.seats, change.seats * seatPrice, first.discount, change.day, first.term_end), contract_number: first.contract_number });
}

/** The customer's contract lines from its first day; terms that begin up to today are known. Lines of one term share a contract number. */
export function scheduleAgreements(rng: Rng, plan: AccountPlan, window: SampleWindow): SampleSubscription[] {
  const traits = segments[plan.segment];
  const terms: Terms = { seats: plan.seats, price: traits.seatPrice, discount: rng.pick([0, 0, 0, 0.05, 0.1, 0.15]) };
  const extras = new Map(addOns.filter((addOn) => rng.chance(addOn.chance[plan.segment])).map((addOn) => [addOn.name, addOn.price[plan.segment]]));
  if (plan.dropAddOnOn !== null) extras.set('Portfolio insights', 6_400);
  const lines: SampleSubscription[] = [];
  let from = plan.startOn;
  for (let n = 1; from <= window.today && (plan.leave === null || from < plan.leave.day); n++) {
    const to = addMonths(plan.startOn, n * plan.termMonths);
    const early = n > 1 && plan.termMonths >= 12 ? plan.earlyRenewalDays : 0;
    const begins = addDays(from, -early);
    for (const entry of oneTerm(rng, plan, terms, begins, to, extras)) lines.push({ ...entry, contract_number: `${plan.id}-C${n}` });
    from = to;
    renewTerms(rng, plan, terms, from);
  }
  applySeatChange(lines, plan);
  if (plan.dropAddOnOn !== null) for (const entry of lines) if (entry.product === 'Portfolio insights' && plan.dropAddOnOn < entry.term_end && plan.dropAddOnOn > entry.start_date) cancelLine(entry, plan.dropAddOnOn, plan.dropAddOnOn);
  endAtLeaving(rng, lines, plan, window);
  const known = lines.filter((entry) => entry.start_date <= window.today);
  known.forEach((entry, n) => {
    entry.subscription_id = `${plan.id}-S${n + 1}`;
  });
  return known;
}

function endAtLeaving(rng: Rng, lines: SampleSubscription[], plan: AccountPlan, window: SampleWindow): void {
  if (plan.leave === null) return;
  const { day, cause } = plan.leave;
  const notice = noticeByTerm(plan.termMonths);
  const told = addDays(day, -notice - (cause === 'silent' ? 0 : rng.int(0, 14)));
  if (told >= window.today) return;
  for (const entry of lines) if (entry.term_end === day) cancelLine(entry, day, told);
}

/** Seats on a day from the lines: an early renewal supersedes, so the newest contract's lines count. */
export function seatsFrom(lines: readonly SampleSubscription[]): SeatsOn {
  const base = lines.filter(isSeatLine);
  return (day) => {
    const open = base.filter((entry) => entry.start_date <= day && day < (entry.cancelled_on || entry.term_end));
    const latestEnd = open.reduce((last, entry) => (entry.term_end > last ? entry.term_end : last), '');
    return open.filter((entry) => entry.term_end === latestEnd).reduce((sum, entry) => sum + Number(entry.seats), 0);
  };
}

/** Invoices for the lines that bill inside the window, due after 30 days (14 for small customers). */
export function billAgreements(rng: Rng, plan: AccountPlan, lines: readonly SampleSubscription[], window: SampleWindow): SampleInvoice[] {
  const amounts = new Map<Day, number>();
  for (const entry of lines) {
    const share = (Number(entry.annual_amount) * entry.billing_period_months) / 12;
    const until = entry.cancelled_on || entry.term_end;
    for (let n = 0; ; n++) {
      const day = addMonths(entry.start_date, n * entry.billing_period_months);
      if (day >= until || day >= window.today) break;
      if (day >= window.from) amounts.set(day, (amounts.get(day) ?? 0) + share);
    }
  }
  const dueDays = plan.segment === 'smb' ? 14 : 30;
  return [...amounts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([issued, amount], n) => {
    const due = addDays(issued, dueDays);
    const paid = addDays(due, plan.payLateDays + rng.int(-4, 6));
    const unpaid = plan.unpaidFrom !== null && issued >= plan.unpaidFrom;
    return { invoice_id: `${plan.id}-I${n + 1}`, account_id: plan.id, invoice_number: `INV-${plan.index}-${n + 1}`, issued_on: issued, due_on: due, paid_on: unpaid || paid >= window.today ? '' : paid < issued ? issued : paid, amount: amount.toFixed(2), currency: 'USD' };
  });
}
