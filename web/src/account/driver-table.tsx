import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HealthDetail } from '../../../src/contract/health.ts';
import { DriverRow, spanDays, type Span } from './driver-row.tsx';

const noEffectPoints = 0.5;

/** The drivers that moved the score, most first; those without effect are folded, the unknown listed with their reason. */
export function DriverTable({ health }: { health: HealthDetail }) {
  const { t } = useTranslation('account');
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
        <span>{t('drivers.head')}</span><span>{t('drivers.weeks')}</span><span>{t('drivers.score')}</span>
        <SegmentedControl size="xs" value={span} onChange={(value) => setSpan(value as Span)} data={(['d7', 'd28', 'd90'] as const).map((value) => ({ value, label: t('drivers.daysShort', { n: spanDays[value] }) }))} aria-label={t('drivers.against')} />
        <span />
      </div>
      {shown.map((driver) => <DriverRow key={driver.id} driver={driver} bands={health.scorecard.bands} span={span} largest={largest} />)}
      {still.length > 0 && moving.length > 0 && (
        <button type="button" className="morebtn" aria-expanded={all} onClick={() => setAll(!all)}>{t(all ? 'drivers.hideStill' : 'drivers.showStill', { count: still.length, days: spanDays[span] })}</button>
      )}
      {unknown.length > 0 && (
        <div className="drow" style={{ display: 'block' }}>
          <div className="ti">{t('drivers.unknown')}</div>
          {unknown.map((driver) => <div key={driver.id} className="ev"><b style={{ fontWeight: 550 }}>{driver.label}</b>: {driver.unknownReason}</div>)}
        </div>
      )}
    </>
  );
}
