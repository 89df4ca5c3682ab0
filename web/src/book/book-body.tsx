import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect } from 'react';
import type { BookRow } from '../../../src/contract/account.ts';
import { BookRowView } from './book-row.tsx';

export const rowHeight = 40;
const headHeight = 34;

interface BookBodyProps {
  rows: readonly BookRow[];
  scroller: HTMLElement | null;
  today: string;
  at: string | undefined;
  active: number;
  selected: ReadonlySet<string>;
  onToggle: (id: string) => void;
  onPoint: (index: number) => void;
}

/** The rows in view. A component of its own, so that a scroll frame renders rows and not the page. */
export const BookBody = memo(function BookBody({ rows, scroller, today, at, active, selected, onToggle, onPoint }: BookBodyProps) {
  const virtualizer = useVirtualizer({ count: rows.length, getScrollElement: () => scroller, estimateSize: () => rowHeight, overscan: 8, useFlushSync: false, scrollPaddingStart: headHeight, scrollPaddingEnd: 4 });
  useEffect(() => {
    if (active >= 0) virtualizer.scrollToIndex(active, { align: 'auto' });
  }, [active, virtualizer]);
  return (
    <div role="rowgroup" style={{ height: virtualizer.getTotalSize(), position: 'relative', minWidth: 1182 }}>
      {virtualizer.getVirtualItems().map(({ index, start }) => {
        const row = rows[index];
        return row && <BookRowView key={row.id} row={row} index={index} top={start} today={today} at={at} active={index === active} selected={selected.has(row.id)} onToggle={onToggle} onPoint={onPoint} />;
      })}
    </div>
  );
});
