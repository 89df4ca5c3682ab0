import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect } from 'react';
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
  active: number;
  selected: ReadonlySet<string>;
}

/** The rows in view. A component of its own, so that a scroll frame renders rows and not the page. */
export const BookBody = memo(function BookBody({ rows, scroller, setting, minWidth, active, selected }: BookBodyProps) {
  const virtualizer = useVirtualizer({ count: rows.length, getScrollElement: () => scroller, estimateSize: rowHeight, overscan: 4, useFlushSync: false, scrollPaddingStart: headHeight, scrollPaddingEnd: 4 });
  useEffect(() => {
    if (active >= 0) virtualizer.scrollToIndex(active, { align: 'auto' });
  }, [active, virtualizer]);
  return (
    <div role="rowgroup" style={{ height: virtualizer.getTotalSize(), position: 'relative', minWidth }}>
      {virtualizer.getVirtualItems().map(({ index, start }) => {
        const row = rows[index];
        return row && <BookRowView key={index} row={row} index={index} top={start} active={index === active} selected={selected.has(row.id)} setting={setting} />;
      })}
    </div>
  );
});
