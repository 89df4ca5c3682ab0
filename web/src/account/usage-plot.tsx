import { useComputedColorScheme } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '../ui/chart.tsx';
import { count, dayText } from '../ui/format.ts';
import { featureColor, usageOption, type UsagePicture } from './usage-chart.ts';

function sumOf(picture: UsagePicture, week: number): number {
  return picture.rows.reduce((sum, row) => sum + (row.events.at(week) ?? 0), 0);
}

/** The chart with its legend, and the same figures as a table for those who do not see it. */
export function UsagePlot({ picture, height, note }: { picture: UsagePicture; height: number; note?: string | undefined }) {
  const { t } = useTranslation('account');
  const scheme = useComputedColorScheme('light');
  const build = useCallback(() => usageOption(picture), [picture, scheme]);
  const [first, last] = [picture.weeks[0], picture.weeks.at(-1)];
  if (!first || !last) return null;
  const label = t('usage.chartLabel', { from: dayText(first), to: dayText(last), first: count(sumOf(picture, 0)), last: count(sumOf(picture, -1)) });
  return (
    <>
      <div className="legend">
        {picture.rows.map(({ name }, index) => <span key={name}><i className="swatch" style={{ background: featureColor(index) }} />{name}</span>)}
        {picture.seats && <span>╌ {picture.seats.label}</span>}
        {note && <span className="t3">{note}</span>}
      </div>
      <Chart build={build} label={label} height={height} />
      <details className="asTable">
        <summary>{t('usage.asTable')}</summary>
        <div className="scroll" tabIndex={0} role="region" aria-label={t('usage.byWeek')}>
          <table className="table">
            <thead><tr><th scope="col">{t('usage.week')}</th>{picture.rows.map(({ name }) => <th scope="col" className="r" key={name}>{name}</th>)}</tr></thead>
            <tbody>{picture.weeks.map((week, index) => <tr key={week}><th scope="row">{dayText(week)}</th>{picture.rows.map(({ name, events }) => <td className="r" key={name}>{events[index] == null ? '–' : count(events[index])}</td>)}</tr>).toReversed()}</tbody>
          </table>
        </div>
      </details>
    </>
  );
}
