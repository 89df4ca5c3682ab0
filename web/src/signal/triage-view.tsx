import { Button, CloseButton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { IconCheck, IconClockPause, IconEye, IconUserShare } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignalItem } from '../../../src/contract/signal.ts';
import { addDays } from '../../../src/lib/period.ts';
import { EvidenceDrawer } from '../account/evidence.tsx';
import { MuteDialog } from '../account/mute-dialog.tsx';
import { useMay } from '../app/may.tsx';
import { useReading, useSession } from '../app/reading.ts';
import type { SignalSearch } from '../app/router.tsx';
import { count } from '../ui/format.ts';
import { Empty, Failure, RowsSkeleton } from '../ui/state.tsx';
import { AssignDialog, ResolveDialog } from './resolve-dialog.tsx';
import { SignalFilters } from './signal-filters.tsx';
import { SignalRow, type RowAction } from './signal-row.tsx';
import type { SignalsRead } from './use-signals.ts';
import { useTriage } from './use-triage.tsx';

const snoozeDays = 7;
const keyTexts = [['J K', 'move'], ['X', 'choose'], ['A', 'acknowledge'], ['G', 'assign'], ['S', 'snooze'], ['E', 'resolve'], ['↵', 'open']] as const;

interface Acting {
  act: (items: readonly SignalItem[], action: RowAction) => void;
  dialogs: React.ReactNode;
}

/** Carries actions out at once, or asks for what they need first. */
function useActing(onDone: () => void): Acting {
  const triage = useTriage();
  const { instance } = useSession();
  const [resolving, setResolving] = useState<readonly SignalItem[]>();
  const [assigning, setAssigning] = useState<readonly SignalItem[]>();
  const [muting, setMuting] = useState<SignalItem>();
  const act = useCallback((items: readonly SignalItem[], action: RowAction) => {
    if (!items.length) return;
    if (action === 'resolve') setResolving(items);
    else if (action === 'assign') setAssigning(items);
    else if (action === 'mute') setMuting(items[0]);
    else void triage(items, action, action === 'snooze' ? { until: addDays(instance.today, snoozeDays) } : {}).then(onDone);
  }, [triage, instance.today, onDone]);
  const dialogs = (
    <>
      <ResolveDialog items={resolving} onClose={() => setResolving(undefined)} onSave={(items, note) => void triage(items, 'resolve', { note }).then(onDone)} />
      <AssignDialog items={assigning} onClose={() => setAssigning(undefined)} onSave={(items, assignee) => void triage(items, 'assign', { assignee }).then(onDone)} />
      <MuteDialog accountId={muting?.accountId ?? ''} rule={muting && { type: muting.type, label: muting.label }} onClose={() => setMuting(undefined)} />
    </>
  );
  return { act, dialogs };
}

interface Keys {
  items: readonly SignalItem[];
  chosen: ReadonlySet<string>;
  onAct: (items: readonly SignalItem[], action: RowAction) => void;
  onChoose: (item: SignalItem) => void;
}

/** Moves and acts by key: on the chosen signals, else on the one that is marked. Answers the marked one. */
function useSignalKeys({ items, chosen, onAct, onChoose }: Keys): number {
  const [active, setActive] = useState(-1);
  const navigate = useNavigate();
  const { asOf } = useReading();
  const current = items[active];
  const move = (step: number) => setActive((index) => Math.max(0, Math.min(items.length - 1, index + step)));
  useEffect(() => {
    if (current) document.getElementById(`signal-${current.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const act = (action: RowAction) => () => onAct(chosen.size ? items.filter(({ id }) => chosen.has(id)) : current ? [current] : [], action);
  useHotkeys([
    ['j', () => move(1)], ['k', () => move(-1)], ['x', () => current && onChoose(current)], ['a', act('acknowledge')], ['g', act('assign')], ['s', act('snooze')], ['e', act('resolve')],
    ['Enter', (event) => {
      if (current && !(event.target as HTMLElement).closest('a,button,input,[role=dialog]')) void navigate({ to: '/account/$id', params: { id: current.accountId }, search: asOf as never });
    }, { preventDefault: false }],
  ]);
  return active;
}

function Bulk({ chosen, total, onAct, onAll, onClear }: { chosen: readonly SignalItem[]; total: number; onAct: (items: readonly SignalItem[], action: RowAction) => void; onAll: () => void; onClear: () => void }) {
  const { t } = useTranslation('signal');
  if (!chosen.length) return null;
  const button = { variant: 'subtle', color: 'gray', c: 'var(--tx)' } as const;
  return (
    <div className="bulk" role="region" aria-label={t('bulk.region')}>
      <b>{t('bulk.chosen', { count: chosen.length, text: count(chosen.length) })}</b>
      {chosen.length < total && <Button {...button} onClick={onAll}>{t('bulk.all', { text: count(total) })}</Button>}
      <Button {...button} leftSection={<IconEye size={15} />} onClick={() => onAct(chosen, 'acknowledge')}>{t('act.acknowledge')}</Button>
      <Button {...button} leftSection={<IconUserShare size={15} />} onClick={() => onAct(chosen, 'assign')}>{t('act.assign')}</Button>
      <Button {...button} leftSection={<IconClockPause size={15} />} onClick={() => onAct(chosen, 'snooze')}>{t('act.snooze')}</Button>
      <Button {...button} leftSection={<IconCheck size={15} />} onClick={() => onAct(chosen, 'resolve')}>{t('act.resolve')}</Button>
      <CloseButton size="sm" onClick={onClear} aria-label={t('bulk.clear')} />
    </div>
  );
}

/** The list to work through: filters, rows, what can be done with one or with many, by mouse and by key. */
export function TriageView({ search, read: { read, items, total, state } }: { search: SignalSearch; read: SignalsRead }) {
  const { t } = useTranslation('signal');
  const { asOf, today } = useReading();
  const canAct = useMay()('write') && !asOf.at;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState<SignalItem>();
  const [drawer, setDrawer] = useState(false);
  const clear = useCallback(() => setChosen(new Set()), []);
  const { act, dialogs } = useActing(clear);
  const actIfMay = useCallback((some: readonly SignalItem[], action: RowAction) => canAct && act(some, action), [act, canAct]);
  const actOnOne = useCallback((item: SignalItem, action: RowAction) => actIfMay([item], action), [actIfMay]);
  const choose = useCallback(({ id }: SignalItem) => setChosen((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id])), []);
  const show = useCallback((item: SignalItem) => { setShown(item); setDrawer(true); }, []);
  const active = useSignalKeys({ items, chosen, onAct: actIfMay, onChoose: (item) => canAct && choose(item) });
  const chosenItems = items.filter(({ id }) => chosen.has(id));
  return (
    <div className="fill">
      <SignalFilters search={search} state={state} total={total} />
      <div className="page" tabIndex={0} role="region" aria-label={t('region')}>
        {read.error && !read.data && <Failure error={read.error} onRetry={() => void read.refetch()} />}
        {read.isPending && <RowsSkeleton rows={10} height={64} label={t('loading')} />}
        {read.data && items.length === 0 && <Empty title={t(state === 'open' && !search.q ? 'empty.none' : 'empty.unfit')}>{t(state === 'open' && !search.q ? 'empty.noneHelp' : 'empty.unfitHelp')}</Empty>}
        {items.length > 0 && <ul className="sig-list">{items.map((item, index) => <SignalRow key={item.id} item={item} active={index === active} chosen={chosen.has(item.id)} today={today} at={asOf.at} canAct={canAct} onAct={actOnOne} onChoose={choose} onShow={show} />)}</ul>}
        {read.hasNextPage && <div style={{ padding: 14, textAlign: 'center' }}><Button loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>{t('more')}</Button></div>}
      </div>
      <Bulk chosen={chosenItems} total={items.length} onAct={actIfMay} onAll={() => setChosen(new Set(items.map(({ id }) => id)))} onClear={clear} />
      <footer className="foot">{keyTexts.map(([key, text]) => <span key={key}><span className="k">{key}</span> {t(`keys.${text}`)}</span>)}</footer>
      {dialogs}
      {shown && <EvidenceDrawer accountId={shown.accountId} opened={drawer} onClose={() => setDrawer(false)} shown={{ title: t('evidenceOf', { label: shown.label, account: shown.accountName }), note: shown.why, evidence: shown.evidence }} />}
    </div>
  );
}
