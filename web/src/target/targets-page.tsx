import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { BoardItem } from '../../../src/contract/metric.ts';
import { useOperation } from '../api/use-operation.ts';
import { AsOfPicker } from '../app/as-of-picker.tsx';
import { useReading } from '../app/reading.ts';
import '../style/insight.css';
import { TabRow } from '../ui/card.tsx';
import { csvText, saveText } from '../ui/csv.ts';
import { count } from '../ui/format.ts';
import { CopyLink, CsvButton } from '../ui/page-tools.tsx';
import { Empty, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { CohortsView } from './cohorts-view.tsx';
import { ExecutiveView, PdfButton } from './executive-view.tsx';
import { MetricDrawer } from './metric-drawer.tsx';
import { MovementsView } from './movements-view.tsx';
import { TargetCard } from './target-card.tsx';
import { TargetTable } from './target-table.tsx';

const views = ['board', 'table', 'movements', 'cohorts', 'executive'] as const;

/** The board with its variants and month ends, one row per number. */
export function boardCsv(items: readonly BoardItem[]): string {
  return csvText(['metric', 'label', 'what', 'day', 'value', 'unit', 'n', 'numerator', 'denominator', 'target', 'met', 'definition_version', 'unavailable'], items.flatMap((item) => [
    [item.id, item.label, 'figure', item.window.to, item.value, item.unit, item.n, item.numerator, item.denominator, item.target ? `${item.target.op} ${item.target.value}` : null, item.target?.met == null ? null : String(item.target.met), item.definitionVersion, item.unavailable],
    ...item.variants.map((variant) => [item.id, variant.label, 'variant', item.window.to, variant.value, variant.unit, variant.n, null, null, null, null, item.definitionVersion, null]),
    ...item.trend.map((point) => [item.id, item.label, 'month end', point.day, point.value, item.unit, point.n, null, null, null, null, item.definitionVersion, null]),
  ]));
}

function Shown({ items, view, onOpen }: { items: readonly BoardItem[]; view: string; onOpen: (id: string) => void }) {
  const { t } = useTranslation('target');
  if (items.length === 0) return <Empty title={t('empty')} />;
  if (view === 'executive') return <ExecutiveView items={items} />;
  if (view === 'table') return <TargetTable items={items} onOpen={onOpen} />;
  return <div className="board">{items.map((item) => <TargetCard key={item.id} item={item} onOpen={onOpen} />)}</div>;
}

/** The targets: every figure against its target, how revenue moved, cohorts, and one page for the board room. */
export function TargetsPage() {
  const { t } = useTranslation('target');
  const search = useSearch({ from: '/app/targets' });
  const { asOf } = useReading();
  const navigate = useNavigate();
  const read = useOperation('metric.board', asOf, { keep: true });
  const view = views.find((one) => one === search.view) ?? 'board';
  const set = (next: typeof search) => void navigate({ to: '/targets', search: { ...asOf, ...search, ...next } as never, replace: true });
  const items = read.data?.items ?? [];
  const judged = items.filter((item) => item.target?.met != null);
  return (
    <>
      <header className="top">
        <h1>{t('title')}</h1><span className="t3 num">{judged.length > 0 && t('metOf', { count: judged.length, met: count(judged.filter((item) => item.target?.met).length), text: count(judged.length) })}</span><div className="grow" />
        {view === 'executive' && <PdfButton />}
        {(view === 'board' || view === 'table' || view === 'executive') && <CsvButton disabled={items.length === 0} onSave={() => saveText('targets.csv', boardCsv(items), 'text/csv')} />}
        <CopyLink /><AsOfPicker />
      </header>
      <TabRow label={t('views.label')} tabs={views.map((id) => ({ id, label: t(`views.${id}`) }))} current={view} onChange={(id) => set({ view: id === 'board' ? undefined : id, metric: undefined, cohort: undefined, age: undefined } as never)} />
      <div className="page" tabIndex={0} role="tabpanel" id="tab-panel" aria-labelledby={`tab-${view}`}>
        {view === 'movements' ? <MovementsView /> : view === 'cohorts' ? <CohortsView cohort={search.cohort} age={search.age} onOpen={(cell) => set(cell as never)} /> : <Loaded read={read} skeleton={<RowsSkeleton rows={6} height={130} label={t('loading')} />}>{(data) => <Shown items={data.items} view={view} onOpen={(metric) => set({ metric })} />}</Loaded>}
      </div>
      <MetricDrawer item={items.find((item) => item.id === search.metric)} onClose={() => set({ metric: undefined } as never)} />
    </>
  );
}
