import { SegmentedControl } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { BoardItem } from '../../../src/contract/metric.ts';
import { useOperation } from '../api/use-operation.ts';
import { AsOfPicker } from '../app/as-of-picker.tsx';
import { useReading } from '../app/reading.ts';
import { counted } from '../ui/format.ts';
import { Empty, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { MetricDrawer } from './metric-drawer.tsx';
import { MovementsView } from './movements-view.tsx';
import { TargetCard } from './target-card.tsx';
import { TargetTable } from './target-table.tsx';

const views = [{ value: 'board', label: 'Board' }, { value: 'table', label: 'Table' }, { value: 'movements', label: 'Movements' }];

function metNote(items: readonly BoardItem[]): string {
  const judged = items.filter((item) => item.target?.met != null);
  return judged.length ? `${judged.filter((item) => item.target?.met).length} of ${counted(judged.length, 'target')} met` : '';
}

/** The targets board: every figure against its target, opening to the accounts that add up to it. */
export function TargetsPage() {
  const search = useSearch({ from: '/app/targets' });
  const { asOf } = useReading();
  const navigate = useNavigate();
  const read = useOperation('metric.board', asOf, { keep: true });
  const view = views.some(({ value }) => value === search.view) ? search.view : 'board';
  const set = (next: { metric?: string | undefined; view?: string | undefined }) => void navigate({ to: '/targets', search: { ...asOf, ...search, ...next } as never, replace: true });
  const open = (metric: string) => set({ metric });
  const chosen = read.data?.items.find((item) => item.id === search.metric);
  return (
    <>
      <header className="top">
        <h1>Targets</h1><span className="t3">{metNote(read.data?.items ?? [])}</span><div className="grow" />
        <SegmentedControl aria-label="View" data={views} value={view ?? 'board'} onChange={(value) => set({ view: value === 'board' ? undefined : value })} />
        <AsOfPicker />
      </header>
      <div className="page" tabIndex={0} role="region" aria-label="Targets">
        {view === 'movements' ? <MovementsView /> : (
          <Loaded read={read} skeleton={<RowsSkeleton rows={6} height={130} label="Loading targets" />}>
            {({ items }) => items.length === 0 ? <Empty title="No figure is defined yet." /> : view === 'table' ? <TargetTable items={items} onOpen={open} /> : <div className="board">{items.map((item) => <TargetCard key={item.id} item={item} onOpen={open} />)}</div>}
          </Loaded>
        )}
      </div>
      <MetricDrawer item={chosen} currency={read.data?.items.find((item) => item.id === 'arr')?.unit} onClose={() => set({ metric: undefined })} />
    </>
  );
}
