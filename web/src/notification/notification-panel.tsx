import '../style/notification.css';
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconChecks, IconSettings } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { systemClock, toDate } from '../../../src/lib/clock.ts';
import { asOfEnd } from '../../../src/lib/period.ts';
import type { NotificationItem } from '../../../src/contract/notification.ts';
import { useOperation } from '../api/use-operation.ts';
import { useSession } from '../app/reading.ts';
import { Empty, Failure, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { NotificationRow } from './notification-row.tsx';
import { useRead } from './use-read.ts';

const pageItems = 30;
const mostItems = 200;
const mostUndone = 1000;
const views = ['unread', 'all'] as const;

/** Business time as the reader's page knows it. */
function useNow(): Date {
  const { instance } = useSession();
  return instance.readingDate === null ? systemClock().now() : toDate(asOfEnd(instance.readingDate).getTime() - 1);
}

/** The notifications behind the bell: unread or all, each with why it is told, to open or to mark. */
export function NotificationPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('notification');
  const navigate = useNavigate();
  const now = useNow();
  const [view, setView] = useState<(typeof views)[number]>('unread');
  const [limit, setLimit] = useState(pageItems);
  const [error, setError] = useState<Error | null>(null);
  const [taken, setTaken] = useState<readonly number[]>([]);
  const list = useOperation('notification.list', { view, limit }, { keep: true });
  const box = useRef<HTMLDivElement>(null);
  const mark = useRead();
  const attempt = <T,>(work: Promise<T>): Promise<T | undefined> => work.then((done) => { setError(null); return done; }, (failed: Error) => { setError(failed); return undefined; });
  const onRead = (item: NotificationItem, row: HTMLElement) => {
    // In the list of what is unread the row goes: the focus goes on to its neighbour.
    if (view === 'unread') ((row.nextElementSibling ?? row.previousElementSibling)?.querySelector('button') ?? box.current)?.focus();
    void attempt(mark({ ids: [item.id], read: item.readAt === null }));
  };
  const readAll = async () => {
    box.current?.focus();
    setTaken((await attempt(mark({ all: true }))) ?? []);
  };
  const undo = () => {
    box.current?.focus();
    void attempt(mark({ ids: taken.slice(0, mostUndone), read: false }));
    setTaken([]);
  };
  const open = (item: NotificationItem) => {
    if (item.readAt === null) void attempt(mark({ ids: [item.id] }));
    onClose();
  };
  return (
    <div className="notifs" data-view={view} ref={box} tabIndex={-1} aria-label={t('title')} role="group" data-autofocus>
      <header className="notifs-head">
        <h2>{t('title')}</h2>
        <span className="row" role="group" aria-label={t('views.label')}>
          {views.map((one) => <button type="button" className="tab" key={one} aria-pressed={view === one} data-on={view === one || undefined} onClick={() => { setView(one); setLimit(pageItems); }}>{t(`views.${one}`)}</button>)}
        </span>
        <span className="grow" />
        <Tooltip label={t('readAll')}><ActionIcon aria-label={t('readAll')} aria-disabled={!list.data?.items.some((item) => item.readAt === null)} onClick={() => void readAll()}><IconChecks size={16} /></ActionIcon></Tooltip>
        <Tooltip label={t('settings')}><ActionIcon aria-label={t('settings')} onClick={() => { onClose(); void navigate({ to: '/settings/$part', params: { part: 'notifications' } }); }}><IconSettings size={16} /></ActionIcon></Tooltip>
      </header>
      {error && <div className="notifs-note"><Failure error={error} compact /></div>}
      <div role="status">{taken.length > 0 && <div className="notifs-note row"><span className="grow">{t('allRead', { count: taken.length })}</span><Button size="compact-xs" onClick={undo}>{t('undo')}</Button></div>}</div>
      <div className="notifs-list" aria-busy={list.isFetching}>
        <Loaded read={list} skeleton={<RowsSkeleton rows={4} height={56} label={t('loading')} />}>{({ items, next }) => items.length === 0 && list.isPlaceholderData ? <RowsSkeleton rows={4} height={56} label={t('loading')} /> : items.length === 0 ? <Empty title={t(`none.${view}`)}>{t('none.text')}</Empty> : (
          <>
            <ul>{items.filter((item) => view === 'all' || item.readAt === null).map((item) => <NotificationRow key={item.id} item={item} now={now} onOpen={open} onRead={onRead} />)}</ul>
            {next !== null && limit < mostItems && <div className="notifs-more"><Button variant="subtle" loading={list.isPlaceholderData} onClick={() => setLimit(Math.min(mostItems, limit + pageItems))}>{t('more')}</Button></div>}
          </>
        )}</Loaded>
      </div>
    </div>
  );
}
