import { Button, Tooltip } from '@mantine/core';
import { IconFileTypePdf } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { HealthAccount, HealthMover } from '../../../src/contract/book-health.ts';
import type { BoardItem } from '../../../src/contract/metric.ts';
import type { TeamAccount } from '../../../src/contract/team.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { DriverList, pointsText } from '../health/movers-view.tsx';
import { BandBar, BandList, BandScore } from '../ui/band-bar.tsx';
import { count, dayText, figure, money, sumMoney, sumText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Loaded, RowsSkeleton } from '../ui/state.tsx';
import { StepTable } from './movements-view.tsx';
import { FewMark, TargetStatus } from './target-card.tsx';
import { sizeText, targetText } from './target-words.ts';

const shown = 8;
const moversShown = 5;

/** Opens the browser's print dialog: there the page can be saved as PDF. */
export function PdfButton() {
  const { t } = useTranslation('target');
  return <Tooltip label={t('tools.pdfHelp')} multiline w={280}><Button leftSection={<IconFileTypePdf size={15} />} onClick={() => window.print()}>{t('tools.pdf')}</Button></Tooltip>;
}

function AccountLink({ id, name }: { id: string; name: string }) {
  const { asOf } = useReading();
  return <Link to="/account/$id" params={{ id }} search={asOf as never} className="aname">{name}</Link>;
}

/** Largest first; amounts in the currency of most money lead. */
function byMoney<T extends { arrMinor: number | null; currency: string | null }>(rows: readonly T[]): T[] {
  const main = sumMoney(rows)[0]?.currency;
  return rows.toSorted((a, b) => Number(b.currency === main) - Number(a.currency === main) || (b.arrMinor ?? 0) - (a.arrMinor ?? 0));
}

function Targets({ items }: { items: readonly BoardItem[] }) {
  const { t } = useTranslation('target');
  return (
    <section><h2>{t('exec.targets')}</h2>
      <div className="exec-targets num">{items.map((item) => (
        <div key={item.id}>
          <span className="t2">{item.label}</span>
          <b>{item.value === null ? <span className="t3" style={{ fontSize: 13 }}>{t('notAvailable')}</span> : figure(item.value, item.unit)}</b>
          {item.target ? <TargetStatus item={item} /> : null}
          <span className="sub">{item.value === null ? item.unavailable : `${item.target ? `${targetText(t, item)}, ` : ''}${sizeText(t, item)}`} <FewMark item={item} /></span>
        </div>
      ))}</div>
    </section>
  );
}

function Rest({ rows }: { rows: readonly { arrMinor: number | null; currency: string | null }[] }) {
  const { t } = useTranslation('target');
  const rest = rows.slice(shown);
  return <p className="t3 num" style={{ margin: '6px 0 0' }}>{rest.length > 0 && `${t('exec.more', { count: rest.length, text: count(rest.length), money: sumText(sumMoney(rest)) })}. `}{t('exec.total', { count: rows.length, text: count(rows.length), money: sumText(sumMoney(rows)) })}.</p>;
}

function Risks({ items }: { items: readonly HealthAccount[] }) {
  const { t } = useTranslation('target');
  const rows = byMoney(items);
  return (
    <section><h2>{t('exec.risks')}</h2>
      {rows.length === 0 ? <p className="t3" style={{ margin: 0 }}>{t('exec.noRisks')}</p> : <>
        <PlainTable label={t('exec.risks')} rows={rows.slice(0, shown)} keyOf={(row) => row.accountId} columns={[
          { label: t('exec.account'), cell: (row) => <AccountLink id={row.accountId} name={row.accountName} /> }, { label: t('exec.owner'), cell: (row) => row.owner ?? '–' },
          { label: t('exec.health'), right: true, cell: (row) => <BandScore band={row.band} score={row.score} /> }, { label: t('exec.arr'), right: true, cell: (row) => (row.arrMinor === null ? '–' : money(row.arrMinor, row.currency)) },
        ]} /><Rest rows={rows} /></>}
    </section>
  );
}

function Renewals({ items }: { items: readonly TeamAccount[] }) {
  const { t } = useTranslation('target');
  const rows = byMoney(items);
  return (
    <section><h2>{t('exec.renewals')}</h2>
      {rows.length === 0 ? <p className="t3" style={{ margin: 0 }}>{t('exec.noRenewals')}</p> : <>
        <PlainTable label={t('exec.renewals')} rows={rows.slice(0, shown)} keyOf={(row) => row.accountId} columns={[
          { label: t('exec.account'), cell: (row) => <AccountLink id={row.accountId} name={row.accountName} /> }, { label: t('exec.owner'), cell: (row) => row.owner ?? '–' }, { label: t('exec.renews'), cell: (row) => (row.renewalOn ? dayText(row.renewalOn) : '–') },
          { label: t('exec.health'), right: true, cell: (row) => <BandScore band={row.band} score={row.score} /> }, { label: t('exec.arr'), right: true, cell: (row) => (row.arrMinor === null ? '–' : money(row.arrMinor, row.currency)) },
        ]} /><Rest rows={rows} /></>}
    </section>
  );
}

function Movers({ title, rows }: { title: string; rows: readonly HealthMover[] }) {
  const { t } = useTranslation('target');
  return (
    <PlainTable label={title} rows={rows.slice(0, moversShown)} keyOf={(row) => row.accountId} columns={[
      { label: title, cell: (row) => <AccountLink id={row.accountId} name={row.accountName} /> },
      { label: t('exec.moved'), right: true, cell: (row) => <b className={row.points < 0 ? 'neg' : 'pos'}>{pointsText(row.points)}</b> },
      { label: t('exec.why'), cell: (row) => <DriverList drivers={row.drivers.slice(0, 1)} /> },
    ]} />
  );
}

/** One page for the board room: targets, revenue, risks, renewals and what changed; made for paper too. */
export function ExecutiveView({ items }: { items: readonly BoardItem[] }) {
  const { t } = useTranslation('target');
  const { asOf, today } = useReading();
  const movements = useOperation('metric.movements', asOf, { keep: true });
  const risks = useOperation('health.accounts', { ...asOf, band: 'risk', limit: 50_000 }, { keep: true });
  const renewals = useOperation('team.accounts', { ...asOf, figure: 'renewals', limit: 50_000 }, { keep: true });
  const movers = useOperation('health.movers', { ...asOf, days: 28, limit: moversShown }, { keep: true });
  const spread = useOperation('health.distribution', { ...asOf, weeks: 1 }, { keep: true });
  const wait = <RowsSkeleton rows={3} />;
  return (
    <article className="exec">
      <header className="exec-head"><span className="h1">{t('exec.heading')}</span><span className="t2 num">{t('exec.asOf', { day: dayText(today) })}</span></header>
      <Targets items={items} />
      <section><h2>{t('exec.book')}</h2><Loaded read={spread} skeleton={wait}>{(data) => <div style={{ display: 'grid', gap: 8 }}><BandBar bands={data.bands} /><BandList bands={data.bands} /></div>}</Loaded></section>
      <div className="two">
        <section><h2>{t('exec.movements')}</h2><div className="card"><Loaded read={movements} skeleton={wait}>{(bridge) => <StepTable bridge={bridge} />}</Loaded></div></section>
        <Loaded read={risks} skeleton={wait}>{(data) => <Risks items={data.items} />}</Loaded>
      </div>
      <Loaded read={renewals} skeleton={wait}>{(data) => <Renewals items={data.items} />}</Loaded>
      <section><h2>{t('exec.changed')}</h2><Loaded read={movers} skeleton={wait}>{(data) => <div className="two"><Movers title={t('exec.falling')} rows={data.falling} /><Movers title={t('exec.rising')} rows={data.rising} /></div>}</Loaded></section>
      <p className="t3" style={{ margin: 0 }}>{t('exec.foot', { versions: items.map((item) => `${item.label} v${item.definitionVersion}`).join(', ') })}</p>
    </article>
  );
}
