import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useChange, useOperation } from '../api/use-operation.ts';
import { dayText } from '../ui/format.ts';
import { useMay } from './may.tsx';
import { useReading } from './reading.ts';

/** Says that the pages show a past date, that business time stands still, or offers the last data date when the newest data is old. */
export function AsOfBanner() {
  const { asOf, readAt } = useReading();
  const reading = useOperation('reading.show', {});
  const set = useChange('reading.set', ['']);
  const isAdmin = useMay()('admin');
  const { readingDay = null, offered = null } = reading.data ?? {};
  if (asOf.at) {
    return (
      <div className="banner" role="status">
        <IconHistory size={15} aria-hidden />
        <span>Everything is shown as it was at the end of <b>{dayText(asOf.at)}</b>.</span>
        <Button size="compact-xs" onClick={() => readAt(undefined)}>Back to today</Button>
      </div>
    );
  }
  if (readingDay) {
    return (
      <div className="banner" role="status">
        <IconHistory size={15} aria-hidden />
        <span>Time stands at the end of <b>{dayText(readingDay)}</b>, the day of the newest data.</span>
        {isAdmin && <Button size="compact-xs" loading={set.isPending} onClick={() => set.mutate({})}>Let time run</Button>}
      </div>
    );
  }
  if (!offered) return null;
  return (
    <div className="banner" role="status">
      <IconHistory size={15} aria-hidden />
      <span>The newest data is from <b>{dayText(offered)}</b>. As of today every account would look silent.</span>
      <Button size="compact-xs" loading={set.isPending} onClick={() => (isAdmin ? set.mutate({ day: offered }) : readAt(offered))}>Read as of {dayText(offered)}</Button>
    </div>
  );
}
