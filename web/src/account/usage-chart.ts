import type { UsageSeries } from '../../../src/contract/account.ts';
import type { ChartOption } from '../ui/chart-engine.ts';
import { tokenColor } from '../ui/chart.tsx';
import { count, dayText, shortDay } from '../ui/format.ts';

const palette = ['--accent', '--h-watch', '--h-good', '--h-none', '--h-risk', '--tx-3'];

/** Colours of the features, in their order; a chart and its legend agree by it. */
export function featureColor(index: number): string {
  return tokenColor(palette[index % palette.length] as string);
}

/** The week that holds a day, as its place on the axis. */
export function weekIndexOf(weeks: readonly string[], day: string): number {
  return weeks.findLastIndex((week) => week <= day);
}

type View = 'features' | 'users';

function axisParts(usage: UsageSeries): Pick<ChartOption, 'grid' | 'xAxis' | 'yAxis' | 'tooltip'> {
  const grey = tokenColor('--tx-3');
  const text = { color: grey, fontFamily: 'Inter Variable', fontSize: 11.5 };
  return {
    grid: { left: 44, right: 62, top: 34, bottom: 26, outerBoundsMode: 'none' },
    xAxis: { type: 'category', boundaryGap: false, data: usage.weeks, axisLine: { lineStyle: { color: tokenColor('--line-strong') } }, axisTick: { show: false }, axisLabel: { ...text, formatter: shortDay, hideOverlap: true } },
    yAxis: { type: 'value', splitNumber: 4, axisLabel: { ...text, formatter: (value: number) => count(value) }, splitLine: { lineStyle: { color: tokenColor('--line') } } },
    tooltip: { trigger: 'axis', backgroundColor: tokenColor('--bg'), borderColor: tokenColor('--line-strong'), textStyle: { color: tokenColor('--tx'), fontSize: 12 }, axisPointer: { lineStyle: { color: grey } }, confine: true, valueFormatter: (value) => (typeof value === 'number' ? count(value) : '–') },
  };
}

function markLine(usage: UsageSeries, view: View) {
  const lineColor = tokenColor('--tx-3');
  const seats = view === 'users' && usage.seats !== null ? [{ yAxis: usage.seats, label: { formatter: `${count(usage.seats)} seats`, position: 'end' as const, color: lineColor }, lineStyle: { type: 'dashed' as const, color: lineColor } }] : [];
  const marks = usage.marks.flatMap(({ day, label, kind }) => {
    const index = weekIndexOf(usage.weeks, day);
    if (index < 0) return [];
    const color = tokenColor(kind === 'person' || kind === 'risk' ? '--neg' : '--tx-3');
    return [{ xAxis: index, label: { formatter: label, position: 'end' as const, color }, lineStyle: { type: 'solid' as const, color } }];
  });
  return { silent: true, symbol: 'none', label: { fontSize: 11, fontFamily: 'Inter Variable' }, data: [...seats, ...marks] };
}

/** Weekly usage: features stacked, or active users against the seats; what happened meanwhile as marks. */
export function usageOption(usage: UsageSeries, view: View): ChartOption {
  const rows = view === 'users' ? [{ name: 'Active users', events: usage.activeUsers }] : usage.features.length ? usage.features : [{ name: 'Events', events: usage.events }];
  const line = (name: string, data: readonly (number | null)[], index: number) => ({
    type: 'line' as const, name, data: [...data], symbol: 'none', color: featureColor(index), lineStyle: { width: 1.6 }, areaStyle: { opacity: view === 'users' ? 0.08 : 0.16 },
    ...(view === 'features' ? { stack: 'usage' } : {}), ...(index === 0 ? { markLine: markLine(usage, view) } : {}), emphasis: { disabled: true },
  });
  return { animation: false, aria: { enabled: false }, ...axisParts(usage), series: rows.map(({ name, events }, index) => line(name, events, index)), title: undefined, textStyle: { fontFamily: 'Inter Variable' }, dataset: undefined } as ChartOption;
}

/** What the chart shows, in words, for those who do not see it. */
export function usageLabel(usage: UsageSeries): string {
  const first = usage.weeks[0];
  const last = usage.weeks.at(-1);
  if (!first || !last) return 'No usage';
  return `Weekly usage from ${dayText(first)} to ${dayText(last)}: ${count(usage.events[0] ?? 0)} events at first, ${count(usage.events.at(-1) ?? 0)} at last`;
}
