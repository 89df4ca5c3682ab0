import '../style/approval.css';
import { Button, Checkbox } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActionItem } from '../../../src/contract/action.ts';
import { useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { TabRow } from '../ui/card.tsx';
import { count } from '../ui/format.ts';
import { Empty, Failure, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { ActionLine } from './action-line.tsx';
import { ActionView } from './action-view.tsx';
import { BatchDialog, RejectDialog } from './decide-dialogs.tsx';
import { useDecide, type Decide } from './use-decide.ts';

const views = ['waiting', 'planned', 'done'] as const;
type View = (typeof views)[number];
const pageSize = 200;

function BatchBar({ items, selected, setSelected, decide }: { items: readonly ActionItem[]; selected: ReadonlySet<string>; setSelected: (ids: ReadonlySet<string>) => void; decide: Decide }) {
  const { t } = useTranslation('action');
  const [asking, setAsking] = useState(false);
  const chosen = items.filter(({ id }) => selected.has(id));
  const all = items.filter(({ status }) => status !== 'uncertain');
  return (
    <div className="apr-batch row">
      <Checkbox size="xs" label={chosen.length ? t('selected', { count: chosen.length }) : t('selectAll')} checked={all.length > 0 && chosen.length === all.length} indeterminate={chosen.length > 0 && chosen.length < all.length} onChange={() => setSelected(new Set(chosen.length ? [] : all.map(({ id }) => id)))} />
      <span className="grow" />
      {chosen.length > 0 && <><Button size="compact-sm" onClick={() => decide.reject(chosen)}>{t('reject')}</Button><Button size="compact-sm" variant="filled" onClick={() => setAsking(true)}>{t('approveMany', { count: chosen.length })}</Button></>}
      <BatchDialog items={chosen} decide={decide} opened={asking} onClose={() => setAsking(false)} />
    </div>
  );
}

function Shown({ id, decide, mayWrite, readyOf }: { id: string | undefined; decide: Decide; mayWrite: boolean; readyOf: (type: string) => boolean }) {
  const { t } = useTranslation('action');
  const read = useOperation('action.show', { id: id ?? '' }, { enabled: id !== undefined });
  if (id === undefined) return <Empty title={t('choose')} />;
  return <Loaded read={read}>{(detail) => <ActionView key={detail.id} detail={detail} decide={decide} mayWrite={mayWrite} ready={readyOf(detail.type)} />}</Loaded>;
}

/** The inbox of what waits for a person, what is about to go out, and what went out. */
export function ApprovalsPage() {
  const { t } = useTranslation('action');
  const search = useSearch({ from: '/app/approvals' });
  const navigate = useNavigate();
  const mayWrite = useMay()('write');
  const view: View = views.find((id) => id === search.view) ?? 'waiting';
  const read = useOperation('action.list', { view, limit: pageSize }, { keep: true });
  const settings = useOperation('action.settings', {});
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const decide = useDecide(() => setSelected(new Set()));
  const items = read.data?.items ?? [];
  const open = search.open ?? (view === 'done' ? undefined : items[0]?.id);
  const go = (next: { view?: string; open?: string | undefined }) => void navigate({ to: '/approvals', search: { ...(view === 'waiting' ? {} : { view }), ...next } as never, replace: true });
  const select = (id: string) => (on: boolean) => setSelected((now) => new Set(on ? [...now, id] : [...now].filter((one) => one !== id)));
  return (
    <>
      <header className="top"><h1>{t('title')}</h1><span className="t3 num">{read.data && count(read.data.total)}</span></header>
      {settings.data?.stopped && <div className="apr-stop" role="status">{t('stoppedBanner')} <Link to="/settings/$part" params={{ part: 'actions' }}>{t('toSettings')}</Link></div>}
      <TabRow label={t('views.label')} current={view} onChange={(id) => { setSelected(new Set()); void navigate({ to: '/approvals', search: (id === 'waiting' ? {} : { view: id }) as never }); }} tabs={views.map((id) => ({ id, label: t(`views.${id}`) }))} />
      <div className="apr" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${view}`}>
        <div className="apr-list" tabIndex={0} role="region" aria-label={t('list')}>
          {view === 'waiting' && mayWrite && items.length > 0 && <BatchBar items={items} selected={selected} setSelected={setSelected} decide={decide} />}
          {read.error && !read.data && <Failure error={read.error} onRetry={() => void read.refetch()} />}
          {read.isPending && <RowsSkeleton rows={8} height={72} label={t('loading')} />}
          {read.data && items.length === 0 && <Empty title={t(`empty.${view}`)}>{t(`empty.${view}Text`)}</Empty>}
          {items.length > 0 && <ul className="apr-lines">{items.map((item) => <ActionLine key={item.id} item={item} open={item.id === open} selected={selected.has(item.id)} onOpen={() => go({ open: item.id })} onSelect={view === 'waiting' && mayWrite && item.status !== 'uncertain' ? select(item.id) : undefined} />)}</ul>}
        </div>
        <div className="apr-detail" tabIndex={0} role="region" aria-label={t('exactly')}>{(items.length > 0 || search.open) && <Shown id={open} decide={decide} mayWrite={mayWrite} readyOf={(type) => settings.data?.types.find(({ id }) => id === type)?.ready ?? true} />}</div>
      </div>
      <RejectDialog decide={decide} />
    </>
  );
}
