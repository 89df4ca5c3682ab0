import type { UsageSeries } from '../../../src/contract/account.ts';
import type { ChartOption } from '../ui/chart-engine.ts';
import { tokenColor } from '../ui/chart.tsx';
import { count, shortDay } from '../ui/format.ts';

const palette = ['--accent', '--h-watch', '--h-good', '--h-none', '--h-risk', '--tx-3'];
/** Marks with words on the chart; more are lines only, since the words would cover each other. The list below the chart names all. */
const wordedMarks = 5;

export type UsageMark = UsageSeries['marks'][number];

/** What is drawn: rows by week, stacked or not, against the seats, with what happened meanwhile. */
export interface UsagePicture {
  weeks: readonly string[];
  rows: readonly { name: string; events: readonly (number | null)[] }[];
  stacked: boolean;
  seats: { n: number; label: string } | null;
  marks: readonly UsageMark[];
}

/** Colours of the rows, in their order; a chart and its legend agree by it. */
export function featureColor(index: number): string {
  return tokenColor(palette[index % palette.length] as string);
}

/** The week that holds a day, as its place on the axis. */
export function weekIndexOf(weeks: readonly string[], day: string): number {
  return weeks.findLastIndex((week) => week <= day);
}

function axisParts(weeks: readonly string[]): Pick<ChartOption, 'grid' | 'xAxis' | 'yAxis' | 'tooltip'> {
  const grey = tokenColor('--tx-3');
  const text = { color: grey, fontFamily: 'Inter Variable', fontSize: 11.5 };
  return {
    grid: { left: 44, right: 62, top: 34, bottom: 26, outerBoundsMode: 'none' },
    xAxis: { type: 'category', boundaryGap: false, data: [...weeks], axisLine: { lineStyle: { color: tokenColor('--line-strong') } }, axisTick: { show: false }, axisLabel: { ...text, formatter: shortDay, hideOverlap: true } },
    yAxis: { type: 'value', splitNumber: 4, axisLabel: { ...text, formatter: (value: number) => count(value) }, splitLine: { lineStyle: { color: tokenColor('--line') } } },
    tooltip: { trigger: 'axis', backgroundColor: tokenColor('--bg'), borderColor: tokenColor('--line-strong'), textStyle: { color: tokenColor('--tx'), fontSize: 12 }, axisPointer: { lineStyle: { color: grey } }, confine: true, valueFormatter: (value) => (typeof value === 'number' ? count(value) : '–') },
  };
}

const markColors: Record<UsageMark['kind'], string> = { person: '--neg', change: '--tx-3', ticket: '--h-risk', contract: '--accent', survey: '--h-watch', feature: '--h-good' };

/** The colour of a kind of mark. */
export function markColor(kind: UsageMark['kind']): string {
  return tokenColor(markColors[kind]);
}

function markLine({ weeks, seats, marks }: UsagePicture) {
  const grey = tokenColor('--tx-3');
  const seatLine = seats ? [{ yAxis: seats.n, label: { formatter: seats.label, position: 'end' as const, color: grey }, lineStyle: { type: 'dashed' as const, color: grey } }] : [];
  const byWeek = [...Map.groupBy(marks, ({ day }) => weekIndexOf(weeks, day))].filter(([index]) => index >= 0);
  const lines = byWeek.map(([index, [first, ...others]]) => {
    const color = markColor(first?.kind ?? 'change');
    const label = `${first?.label ?? ''}${others.length ? ` +${others.length}` : ''}`;
    return { xAxis: index, label: { show: byWeek.length <= wordedMarks, formatter: label, position: 'end' as const, color, align: index > weeks.length * 0.8 ? ('right' as const) : index < weeks.length * 0.2 ? ('left' as const) : ('center' as const) }, lineStyle: { type: 'solid' as const, color, opacity: byWeek.length <= wordedMarks ? 1 : 0.55 } };
  });
  return { silent: true, symbol: 'none', label: { fontSize: 11, fontFamily: 'Inter Variable' }, data: [...seatLine, ...lines] };
}

/** Weekly usage as lines, stacked or side by side; the seats and what happened meanwhile as marks. */
export function usageOption(picture: UsagePicture): ChartOption {
  const line = (name: string, data: readonly (number | null)[], index: number) => ({
    type: 'line' as const, name, data: [...data], symbol: 'none', color: featureColor(index), lineStyle: { width: 1.6 }, areaStyle: { opacity: picture.stacked ? 0.16 : 0.06 },
    ...(picture.stacked ? { stack: 'usage' } : {}), ...(index === 0 ? { markLine: markLine(picture) } : {}), emphasis: { disabled: true },
  });
  return { animation: false, aria: { enabled: false }, ...axisParts(picture.weeks), series: picture.rows.map(({ name, events }, index) => line(name, events, index)), title: undefined, textStyle: { fontFamily: 'Inter Variable' }, dataset: undefined } as ChartOption;
}
