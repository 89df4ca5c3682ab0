import { useComputedColorScheme } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { HealthDistribution } from '../../../src/contract/book-health.ts';
import { bandOrder } from '../ui/band-bar.tsx';
import { Chart, tokenColor } from '../ui/chart.tsx';
import type { ChartOption } from '../ui/chart-engine.ts';
import { count, dayText, shortDay } from '../ui/format.ts';

const colorOf = { good: '--h-good', watch: '--h-watch', risk: '--h-risk', unknown: '--h-none' } as const;

/** The book by band, week by week, stacked; the same numbers as a table for whoever does not see it. */
export function SpreadChart({ series }: { series: HealthDistribution['series'] }) {
  const { t } = useTranslation('health');
  const scheme = useComputedColorScheme('light');
  const build = useCallback((): ChartOption => {
    const text = { color: tokenColor('--tx-3'), fontFamily: 'Inter Variable', fontSize: 11.5 };
    return {
      animation: false, aria: { enabled: false },
      grid: { left: 48, right: 20, top: 14, bottom: 28, outerBoundsMode: 'none' },
      tooltip: { trigger: 'axis', backgroundColor: tokenColor('--bg'), borderColor: tokenColor('--line-strong'), textStyle: { ...text, color: tokenColor('--tx') } },
      xAxis: { type: 'category', data: series.map(({ day }) => shortDay(day)), axisTick: { show: false }, axisLine: { lineStyle: { color: tokenColor('--line-strong') } }, axisLabel: text },
      yAxis: { type: 'value', splitNumber: 4, axisLabel: text, splitLine: { lineStyle: { color: tokenColor('--line') } } },
      series: bandOrder.toReversed().map((band) => ({ type: 'bar', name: t(`bands.${band}`), stack: 'bands', barCategoryGap: '22%', itemStyle: { color: tokenColor(colorOf[band]) }, data: series.map(({ bands }) => bands[band]) })),
    } as ChartOption;
  }, [series, scheme, t]);
  return (
    <>
      <Chart build={build} height={230} label={`${t('series.title')}: ${series.at(-1) ? bandOrder.map((band) => `${t(`bands.${band}`)} ${count(series.at(-1)?.bands[band] ?? 0)}`).join(', ') : ''}`} />
      <table className="sr">
        <caption>{t('series.title')}</caption>
        <thead><tr><th scope="col">{t('series.day')}</th>{bandOrder.map((band) => <th scope="col" key={band}>{t(`bands.${band}`)}</th>)}</tr></thead>
        <tbody>{series.map(({ day, bands }) => <tr key={day}><th scope="row">{dayText(day)}</th>{bandOrder.map((band) => <td key={band}>{count(bands[band])}</td>)}</tr>)}</tbody>
      </table>
    </>
  );
}
