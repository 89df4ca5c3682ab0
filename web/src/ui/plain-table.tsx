import type { ReactNode } from 'react';

export interface PlainColumn<T> {
  label: string;
  cell: (row: T) => ReactNode;
  right?: boolean;
}

interface PlainTableProps<T> {
  label: string;
  columns: readonly PlainColumn<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  foot?: ReactNode;
}

/** A short table of records; long lists are virtual instead. */
export function PlainTable<T>({ label, columns, rows, keyOf, foot }: PlainTableProps<T>) {
  return (
    <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={label}>
      <table className="table">
        <thead>
          <tr>{columns.map((column) => <th key={column.label} scope="col" className={column.right ? 'r' : ''}>{column.label}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>{columns.map((column) => <td key={column.label} className={column.right ? 'r' : ''}>{column.cell(row)}</td>)}</tr>
          ))}
        </tbody>
        {foot && <tfoot>{foot}</tfoot>}
      </table>
    </div>
  );
}
