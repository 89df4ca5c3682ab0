import { SegmentedControl } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { HealthMover, HealthMovers } from '../../../src/contract/book-health.ts';
import { useReading } from '../app/reading.ts';
import { BandScore } from '../ui/band-bar.tsx';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { count, dayText, decimal, money, moneyShort, sumText } from '../ui/format.ts';
import { HowComputed } from '../ui/how-computed.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty } from '../ui/state.tsx';

/** Points with their sign and one decimal. */
export function pointsText(points: number): string {
  return `${points > 0 ? '+' : points < 0 ? '−' : ''}${decimal(Math.abs(points))}`;
}

/** The lines that moved a score, largest first. */
export function DriverList({ drivers }: { drivers: readonly { id: string; label: string; points: number }[] }) {
  return <>{drivers.map((driver) => <span key={driver.id} className="sub" style={{ color: 'var(--tx-2)' }}><b className={driver.points < 0 ? 'neg num' : 'pos num'}>{pointsText(driver.points)}</b> {driver.label}</span>)}</>;
}

function MoverTable({ title, rows, empty }: { title: string; rows: readonly HealthMover[]; empty: string }) {
  const { t } = useTranslation('health');
  const { asOf } = useReading();
  return (
    <Card title={title} note={count(rows.length)}>
      {rows.length === 0 ? <Empty title={empty} /> : (
        <PlainTable label={title} rows={rows} keyOf={(row) => row.accountId} columns={[
          { label: t('movers.account'), cell: (row) => <><Link to="/account/$id" params={{ id: row.accountId }} search={asOf as never} className="aname">{row.accountName}</Link><span className="sub">{row.owner ?? '–'}</span></> },
          { label: t('movers.score'), right: true, cell: (row) => <><BandScore band={row.band} score={row.score} /><span className="sub"><BandScore band={row.fromBand} score={row.fromScore} /></span></> },
          { label: t('movers.moved'), right: true, cell: (row) => <b className={row.points < 0 ? 'neg' : 'pos'}>{pointsText(row.points)}</b> },
          { label: t('movers.moneyMoved'), right: true, cell: (row) => <>{row.moneyMinor === null ? '–' : moneyShort(row.moneyMinor, row.currency)}<span className="sub">{row.arrMinor === null ? '' : money(row.arrMinor, row.currency)}</span></> },
          { label: t('movers.driver'), cell: (row) => <DriverList drivers={row.drivers} /> },
        ]} />
      )}
    </Card>
  );
}

/** Who moved since a fixed day, by points or by money, and through what. */
export function MoversView({ data, days, sort, onChange }: { data: HealthMovers; days: number; sort: string; onChange: (next: { days?: number; sort?: string }) => void }) {
  const { t } = useTranslation('health');
  return (
    <>
      <div className="pagebar">
        <span className="t2">{t('movers.days')}</span>
        <SegmentedControl aria-label={t('movers.days')} value={String(days)} onChange={(value) => onChange({ days: Number(value) })} data={['7', '28', '90'].map((value) => ({ value, label: t('movers.ago', { days: value }) }))} />
        <span className="t2">{t('movers.sort')}</span>
        <SegmentedControl aria-label={t('movers.sort')} value={sort} onChange={(value) => onChange({ sort: value })} data={[{ value: 'points', label: t('movers.points') }, { value: 'money', label: t('movers.money') }]} />
        <span className="grow" /><HowComputed title={t('how.title')}>{t('how.movers')}</HowComputed>
      </div>
      <div className="section" style={{ maxWidth: 'none' }}>
        <p className="num" style={{ margin: 0 }}>{t('movers.summary', { down: count(data.down), up: count(data.up), steady: count(data.steady), from: dayText(data.from) })} {data.withoutBaseline > 0 && <span className="t3">{t('movers.missing', { count: data.withoutBaseline, text: count(data.withoutBaseline) })}</span>}</p>
        <div className="two">
          <MoverTable title={t('movers.falling')} rows={data.falling} empty={t('movers.noFall')} />
          <MoverTable title={t('movers.rising')} rows={data.rising} empty={t('movers.noRise')} />
        </div>
        <Card title={t('movers.crossings')}><Crossings rows={data.crossings} /></Card>
      </div>
    </>
  );
}

/** Accounts by the bands they left and reached. */
export function Crossings({ rows }: { rows: HealthMovers['crossings'] }) {
  const { t } = useTranslation('health');
  if (rows.length === 0) return <p className="t3 pad">{t('movers.noCrossing')}</p>;
  const named = (band: HealthMovers['crossings'][number]['from']) => <span className="status"><BandMark band={band} size={9} />{t(`bands.${band}`)}</span>;
  return (
    <PlainTable label={t('movers.crossings')} rows={rows} keyOf={(row) => `${row.from}${row.to}`} columns={[
      { label: t('movers.from'), cell: (row) => named(row.from) }, { label: t('movers.to'), cell: (row) => named(row.to) },
      { label: t('movers.count'), right: true, cell: (row) => count(row.accounts) }, { label: t('movers.arr'), right: true, cell: (row) => sumText(row.arr) },
    ]} />
  );
}
