import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountDetail } from '../../../src/contract/account.ts';
import { Card } from '../ui/card.tsx';
import { count, decimal, momentText, percent } from '../ui/format.ts';
import { Empty } from '../ui/state.tsx';
import { SortedTable } from './sorted-table.tsx';
import { useTerm } from './term.ts';

type Ticket = AccountDetail['tickets'][number];
type Shown = 'all' | 'open' | 'solved';

const dash = <span className="t3">–</span>;
const priorities = ['urgent', 'high', 'normal', 'low'];
const hourMs = 3_600_000;

/** Hours from opening to the first reply; null while nobody replied. */
export function replyHours(ticket: Ticket): number | null {
  return ticket.firstReplyAt === null ? null : Math.max(0, (Date.parse(ticket.firstReplyAt) - Date.parse(ticket.openedAt)) / hourMs);
}

/** The account's tickets: all of them, sortable, with what became of each. */
export function TicketsTab({ tickets }: { tickets: AccountDetail['tickets'] }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  const [shown, setShown] = useState<Shown>('all');
  const open = tickets.filter((ticket) => ticket.state !== 'solved').length;
  const rows = shown === 'all' ? tickets : tickets.filter((ticket) => (ticket.state === 'solved') === (shown === 'solved'));
  const tools = tickets.length > 0 && <SegmentedControl aria-label={t('tickets.shown')} value={shown} onChange={(next) => setShown(next as Shown)} data={[{ value: 'all', label: `${t('all')} ${count(tickets.length)}` }, { value: 'open', label: `${t('tickets.open')} ${count(open)}` }, { value: 'solved', label: `${t('tickets.solved')} ${count(tickets.length - open)}` }]} />;
  return (
    <Card title={t('tab.tickets')} note={t('tickets.note', { open: count(open), count: tickets.length })} tools={tools}>
      {tickets.length === 0 ? <Empty title={t('tickets.none')}>{t('tickets.noneHint')}</Empty> : (
        <SortedTable label={t('tab.tickets')} rows={rows} keyOf={(ticket) => ticket.id} first="-opened" columns={[
          { id: 'subject', label: t('tickets.ticket'), by: (ticket) => ticket.subject, cell: (ticket) => <><b style={{ fontWeight: 550 }}>{ticket.subject ?? t('tickets.noSubject')}</b> <div className="t3">{[ticket.number && `#${ticket.number}`, ticket.requester].filter(Boolean).join(' · ')}</div>{ticket.escalated && <span className="tag">{t('tickets.escalated')}</span>} {ticket.reopened && <span className="tag">{t('tickets.reopened')}</span>}</> },
          { id: 'priority', label: t('tickets.priority'), by: (ticket) => (ticket.priority ? priorities.indexOf(ticket.priority) : null), cell: (ticket) => (ticket.priority ? term('priority', ticket.priority) : dash) },
          { id: 'state', label: t('tickets.state'), by: (ticket) => ticket.state, cell: (ticket) => term('ticketState', ticket.state) },
          { id: 'opened', nowrap: true, label: t('tickets.opened'), by: (ticket) => ticket.openedAt, cell: (ticket) => momentText(ticket.openedAt) },
          { id: 'reply', label: t('tickets.firstReply'), right: true, by: replyHours, cell: (ticket) => { const hours = replyHours(ticket); return hours === null ? dash : t('hours', { n: decimal(hours) }); } },
          { id: 'solvedAt', nowrap: true, label: t('tickets.solved'), by: (ticket) => ticket.solvedAt, cell: (ticket) => (ticket.solvedAt ? momentText(ticket.solvedAt) : dash) },
          { id: 'csat', label: 'CSAT', right: true, by: (ticket) => ticket.csat, cell: (ticket) => (ticket.csat === null ? dash : percent(ticket.csat, 0)) },
          { id: 'tone', label: t('tickets.tone'), right: true, by: (ticket) => ticket.tone, cell: (ticket) => (ticket.tone === null ? dash : decimal(ticket.tone)) },
        ]} />
      )}
    </Card>
  );
}
