import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';

export interface SortedColumn<T> {
  id: string;
  label: string;
  cell: (row: T) => ReactNode;
  /** What the column is sorted by; absent means it is not. Nothing sorts last whichever way. */
  by?: (row: T) => string | number | null;
  right?: boolean;
  nowrap?: boolean;
}

interface SortedTableProps<T> {
  label: string;
  columns: readonly SortedColumn<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** Id of the column sorted by at first; a leading minus means falling. */
  first?: string;
  foot?: ReactNode;
}

/** Rows by one column; equal ones keep their order. */
export function sortRows<T>(rows: readonly T[], by: (row: T) => string | number | null, falling: boolean): T[] {
  return rows.toSorted((a, b) => {
    const [x, y] = [by(a), by(b)];
    if (x === null || y === null) return (x === null ? 1 : 0) - (y === null ? 1 : 0);
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
    return falling ? -order : order;
  });
}

/** A whole table of records that sorts by its column heads. */
export function SortedTable<T>({ label, columns, rows, keyOf, first = '', foot }: SortedTableProps<T>) {
  const [sort, setSort] = useState(first);
  const id = sort.replace('-', '');
  const falling = sort.startsWith('-');
  const by = columns.find((column) => column.id === id)?.by;
  const sorted = useMemo(() => (by ? sortRows(rows, by, falling) : rows), [rows, by, falling]);
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={column.right ? 'r' : ''} aria-sort={column.id !== id ? undefined : falling ? 'descending' : 'ascending'}>
                {column.by ? (
                  <button type="button" className="sortbtn" onClick={() => setSort(column.id === id && !falling ? `-${column.id}` : column.id)}>
                    {column.label}{column.id === id && (falling ? <IconArrowDown size={12} aria-hidden /> : <IconArrowUp size={12} aria-hidden />)}
                  </button>
                ) : column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{sorted.map((row) => <tr key={keyOf(row)}>{columns.map((column) => <td key={column.id} className={`${column.right ? 'r' : ''}${column.nowrap ? ' nw' : ''}`}>{column.cell(row)}</td>)}</tr>)}</tbody>
        {foot && <tfoot>{foot}</tfoot>}
      </table>
    </div>
  );
}
