import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { HealthSimulation } from '../../../src/contract/book-health.ts';
import { BandBar, BandList, BandScore } from '../ui/band-bar.tsx';
import { Card } from '../ui/card.tsx';
import { count, dayText, decimal, money, sumText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Crossings, DriverList, pointsText } from './movers-view.tsx';

function Side({ name, side }: { name: string; side: HealthSimulation['before'] }) {
  const { t } = useTranslation('health');
  return (
    <div style={{ display: 'grid', gap: 5 }}>
      <b>{name} <span className="t3" style={{ fontWeight: 450 }}>{t('whatIf.mean')} {side.mean === null ? '–' : decimal(side.mean)}, {t('kpi.riskArr')} {sumText(side.riskArr)}</span></b>
      <BandBar bands={side.bands} /><BandList bands={side.bands} />
    </div>
  );
}

/** What a changed scorecard would do to the book of today. */
export function WhatIfResult({ result }: { result: HealthSimulation }) {
  const { t } = useTranslation('health');
  return (
    <>
      <Card title={t('whatIf.effect', { day: dayText(result.at) })} note={t('accounts', { count: result.accounts, text: count(result.accounts) })}>
        <div className="pad" style={{ display: 'grid', gap: 14 }} aria-live="polite">
          <p className="num" style={{ margin: 0 }}><b>{count(result.changedBand)}</b> {t('whatIf.bandChange')} (<span className="pos">{count(result.better)} {t('whatIf.better')}</span>, <span className="neg">{count(result.worse)} {t('whatIf.worse')}</span>), <b>{count(result.changedScore)}</b> {t('whatIf.scoreChange')}. {t('whatIf.arr')}: <b>{result.arrChanged.length ? sumText(result.arrChanged) : '–'}</b>.</p>
          <Side name={t('whatIf.before')} side={result.before} /><Side name={t('whatIf.after')} side={result.after} />
          <p className="t3" style={{ margin: 0 }}>{t('whatIf.exact')}</p>
        </div>
      </Card>
      <Card title={t('movers.crossings')}><Crossings rows={result.crossings} /></Card>
      <Card title={t('whatIf.items')} note={result.items.length < result.changedScore ? t('whatIf.listed', { shown: count(result.items.length), total: count(result.changedScore) }) : count(result.items.length)}>
        {result.items.length === 0 ? <p className="t3 pad">{t('whatIf.nobody')}</p> : (
          <PlainTable label={t('whatIf.items')} rows={result.items} keyOf={(row) => row.accountId} columns={[
            { label: t('movers.account'), cell: (row) => <><Link to="/account/$id" params={{ id: row.accountId }} className="aname">{row.accountName}</Link><span className="sub">{row.owner ?? '–'}</span></> },
            { label: t('movers.score'), right: true, cell: (row) => <BandScore band={row.band} score={row.score} /> },
            { label: t('whatIf.toScore'), right: true, cell: (row) => <BandScore band={row.toBand} score={row.toScore} /> },
            { label: t('movers.moved'), right: true, cell: (row) => (row.points === null ? '–' : <b className={row.points < 0 ? 'neg' : 'pos'}>{pointsText(row.points)}</b>) },
            { label: t('whatIf.driver'), cell: (row) => <DriverList drivers={row.drivers} /> },
            { label: t('movers.arr'), right: true, cell: (row) => (row.arrMinor === null ? '–' : money(row.arrMinor, row.currency)) },
          ]} />
        )}
      </Card>
    </>
  );
}
