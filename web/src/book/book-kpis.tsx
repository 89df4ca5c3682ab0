import { Tooltip } from '@mantine/core';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { BookRow } from '../../../src/contract/account.ts';
import type { Band } from '../../../src/contract/health.ts';
import type { BoardItem } from '../../../src/contract/metric.ts';
import { BandMark, bandColor, bandLabel } from '../ui/band-mark.tsx';
import { count, dayText, decimal, figure, percent, sumMoney, sumText } from '../ui/format.ts';
import { Sparkline } from '../ui/sparkline.tsx';
import { isRenewing } from './book-filter.ts';

const bandOrder: readonly Band[] = ['good', 'watch', 'risk', 'unknown'];

function Distribution({ rows }: { rows: readonly BookRow[] }) {
  const { t } = useTranslation('book');
  const counts = bandOrder.map((band) => ({ band, n: rows.reduce((n, row) => n + (row.band === band ? 1 : 0), 0) }));
  return (
    <div className="kpi">
      <div className="l">{t('kpi.distribution')}</div>
      <div className="dist" aria-hidden="true">
        {rows.length === 0 && <i style={{ flex: 1, background: 'var(--bg-muted)' }} />}
        {counts.filter(({ n }) => n > 0).map(({ band, n }) => <i key={band} style={{ flex: n, background: bandColor(band).fill }} />)}
      </div>
      <div className="leg">
        {counts.map(({ band, n }) => (
          <span key={band}><BandMark band={band} />{bandLabel(band)} <b className="num">{count(n)}</b></span>
        ))}
      </div>
    </div>
  );
}

function Kpi({ label, value, note, how, trend }: { label: string; value: string; note: string; how: string; trend?: readonly (number | null)[] | undefined }) {
  return (
    <div className="kpi">
      <Tooltip label={how} multiline maw={320} position="bottom-start"><button type="button" className="l kpi-how">{label}</button></Tooltip>
      <div className="row"><div className="v">{value}</div><div className="grow" />{trend && trend.some((value) => value !== null) && <Sparkline values={trend} width={56} height={24} />}</div>
      <div className="d2" title={note}>{note}</div>
    </div>
  );
}

function changeNote(item: BoardItem | undefined, since: (change: string, day: string) => string): string | undefined {
  const known = item?.trend.filter(({ value }) => value !== null) ?? [];
  const first = known[0]?.value;
  const last = known.at(-1)?.value;
  if (!item || first == null || last == null || known.length < 2) return undefined;
  const sign = last >= first ? '+' : '−';
  const change = item.unit === 'fraction' ? `${sign}${decimal(Math.abs((last - first) * 100))} pt` : first ? `${sign}${percent(Math.abs(last / first - 1))}` : '';
  return since(change, dayText(known[0]?.day ?? ''));
}

/** The figures above the book; those of money and health follow the filter, retention is the whole company's. `whole`: all customers are shown. */
export const BookKpis = memo(function BookKpis({ rows, whole, today, board }: { rows: readonly BookRow[]; whole: boolean; today: string; board: readonly BoardItem[] | undefined }) {
  const { t } = useTranslation('book');
  const atRisk = rows.filter((row) => row.band === 'risk');
  const renewing = rows.filter((row) => isRenewing(row, today));
  const nrr = board?.find(({ id }) => id === 'nrr');
  const arr = board?.find(({ id }) => id === 'arr');
  const accounts = (n: number) => t('kpi.accounts', { count: n, text: count(n) });
  const since = (change: string, day: string) => t('kpi.since', { change, day });
  return (
    <section className="kpis" aria-label={t('kpi.region')}>
      <Distribution rows={rows} />
      <Kpi label={t('kpi.arr')} value={sumText(sumMoney(rows))} how={t('kpi.arrHow')} note={(whole && changeNote(arr, since)) || accounts(rows.length)} trend={whole ? arr?.trend.map(({ value }) => value) : undefined} />
      <Kpi label={t('kpi.nrr')} value={nrr ? figure(nrr.value, nrr.unit) : '–'} how={t('kpi.nrrHow')} note={!nrr ? t('kpi.notYet') : nrr.value === null ? (nrr.unavailable ?? t('kpi.notAvailable')) : whole ? (changeNote(nrr, since) ?? t('kpi.version', { version: nrr.definitionVersion })) : t('kpi.company')} trend={nrr?.trend.map(({ value }) => value)} />
      <Kpi label={t('kpi.risk')} value={sumText(sumMoney(atRisk))} how={t('kpi.riskHow')} note={accounts(atRisk.length)} />
      <Kpi label={t('kpi.renewing')} value={sumText(sumMoney(renewing))} how={t('kpi.renewingHow')} note={accounts(renewing.length)} />
    </section>
  );
});
