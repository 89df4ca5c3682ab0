import { Button, Popover, TextInput } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays, isDay } from '../../../src/lib/period.ts';
import { dayText } from '../ui/format.ts';
import { useReading, useSession } from './reading.ts';

const steps = [7, 28, 90, 365] as const;

/** Chooses the date to read at: today, a fixed distance back, or any day. */
export function AsOfPicker() {
  const { t } = useTranslation();
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
          {asOf.at ? t('asOf.button', { day: dayText(asOf.at) }) : t('asOf.today')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('asOf.panel')} className="stack">
        <TextInput type="date" label={t('asOf.input')} defaultValue={asOf.at ?? instance.today} max={instance.today} onChange={(event) => isDay(event.currentTarget.value) && readAt(event.currentTarget.value)} />
        {steps.map((days) => (
          <button type="button" className="nav" key={days} onClick={() => choose(addDays(instance.today, -days))}>{t(`asOf.d${days}`)}</button>
        ))}
        {instance.readingDate && <button type="button" className="nav" onClick={() => choose(instance.readingDate ?? undefined)}>{t('asOf.last', { day: dayText(instance.readingDate) })}</button>}
        <button type="button" className="nav" onClick={() => choose(undefined)}>{t('asOf.today')}</button>
      </Popover.Dropdown>
    </Popover>
  );
}
