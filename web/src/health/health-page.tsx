import { CloseButton, NativeSelect } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { AsOfPicker } from '../app/as-of-picker.tsx';
import { useReading } from '../app/reading.ts';
import type { HealthSearch } from '../app/router.tsx';
import '../style/insight.css';
import { TabRow } from '../ui/card.tsx';
import { saveText } from '../ui/csv.ts';
import { words } from '../ui/format.ts';
import { CopyLink, CsvButton } from '../ui/page-tools.tsx';
import { Loaded, RowsSkeleton } from '../ui/state.tsx';
import { AccountsDrawer, type OpenFigure } from './accounts-drawer.tsx';
import { CoverageView } from './coverage-view.tsx';
import { coverageCsv, moversCsv, spreadCsv } from './health-csv.ts';
import { MoversView } from './movers-view.tsx';
import { ScorecardView } from './scorecard-view.tsx';
import { SpreadView } from './spread-view.tsx';
import { WhatIfView } from './what-if-view.tsx';

/** How often a live book reads its figures again. */
const refreshMs = 60_000;
const views = ['spread', 'movers', 'coverage', 'scorecards', 'whatIf'] as const;
const horizons = [7, 28, 90] as const;
type View = (typeof views)[number];

/** The open figure as the address carries it; anything else is none. */
function parseOpen(text: string | undefined): OpenFigure | undefined {
  try {
    const figure = JSON.parse(text ?? 'null') as OpenFigure | null;
    return figure && typeof figure.title === 'string' && typeof figure.query === 'object' ? figure : undefined;
  } catch {
    return undefined;
  }
}

function useHealthState() {
  const search = useSearch({ from: '/app/health' });
  const { asOf } = useReading();
  const navigate = useNavigate();
  const set = (next: HealthSearch) => void navigate({ to: '/health', search: { ...asOf, ...search, ...next } as never, replace: true });
  const by = search.by ?? 'segment';
  const within = search.group === undefined ? {} : { by, group: search.group };
  return { search, asOf, set, by, within, view: (views.find((view) => view === search.view) ?? 'spread') as View };
}

type State = ReturnType<typeof useHealthState>;

function GroupBar({ state: { set, by, within, view }, dimensions, groups, name, csv }: { state: State; groups: readonly (string | null)[]; dimensions: readonly string[]; name: (dimension: string) => string; csv: string | undefined }) {
  const { t } = useTranslation('health');
  return (
    <div className="pagebar">
      <NativeSelect size="xs" aria-label={t('by')} value={by} onChange={(event) => set({ by: event.currentTarget.value, group: undefined })} data={dimensions.map((dimension) => ({ value: dimension, label: `${t('by')}: ${name(dimension)}` }))} />
      {within.group === undefined && groups.length > 1 && <NativeSelect size="xs" aria-label={t('groups.group')} value="" onChange={(event) => set({ by, group: event.currentTarget.value.slice(1) })} data={[{ value: '', label: t('groups.every') }, ...groups.map((group) => ({ value: `=${group ?? ''}`, label: group ?? t('none') }))]} />}
      {within.group !== undefined && <span className="chip"><span>{t('onlyGroup', { dimension: name(by), group: within.group || t('none') })}</span><CloseButton size="sm" aria-label={t('allGroups')} onClick={() => set({ group: undefined })} /></span>}
      <span className="grow" /><CsvButton disabled={csv === undefined} onSave={() => saveText(`health-${view}.csv`, csv ?? '', 'text/csv')} />
    </div>
  );
}

function Body({ state, onOpen }: { state: State; onOpen: (figure: OpenFigure) => void }) {
  const { t } = useTranslation('health');
  const { asOf, set, search, by, within, view } = state;
  const days = horizons.find((one) => one === search.days) ?? 28;
  const sort = search.sort === 'money' ? 'money' : 'points';
  const figures = view === 'spread' || view === 'movers' || view === 'coverage';
  const refetchMs = asOf.at ? false : refreshMs;
  const spread = useOperation('health.distribution', { ...asOf, by, ...within }, { keep: true, enabled: figures, refetchMs });
  const movers = useOperation('health.movers', { ...asOf, ...within, days, sort }, { keep: true, enabled: view === 'movers', refetchMs });
  const coverage = useOperation('health.coverage', { ...asOf, ...within }, { keep: true, enabled: view === 'coverage', refetchMs });
  const cards = useOperation('scorecard.list', { ...asOf, limit: 200 }, { enabled: !figures });
  const name = (dimension: string) => (dimension.startsWith('custom.') ? words(dimension.slice('custom.'.length)) : t(`dimension.${dimension as 'segment'}`));
  const skeleton = <RowsSkeleton rows={10} height={52} label={t('loading')} />;
  const card = search.card ?? (cards.data?.items.find((one) => one.measures > 0) ?? cards.data?.items[0])?.id ?? '';
  return (
    <>
      {figures && <GroupBar state={state} dimensions={spread.data?.dimensions ?? [by]} groups={spread.data?.by === by ? spread.data.groups.map(({ group }) => group) : []} name={name} csv={csvOf(view, by, { spread: spread.data, movers: movers.data, coverage: coverage.data })} />}
      {view === 'spread' && <Loaded read={spread} skeleton={skeleton}>{(data) => <SpreadView data={data} nameOf={name} within={within} onOpen={onOpen} onGroup={(dimension, group) => set({ by: dimension, group })} />}</Loaded>}
      {view === 'movers' && <Loaded read={movers} skeleton={skeleton}>{(data) => <MoversView data={data} days={days} sort={sort} onChange={set} />}</Loaded>}
      {view === 'coverage' && <Loaded read={coverage} skeleton={skeleton}>{(data) => <CoverageView data={data} within={within} onOpen={onOpen} />}</Loaded>}
      {view === 'scorecards' && <Loaded read={cards} skeleton={skeleton}>{(list) => <ScorecardView cards={list.items} chosen={card} onChoose={(id) => set({ card: id })} onTry={() => set({ card, view: 'whatIf' })} />}</Loaded>}
      {view === 'whatIf' && <Loaded read={cards} skeleton={skeleton}>{(list) => <WhatIfView cards={list.items} chosen={card} onChoose={(id) => set({ card: id })} />}</Loaded>}
    </>
  );
}

interface Shown {
  spread: Parameters<typeof spreadCsv>[0] | undefined;
  movers: Parameters<typeof moversCsv>[0] | undefined;
  coverage: Parameters<typeof coverageCsv>[0] | undefined;
}

/** What a view shows as CSV; undefined while it loads. */
function csvOf(view: View, by: string, { spread, movers, coverage }: Shown): string | undefined {
  if (view === 'spread') return spread && spreadCsv(spread, by);
  return view === 'movers' ? movers && moversCsv(movers) : coverage && coverageCsv(coverage);
}

/** Health of the whole book: distribution, movers, what is known, the rules, and what other rules would do. */
export function HealthPage() {
  const { t } = useTranslation('health');
  const state = useHealthState();
  const { search, set, view } = state;
  return (
    <>
      <header className="top"><h1>{t('title')}</h1><div className="grow" /><CopyLink /><AsOfPicker /></header>
      <TabRow label={t('views.label')} tabs={views.map((id) => ({ id, label: t(`views.${id}`) }))} current={view} onChange={(id) => set({ view: id === 'spread' ? undefined : id, open: undefined })} />
      <div className="page" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${view}`} tabIndex={0}><Body state={state} onOpen={(figure) => set({ open: JSON.stringify(figure) })} /></div>
      <AccountsDrawer figure={parseOpen(search.open)} onClose={() => set({ open: undefined })} />
    </>
  );
}
