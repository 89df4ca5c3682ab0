import '../style/colleague.css';
import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandoffItem } from '../../../src/contract/handoff.ts';
import { useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { TabRow } from '../ui/card.tsx';
import { count, dayText } from '../ui/format.ts';
import { Empty, Failure, RowsSkeleton } from '../ui/state.tsx';
import { ContextView, type Asked } from './context-view.tsx';
import { HandoffView, SendDialog } from './handoff-view.tsx';

interface Search extends Asked {
  view?: string | undefined;
  open?: string | undefined;
  state?: string | undefined;
}

function Line({ item, open, onOpen }: { item: HandoffItem; open: boolean; onOpen: () => void }) {
  const { t } = useTranslation('colleague');
  return (
    <li>
      <button type="button" className="hof-line" data-on={open || undefined} aria-current={open || undefined} onClick={onOpen}>
        <b className="ell">{item.title}</b>
        <span className="tag">{t(`state.${item.state}`)}</span>
        <span className="t3 ell">{t('fromTo', { from: item.from.name, to: t(`role.${item.to}`) })}{item.accountName ? ` · ${item.accountName}` : ''}</span>
        <span className="t3 num">{t('until', { day: dayText(item.expiresAt.slice(0, 10)) })}</span>
      </button>
    </li>
  );
}

function Handoffs({ search, go }: { search: Search; go: (next: Search) => void }) {
  const { t } = useTranslation('colleague');
  const mayShow = useMay()('propose');
  const state = search.state === 'all' ? 'all' : 'open';
  const read = useOperation('handoff.list', { state, limit: 500 }, { keep: true });
  const [sending, setSending] = useState(false);
  const items = read.data?.items ?? [];
  const open = search.open ?? items[0]?.id;
  return (
    <>
      <div className="row hof-bar">
        <div className="row" role="group" aria-label={t('views.handoffs')}>{(['open', 'all'] as const).map((one) => <button type="button" key={one} className="tab" data-on={state === one} aria-pressed={state === one} onClick={() => go({ state: one === 'open' ? undefined : one, open: undefined })}>{t(`show.${one}`)}</button>)}</div>
        <span className="grow" />
        {mayShow && <Button size="compact-sm" variant="filled" leftSection={<IconPlus size={14} />} onClick={() => setSending(true)}>{t('send')}</Button>}
      </div>
      {read.error && !read.data && <Failure error={read.error} onRetry={() => void read.refetch()} />}
      {read.isPending && <RowsSkeleton rows={6} height={56} label={t('loading')} />}
      <div className="hof">
        {items.length > 0 && <ul className="hof-list">{items.map((item) => <Line key={item.id} item={item} open={item.id === open} onOpen={() => go({ open: item.id })} />)}</ul>}
        <div className="hof-side">{open ? <HandoffView key={open} id={open} /> : read.data ? <Empty title={t('empty')}>{t('emptyText')}</Empty> : null}</div>
      </div>
      {sending && <SendDialog opened account={search.account} onClose={() => setSending(false)} onSent={(id) => { setSending(false); go({ open: id }); }} />}
    </>
  );
}

/** What goes to colleagues and other agents: hand-offs, and the context that they ask for. */
export function ColleaguesPage() {
  const { t } = useTranslation('colleague');
  const search = useSearch({ from: '/app/colleagues' }) as Search;
  const navigate = useNavigate();
  const total = useOperation('handoff.list', { state: 'open', limit: 1 }).data?.total;
  const view = search.view === 'context' ? 'context' : 'handoffs';
  const go = (next: Search) => void navigate({ to: '/colleagues', search: ((before: Search) => ({ ...before, ...next })) as never, replace: true });
  return (
    <>
      <header className="top"><h1>{t('title')}</h1>{total !== undefined && <span className="t3 num">{count(total)}</span>}</header>
      <TabRow label={t('views.label')} current={view} onChange={(id) => go({ view: id === 'handoffs' ? undefined : id })} tabs={(['handoffs', 'context'] as const).map((id) => ({ id, label: t(`views.${id}`) }))} />
      <div className="hof-page" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${view}`}>
        {view === 'context' ? <ContextView key={`${search.account} ${search.segment} ${search.role} ${search.q}`} asked={search} onAsk={go} /> : <Handoffs search={search} go={go} />}
      </div>
    </>
  );
}
