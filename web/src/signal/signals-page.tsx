import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { IconSearch } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { SignalItem } from '../../../src/contract/signal.ts';
import { addDays } from '../../../src/lib/period.ts';
import { EvidenceDrawer } from '../account/evidence.tsx';
import { call } from '../api/call.ts';
import type { OutputOf, SignalAction, SignalState } from '../api/operations.ts';
import { AsOfPicker } from '../app/as-of-picker.tsx';
import { useMay } from '../app/may.tsx';
import { useReading, useSession } from '../app/reading.ts';
import { count, sumMoney, sumText, words } from '../ui/format.ts';
import { Empty, Failure, RowsSkeleton } from '../ui/state.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';
import { severities } from './severity.tsx';
import { SignalRow } from './signal-row.tsx';
import { useTriage } from './use-triage.tsx';

const states: { id: SignalState | 'all'; label: string }[] = [{ id: 'open', label: 'Open' }, { id: 'acknowledged', label: 'Acknowledged' }, { id: 'in_play', label: 'In play' }, { id: 'snoozed', label: 'Snoozed' }, { id: 'resolved', label: 'Resolved' }, { id: 'all', label: 'All' }];
const snoozeDays = 7;
const pageSize = 300;

type Search = { state?: string; family?: string; severity?: string; q?: string };

function useSignals(search: Search) {
  const { asOf } = useReading();
  const state = states.find(({ id }) => id === search.state)?.id ?? 'open';
  const family = (['risk', 'growth', 'advocacy'] as const).find((one) => one === search.family);
  const input = { state, limit: pageSize, ...(family ? { family } : {}), ...asOf };
  const read = useInfiniteQuery({
    queryKey: ['signal.list', input, 'pages'],
    queryFn: ({ pageParam, signal }) => call('signal.list', pageParam ? { ...input, cursor: pageParam } : input, signal),
    initialPageParam: '',
    getNextPageParam: (page: OutputOf<'signal.list'>) => page.next,
    placeholderData: (before) => before,
  });
  const needle = search.q?.trim().toLowerCase();
  const items = useMemo(
    () => (read.data?.pages.flatMap((page) => page.items) ?? []).filter((item) => (!search.severity || item.severity === search.severity) && (!needle || `${item.label} ${item.accountName} ${item.why}`.toLowerCase().includes(needle))),
    [read.data, search.severity, needle],
  );
  return { read, items, total: read.data?.pages[0]?.total ?? 0, state };
}

interface Keys {
  items: readonly SignalItem[];
  onAct: (item: SignalItem, action: SignalAction) => void;
}

function useSignalKeys({ items, onAct }: Keys): number {
  const [active, setActive] = useState(-1);
  const navigate = useNavigate();
  const { asOf } = useReading();
  const current = items[active];
  const move = (step: number) => setActive((index) => Math.max(0, Math.min(items.length - 1, index + step)));
  useEffect(() => {
    if (current) document.getElementById(`signal-${current.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const act = (action: SignalAction) => () => current && !asOf.at && onAct(current, action);
  useHotkeys([
    ['j', () => move(1)], ['k', () => move(-1)], ['a', act('acknowledge')], ['s', act('snooze')], ['e', act('resolve')],
    ['Enter', (event) => {
      if (current && !(event.target as HTMLElement).closest('a,button,input,[role=dialog]')) void navigate({ to: '/account/$id', params: { id: current.accountId }, search: asOf as never });
    }, { preventDefault: false }],
  ]);
  return active;
}

function Filters({ search, state, total }: { search: Search; state: string; total: number }) {
  const navigate = useNavigate();
  const { asOf } = useReading();
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => input.current?.focus()]]);
  const set = (next: Search) => void navigate({ to: '/signals', search: { ...asOf, ...search, ...next } as never, replace: true });
  return (
    <div className="bar">
      <div className="row" role="group" aria-label="State">
        {states.map(({ id, label }) => (
          <button type="button" key={id} className="tab" data-on={id === state} aria-pressed={id === state} onClick={() => set({ state: id === 'open' ? undefined : id })}>{label} {id === state && <em className="num">{count(total)}</em>}</button>
        ))}
      </div>
      <div className="grow" />
      <NativeSelect aria-label="Family" value={search.family ?? ''} onChange={(event) => set({ family: event.currentTarget.value || undefined })} data={[{ value: '', label: 'Any family' }, { value: 'risk', label: 'Risk' }, { value: 'growth', label: 'Growth' }, { value: 'advocacy', label: 'Advocacy' }]} />
      <NativeSelect aria-label="Severity" value={search.severity ?? ''} onChange={(event) => set({ severity: event.currentTarget.value || undefined })} data={[{ value: '', label: 'Any severity' }, ...severities.map((value) => ({ value, label: words(value) }))]} />
      <TextInput ref={input} w={200} aria-label="Filter signals" placeholder="Filter" leftSection={<IconSearch size={14} />} rightSection={<span className="k">/</span>} value={search.q ?? ''} onChange={(event) => set({ q: event.currentTarget.value || undefined })} onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()} />
    </div>
  );
}

function stakeOf(items: readonly SignalItem[]): string {
  const byAccount = new Map(items.map((item) => [item.accountId, { arrMinor: item.stakeMinor, currency: item.currency }]));
  return sumText(sumMoney(byAccount.values()));
}

/** The triage list: what opened, why, and what it puts at stake. */
export function SignalsPage() {
  const search = useSearch({ from: '/app/signals' });
  const { asOf, today } = useReading();
  const { instance } = useSession();
  const { read, items, total, state } = useSignals(search);
  const triage = useTriage();
  const mayWrite = useMay()('write');
  const [resolving, setResolving] = useState<SignalItem>();
  const [shown, setShown] = useState<SignalItem>();
  const [drawer, setDrawer] = useState(false);
  const act = useCallback((item: SignalItem, action: SignalAction) => {
    if (!mayWrite) return;
    if (action === 'resolve') setResolving(item);
    else void triage(item, action, action === 'snooze' ? { until: addDays(instance.today, snoozeDays) } : {});
  }, [triage, instance.today, mayWrite]);
  const show = useCallback((item: SignalItem) => {
    setShown(item);
    setDrawer(true);
  }, []);
  const active = useSignalKeys({ items, onAct: act });
  return (
    <>
      <header className="top"><h1>Signals</h1><span className="t3 num">{read.data && `${count(items.length)}${items.length < total ? ` of ${count(total)}` : ''}`}</span>{items.length > 0 && <span className="t2 num">{stakeOf(items)} at stake</span>}<div className="grow" /><AsOfPicker /></header>
      <Filters search={search} state={state} total={total} />
      <div className="page" tabIndex={0} role="region" aria-label="Signals">
        {read.error && !read.data && <Failure error={read.error} onRetry={() => void read.refetch()} />}
        {read.isPending && <RowsSkeleton rows={10} height={64} label="Loading signals" />}
        {read.data && items.length === 0 && <Empty title={state === 'open' ? 'No signal is open.' : 'No signal fits.'}>{state === 'open' && !search.q ? 'New ones appear here within seconds of the event that causes them.' : 'Change the filter to see others.'}</Empty>}
        {items.length > 0 && <ul className="sig-list">{items.map((item, index) => <SignalRow key={item.id} item={item} active={index === active} today={today} at={asOf.at} canAct={mayWrite && !asOf.at} onAct={act} onShow={show} />)}</ul>}
        {read.hasNextPage && <div style={{ padding: 14, textAlign: 'center' }}><Button loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>Show more</Button></div>}
      </div>
      <footer className="foot"><span><span className="k">J</span> <span className="k">K</span> move</span><span><span className="k">A</span> acknowledge</span><span><span className="k">S</span> snooze</span><span><span className="k">E</span> resolve</span><span><span className="k">↵</span> open</span></footer>
      <ResolveDialog item={resolving} onClose={() => setResolving(undefined)} onResolve={(item, note) => void triage(item, 'resolve', { note })} />
      {shown && <EvidenceDrawer accountId={shown.accountId} opened={drawer} onClose={() => setDrawer(false)} shown={{ title: `${shown.label} at ${shown.accountName}`, note: shown.why, evidence: shown.evidence }} />}
    </>
  );
}
