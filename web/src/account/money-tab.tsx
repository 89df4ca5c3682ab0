import { useTranslation } from 'react-i18next';
import type { AccountDetail } from '../../../src/contract/account.ts';
import { useReading } from '../app/reading.ts';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { count, dayText, money, percent } from '../ui/format.ts';
import { Empty } from '../ui/state.tsx';
import { LineTimeline } from './line-timeline.tsx';
import { SortedTable } from './sorted-table.tsx';
import { useTerm } from './term.ts';

const dash = <span className="t3">–</span>;
const day = (value: string | null) => (value ? dayText(value) : dash);

/** Sums by currency, the largest first; money of different currencies is never added up. */
export function sumsOf<T extends { currency: string }>(rows: readonly T[], minorOf: (row: T) => number): { currency: string; minor: number }[] {
  const sums = new Map<string, number>();
  for (const entry of rows) sums.set(entry.currency, (sums.get(entry.currency) ?? 0) + minorOf(entry));
  return [...sums].map(([currency, minor]) => ({ currency, minor })).filter(({ minor }) => minor !== 0).toSorted((a, b) => b.minor - a.minor);
}

function Totals({ label, sums, before, after }: { label: string; sums: readonly { currency: string; minor: number }[]; before: number; after: number }) {
  return <>{sums.map(({ currency, minor }) => <tr key={`${label}${currency}`}><td colSpan={before}>{label}, {currency}</td><td className="r">{money(minor, currency)}</td>{after > 0 && <td colSpan={after} />}</tr>)}</>;
}

function Lines({ lines }: { lines: AccountDetail['lines'] }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  const recurring = lines.filter((line) => line.inForce && line.kind === 'recurring');
  return (
    <SortedTable label={t('line.title')} rows={lines} keyOf={(line) => line.id} first="-start" foot={<Totals label={t('line.inForceSum')} sums={sumsOf(recurring, (line) => line.annualMinor)} before={3} after={6} />} columns={[
      { id: 'line', label: t('line.one'), by: (line) => line.product ?? line.plan, cell: (line) => <><b className="nw" style={{ fontWeight: 550 }}>{line.product ?? line.plan ?? t('line.one')}</b><div className="t3 nw">{[line.product ? line.plan : null, line.contractRef].filter(Boolean).join(' · ')}</div></> },
      { id: 'kind', label: t('line.kind'), by: (line) => line.kind, cell: (line) => term('lineKind', line.kind) },
      { id: 'quantity', label: t('line.quantity'), right: true, by: (line) => line.quantity, cell: (line) => (line.quantity === null ? dash : `${count(line.quantity)} ${line.unit ?? ''}`) },
      { id: 'annual', label: t('line.annual'), right: true, by: (line) => line.annualMinor, cell: (line) => <>{money(line.annualMinor, line.currency)}{line.discount ? <div className="t3">{t('line.discount', { share: percent(line.discount, 0) })}</div> : null}</> },
      { id: 'state', label: t('line.inForce'), by: (line) => (line.inForce ? 0 : 1), cell: (line) => <span className="row"><BandMark band={line.inForce ? 'good' : 'unknown'} size={8} />{line.inForce ? t('yes') : t('no')}</span> },
      { id: 'start', nowrap: true, label: t('line.start'), by: (line) => line.startOn, cell: (line) => dayText(line.startOn) },
      { id: 'end', nowrap: true, label: t('line.termEnd'), by: (line) => line.termEnd, cell: (line) => day(line.termEnd) },
      { id: 'optOut', nowrap: true, label: t('line.optOut'), by: (line) => line.optOutOn, cell: (line) => (line.optOutOn ? dayText(line.optOutOn) : line.noticeDays ? t('line.notice', { count: line.noticeDays }) : dash) },
      { id: 'renews', label: t('line.autoRenew'), cell: (line) => (line.autoRenew === null ? dash : line.autoRenew ? t('yes') : t('no')) },
      { id: 'ended', nowrap: true, label: t('line.ended'), by: (line) => line.endedOn, cell: (line) => day(line.endedOn) },
    ]} />
  );
}

function Invoices({ invoices }: { invoices: AccountDetail['invoices'] }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  const billed = invoices.filter((invoice) => invoice.status !== 'void');
  const unpaid = billed.filter((invoice) => invoice.status !== 'paid');
  const foot = <><Totals label={t('invoice.billed')} sums={sumsOf(billed, (invoice) => invoice.amountMinor)} before={5} after={0} /><Totals label={t('invoice.unpaid')} sums={sumsOf(unpaid, (invoice) => invoice.amountMinor)} before={5} after={0} /></>;
  return (
    <SortedTable label={t('invoice.title')} rows={invoices} keyOf={(invoice) => invoice.id} first="-issued" foot={foot} columns={[
      { id: 'number', label: t('invoice.one'), by: (invoice) => invoice.number, cell: (invoice) => <b style={{ fontWeight: 550 }}>{invoice.number ?? invoice.id}</b> },
      { id: 'status', label: t('invoice.status'), by: (invoice) => invoice.status, cell: (invoice) => <span className="row"><BandMark band={invoice.status === 'overdue' ? 'risk' : invoice.status === 'paid' ? 'good' : 'unknown'} size={8} />{term('invoiceStatus', invoice.status)}{invoice.status === 'overdue' && invoice.overdueDays ? <span className="neg num"> {t('days', { count: invoice.overdueDays })}</span> : null}</span> },
      { id: 'issued', label: t('invoice.issued'), by: (invoice) => invoice.issuedOn, cell: (invoice) => dayText(invoice.issuedOn) },
      { id: 'due', label: t('invoice.due'), by: (invoice) => invoice.dueOn, cell: (invoice) => day(invoice.dueOn) },
      { id: 'paid', label: t('invoice.paid'), by: (invoice) => invoice.paidOn, cell: (invoice) => day(invoice.paidOn) },
      { id: 'amount', label: t('invoice.amount'), right: true, by: (invoice) => invoice.amountMinor, cell: (invoice) => money(invoice.amountMinor, invoice.currency) },
    ]} />
  );
}

/** What was agreed, in time and in figures, and what was billed. */
export function MoneyTab({ detail }: { detail: AccountDetail }) {
  const { t } = useTranslation('account');
  const { today } = useReading();
  const { lines, invoices } = detail;
  return (
    <>
      {lines.length > 0 && <Card title={t('line.timeline')}><LineTimeline lines={lines} today={today} /></Card>}
      <Card title={t('line.title')} note={count(lines.length)}>{lines.length ? <Lines lines={lines} /> : <Empty title={t('line.none')}>{t('line.noneHint')}</Empty>}</Card>
      <Card title={t('invoice.title')} note={count(invoices.length)}>{invoices.length ? <Invoices invoices={invoices} /> : <Empty title={t('invoice.none')}>{t('invoice.noneHint')}</Empty>}</Card>
    </>
  );
}
