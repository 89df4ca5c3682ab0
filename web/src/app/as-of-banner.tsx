import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useChange, useOperation } from '../api/use-operation.ts';
import { dayText } from '../ui/format.ts';
import { useMay } from './may.tsx';
import { useReading } from './reading.ts';

/** Says that the pages show a past date, that business time stands still, or offers the last data date when the newest data is old. */
export function AsOfBanner() {
  const { t } = useTranslation();
  const { asOf, readAt } = useReading();
  const reading = useOperation('reading.show', {});
  const set = useChange('reading.set', ['']);
  const isAdmin = useMay()('admin');
  const { readingDay = null, offered = null } = reading.data ?? {};
  if (asOf.at) {
    return (
      <div className="banner" role="status">
        <IconHistory size={15} aria-hidden />
        <span>{t('asOf.past', { day: dayText(asOf.at) })}</span>
        <Button size="compact-xs" onClick={() => readAt(undefined)}>{t('asOf.back')}</Button>
      </div>
    );
  }
  if (readingDay) {
    return (
      <div className="banner" role="status">
        <IconHistory size={15} aria-hidden />
        <span>{t('asOf.stands', { day: dayText(readingDay) })}</span>
        {isAdmin && <Button size="compact-xs" loading={set.isPending} onClick={() => set.mutate({})}>{t('asOf.run')}</Button>}
      </div>
    );
  }
  if (!offered) return null;
  return (
    <div className="banner" role="status">
      <IconHistory size={15} aria-hidden />
      <span>{t('asOf.old', { day: dayText(offered) })}</span>
      <Button size="compact-xs" loading={set.isPending} onClick={() => (isAdmin ? set.mutate({ day: offered }) : readAt(offered))}>{t('asOf.read', { day: dayText(offered) })}</Button>
    </div>
  );
}
