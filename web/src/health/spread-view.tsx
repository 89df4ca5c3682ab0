import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { HealthDistribution } from '../../../src/contract/book-health.ts';
import { BandBar, bandOrder } from '../ui/band-bar.tsx';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { count, decimal, percent, sumText } from '../ui/format.ts';
import { HowComputed } from '../ui/how-computed.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty } from '../ui/state.tsx';
import type { OpenFigure } from './accounts-drawer.tsx';
import { SpreadChart } from './spread-chart.tsx';

interface SpreadProps {
  data: HealthDistribution;
  nameOf: (dimension: string) => string;
  within: { by?: string; group?: string };
  onOpen: (figure: OpenFigure) => void;
  onGroup: (by: string, group: string) => void;
}

function Kpis({ data, within, onOpen }: Pick<SpreadProps, 'data' | 'within' | 'onOpen'>) {
  const { t } = useTranslation('health');
  return (
    <div className="kpi-row num">
      {bandOrder.map((band) => (
        <button type="button" key={band} onClick={() => onOpen({ title: t(`bands.${band}`), n: data.bands[band], query: { ...within, band } })}>
          <span className="l"><BandMark band={band} size={9} />{t(`bands.${band}`)}</span>
          <span className="v">{count(data.bands[band])}</span><span className="s">{data.accounts ? percent(data.bands[band] / data.accounts) : '–'}</span>
        </button>
      ))}
      <div><span className="l">{t('kpi.mean')}</span><span className="v">{data.mean === null ? '–' : decimal(data.mean)}</span><span className="s">{t('accounts', { count: data.accounts, text: count(data.accounts) })}</span></div>
      <div><span className="l">{t('kpi.riskArr')}</span><span className="v">{sumText(data.riskArr)}</span><span className="s">{t('kpi.arr')} {sumText(data.arr)}</span></div>
      <div><span className="l">{t('kpi.coverage')}</span><span className="v">{percent(data.coverage, 0)}</span></div>
    </div>
  );
}

/** How the book spreads: now, over time, and by a dimension; every number opens to its accounts. */
export function SpreadView({ data, nameOf, within, onOpen, onGroup }: SpreadProps) {
  const { t } = useTranslation('health');
  // While another grouping loads, the rows shown are still those of the one before.
  const by = data.by ?? 'segment';
  const byName = nameOf(by);
  if (data.accounts === 0 && within.group === undefined) return <Empty title={t('empty')} action={<Link to="/start" className="link">{t('bringIn')}</Link>}>{t('emptyHelp')}</Empty>;
  const groupName = (group: string | null) => group ?? t('none');
  return (
    <>
      <Kpis data={data} within={within} onOpen={onOpen} />
      <div className="section" style={{ maxWidth: 'none' }}>
        <Card title={t('series.title')} note={t('series.note')} tools={<HowComputed title={t('how.title')}>{t('how.spread')}</HowComputed>}><SpreadChart series={data.series} /></Card>
        {within.group === undefined && (
          <Card title={t('groups.title', { dimension: byName })} note={count(data.groups.length)}>
            <PlainTable label={t('groups.title', { dimension: byName })} rows={data.groups} keyOf={(row) => row.group ?? ''} columns={[
              { label: t('groups.group'), cell: (row) => <button type="button" className="linkbtn" aria-label={t('groups.only', { group: groupName(row.group) })} onClick={() => onGroup(by, row.group ?? '')}>{groupName(row.group)}</button> },
              { label: t('groups.accounts'), right: true, cell: (row) => <button type="button" className="tally" aria-label={`${t('groups.list', { group: groupName(row.group) })}: ${count(row.accounts)}`} onClick={() => onOpen({ title: groupName(row.group), n: row.accounts, query: { by, group: row.group ?? '' } })}>{count(row.accounts)}</button> },
              { label: t('groups.spread'), cell: (row) => <BandBar bands={row.bands} /> },
              { label: t('bands.risk'), right: true, cell: (row) => row.bands.risk === 0 ? count(0) : <button type="button" className="tally" aria-label={`${t('bands.risk')}, ${groupName(row.group)}: ${count(row.bands.risk)}`} onClick={() => onOpen({ title: `${groupName(row.group)}: ${t('bands.risk')}`, n: row.bands.risk, query: { by, group: row.group ?? '', band: 'risk' } })}>{count(row.bands.risk)}</button> },
              { label: t('groups.mean'), right: true, cell: (row) => (row.mean === null ? '–' : decimal(row.mean)) },
              { label: t('groups.arr'), right: true, cell: (row) => sumText(row.arr) },
              { label: t('groups.riskArr'), right: true, cell: (row) => sumText(row.riskArr) },
              { label: t('groups.coverage'), right: true, cell: (row) => percent(row.coverage, 0) },
            ]} foot={<tr><td>{t('groups.all')}</td><td className="r">{count(data.accounts)}</td><td><BandBar bands={data.bands} /></td><td className="r">{count(data.bands.risk)}</td><td className="r">{data.mean === null ? '–' : decimal(data.mean)}</td><td className="r">{sumText(data.arr)}</td><td className="r">{sumText(data.riskArr)}</td><td className="r">{percent(data.coverage, 0)}</td></tr>} />
          </Card>
        )}
      </div>
    </>
  );
}
