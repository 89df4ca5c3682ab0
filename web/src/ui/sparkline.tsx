import { memo } from 'react';

interface SparklineProps {
  values: readonly (number | null)[];
  width?: number;
  height?: number;
  /** Smallest range of values shown, so that noise does not look like drama. 0 takes the range of the values. */
  minSpan?: number;
  color?: string;
  area?: boolean;
  label?: string;
}

/** Points of the line in drawing units; gaps (null) are bridged by leaving the point out. */
export function sparkPoints(values: readonly (number | null)[], width: number, height: number, minSpan: number): [number, number][] {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return [];
  const low = Math.min(...known);
  const high = Math.max(...known);
  const span = Math.max(high - low, minSpan) || 1;
  const floor = (low + high) / 2 - span / 2;
  const points: [number, number][] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    points.push([2 + (index / Math.max(1, values.length - 1)) * (width - 5), height - 2.5 - ((value - floor) / span) * (height - 5)]);
  });
  return points;
}

/** A small line without axes that ends in a dot. */
export const Sparkline = memo(function Sparkline({ values, width = 68, height = 20, minSpan = 0, color = 'var(--tx-3)', area = false, label }: SparklineProps) {
  const points = sparkPoints(values, width, height, minSpan);
  const last = points.at(-1);
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const name = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true };
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} style={{ flex: 'none', display: 'block' }} {...name}>
      {last && points[0] && area && <polygon points={`${points[0][0]},${height} ${line} ${last[0]},${height}`} fill="var(--bg-muted)" />}
      {points.length > 1 && <polyline points={line} fill="none" stroke={color} strokeWidth="1.4" strokeLinejoin="round" strokeLinecap="round" />}
      {last && <circle cx={last[0]} cy={last[1]} r="1.9" fill={color} />}
    </svg>
  );
});
