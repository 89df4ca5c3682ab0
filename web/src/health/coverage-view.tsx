import { useTranslation } from 'react-i18next';
import type { HealthCoverage } from '../../../src/contract/book-health.ts';
import { Card } from '../ui/card.tsx';
import { count, percent } from '../ui/format.ts';
import { HowComputed } from '../ui/how-computed.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty } from '../ui/state.tsx';
import type { OpenFigure } from './accounts-drawer.tsx';

interface CoverageProps {
  data: HealthCoverage;
  within: { by?: string; group?: string };
  onOpen: (figure: OpenFigure) => void;
}

function Histogram({ title, counts, of, within, onOpen }: { title: string; counts: readonly number[]; of: 'coverage' | 'confidence' } & Pick<CoverageProps, 'within' | 'onOpen'>) {
  const { t } = useTranslation('health');
  const most = Math.max(1, ...counts);
  const name = (tenth: number) => `${title}: ${t('coverage.tenth', { from: tenth * 10, to: tenth * 10 + 10 })}`;
  return (
    <Card title={title}>
      <div className="histo num">
        {counts.map((n, tenth) => (
          <button type="button" key={tenth} aria-label={`${name(tenth)}, ${t('accounts', { count: n, text: count(n) })}`} disabled={n === 0} onClick={() => onOpen({ title: name(tenth), n, query: { ...within, [of]: tenth } })}>{n > 0 ? count(n) : ''}<i style={{ height: `${(n / most) * 78}%` }} /></button>
        ))}
      </div>
      <div className="histo-x num" aria-hidden>{counts.map((_, tenth) => <span key={tenth}>{tenth * 10}–{tenth * 10 + 10}</span>)}</div>
    </Card>
  );
}

/** How much is known, and which measures are unknown for whom and why. */
export function CoverageView({ data, within, onOpen }: CoverageProps) {
  const { t } = useTranslation('health');
  const unknown = data.measures.filter((measure) => measure.unknown > 0);
  const open = (measure: HealthCoverage['measures'][number], reason: string | null, n: number) =>
    onOpen({ title: reason ?? measure.label, n, query: { ...within, scorecard: measure.scorecardId, measure: measure.measureId, ...(reason === null ? {} : { reason }) } });
  return (
    <>
      <div className="kpi-row num">
        <div><span className="l">{t('coverage.mean')}</span><span className="v">{data.meanCoverage === null ? '–' : percent(data.meanCoverage)}</span><span className="s">{t('accounts', { count: data.accounts, text: count(data.accounts) })}</span></div>
        <div><span className="l">{t('coverage.confidence')}</span><span className="v">{data.meanConfidence === null ? '–' : percent(data.meanConfidence)}</span></div>
        <button type="button" onClick={() => onOpen({ title: t('coverage.below'), n: data.belowFloor, query: { ...within, band: 'unknown' } })}><span className="l">{t('coverage.below')}</span><span className="v">{count(data.belowFloor)}</span></button>
      </div>
      <div className="section" style={{ maxWidth: 'none' }}>
        <div className="two">
          <Histogram title={t('coverage.histogram')} counts={data.coverage} of="coverage" within={within} onOpen={onOpen} />
          <Histogram title={t('coverage.histogramConfidence')} counts={data.confidence} of="confidence" within={within} onOpen={onOpen} />
        </div>
        <Card title={t('coverage.measures')} note={t('coverage.note')} tools={<HowComputed title={t('how.title')}>{t('how.coverage')}</HowComputed>}>
          {unknown.length === 0 ? <Empty title={t('coverage.allKnown')} /> : (
            <PlainTable label={t('coverage.measures')} rows={unknown} keyOf={(row) => `${row.scorecardId} ${row.measureId}`} columns={[
              { label: t('coverage.measure'), cell: (row) => <>{row.label}<span className="sub">{row.scorecard}</span></> },
              { label: t('coverage.weight'), right: true, cell: (row) => percent(row.weight) },
              { label: t('coverage.unknown'), right: true, cell: (row) => <><button type="button" className="tally" aria-label={`${row.label}: ${t('coverage.unknown')} ${count(row.unknown)}`} onClick={() => open(row, null, row.unknown)}>{count(row.unknown)}</button> <span className="t3">/ {count(row.accounts)}</span></> },
              { label: t('coverage.why'), cell: (row) => row.reasons.map((reason) => reason.reason === null
                ? <span key="gone" className="sub">{t('coverage.reasonGone')}</span>
                : <span key={reason.reason} style={{ display: 'block' }}><button type="button" className="tally" aria-label={`${reason.reason}: ${count(reason.accounts)}`} onClick={() => open(row, reason.reason, reason.accounts)}>{count(reason.accounts)}</button> {reason.reason}</span>) },
            ]} />
          )}
        </Card>
      </div>
    </>
  );
}
