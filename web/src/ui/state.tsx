import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProblemError } from '../api/problem.ts';

/** Says that there is nothing here, and what to do about it. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="state">
      <p className="state-title">{title}</p>
      {children && <p className="t2">{children}</p>}
      {action}
    </div>
  );
}

/** Says what went wrong, the remedy, and offers to try again. */
export function Failure({ error, onRetry, compact = false }: { error: Error; onRetry?: () => void; compact?: boolean }) {
  const problem = error instanceof ProblemError ? error : undefined;
  return (
    <div className={compact ? 'state state-compact' : 'state'} role="alert">
      <p className="state-title">{error.message}</p>
      {problem?.remedy && <p className="t2">{problem.remedy}</p>}
      {problem?.fields.map((field) => (
        <p className="t2" key={field.path}>
          <b>{field.path}</b>: {field.message} {field.remedy}
        </p>
      ))}
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}

/** Grey lines in the place of rows that are on their way. */
export function RowsSkeleton({ rows = 8, height = 40, label = 'Loading' }: { rows?: number; height?: number; label?: string }) {
  return (
    <div aria-busy="true" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="skeleton-row" style={{ height }}>
          <Skeleton height={10} width={`${12 + ((index * 7) % 9)}%`} />
          <Skeleton height={10} width="14%" />
          <Skeleton height={10} width={`${18 + ((index * 5) % 12)}%`} />
          <Skeleton height={10} width="9%" />
        </div>
      ))}
    </div>
  );
}

interface ReadState<T> {
  data: T | undefined;
  error: Error | null;
  refetch: () => unknown;
}

/** The three states of a read: its error with a retry, its skeleton, or its content. Old data stays shown after a failed refresh. */
export function Loaded<T>({ read, skeleton, children }: { read: ReadState<T>; skeleton?: ReactNode; children: (data: T) => ReactNode }) {
  if (read.data !== undefined) return children(read.data);
  if (read.error) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  return skeleton ?? <RowsSkeleton />;
}
