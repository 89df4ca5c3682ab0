import { Button, Skeleton } from '@mantine/core';
import { useDocumentTitle, useHotkeys } from '@mantine/hooks';
import { IconArrowsExchange, IconChevronRight, IconGitCompare, IconNote, IconSend } from '@tabler/icons-react';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountDetail } from '../../../src/contract/account.ts';
import type { HealthDetail } from '../../../src/contract/health.ts';
import { useOperation } from '../api/use-operation.ts';
import { AsOfPicker } from '../app/as-of-picker.tsx';
import { useMayChange } from '../app/may.tsx';
import { useReading } from '../app/reading.ts';
import { AccountLogo } from '../ui/avatar.tsx';
import { BandPill } from '../ui/band-mark.tsx';
import { TabRow } from '../ui/card.tsx';
import { dayText, money, until, words } from '../ui/format.ts';
import { Failure, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { CompareTab } from './compare-tab.tsx';
import { DataTab } from './data-tab.tsx';
import { EvidenceProvider } from './evidence.tsx';
import { HistoryTab } from './history-tab.tsx';
import { MoneyTab } from './money-tab.tsx';
import { NoteDialog } from './note-dialog.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { PeopleTab } from './people-tab.tsx';
import { Rail } from './rail.tsx';
import { SignalsTab } from './signals-tab.tsx';
import { TasksTab } from '../work/tasks-tab.tsx';
import { TicketsTab } from './tickets-tab.tsx';
import { TimelineTab } from './timeline-tab.tsx';
import { UsageTab } from './usage-tab.tsx';

const ComposeRecord = lazy(async () => ({ default: (await import('../approval/compose-record.tsx')).ComposeRecord }));

const tabIds = ['overview', 'timeline', 'usage', 'people', 'tickets', 'money', 'history', 'signals', 'tasks', 'data', 'compare'] as const;
type TabId = (typeof tabIds)[number];

function AccountHeader({ detail, health }: { detail: AccountDetail; health: HealthDetail | undefined }) {
  const { t } = useTranslation('account');
  const { today } = useReading();
  const { account } = detail;
  useDocumentTitle(`${account.name} · Mainstay`);
  return (
    <div className="hd">
      <AccountLogo name={account.name} size={44} />
      <div style={{ minWidth: 0 }}>
        <div className="row" style={{ gap: 10 }}>
          <h1 className="ell">{account.name}</h1>
          <BandPill band={health?.band ?? account.band} score={health ? health.score : account.score} />
        </div>
        <div className="meta">
          {account.domain && <span>{account.domain}</span>}
          {account.segment && <span>{words(account.segment)}</span>}
          <span className="num">{account.arrMinor === null ? t('header.noRevenue') : t('header.arr', { sum: money(account.arrMinor, account.currency) })}</span>
          {account.renewalOn && <span className="num">{t('header.renews', { day: dayText(account.renewalOn) })} <b style={{ fontWeight: 600 }}>{until(account.renewalOn, today)}</b></span>}
        </div>
      </div>
    </div>
  );
}

interface PanelProps {
  tab: TabId;
  detail: AccountDetail;
  canWrite: boolean;
  onAdd: () => void;
}

function Panel({ tab, detail, canWrite, onAdd }: PanelProps) {
  const { asOf } = useReading();
  const id = detail.account.id;
  const health = useOperation('health.show', { id, ...asOf }, { keep: true });
  switch (tab) {
    case 'overview': return <OverviewTab detail={detail} health={health} canWrite={canWrite} />;
    case 'timeline': return <TimelineTab accountId={id} onAdd={onAdd} canWrite={canWrite} />;
    case 'usage': return <UsageTab accountId={id} />;
    case 'people': return <PeopleTab accountId={id} />;
    case 'tickets': return <TicketsTab tickets={detail.tickets} />;
    case 'money': return <MoneyTab detail={detail} />;
    case 'history': return <Loaded read={health} skeleton={<div className="card" style={{ padding: 16 }}><Skeleton height={220} /></div>}>{(data) => <HistoryTab health={data} />}</Loaded>;
    case 'signals': return <SignalsTab accountId={id} canWrite={canWrite} />;
    case 'tasks': return <TasksTab accountId={id} canWrite={canWrite} />;
    case 'data': return <DataTab detail={detail} canWrite={canWrite} />;
    case 'compare': return <CompareTab accountId={id} />;
  }
}

function useTabs(detail: AccountDetail): { id: TabId; label: string; n?: number }[] {
  const { t } = useTranslation('account');
  const counts: Partial<Record<TabId, number>> = { people: detail.people.filter((person) => person.leftOn === null).length, tickets: detail.tickets.length, money: detail.lines.length, signals: detail.account.signals.length };
  return tabIds.map((id) => ({ id, label: t(`tab.${id}`), ...(counts[id] === undefined ? {} : { n: counts[id] }) }));
}

function AccountContent({ detail, adding, onAdd, onAdded }: { detail: AccountDetail; adding: boolean; onAdd: () => void; onAdded: () => void }) {
  const { t } = useTranslation('account');
  const { asOf } = useReading();
  const search = useSearch({ from: '/app/account/$id' });
  const navigate = useNavigate();
  const tab = tabIds.find((id) => id === search.tab) ?? 'overview';
  const id = detail.account.id;
  const canWrite = useMayChange()(detail.account.ownerId) && !asOf.at;
  const health = useOperation('health.show', { id, ...asOf }, { keep: true });
  const tabs = useTabs(detail);
  const choose = (next: TabId) => void navigate({ to: '/account/$id', params: { id }, search: { ...asOf, ...(next === 'overview' ? {} : { tab: next }) } as never, replace: true });
  useHotkeys([['c', () => { if (canWrite) onAdd(); }]]);
  return (
    <EvidenceProvider accountId={id}>
      <AccountHeader detail={detail} health={health.data?.accountId === id ? health.data : undefined} />
      <TabRow label={t('tabs')} tabs={tabs} current={tab} onChange={choose} />
      <div className="acct">
        <div className="col" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`} tabIndex={0}><Panel tab={tab} detail={detail} canWrite={canWrite} onAdd={onAdd} /></div>
        <Rail detail={detail} health={health.data} />
      </div>
      <NoteDialog accountId={id} opened={adding} onClose={onAdded} />
    </EvidenceProvider>
  );
}

/** One account: why its health is what it is, and every record behind it, now or as of a past date. */
export function AccountPage() {
  const { t } = useTranslation('account');
  const { id } = useParams({ from: '/app/account/$id' });
  const { asOf } = useReading();
  const [adding, setAdding] = useState(false);
  const [composing, setComposing] = useState(false);
  const read = useOperation('account.show', { id, ...asOf });
  const mayChange = useMayChange();
  return (
    <>
      <header className="top">
        <nav aria-label={t('path')} className="row">
          <Link to="/" search={asOf as never} className="crumb">{t('accounts')}</Link>
          <IconChevronRight size={14} color="var(--tx-3)" aria-hidden />
          <span style={{ fontWeight: 550 }} className="ell">{read.data?.account.name ?? ''}</span>
        </nav>
        <div className="grow" />
        {read.data && !asOf.at && mayChange(read.data.account.ownerId) && <Button leftSection={<IconNote size={15} />} onClick={() => setAdding(true)}>{t('note.open')}</Button>}
        {read.data && !asOf.at && mayChange(read.data.account.ownerId) && <Button leftSection={<IconSend size={15} />} onClick={() => setComposing(true)}>{t('compose')}</Button>}
        {read.data && <Button leftSection={<IconGitCompare size={15} />} component={Link} to="/account/$id" params={{ id } as never} search={{ ...asOf, tab: 'compare' } as never}>{t('compare.open')}</Button>}
        {read.data && !asOf.at && <Button leftSection={<IconArrowsExchange size={15} />} component={Link} to="/colleagues" search={{ view: 'context', account: id } as never}>{t('contextOf')}</Button>}
        <AsOfPicker />
      </header>
      {read.data && <AccountContent key={id} detail={read.data} adding={adding} onAdd={() => setAdding(true)} onAdded={() => setAdding(false)} />}
      {composing && <Suspense fallback={null}><ComposeRecord accountId={id} onClose={() => setComposing(false)} /></Suspense>}
      {!read.data && <h1 className="sr">{t('account')}</h1>}
      {!read.data && read.error && <Failure error={read.error} onRetry={() => void read.refetch()} />}
      {read.isPending && <RowsSkeleton rows={10} height={56} label={t('loading')} />}
    </>
  );
}
