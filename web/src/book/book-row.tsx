import { memo, type ReactNode } from 'react';
import type { BookRow } from '../../../src/contract/account.ts';
import { daysBetween } from '../../../src/lib/period.ts';
import { AccountLogo, PersonMark } from '../ui/avatar.tsx';
import { BandMark, bandColor, bandLabel } from '../ui/band-mark.tsx';
import { ago, dayText, money, signed, stageText, until } from '../ui/format.ts';
import { Sparkline } from '../ui/sparkline.tsx';
import { SignalTag } from '../ui/signal-tag.tsx';
import type { ShownBookColumn } from './book-columns.ts';
import { valueText } from './cell-text.ts';

const soonDays = 30;
const noticeablePoints = 4;
const none = <span className="t3">–</span>;

/** What all rows of a table share; the same object as long as nothing of it changes. */
export interface RowSetting {
  columns: readonly ShownBookColumn[];
  tracks: string;
  today: string;
  at: string | undefined;
  mayChange: (ownerId: string | null) => boolean;
  mayAssign: boolean;
  words: { confidence: (band: string, share: number) => string; select: (name: string) => string; edit: (column: string, name: string) => string; flag: (value: boolean) => string };
}

/** Points moved against a fixed baseline; coloured only when it is worth a look. */
export function Delta({ points }: { points: number | null }) {
  if (points === null) return none;
  const tone = points > noticeablePoints ? 'pos' : points < -noticeablePoints ? 'neg' : 't3';
  return <span className={`num ${tone}`}>{signed(points)}</span>;
}

function Renewal({ day, today }: { day: string | null; today: string }) {
  if (!day) return none;
  const near = daysBetween(today, day) <= soonDays;
  return (
    <>
      <span className="num">{dayText(day)}</span>
      <span className={`num ${near ? 'neg' : 't3'}`} style={{ fontSize: 12 }}>{until(day, today)}</span>
    </>
  );
}

/** Cells that are more than a value in words. */
const drawn: Record<string, (row: BookRow, setting: RowSetting) => ReactNode> = {
  account: (row, { at }) => <><AccountLogo name={row.name} /><a href={`/account/${encodeURIComponent(row.id)}${at ? `?at=${at}` : ''}`} className="aname ell" title={row.name} tabIndex={-1}>{row.name}</a></>,
  health: (row, setting) => (
    <span className="row" title={setting.words.confidence(bandLabel(row.band), row.confidence)}>
      <BandMark band={row.band} />
      <span className="num score-cell">{row.score === null ? '–' : Math.round(row.score)}<span className="sr"> {bandLabel(row.band)}</span></span>
      <Sparkline values={row.healthSeries} minSpan={36} color={bandColor(row.band).fill} width={62} />
    </span>
  ),
  change: (row) => <Delta points={row.moved.d90} />,
  change7: (row) => <Delta points={row.moved.d7} />,
  change28: (row) => <Delta points={row.moved.d28} />,
  arr: (row) => (row.arrMinor === null ? none : <span className="num">{money(row.arrMinor, row.currency)}</span>),
  renewal: (row, { today }) => <Renewal day={row.renewalOn} today={today} />,
  signals: (row) => (
    <span className="row" title={row.signals.map((signal) => signal.label).join(', ')}>
      {row.signals[0] && <SignalTag label={row.signals[0].label} family={row.signals[0].family} />}
      {row.signals.length > 1 && <span className="t3 num" style={{ fontSize: 12 }}>+{row.signals.length - 1}</span>}
    </span>
  ),
  usage: (row) => (row.usageSeries.some((n) => n > 0) ? <Sparkline values={row.usageSeries} width={80} height={24} area /> : none),
  stage: (row) => <span className="ell">{row.stage ? stageText(row.stage) : none}</span>,
  owner: (row) => (row.owner ? <><PersonMark name={row.owner} /><span className="ell t2">{row.owner}</span></> : none),
  touch: (row, { today }) => <span className="t2 num">{row.lastTouchOn ? ago(row.lastTouchOn, today) : none}</span>,
};

function Cell({ column, row, setting }: { column: ShownBookColumn; row: BookRow; setting: RowSetting }) {
  const draw = drawn[column.id];
  const content = draw ? draw(row, setting) : <span className={`ell${column.right ? ' num' : ''}`} title={column.kind === 'text' ? String(column.value(row) ?? '') : undefined}>{valueText(column, column.value(row), row.currency, setting.words.flag)}</span>;
  const editable = column.edits && setting.at === undefined && setting.mayChange(row.ownerId) && (column.edits !== 'owner' || setting.mayAssign);
  if (!editable) return content;
  return <button type="button" className="edit" tabIndex={-1} data-edit={column.id} title={setting.words.edit(column.label, row.name)}>{content}</button>;
}

interface BookRowProps {
  row: BookRow;
  index: number;
  top: number;
  active: boolean;
  selected: boolean;
  setting: RowSetting;
}

/** One account of the book. Clicks are heard by the grid. */
export const BookRowView = memo(function BookRowView({ row, index, top, active, selected, setting }: BookRowProps) {
  return (
    <div className="gr" role="row" aria-rowindex={index + 2} aria-selected={selected} id={`row-${row.id}`} data-index={index} data-sel={selected} data-act={active} style={{ gridTemplateColumns: setting.tracks, transform: `translateY(${top}px)` }}>
      <div role="gridcell" style={{ paddingLeft: 14 }}>
        <input type="checkbox" className="cb" tabIndex={-1} checked={selected} readOnly aria-label={setting.words.select(row.name)} />
      </div>
      {setting.columns.map((column) => <div key={column.id} role="gridcell" data-col={column.id} className={column.right ? 'r' : undefined}><Cell column={column} row={row} setting={setting} /></div>)}
    </div>
  );
});
