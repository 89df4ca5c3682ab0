import { useTranslation } from 'react-i18next';
import type { HealthDetail } from '../../../src/contract/health.ts';
import { daysBetween } from '../../../src/lib/period.ts';
import { dayText, shortDay } from '../ui/format.ts';

interface HistoryProps {
  history: HealthDetail['history'];
  bands: HealthDetail['scorecard']['bands'];
  width: number;
  height: number;
}

/** The score over time on its bands. Days without a score break the line. */
export function HealthHistory({ history, bands, width, height }: HistoryProps) {
  const { t } = useTranslation('account');
  const first = history[0];
  const last = history.at(-1);
  if (!first || !last) return <p className="t3" style={{ padding: '8px 0' }}>{t('health.noHistory')}</p>;
  const plotWidth = width - 30;
  const plotHeight = height - 20;
  const span = Math.max(1, daysBetween(first.day, last.day));
  const x = (day: string) => (daysBetween(first.day, day) / span) * plotWidth;
  const y = (score: number) => plotHeight * (1 - score / 100);
  const paths: string[] = [];
  let pen = 'M';
  for (const { day, score } of history) {
    if (score === null) pen = 'M';
    else {
      paths.push(`${pen}${x(day).toFixed(1)} ${y(score).toFixed(1)}`);
      pen = 'L';
    }
  }
  const known = history.filter(({ score }) => score !== null);
  const middle = history[Math.floor(history.length / 2)];
  const label = known[0]?.score === undefined ? t('health.historyUnknown', { from: dayText(first.day), to: dayText(last.day) }) : t('health.historyLabel', { from: dayText(first.day), to: dayText(last.day), first: Math.round(known[0].score ?? 0), last: Math.round(known.at(-1)?.score ?? 0) });
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width="100%" role="img" aria-label={label} style={{ display: 'block' }}>
      <rect x="0" y="0" width={plotWidth} height={y(bands.good)} fill="var(--h-good-bg)" opacity=".75" />
      <rect x="0" y={y(bands.good)} width={plotWidth} height={y(bands.watch) - y(bands.good)} fill="var(--h-watch-bg)" opacity=".75" />
      <rect x="0" y={y(bands.watch)} width={plotWidth} height={plotHeight - y(bands.watch)} fill="var(--h-risk-bg)" opacity=".75" />
      <path d={paths.join('')} fill="none" stroke="var(--tx-2)" strokeWidth="1.6" strokeLinejoin="round" />
      {known.length === 1 && known[0] && <circle cx={x(known[0].day)} cy={y(known[0].score ?? 0)} r="2.4" fill="var(--tx-2)" />}
      <g fontSize="11" fill="var(--tx-3)">
        <text x={plotWidth + 7} y={y(bands.good) + 4}>{bands.good}</text>
        <text x={plotWidth + 7} y={y(bands.watch) + 4}>{bands.watch}</text>
        <text x="0" y={height - 5}>{shortDay(first.day)}</text>
        {middle && <text x={plotWidth / 2} y={height - 5} textAnchor="middle">{shortDay(middle.day)}</text>}
        <text x={plotWidth} y={height - 5} textAnchor="end">{shortDay(last.day)}</text>
      </g>
    </svg>
  );
}
