import { ActionIcon, Tooltip } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Driver, HealthDetail } from '../../../src/contract/health.ts';
import type { Band } from '../../../src/contract/health.ts';
import { BandMark, bandColor } from '../ui/band-mark.tsx';
import { percent, signed } from '../ui/format.ts';
import { Sparkline } from '../ui/sparkline.tsx';
import { useTerm } from './term.ts';
import { useEvidence } from './evidence.tsx';

export type Span = 'd7' | 'd28' | 'd90';
/** Days of a span. */
export const spanDays: Record<Span, number> = { d7: 7, d28: 28, d90: 90 };

/** The band a driver's score falls in, by the scorecard's limits. */
export function bandAt(score: number | null, bands: HealthDetail['scorecard']['bands']): Band {
  return score === null ? 'unknown' : score >= bands.good ? 'good' : score >= bands.watch ? 'watch' : 'risk';
}

/** Points moved as a bar to the left (lost) or right (won) of a middle line; `largest` fills half the width. */
export function DivergingBar({ points, largest }: { points: number | null; largest: number }) {
  const { t } = useTranslation('account');
  if (points === null) return <span className="t3 divlabel">{t('drivers.notComparable')}</span>;
  const share = (Math.min(Math.abs(points), largest) / (largest || 1)) * 32;
  const color = points < 0 ? 'var(--h-risk)' : 'var(--h-good)';
  const edge = `calc(50% + ${share}% + 6px)`;
  return (
    <div className="div num" aria-label={t('drivers.points', { points: signed(points) })} role="img">
      {points !== 0 && <i style={{ width: `${share}%`, background: color, ...(points < 0 ? { right: '50%' } : { left: '50%' }) }} />}
      <b className={points < 0 ? 'neg' : points > 0 ? 'pos' : 't3'} style={points < 0 ? { right: edge } : { left: edge }}>{Math.abs(points) < 0.5 && points !== 0 ? (points < 0 ? '>−1' : '<1') : signed(points)}</b>
    </div>
  );
}

/** One driver: weight and evidence in words, 13 weeks, score, and what it moved. */
export function DriverRow({ driver, bands, span, largest }: { driver: Driver; bands: HealthDetail['scorecard']['bands']; span: Span; largest: number }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  const show = useEvidence();
  const band = bandAt(driver.score, bands);
  const note = t('drivers.note', { text: driver.text, share: percent(driver.weight, 0), points: Math.round(driver.points) });
  return (
    <div className="drow">
      <div style={{ minWidth: 0 }}>
        <div className="ti">
          {driver.label} <span className="t3" style={{ fontWeight: 450, fontSize: 12 }}>{t('drivers.weight', { share: percent(driver.weight, 0) })}</span>
          {driver.stale && <Tooltip label={t('drivers.staleHint')}><span className="tag" tabIndex={0}>{t('drivers.stale')}</span></Tooltip>}
        </div>
        <div className="ev">{driver.text}</div>
      </div>
      <Sparkline values={driver.sparkline} minSpan={36} color={bandColor(band).fill} width={74} label={t('drivers.weeksOf', { label: driver.label })} />
      <span className="row num" style={{ fontWeight: 600 }}><BandMark band={band} size={9} />{driver.score === null ? '–' : Math.round(driver.score)}<span className="sr">{term('band', band)}</span></span>
      <DivergingBar points={driver.moved[span]} largest={largest} />
      <ActionIcon size={22} aria-label={t('drivers.evidenceOf', { label: driver.label })} onClick={() => show({ title: driver.label, note, evidence: driver.evidence })}><IconExternalLink size={14} /></ActionIcon>
    </div>
  );
}
