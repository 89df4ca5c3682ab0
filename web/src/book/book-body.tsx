import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef } from 'react';
import type { BookRow } from '../../../src/contract/account.ts';
import { BookRowView, type RowSetting } from './book-row.tsx';

const headHeight = 34;
const rowHeights = { comfortable: 40, compact: 30 };

/** Pixels of a row in the density that the reader chose. */
export function rowHeight(): number {
  return document.documentElement.dataset.density === 'compact' ? rowHeights.compact : rowHeights.comfortable;
}

interface BookBodyProps {
  rows: readonly BookRow[];
  scroller: HTMLElement | null;
  setting: RowSetting;
  minWidth: number;
  /** The row that the reader is on, and its place in the order of now. */
  activeId: string | undefined;
  active: number;
  selected: ReadonlySet<string>;
}

/** The rows in view. A component of its own, so that a scroll frame renders rows and not the page. */
export const BookBody = memo(function BookBody({ rows, scroller, setting, minWidth, activeId, active, selected }: BookBodyProps) {
  const virtualizer = useVirtualizer({ count: rows.length, getScrollElement: () => scroller, estimateSize: rowHeight, overscan: 4, useFlushSync: false, scrollPaddingStart: headHeight, scrollPaddingEnd: 4 });
  // Only who moves to another row is followed: a new order, or a change that arrives, leaves the view where it is.
  const place = useRef(active);
  place.current = active;
  useEffect(() => {
    if (activeId !== undefined && place.current >= 0) virtualizer.scrollToIndex(place.current, { align: 'auto' });
  }, [activeId, virtualizer]);
  return (
    <div role="rowgroup" style={{ height: virtualizer.getTotalSize(), position: 'relative', minWidth }}>
      {virtualizer.getVirtualItems().map(({ index, start }) => {
        const row = rows[index];
        return row && <BookRowView key={index} row={row} index={index} top={start} active={index === active} selected={selected.has(row.id)} setting={setting} />;
      })}
    </div>
  );
});
