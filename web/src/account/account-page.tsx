import { useNavigate, useParams, useSearch, Link } from '@tanstack/react-router';
import { IconChevronRight } from '@tabler/icons-react';
import { Skeleton } from '@mantine/core';
import type { AccountDetail } from '../../../src/contract/account.ts';
import type { HealthDetail } from '../../../src/contract/health.ts';
import { useOperation } from '../api/use-operation.ts';
import { AsOfPicker } from '../app/as-of-picker.tsx';
import { useReading } from '../app/reading.ts';
import { AccountLogo } from '../ui/avatar.tsx';
import { BandPill } from '../ui/band-mark.tsx';
import { TabRow } from '../ui/card.tsx';
import { dayText, money, until, words } from '../ui/format.ts';
import { Failure, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { EvidenceProvider } from './evidence.tsx';
import { HealthCard } from './health-card.tsx';
import { HistoryTab } from './history-tab.tsx';
import { Rail } from './rail.tsx';
import { DataTab, MoneyTab, PeopleTab, TicketsTab } from './record-tabs.tsx';
import { TimelineTab } from './timeline-tab.tsx';
import { UsageCard } from './usage-card.tsx';

const tabIds = ['overview', 'timeline', 'usage', 'people', 'tickets', 'money', 'history', 'data'] as const;
type TabId = (typeof tabIds)[number];

function AccountHeader({ detail, health }: { detail: AccountDetail; health: HealthDetail | undefined }) {
  const { today } = useReading();
  const { account } = detail;
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
          <span className="num">{account.arrMinor === null ? 'No recurring revenue' : `${money(account.arrMinor, account.currency)} ARR`}</span>
          {account.renewalOn && <span className="num">Renews {dayText(account.renewalOn)} <b style={{ fontWeight: 600 }}>{account.renewalOn < today ? until(account.renewalOn, today) : `in ${until(account.renewalOn, today).replace(/d$/, ' days')}`}</b></span>}
        </div>
      </div>
    </div>
  );
}

function tabsOf(detail: AccountDetail): { id: TabId; label: string; n?: number }[] {
  return [
    { id: 'overview', label: 'Overview' }, { id: 'timeline', label: 'Timeline' }, { id: 'usage', label: 'Usage' },
    { id: 'people', label: 'People', n: detail.people.length }, { id: 'tickets', label: 'Tickets', n: detail.tickets.length },
    { id: 'money', label: 'Contracts & invoices', n: detail.lines.length }, { id: 'history', label: 'Health history' }, { id: 'data', label: 'Data' },
  ];
}

function Panel({ tab, detail }: { tab: TabId; detail: AccountDetail }) {
  const { asOf } = useReading();
  const id = detail.account.id;
  const health = useOperation('health.show', { id, ...asOf }, { keep: true });
  const skeleton = <div className="card" style={{ padding: 16 }}><Skeleton height={220} /></div>;
  switch (tab) {
    case 'overview': return <><Loaded read={health} skeleton={skeleton}>{(data) => <HealthCard health={data} />}</Loaded><div style={{ height: 16 }} /><UsageCard accountId={id} /></>;
    case 'timeline': return <TimelineTab accountId={id} />;
    case 'usage': return <UsageCard accountId={id} height={440} />;
    case 'people': return <PeopleTab people={detail.people} />;
    case 'tickets': return <TicketsTab tickets={detail.tickets} />;
    case 'money': return <MoneyTab detail={detail} />;
    case 'history': return <Loaded read={health} skeleton={skeleton}>{(data) => <HistoryTab health={data} />}</Loaded>;
    case 'data': return <DataTab detail={detail} />;
  }
}

function AccountContent({ detail }: { detail: AccountDetail }) {
  const { asOf } = useReading();
  const search = useSearch({ from: '/app/account/$id' });
  const navigate = useNavigate();
  const tab = tabIds.find((id) => id === search.tab) ?? 'overview';
  const id = detail.account.id;
  const health = useOperation('health.show', { id, ...asOf }, { keep: true });
  const choose = (next: TabId) => void navigate({ to: '/account/$id', params: { id }, search: { ...asOf, ...(next === 'overview' ? {} : { tab: next }) } as never, replace: true });
  return (
    <EvidenceProvider accountId={id}>
      <AccountHeader detail={detail} health={health.data?.accountId === id ? health.data : undefined} />
      <TabRow label="Parts of the account" tabs={tabsOf(detail)} current={tab} onChange={choose} />
      <div className="acct">
        <div className="col" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`} tabIndex={0}><Panel tab={tab} detail={detail} /></div>
        <Rail detail={detail} health={health.data} />
      </div>
    </EvidenceProvider>
  );
}

/** One account: why its health is what it is, and every record behind it. */
export function AccountPage() {
  const { id } = useParams({ from: '/app/account/$id' });
  const { asOf } = useReading();
  const read = useOperation('account.show', { id, ...asOf });
  return (
    <>
      <header className="top">
        <nav aria-label="Path" className="row">
          <Link to="/" search={asOf as never} className="crumb">Accounts</Link>
          <IconChevronRight size={14} color="var(--tx-3)" aria-hidden />
          <span style={{ fontWeight: 550 }} className="ell">{read.data?.account.name ?? ''}</span>
        </nav>
        <div className="grow" />
        <AsOfPicker />
      </header>
      {read.data && <AccountContent key={id} detail={read.data} />}
      {!read.data && <h1 className="sr">Account</h1>}
      {!read.data && read.error && <Failure error={read.error} onRetry={() => void read.refetch()} />}
      {read.isPending && <RowsSkeleton rows={10} height={56} label="Loading the account" />}
    </>
  );
}
