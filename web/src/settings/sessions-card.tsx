import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { useChange, useOperation } from '../api/use-operation.ts';
import { Card } from '../ui/card.tsx';
import { momentText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Failure, Loaded } from '../ui/state.tsx';
import { browserName } from './browser-name.ts';

/** Where the person is signed in, and signing out elsewhere. */
export function SessionsCard() {
  const { t } = useTranslation('settings');
  const read = useOperation('session.mine', {});
  const end = useChange('session.end', ['session.mine', 'user.']);
  const finish = (id?: string) => end.mutate(id ? { id } : {}, { onSuccess: ({ ended }) => notifications.show({ message: t('sessions.ended', { count: ended }) }) });
  const others = (read.data?.items ?? []).some((session) => !session.current);
  return (
    <Card title={t('sessions.title')} tools={others && <Button loading={end.isPending} onClick={() => finish()}>{t('sessions.endOthers')}</Button>}>
      {end.error && <div className="pad"><Failure error={end.error} compact /></div>}
      <Loaded read={read}>{({ items }) => (
        <PlainTable label={t('sessions.title')} rows={items} keyOf={(session) => session.id} columns={[
          { label: t('sessions.device'), cell: (session) => <>{browserName(session.userAgent) ?? t('sessions.unknown')} {session.current && <span className="tag">{t('sessions.current')}</span>}</> },
          { label: t('sessions.since'), cell: (session) => momentText(session.createdAt) },
          { label: t('sessions.seen'), cell: (session) => momentText(session.lastSeenAt) },
          { label: t('act'), cell: (session) => !session.current && <Button size="compact-xs" aria-label={`${t('sessions.end')}: ${browserName(session.userAgent) ?? t('sessions.unknown')}, ${momentText(session.createdAt)}`} onClick={() => finish(session.id)}>{t('sessions.end')}</Button> },
        ]} />
      )}</Loaded>
    </Card>
  );
}
