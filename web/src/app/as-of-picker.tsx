import { Button, Popover, TextInput } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { useState } from 'react';
import { addDays, isDay } from '../../../src/lib/period.ts';
import { dayText } from '../ui/format.ts';
import { useReading, useSession } from './reading.ts';

const steps = [
  { label: '7 days ago', days: 7 },
  { label: '28 days ago', days: 28 },
  { label: '90 days ago', days: 90 },
  { label: 'A year ago', days: 365 },
];

/** Chooses the date to read at: today, a fixed distance back, or any day. */
export function AsOfPicker() {
  const { asOf, readAt } = useReading();
  const { instance } = useSession();
  const [opened, setOpened] = useState(false);
  const choose = (day: string | undefined) => {
    readAt(day);
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={230} trapFocus shadow="md">
      <Popover.Target>
        <Button leftSection={<IconCalendar size={15} />} onClick={() => setOpened(!opened)} aria-expanded={opened}>
          {asOf.at ? `As of ${dayText(asOf.at)}` : 'Today'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Read as of" className="stack">
        <TextInput type="date" label="As of the end of" defaultValue={asOf.at ?? instance.today} max={instance.today} onChange={(event) => isDay(event.currentTarget.value) && readAt(event.currentTarget.value)} />
        {steps.map(({ label, days }) => (
          <button type="button" className="nav" key={days} onClick={() => choose(addDays(instance.today, -days))}>{label}</button>
        ))}
        {instance.readingDate && <button type="button" className="nav" onClick={() => choose(instance.readingDate ?? undefined)}>Last data: {dayText(instance.readingDate)}</button>}
        <button type="button" className="nav" onClick={() => choose(undefined)}>Today</button>
      </Popover.Dropdown>
    </Popover>
  );
}
