import { Button, CloseButton, Group, Modal, NativeSelect, TextInput, Textarea } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { IconCalendar, IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CockpitKind, CockpitLoad, RankedItem } from '../../../src/contract/cockpit.ts';
import { addDays } from '../../../src/lib/period.ts';
import { useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { useSession } from '../app/reading.ts';
import { count } from '../ui/format.ts';
import { HowComputed } from '../ui/how-computed.tsx';
import { Empty, Failure, RowsSkeleton } from '../ui/state.tsx';
import { CalendarDialog } from './calendar-dialog.tsx';
import { QuickAdd } from './quick-add.tsx';
import { TaskDrawer } from './task-drawer.tsx';
import { canFinish, useWork } from './use-work.tsx';
import { WorkRow } from './work-row.tsx';
import '../style/work.css';

const ComposeRecord = lazy(async () => ({ default: (await import('../approval/compose-record.tsx')).ComposeRecord }));

const cockpitKinds = ['task', 'signal', 'approval', 'renewal', 'reply', 'handoff'] as const satisfies readonly CockpitKind[];
const rowPixels = 56;
const mostItems = 20_000;
const snoozeDays = 7;
const shownLoads = 12;

type Search = { who?: string | undefined; kind?: string | undefined; q?: string | undefined; task?: string | undefined };

const keyOf = ({ kind, id }: RankedItem): string => `${kind} ${id}`;

/** Whose work there is how much of: a click shows that person's. */
function LoadStrip({ load, who, onWho }: { load: readonly CockpitLoad[]; who: string; onWho: (who: string) => void }) {
  const { t } = useTranslation('task');
  if (load.length < 2) return null;
  return (
    <div className="work-load" role="group" aria-label={t('who.label')}>
      {load.filter(({ memberId }) => memberId !== null).slice(0, shownLoads).map(({ memberId, name, items, late }) => (
        <button type="button" key={memberId} className="tab" data-on={who === memberId} aria-pressed={who === memberId} onClick={() => onWho(who === memberId ? 'all' : (memberId ?? 'all'))}>{t('load', { name: name ?? t('noName'), items: count(items), late: count(late) })}</button>
      ))}
    </div>
  );
}

/** Asks why signals are done; the reason is kept with each. */
function ReasonDialog({ items, onClose, onSave }: { items: readonly RankedItem[] | undefined; onClose: () => void; onSave: (items: readonly RankedItem[], note: string) => void }) {
  const { t } = useTranslation('task');
  const [note, setNote] = useState('');
  const save = () => {
    if (!items || !note.trim()) return;
    onSave(items, note.trim());
    setNote('');
    onClose();
  };
  return (
    <Modal opened={items !== undefined} onClose={onClose} title={t('resolve.title')} closeButtonProps={{ 'aria-label': t('said.close') }}>
      <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); save(); }}>
        <p className="t2" style={{ margin: 0 }}>{t('resolve.text')}</p>
        <Textarea data-autofocus required label={t('resolve.label')} autosize minRows={2} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('resolve.cancel')}</Button><Button type="submit" variant="filled" disabled={!note.trim()}>{t('resolve.save')}</Button></Group>
      </form>
    </Modal>
  );
}

interface ListProps {
  items: readonly RankedItem[];
  active: number;
  chosen: ReadonlySet<string>;
  mayAct: (item: RankedItem) => boolean;
  onChoose: (item: RankedItem) => void;
  onOpen: (item: RankedItem) => void;
  onFinish: (item: RankedItem) => void;
  onSnooze: (item: RankedItem) => void;
  onCompose: (item: RankedItem) => void;
}

function WorkList({ items, active, chosen, mayAct, ...acts }: ListProps) {
  const { t } = useTranslation('task');
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const virtualizer = useVirtualizer({ count: items.length, getScrollElement: () => scroller, estimateSize: () => rowPixels, overscan: 8 });
  useEffect(() => {
    if (active >= 0 && active < items.length) virtualizer.scrollToIndex(active, { align: 'auto' });
  }, [active, items.length, virtualizer]);
  return (
    <div className="page" ref={setScroller} tabIndex={0} role="region" aria-label={t('region')}>
      <ul className="work-list" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const item = items[index];
          return item && <WorkRow key={keyOf(item)} item={item} index={index} total={items.length} top={start} height={rowPixels} active={index === active} chosen={chosen.has(keyOf(item))} canAct={mayAct(item)} {...acts} />;
        })}
      </ul>
    </div>
  );
}

/** Keeps the place by item, so that a live change moves rows but not the reader. */
function usePlace(items: readonly RankedItem[]) {
  const [key, setKey] = useState<string>();
  const last = useRef(-1);
  const found = key === undefined ? -1 : items.findIndex((item) => keyOf(item) === key);
  // What was worked on is gone: its follower takes the place.
  const active = key === undefined ? -1 : found >= 0 ? found : Math.min(last.current, items.length - 1);
  last.current = active;
  const goTo = (index: number) => {
    const item = items[Math.max(0, Math.min(items.length - 1, index))];
    if (item) setKey(keyOf(item));
  };
  return { active, current: items[active], goTo };
}

/** The day's work: everything that waits, the most pressing first, worked by keyboard or mouse. */
export function WorkPage() {
  const { t } = useTranslation('task');
  const search = useSearch({ from: '/app/work' }) as Search;
  const navigate = useNavigate();
  const { instance, user, may } = useSession();
  const mayWrite = useMay()('write');
  const kind = cockpitKinds.find((one) => one === search.kind);
  const read = useOperation('cockpit.list', { limit: mostItems, ...(search.who ? { who: search.who } : {}) }, { keep: true });
  const { finish, snooze } = useWork();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [reasonFor, setReasonFor] = useState<readonly RankedItem[]>();
  const [comment, setComment] = useState(false);
  const [calendar, setCalendar] = useState(false);
  const [composing, setComposing] = useState<string>();
  const filter = useRef<HTMLInputElement>(null);
  const quick = useRef<HTMLInputElement>(null);
  const needle = search.q?.trim().toLowerCase();
  const items = useMemo(() => (read.data?.items ?? []).filter((item) => (!kind || item.kind === kind) && (!needle || `${item.title} ${item.accountName ?? ''} ${item.why}`.toLowerCase().includes(needle))), [read.data, kind, needle]);
  const picked = useMemo(() => items.filter((item) => chosen.has(keyOf(item))), [items, chosen]);
  const { active, current, goTo } = usePlace(items);
  const set = useCallback((next: Search) => void navigate({ to: '/work', search: ((before: Search) => ({ ...before, ...next })) as never, replace: true }), [navigate]);
  const mayAct = useCallback((item: RankedItem) => mayWrite && (may.changes === 'company' || item.assigneeId === user.memberId), [mayWrite, may.changes, user.memberId]);
  const choose = useCallback((item: RankedItem) => setChosen((before) => {
    const after = new Set(before);
    if (!after.delete(keyOf(item))) after.add(keyOf(item));
    return after;
  }), []);
  const open = useCallback((item: RankedItem) => {
    setComment(false);
    if (item.kind === 'task') set({ task: item.id });
    else if (item.kind === 'approval') void navigate({ to: '/approvals', search: { open: item.id } as never });
    else if (item.kind === 'handoff') void navigate({ to: '/colleagues', search: { open: item.id } as never });
    else if (item.accountId) void navigate({ to: '/account/$id', params: { id: item.accountId }, search: { tab: item.kind === 'renewal' ? 'money' : item.kind === 'reply' ? 'timeline' : 'signals' } as never });
  }, [navigate, set]);
  const done = useCallback((given: readonly RankedItem[]) => {
    const able = given.filter((item) => canFinish(item) && mayAct(item));
    setChosen(new Set());
    if (able.some((item) => item.kind === 'signal')) setReasonFor(able);
    else if (able.length) void finish(able, '');
  }, [finish, mayAct]);
  const later = useCallback((given: readonly RankedItem[]) => {
    const able = given.filter(mayAct);
    setChosen(new Set());
    if (able.length) void snooze(able, addDays(instance.today, snoozeDays));
  }, [snooze, mayAct, instance.today]);
  const finishOne = useCallback((item: RankedItem) => done([item]), [done]);
  const snoozeOne = useCallback((item: RankedItem) => later([item]), [later]);
  const compose = useCallback((item: RankedItem) => setComposing(item.accountId ?? undefined), []);
  const aim = (): readonly RankedItem[] => (picked.length ? picked : current ? [current] : []);
  useHotkeys([
    ['j', () => goTo(active + 1)], ['k', () => goTo(active - 1)], ['x', () => current && mayAct(current) && choose(current)], ['d', () => done(aim())], ['s', () => later(aim())],
    ['e', () => current && open(current)], ['c', () => { if (current?.kind === 'task') { open(current); setComment(true); } }], ['n', () => quick.current?.focus()], ['/', () => filter.current?.focus()], ['Escape', () => setChosen(new Set())],
    ['Enter', (event) => { if (current && !(event.target as HTMLElement).closest('a,button,input,select,textarea,[role=dialog]')) open(current); }, { preventDefault: false }],
  ]);
  const kinds = read.data?.kinds ?? {};
  const who = read.data?.who ?? search.who ?? 'me';
  const all = Object.values(kinds).reduce((sum, one) => sum + one, 0);
  const members = (read.data?.load ?? []).filter(({ memberId }) => memberId !== null && memberId !== user.memberId);
  return (
    <>
      <header className="top"><h1>{t('title')}</h1><span className="t3 num">{read.data && (items.length < all ? t('shown', { shown: count(items.length), total: count(all) }) : count(all))}</span><HowComputed title={t('how')}>{t('howText')}</HowComputed><div className="grow" />
        {mayWrite && <QuickAdd inputRef={quick} />}
        {may.abilities.includes('self') && <Button leftSection={<IconCalendar size={15} />} onClick={() => setCalendar(true)}>{t('calendar.open')}</Button>}
      </header>
      <div className="bar">
        <div className="row" role="group" aria-label={t('kind.all')}>
          {(['all', ...cockpitKinds] as const).filter((one) => one === 'all' || (kinds[one] ?? 0) > 0 || one === kind).map((one) => (
            <button type="button" key={one} className="tab" data-on={(kind ?? 'all') === one} aria-pressed={(kind ?? 'all') === one} onClick={() => set({ kind: one === 'all' ? undefined : one })}>{t(`kind.${one}`)} <em className="num">{count(one === 'all' ? all : (kinds[one] ?? 0))}</em></button>
          ))}
        </div>
        <div className="grow" />
        {(members.length > 0 || who === 'all') && <NativeSelect aria-label={t('who.label')} value={who === user.memberId ? 'me' : who} onChange={(event) => set({ who: event.currentTarget.value })} data={[...(user.memberId ? [{ value: 'me', label: t('who.me') }] : []), { value: 'all', label: t('who.all') }, ...members.map(({ memberId, name }) => ({ value: memberId ?? '', label: name ?? t('noName') }))]} />}
        <TextInput ref={filter} w={200} aria-label={t('filter')} placeholder={t('filterHint')} leftSection={<IconSearch size={14} />} rightSection={<span className="k">/</span>} value={search.q ?? ''} onChange={(event) => set({ q: event.currentTarget.value || undefined })} onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()} />
      </div>
      {may.sees === 'company' && read.data && <LoadStrip load={read.data.load} who={who} onWho={(next) => set({ who: next })} />}
      {read.error && !read.data && <div className="page"><Failure error={read.error} onRetry={() => void read.refetch()} /></div>}
      {read.isPending && <div className="page"><RowsSkeleton rows={10} height={rowPixels} label={t('loading')} /></div>}
      {read.data && items.length === 0 && <div className="page"><Empty title={all === 0 ? t('empty') : t('unfit')}>{all === 0 ? t('emptyHelp') : t('unfitHelp')}</Empty></div>}
      {items.length > 0 && <WorkList items={items} active={active} chosen={chosen} mayAct={mayAct} onChoose={choose} onOpen={open} onFinish={finishOne} onSnooze={snoozeOne} onCompose={compose} />}
      {picked.length > 0 && (
        <div className="bulk" role="region" aria-label={t('act.chosen', { count: picked.length })}>
          <b>{t('act.chosen', { count: picked.length })}</b>
          {picked.some(canFinish) && <Button variant="subtle" color="gray" c="var(--tx)" onClick={() => done(picked)}>{t('act.done')}</Button>}
          <Button variant="subtle" color="gray" c="var(--tx)" onClick={() => later(picked)}>{t('act.snooze')}</Button>
          {!picked.every(canFinish) && <span className="t3">{t('act.onlyTasks')}</span>}
          <CloseButton size="sm" onClick={() => setChosen(new Set())} aria-label={t('act.clear')} />
        </div>
      )}
      <footer className="foot">{([['J K', 'move'], ['X', 'choose'], ['D', 'done'], ['S', 'snooze'], ['E', 'edit'], ['C', 'comment'], ['↵', 'open'], ['N', 'add']] as const).map(([key, name]) => <span key={name}><span className="k">{key}</span> {t(`keys.${name}`)}</span>)}</footer>
      {composing !== undefined && <Suspense fallback={null}><ComposeRecord accountId={composing} onClose={() => setComposing(undefined)} /></Suspense>}
      <TaskDrawer id={search.task} comment={comment} onClose={() => set({ task: undefined })} />
      <ReasonDialog items={reasonFor} onClose={() => setReasonFor(undefined)} onSave={(given, note) => void finish(given, note)} />
      <CalendarDialog opened={calendar} onClose={() => setCalendar(false)} />
    </>
  );
}
