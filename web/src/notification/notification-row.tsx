import { ActionIcon, Tooltip } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { IconCalendarEvent, IconChecks, IconCircleDot, IconArrowsExchange, IconActivity, IconAt, IconFileAlert, IconRobot, IconTrendingDown, IconCircle } from '@tabler/icons-react';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { NotificationItem, NotificationKind } from '../../../src/contract/notification.ts';
import { momentText, since } from '../ui/format.ts';
import { becauseOf, detailOf, titleOf } from './notification-text.ts';

const icons: Record<NotificationKind, typeof IconActivity> = { signal: IconActivity, band: IconTrendingDown, approval: IconChecks, handover: IconArrowsExchange, mention: IconAt, renewal: IconCalendarEvent, import: IconFileAlert, engagement: IconRobot };

/** One notification: what happened, why it is told to this reader, and when; opening it marks it as read. */
export function NotificationRow({ item, now, onOpen, onRead }: { item: NotificationItem; now: Date; onOpen: (item: NotificationItem) => void; onRead: (item: NotificationItem, row: HTMLElement) => void }) {
  const { t } = useTranslation('notification');
  const { history } = useRouter();
  const Icon = icons[item.kind];
  const unread = item.readAt === null;
  const detail = detailOf(t, item);
  const label = t(unread ? 'read' : 'unread');
  const title = titleOf(t, item);
  const open = (event: MouseEvent) => {
    onOpen(item);
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    history.push(item.link);
  };
  return (
    <li className="notif" data-unread={unread || undefined}>
      <a href={item.link} className="notif-link" onClick={open}>
        <Icon size={16} aria-hidden className="notif-icon" />
        <span className="notif-text">
          <span className="notif-title">{unread && <span className="sr">{t('isUnread')}: </span>}{title}</span>
          {detail && <span className="notif-detail t2">{detail}</span>}
          <span className="notif-why t3">{becauseOf(t, item)} · <time dateTime={item.at} title={momentText(item.at)}>{since(item.at, now)}</time></span>
        </span>
      </a>
      <Tooltip label={label}><ActionIcon size={24} aria-label={`${label}: ${title}`} onClick={(event) => onRead(item, event.currentTarget.closest('li') as HTMLElement)}>{unread ? <IconCircleDot size={14} /> : <IconCircle size={14} />}</ActionIcon></Tooltip>
    </li>
  );
}
