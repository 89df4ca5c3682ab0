import { ActionIcon, Tooltip } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { Driver, HealthDetail } from '../../../src/contract/health.ts';
import type { Band } from '../../../src/contract/health.ts';
import { BandMark, bandColor, bandLabels } from '../ui/band-mark.tsx';
import { percent, signed } from '../ui/format.ts';
import { Sparkline } from '../ui/sparkline.tsx';
import { useEvidence } from './evidence.tsx';

export type Span = 'd7' | 'd28' | 'd90';
export const spanLabels: Record<Span, string> = { d7: '7 days', d28: '28 days', d90: '90 days' };

/** The band a driver's score falls in, by the scorecard's limits. */
export function bandAt(score: number | null, bands: HealthDetail['scorecard']['bands']): Band {
  return score === null ? 'unknown' : score >= bands.good ? 'good' : score >= bands.watch ? 'watch' : 'risk';
}

/** Points moved as a bar to the left (lost) or right (won) of a middle line; `largest` fills half the width. */
export function DivergingBar({ points, largest }: { points: number | null; largest: number }) {
  if (points === null) return <span className="t3 divlabel">not comparable</span>;
  const share = (Math.min(Math.abs(points), largest) / (largest || 1)) * 32;
  const color = points < 0 ? 'var(--h-risk)' : 'var(--h-good)';
  const edge = `calc(50% + ${share}% + 6px)`;
  return (
    <div className="div num" aria-label={`${signed(points)} points`} role="img">
      {points !== 0 && <i style={{ width: `${share}%`, background: color, ...(points < 0 ? { right: '50%' } : { left: '50%' }) }} />}
      <b className={points < 0 ? 'neg' : points > 0 ? 'pos' : 't3'} style={points < 0 ? { right: edge } : { left: edge }}>{Math.abs(points) < 0.5 && points !== 0 ? (points < 0 ? '>−1' : '<1') : signed(points)}</b>
    </div>
  );
}

/** One driver: weight and evidence in words, 13 weeks, score, and what it moved. */
export function DriverRow({ driver, bands, span, largest }: { driver: Driver; bands: HealthDetail['scorecard']['bands']; span: Span; largest: number }) {
  const show = useEvidence();
  const band = bandAt(driver.score, bands);
  const note = `${driver.text}. It carries ${percent(driver.weight, 0)} of the score and adds ${Math.round(driver.points)} points.`;
  return (
    <div className="drow">
      <div style={{ minWidth: 0 }}>
        <div className="ti">
          {driver.label} <span className="t3" style={{ fontWeight: 450, fontSize: 12 }}>{percent(driver.weight, 0)} weight</span>
          {driver.stale && <Tooltip label="The newest input is older than this measure allows"><span className="tag" tabIndex={0}>stale</span></Tooltip>}
        </div>
        <div className="ev">{driver.text}</div>
      </div>
      <Sparkline values={driver.sparkline} minSpan={36} color={bandColor(band).fill} width={74} label={`${driver.label}, 13 weeks`} />
      <span className="row num" style={{ fontWeight: 600 }}><BandMark band={band} size={9} />{driver.score === null ? '–' : Math.round(driver.score)}<span className="sr">{bandLabels[band]}</span></span>
      <DivergingBar points={driver.moved[span]} largest={largest} />
      <ActionIcon size={22} aria-label={`Evidence of ${driver.label}`} onClick={() => show({ title: driver.label, note, evidence: driver.evidence })}><IconExternalLink size={14} /></ActionIcon>
    </div>
  );
}
