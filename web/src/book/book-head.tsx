import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownBookColumn } from './book-columns.ts';
import type { ShownColumn } from './book-search.ts';

const keyStep = 16;
const widths = { min: 48, max: 800 };

interface HeadProps {
  columns: readonly ShownBookColumn[];
  sorting: { id: string; desc: boolean };
  onSort: (sort: string) => void;
  onColumns: (columns: ShownColumn[]) => void;
}

function shown(columns: readonly ShownBookColumn[]): ShownColumn[] {
  return columns.map(({ id, ownWidth }) => ({ id, ...(ownWidth ? { width: ownWidth } : {}) }));
}

/** The columns with one of them at another place. */
export function movedColumn<T extends { id: string }>(columns: readonly T[], id: string, to: number): T[] {
  const from = columns.findIndex((column) => column.id === id);
  if (from < 0 || to < 0 || to >= columns.length) return [...columns];
  const rest = columns.filter((column) => column.id !== id);
  return [...rest.slice(0, to), columns[from] as T, ...rest.slice(to)];
}

function HeadCell({ column, index, columns, sorting, onSort, onColumns }: HeadProps & { column: ShownBookColumn; index: number }) {
  const { t } = useTranslation('book');
  const cell = useRef<HTMLDivElement>(null);
  const current = sorting.id === column.id ? sorting : undefined;
  const next = current ? (current.desc ? column.id : `-${column.id}`) : column.descFirst ? `-${column.id}` : column.id;
  const resize = (width: number) => onColumns(shown(columns).map((one) => (one.id === column.id ? { ...one, width: Math.round(Math.min(widths.max, Math.max(widths.min, width))) } : one)));
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (!step || !(event.altKey || event.shiftKey)) return;
    event.preventDefault();
    if (event.altKey) onColumns(movedColumn(shown(columns), column.id, index + step));
    else resize((cell.current?.offsetWidth ?? column.width) + step * keyStep);
  };
  const onGrab = (event: PointerEvent<HTMLElement>) => {
    event.preventDefault();
    const grip = event.currentTarget;
    const [from, width] = [event.clientX, cell.current?.offsetWidth ?? column.width];
    grip.setPointerCapture(event.pointerId);
    const end = (up: globalThis.PointerEvent) => {
      grip.removeEventListener('pointerup', end);
      if (Math.abs(up.clientX - from) > 2) resize(width + up.clientX - from);
    };
    grip.addEventListener('pointerup', end);
  };
  const note = column.id === 'change' ? t('head.change') : column.note;
  return (
    <div
      ref={cell} role="columnheader" className={column.right ? 'r' : undefined} aria-sort={current ? (current.desc ? 'descending' : 'ascending') : 'none'} draggable
      onDragStart={(event) => event.dataTransfer.setData('text/column', column.id)} onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => { event.preventDefault(); onColumns(movedColumn(shown(columns), event.dataTransfer.getData('text/column'), index)); }}
    >
      <button type="button" onClick={() => onSort(next)} onKeyDown={onKeyDown} title={[note, t('head.keys')].filter(Boolean).join('\n')}>
        <span className="ell">{column.label}</span>
        {current && (current.desc ? <IconArrowDown size={13} aria-hidden /> : <IconArrowUp size={13} aria-hidden />)}
      </button>
      <i className="grip" aria-hidden="true" onPointerDown={onGrab} draggable onDragStart={(event) => { event.preventDefault(); event.stopPropagation(); }} />
    </div>
  );
}

/** The heads: sort by click, move and size by drag, or with Alt and Shift and the arrow keys. */
export function BookHead(props: HeadProps) {
  return props.columns.map((column, index) => <HeadCell key={column.id} column={column} index={index} {...props} />);
}
