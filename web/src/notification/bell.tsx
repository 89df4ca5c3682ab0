import { ActionIcon, Popover } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { count } from '../ui/format.ts';

const NotificationPanel = lazy(async () => ({ default: (await import('./notification-panel.tsx')).NotificationPanel }));
const mostShown = 99;

/** The bell with how many notifications are unread; opens them. Escape closes it and gives the focus back. */
export function Bell() {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const unread = useOperation('notification.list', { view: 'unread', limit: 1 }).data?.unread ?? 0;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={400} shadow="md" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <ActionIcon className="bell" aria-label={unread ? t('bell.unread', { count: unread }) : t('bell.none')} aria-haspopup="dialog" onClick={() => setOpened((is) => !is)}>
          <IconBell size={16} />
          {unread > 0 && <span className="bell-count num" aria-hidden>{unread > mostShown ? `${mostShown}+` : count(unread)}</span>}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('bell.none')}>
        <Suspense fallback={null}>{opened && <NotificationPanel onClose={() => setOpened(false)} />}</Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
