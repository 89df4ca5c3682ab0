import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { BookRow } from '../../../src/contract/account.ts';
import { daysBetween } from '../../../src/lib/period.ts';
import { AccountLogo, PersonMark } from '../ui/avatar.tsx';
import { BandMark, bandColor, bandLabels } from '../ui/band-mark.tsx';
import { ago, dayText, money, signed, until, words } from '../ui/format.ts';
import { Sparkline } from '../ui/sparkline.tsx';
import { SignalTag } from '../ui/signal-tag.tsx';
import { bookTracks } from './book-columns.ts';

const soonDays = 30;
const noticeablePoints = 4;

/** Points moved against a fixed baseline; coloured only when it is worth a look. */
export function Delta({ points }: { points: number | null }) {
  if (points === null) return <span className="t3">–</span>;
  const tone = points > noticeablePoints ? 'pos' : points < -noticeablePoints ? 'neg' : 't3';
  return <span className={`num ${tone}`}>{signed(points)}</span>;
}

function Renewal({ day, today }: { day: string | null; today: string }) {
  if (!day) return <span className="t3">–</span>;
  const near = daysBetween(today, day) <= soonDays;
  return (
    <>
      <span className="num">{dayText(day)}</span>
      <span className={`num ${near ? 'neg' : 't3'}`} style={{ fontSize: 12 }}>{until(day, today)}</span>
    </>
  );
}

export interface BookRowProps {
  row: BookRow;
  index: number;
  top: number;
  today: string;
  at: string | undefined;
  active: boolean;
  selected: boolean;
  onToggle: (id: string) => void;
  onPoint: (index: number) => void;
}

/** One account of the book. */
export const BookRowView = memo(function BookRowView({ row, index, top, today, at, active, selected, onToggle, onPoint }: BookRowProps) {
  const score = row.score === null ? null : Math.round(row.score);
  return (
    <div className="gr" role="row" aria-rowindex={index + 2} aria-selected={selected} id={`row-${row.id}`} data-sel={selected} data-act={active} onClick={() => onPoint(index)} style={{ gridTemplateColumns: bookTracks, transform: `translateY(${top}px)` }}>
      <div role="gridcell" style={{ paddingLeft: 14 }}>
        <input type="checkbox" className="cb" tabIndex={-1} checked={selected} onChange={() => onToggle(row.id)} aria-label={`Select ${row.name}`} />
      </div>
      <div role="gridcell">
        <AccountLogo name={row.name} />
        <Link to="/account/$id" params={{ id: row.id }} search={at ? { at } : {}} className="aname ell" title={row.name} preload={false}>{row.name}</Link>
      </div>
      <div role="gridcell" title={`${bandLabels[row.band]}, confidence ${Math.round(row.confidence * 100)}%`}>
        <BandMark band={row.band} />
        <span className="num score-cell">{score ?? '–'}<span className="sr"> {bandLabels[row.band]}</span></span>
        <Sparkline values={row.healthSeries} minSpan={36} color={bandColor(row.band).fill} width={62} />
      </div>
      <div role="gridcell" className="r"><Delta points={row.moved.d90} /></div>
      <div role="gridcell" className="r num">{row.arrMinor === null ? <span className="t3">–</span> : money(row.arrMinor, row.currency)}</div>
      <div role="gridcell"><Renewal day={row.renewalOn} today={today} /></div>
      <div role="gridcell" title={row.signals.map((signal) => signal.label).join(', ')}>
        {row.signals[0] && <SignalTag label={row.signals[0].label} family={row.signals[0].family} />}
        {row.signals.length > 1 && <span className="t3 num" style={{ fontSize: 12 }}>+{row.signals.length - 1}</span>}
      </div>
      <div role="gridcell">{row.usageSeries.some((n) => n > 0) ? <Sparkline values={row.usageSeries} width={80} height={24} area /> : <span className="t3">–</span>}</div>
      <div role="gridcell"><span className="ell">{row.stage ? words(row.stage) : <span className="t3">–</span>}</span></div>
      <div role="gridcell">
        {row.owner ? <><PersonMark name={row.owner} /><span className="ell t2">{row.owner}</span></> : <span className="t3">–</span>}
      </div>
      <div role="gridcell" className="r t2 num">{row.lastTouchOn ? ago(row.lastTouchOn, today) : <span className="t3">–</span>}</div>
    </div>
  );
});
