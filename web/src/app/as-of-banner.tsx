import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { daysBetween } from '../../../src/lib/period.ts';
import { dayText } from '../ui/format.ts';
import { useReading, useSession } from './reading.ts';

const oldDataDays = 14;

/** Says that the pages show a past date, or offers the last data date when the newest data is old. */
export function AsOfBanner() {
  const { asOf, readAt } = useReading();
  const { instance } = useSession();
  if (asOf.at) {
    return (
      <div className="banner" role="status">
        <IconHistory size={15} aria-hidden />
        Everything is shown as it was at the end of <b>{dayText(asOf.at)}</b>.
        <Button size="compact-xs" onClick={() => readAt(undefined)}>Back to today</Button>
      </div>
    );
  }
  const { readingDate, today } = instance;
  if (!readingDate || daysBetween(readingDate, today) < oldDataDays) return null;
  return (
    <div className="banner" role="status">
      <IconHistory size={15} aria-hidden />
      The newest data is from <b>{dayText(readingDate)}</b>. As of today every account would look silent.
      <Button size="compact-xs" onClick={() => readAt(readingDate)}>Read as of {dayText(readingDate)}</Button>
    </div>
  );
}
