import { Button, Checkbox } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconActivity, IconBuildingBank, IconCalendarEvent, IconFileText, IconHeartbeat, IconHeadset, IconMail, IconMessage, IconPhone, IconStar, IconUser, type Icon } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../api/call.ts';
import type { OutputOf } from '../api/operations.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { momentText, words } from '../ui/format.ts';
import { Empty, Failure, RowsSkeleton } from '../ui/state.tsx';

const icons: Record<string, Icon> = { ticket: IconHeadset, 'ticket solved': IconHeadset, email: IconMail, call: IconPhone, meeting: IconCalendarEvent, chat: IconMessage, nps: IconStar, csat: IconStar, ces: IconStar, invoice: IconBuildingBank, payment: IconBuildingBank, contract: IconFileText, person: IconUser, health: IconHeartbeat };
const groups: { label: string; kinds: string[] }[] = [
  { label: 'Tickets', kinds: ['ticket', 'ticket solved'] },
  { label: 'Conversations', kinds: ['email', 'call', 'meeting', 'chat', 'note'] },
  { label: 'Surveys', kinds: ['nps', 'csat', 'ces', 'custom'] },
  { label: 'Money', kinds: ['invoice', 'payment', 'contract'] },
  { label: 'People and business', kinds: ['person', 'business change'] },
  { label: 'Health', kinds: ['health'] },
];

/** The icon of a timeline entry's kind. */
export function KindIcon({ kind }: { kind: string }) {
  const Shape = icons[kind] ?? IconActivity;
  return <Shape size={15} color="var(--tx-3)" aria-label={words(kind)} />;
}

function toneText(tone: number): string {
  return tone < -0.2 ? 'negative tone' : tone > 0.2 ? 'positive tone' : 'neutral tone';
}

/** What happened at the account, newest first, from every source. */
export function TimelineTab({ accountId }: { accountId: string }) {
  const { asOf } = useReading();
  const [chosen, setChosen] = useState<string[]>([]);
  const kinds = groups.filter(({ label }) => chosen.includes(label)).flatMap((group) => group.kinds);
  const input = { id: accountId, limit: 40, ...asOf, ...(kinds.length ? { kinds } : {}) };
  const read = useInfiniteQuery({
    queryKey: ['account.timeline', input, 'pages'],
    queryFn: ({ pageParam, signal }) => call('account.timeline', pageParam ? { ...input, cursor: pageParam } : input, signal),
    initialPageParam: '',
    getNextPageParam: (page: OutputOf<'account.timeline'>) => page.next,
  });
  const entries = read.data?.pages.flatMap((page) => page.items) ?? [];
  const tools = <div className="row" style={{ gap: 14 }}>{groups.map(({ label }) => <Checkbox size="xs" key={label} label={label} checked={chosen.includes(label)} onChange={() => setChosen((before) => (before.includes(label) ? before.filter((one) => one !== label) : [...before, label]))} />)}</div>;
  return (
    <Card title="Timeline" tools={tools}>
      {read.error && entries.length === 0 && <Failure error={read.error} onRetry={() => void read.refetch()} />}
      {read.isPending && <RowsSkeleton />}
      {read.data && entries.length === 0 && <Empty title="Nothing of this kind has happened." />}
      <ol className="tl">
        {entries.map((entry) => (
          <li key={entry.id}>
            <KindIcon kind={entry.kind} />
            <div style={{ minWidth: 0 }}><b style={{ fontWeight: 550 }}>{entry.title}</b>{entry.text && <p>{entry.text}</p>}<div className="t3" style={{ fontSize: 12 }}>{words(entry.kind)}{entry.tone === null ? '' : `, ${toneText(entry.tone)}`}</div></div>
            <span className="t3 num" style={{ whiteSpace: 'nowrap', fontSize: 12 }}>{momentText(entry.at)}</span>
          </li>
        ))}
      </ol>
      {read.hasNextPage && <div style={{ padding: 12, textAlign: 'center' }}><Button loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>Show earlier</Button></div>}
    </Card>
  );
}
