import { useComputedColorScheme } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardItem } from '../../../src/contract/metric.ts';
import { Chart, tokenColor } from '../ui/chart.tsx';
import type { ChartOption } from '../ui/chart-engine.ts';
import { count, dayText, figure, shortDay } from '../ui/format.ts';

/** Twelve month ends of a figure with its target, and the same as a table. */
export function TrendChart({ item }: { item: BoardItem }) {
  const { t } = useTranslation('target');
  const scheme = useComputedColorScheme('light');
  const aim = item.target && item.target.variant === null ? item.target.value : null;
  const build = useCallback((): ChartOption => {
    const text = { color: tokenColor('--tx-3'), fontFamily: 'Inter Variable', fontSize: 11 };
    return {
      animation: false, grid: { left: 56, right: 16, top: 14, bottom: 26, outerBoundsMode: 'none' },
      tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => figure(typeof value === 'number' ? value : null, item.unit), backgroundColor: tokenColor('--bg'), borderColor: tokenColor('--line-strong'), textStyle: { ...text, color: tokenColor('--tx') } },
      xAxis: { type: 'category', data: item.trend.map(({ day }) => shortDay(day)), axisTick: { show: false }, axisLine: { lineStyle: { color: tokenColor('--line-strong') } }, axisLabel: text },
      yAxis: { type: 'value', scale: true, splitNumber: 3, axisLabel: { ...text, formatter: (value: number) => figure(value, item.unit) }, splitLine: { lineStyle: { color: tokenColor('--line') } } },
      series: [{
        type: 'line', name: item.label, data: item.trend.map(({ value }) => value), lineStyle: { color: tokenColor('--accent'), width: 2 }, itemStyle: { color: tokenColor('--accent') }, symbolSize: 5,
        ...(aim === null ? {} : { markLine: { silent: true, symbol: 'none', lineStyle: { color: tokenColor('--tx-3'), type: 'dashed' }, label: { ...text, formatter: figure(aim, item.unit), position: 'insideEndTop' }, data: [{ yAxis: aim }] } }),
      }],
    } as ChartOption;
  }, [item, aim, scheme]);
  if (item.trend.length === 0) return <p className="t3 pad">{t('drawer.notKept')}</p>;
  return (
    <>
      <Chart build={build} height={180} label={`${item.label}: ${item.trend.map(({ day, value }) => `${dayText(day)} ${figure(value, item.unit)}`).join(', ')}`} />
      <details className="pad"><summary className="ghost">{t('drawer.trendTable')}</summary>
        <table className="table"><thead><tr><th scope="col">{t('drawer.day')}</th><th scope="col" className="r">{t('drawer.value')}</th><th scope="col" className="r">{t('drawer.n')}</th></tr></thead><tbody>{item.trend.map(({ day, value, n }) => <tr key={day}><td>{dayText(day)}</td><td className="r">{figure(value, item.unit)}</td><td className="r">{count(n)}</td></tr>)}</tbody></table>
      </details>
    </>
  );
}
