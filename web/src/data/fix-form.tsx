import { Button, Group, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import type { QuarantineItem } from '../api/operations.ts';
import { Failure } from '../ui/state.tsx';

/** What a row that loads after all may change on screen. */
export const rowTouches = ['quarantine.', 'import.', 'account.', 'metric.', 'signal.'];

/** The cells of a row held back, to be corrected and loaded. */
export function FixForm({ item, onClose }: { item: QuarantineItem; onClose: () => void }) {
  const { t } = useTranslation('data');
  const client = useQueryClient();
  const [values, setValues] = useState<Record<string, string>>(item.raw);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const replay = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await call('quarantine.fix', { id: item.id, set: Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== item.raw[name])) });
      const { replayed } = await call('quarantine.replay', { ids: [item.id] });
      await client.invalidateQueries({ predicate: ({ queryKey }) => rowTouches.some((prefix) => String(queryKey[0]).startsWith(prefix)) });
      if (replayed > 0) {
        notifications.show({ message: t('held.saved'), closeButtonProps: { 'aria-label': t('close') } });
        onClose();
      } else setError(new Error(t('held.still')));
    } catch (problem) {
      setError(problem as Error);
    }
    setBusy(false);
  };
  return (
    <form className="stack" style={{ gap: 10 }} onSubmit={(event) => { event.preventDefault(); void replay(); }}>
      <p style={{ margin: 0 }}>{item.reason} <span className="t2">{item.remedy}</span></p>
      {Object.entries(values).map(([name, value]) => (
        <TextInput key={name} label={name} value={value} error={value === item.value && item.value !== null ? item.reason : undefined} onChange={(event) => { const next = event.currentTarget.value; setValues((before) => ({ ...before, [name]: next })); }} />
      ))}
      {error && <Failure error={error} compact />}
      <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" loading={busy}>{t('held.save')}</Button></Group>
    </form>
  );
}
