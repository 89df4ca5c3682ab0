import i18next from 'i18next';
import type { Band } from '../../../src/contract/health.ts';

/** How a band is called on the screen. */
export function bandLabel(band: Band): string {
  return i18next.t(`band.${band}`);
}

/** Custom properties of a band: fill, soft background and text. */
export function bandColor(band: Band): { fill: string; soft: string; text: string } {
  const name = band === 'unknown' ? 'none' : band;
  return { fill: `var(--h-${name})`, soft: `var(--h-${name}-bg)`, text: `var(--h-${name}-tx)` };
}

/** The band's shape: circle, diamond, triangle or dashed ring, so that colour is never the only sign. */
export function BandMark({ band, size = 10 }: { band: Band; size?: number }) {
  const { fill } = bandColor(band);
  return (
    <svg width={size} height={size} viewBox="0 0 10 10" aria-hidden="true" style={{ flex: 'none' }}>
      {band === 'good' && <circle cx="5" cy="5" r="4" fill={fill} />}
      {band === 'watch' && <path d="M5 .4 9.6 5 5 9.6.4 5Z" fill={fill} />}
      {band === 'risk' && <path d="M5 .8 9.7 9.2H.3Z" fill={fill} />}
      {band === 'unknown' && <circle cx="5" cy="5" r="3.6" fill="none" stroke={fill} strokeWidth="1.3" strokeDasharray="1.9 1.6" />}
    </svg>
  );
}

/** Shape, label and number in one pill. */
export function BandPill({ band, score }: { band: Band; score: number | null }) {
  const { soft, text } = bandColor(band);
  return (
    <span className="pill" style={{ background: soft, color: text }}>
      <BandMark band={band} size={9} />
      {bandLabel(band)}
      {score !== null && <> · {Math.round(score)}</>}
    </span>
  );
}
