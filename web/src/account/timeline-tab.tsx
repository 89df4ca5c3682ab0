import { ActionIcon, Button, Menu, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconActivity, IconArrowsExchange, IconBriefcase, IconBuildingBank, IconCalendarEvent, IconDots, IconFileText, IconFlag, IconHeadset, IconHeartbeat, IconMail, IconMessage, IconNote, IconPhone, IconPlus, IconSearch, IconSend, IconStar, IconUser, type Icon } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineEntry } from '../../../src/contract/account.ts';
import { call } from '../api/call.ts';
import type { OutputOf } from '../api/operations.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { count, money, momentText, words } from '../ui/format.ts';
import { Receipt } from '../ui/receipt.tsx';
import { Empty, Failure, RowsSkeleton } from '../ui/state.tsx';
import { NoteDialog, type EditedNote } from './note-dialog.tsx';
import { useTerm } from './term.ts';
import { ToggleChips } from './toggle-chips.tsx';
import { useUndo } from './use-undo.tsx';

const icons: Record<string, Icon> = { ticket: IconHeadset, 'ticket solved': IconHeadset, email: IconMail, call: IconPhone, meeting: IconCalendarEvent, chat: IconMessage, note: IconNote, nps: IconStar, csat: IconStar, ces: IconStar, custom: IconStar, invoice: IconBuildingBank, payment: IconBuildingBank, contract: IconFileText, 'contract ended': IconFileText, person: IconUser, health: IconHeartbeat, signal: IconFlag, 'business change': IconBriefcase, handoff: IconArrowsExchange, 'handoff answered': IconArrowsExchange, 'handoff declined': IconArrowsExchange, 'sent back': IconSend, 'values sent': IconSend };
const pageSize = 40;
const searchWaitMs = 250;

/** The icon of a timeline entry's kind. */
export function KindIcon({ kind }: { kind: string }) {
  const term = useTerm();
  const Shape = icons[kind] ?? IconActivity;
  return <Shape size={15} color="var(--tx-3)" role="img" aria-hidden={undefined} aria-label={term('kind', kind)} />;
}

/** What an entry says in the reader's language; a text that came from outside stays as it is. */
export function useEntryTitle(): (entry: TimelineEntry) => string {
  const { t } = useTranslation('account');
  const term = useTerm();
  return ({ kind, title, detail }) => {
    const text = (name: string) => (detail[name] == null ? '' : String(detail[name]));
    const sum = typeof detail.minor === 'number' ? money(detail.minor, text('currency') || null) : '';
    switch (kind) {
      case 'health': return t('entry.health', { from: detail.from ?? t('unknown'), to: detail.to ?? t('unknown'), band: term('band', text('toBand')) });
      case 'signal': return t('entry.signal', { name: words(text('type')), severity: term('severity', text('severity')) });
      case 'invoice': return t('entry.invoice', { number: text('number'), sum });
      case 'payment': return t('entry.payment', { number: text('number'), sum });
      case 'contract': return t('entry.contract', { line: text('line') || t('line.one'), sum });
      case 'contract ended': return t('entry.contractEnded', { line: text('line') || t('line.one') });
      case 'person': return t('entry.person', { name: text('name') || t('people.unnamed') });
      case 'nps': case 'csat': case 'ces': return t('entry.answer', { survey: kind.toUpperCase(), score: text('score'), max: text('max') });
      case 'ticket': case 'ticket solved': return detail.subject == null ? t('entry.ticket', { number: text('number') }) : title;
      case 'business change': return detail.reason == null ? words(text('change')) : `${words(text('change'))}: ${text('reason')}`;
      case 'sent back': return t('entry.sentBack', { system: words(text('vendor')), title });
      case 'values sent': return t('entry.valuesSent', { system: words(text('vendor')) });
      default: return detail.subject == null && 'subject' in detail ? term('kind', kind) : title;
    }
  };
}

function useToneText(): (tone: number | null) => string | null {
  const { t } = useTranslation('account');
  return (tone) => (tone === null ? null : tone < -0.2 ? t('tone.negative') : tone > 0.2 ? t('tone.positive') : t('tone.neutral'));
}

function Entry({ entry, onChange, onRemove }: { entry: TimelineEntry; onChange: () => void; onRemove: () => void }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  const titleOf = useEntryTitle();
  const toneText = useToneText();
  const notes = [term('kind', entry.kind), entry.direction && entry.direction !== 'two_way' ? term('direction', entry.direction) : null, entry.author, entry.peopleNames.length ? t('timeline.with', { names: entry.peopleNames.join(', ') }) : null, toneText(entry.tone)];
  return (
    <li>
      <KindIcon kind={entry.kind} />
      <div style={{ minWidth: 0 }}>
        <b style={{ fontWeight: 550 }}>{titleOf(entry)}</b>
        {entry.text && <p>{entry.text}</p>}
        {typeof entry.detail.receipt === 'string' && <p className="t3"><Receipt text={entry.detail.receipt} /></p>}
        <div className="t3" style={{ fontSize: 12 }}>{notes.filter(Boolean).join(' · ')}</div>
      </div>
      <span className="row">
        <span className="t3 num" style={{ whiteSpace: 'nowrap', fontSize: 12 }}>{momentText(entry.at)}</span>
        {entry.version !== null && (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target><ActionIcon size={22} aria-label={t('timeline.actions', { title: entry.title })}><IconDots size={14} /></ActionIcon></Menu.Target>
            <Menu.Dropdown><Menu.Item onClick={onChange}>{t('change')}</Menu.Item><Menu.Item color="red" onClick={onRemove}>{t('remove')}</Menu.Item></Menu.Dropdown>
          </Menu>
        )}
      </span>
    </li>
  );
}

const groups = {
  tickets: ['ticket', 'ticket solved'], conversations: ['email', 'call', 'meeting', 'chat'], notes: ['note'], surveys: ['nps', 'csat', 'ces', 'custom'], money: ['invoice', 'payment', 'contract', 'contract ended'],
  sent: ['sent back', 'values sent'], people: ['person', 'business change'], signals: ['signal'], health: ['health'],
} as const;
type GroupId = keyof typeof groups;
const groupIds = Object.keys(groups) as GroupId[];

function useTimeline(accountId: string, kinds: readonly string[], search: string) {
  const { asOf } = useReading();
  const input = { id: accountId, limit: pageSize, ...asOf, ...(kinds.length ? { kinds: [...kinds] } : {}), ...(search ? { search } : {}) };
  return useInfiniteQuery({
    queryKey: ['account.timeline', input, 'pages'],
    queryFn: ({ pageParam, signal }) => call('account.timeline', pageParam ? { ...input, cursor: pageParam } : input, signal),
    initialPageParam: '',
    placeholderData: (before) => before,
    getNextPageParam: (page: OutputOf<'account.timeline'>) => page.next,
  });
}

function Kinds({ counts, chosen, onChange }: { counts: Readonly<Record<string, number>>; chosen: GroupId[]; onChange: (next: GroupId[]) => void }) {
  const { t } = useTranslation('account');
  return (
    <ToggleChips label={t('timeline.kinds')} chosen={chosen} onChange={onChange} items={groupIds.map((id) => ({ id, label: t(`group.${id}`), n: count(groups[id].reduce((sum, kind) => sum + (counts[kind] ?? 0), 0)) }))} />
  );
}

/** What happened at the account, newest first, from every source: filtered by kind, searched, and written on. */
export function TimelineTab({ accountId, onAdd, canWrite }: { accountId: string; onAdd: () => void; canWrite: boolean }) {
  const { t } = useTranslation('account');
  const { say, fail } = useUndo();
  const [chosen, setChosen] = useState<GroupId[]>([]);
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), searchWaitMs);
  const [edited, setEdited] = useState<EditedNote>();
  const read = useTimeline(accountId, chosen.flatMap((id) => [...groups[id]]), search);
  const entries = read.data?.pages.flatMap((page) => page.items) ?? [];
  const remove = async ({ id, version }: TimelineEntry) => {
    if (version === null) return;
    try {
      await call('activity.remove', { id, version });
      await say(t('note.removed'), () => call('activity.restore', { id }));
    } catch (error) {
      fail(error);
    }
  };
  const change = (entry: TimelineEntry) => setEdited({ id: entry.id, version: entry.version ?? 0, kind: entry.kind as EditedNote['kind'], at: entry.at, direction: entry.direction as EditedNote['direction'], subject: entry.title, text: entry.text, participants: entry.people });
  const tools = canWrite && <Button leftSection={<IconPlus size={14} />} onClick={onAdd}>{t('note.open')} <span className="k" aria-hidden style={{ marginLeft: 6 }}>c</span></Button>;
  return (
    <Card title={t('tab.timeline')} tools={tools}>
      <div className="filters">
        <TextInput type="search" aria-label={t('timeline.search')} placeholder={t('timeline.search')} leftSection={<IconSearch size={14} aria-hidden />} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        <Kinds counts={read.data?.pages[0]?.counts ?? {}} chosen={chosen} onChange={setChosen} />
      </div>
      {read.error && entries.length === 0 && <Failure error={read.error} onRetry={() => void read.refetch()} />}
      {read.isPending && <RowsSkeleton />}
      {read.data && entries.length === 0 && (search || chosen.length ? <Empty title={t('timeline.noMatch')} action={<Button onClick={() => { setTyped(''); setChosen([]); }}>{t('timeline.clear')}</Button>} /> : <Empty title={t('timeline.empty')}>{t('timeline.emptyHint')}</Empty>)}
      <ol className="tl">{entries.map((entry) => <Entry key={`${entry.kind} ${entry.id}`} entry={entry} onChange={() => change(entry)} onRemove={() => void remove(entry)} />)}</ol>
      {read.hasNextPage && <div style={{ padding: 12, textAlign: 'center' }}><Button loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>{t('timeline.earlier')}</Button></div>}
      <NoteDialog accountId={accountId} opened={edited !== undefined} onClose={() => setEdited(undefined)} edited={edited} />
    </Card>
  );
}
