import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { HealthDetail } from '../../../src/contract/health.ts';
import { DriverRow, spanLabels, type Span } from './driver-row.tsx';

const noEffectPoints = 0.5;

/** The drivers that moved the score, most first; those without effect are folded, the unknown listed with their reason. */
export function DriverTable({ health }: { health: HealthDetail }) {
  const [span, setSpan] = useState<Span>('d90');
  const [all, setAll] = useState(false);
  const known = health.drivers.filter((driver) => driver.unknownReason === null);
  const unknown = health.drivers.filter((driver) => driver.unknownReason !== null);
  const sorted = known.toSorted((a, b) => Math.abs(b.moved[span] ?? 0) - Math.abs(a.moved[span] ?? 0) || b.weight - a.weight);
  const moving = sorted.filter((driver) => Math.abs(driver.moved[span] ?? 0) >= noEffectPoints);
  const still = sorted.filter((driver) => !moving.includes(driver));
  const shown = all || moving.length === 0 ? sorted : moving;
  const largest = Math.max(4, ...known.map((driver) => Math.abs(driver.moved[span] ?? 0)));
  return (
    <>
      <div className="drow drow-head">
        <span>Driver and evidence</span><span>13 weeks</span><span>Score</span>
        <SegmentedControl size="xs" value={span} onChange={(value) => setSpan(value as Span)} data={(['d7', 'd28', 'd90'] as const).map((value) => ({ value, label: spanLabels[value].replace(' days', ' d') }))} aria-label="Points moved against" />
        <span />
      </div>
      {shown.map((driver) => <DriverRow key={driver.id} driver={driver} bands={health.scorecard.bands} span={span} largest={largest} />)}
      {still.length > 0 && moving.length > 0 && (
        <button type="button" className="morebtn" aria-expanded={all} onClick={() => setAll(!all)}>{all ? 'Hide' : 'Show'} {still.length} {still.length === 1 ? 'driver' : 'drivers'} with no effect in {spanLabels[span]}</button>
      )}
      {unknown.length > 0 && (
        <div className="drow" style={{ display: 'block' }}>
          <div className="ti">Not known, so not scored</div>
          {unknown.map((driver) => <div key={driver.id} className="ev"><b style={{ fontWeight: 550 }}>{driver.label}</b>: {driver.unknownReason}</div>)}
        </div>
      )}
    </>
  );
}
