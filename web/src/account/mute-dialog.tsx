import { Button, Group, Modal, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays } from '../../../src/lib/period.ts';
import { call } from '../api/call.ts';
import { useSession } from '../app/reading.ts';
import { Failure } from '../ui/state.tsx';
import { useUndo } from './use-undo.tsx';

const usualDays = 30;
const leastReason = 3;

/** Keeps a rule quiet for one account until a day, with a reason; can be undone. */
export function MuteDialog({ accountId, rule, onClose }: { accountId: string; rule: { type: string; label: string } | undefined; onClose: () => void }) {
  const { t } = useTranslation('account');
  const { instance } = useSession();
  const { say } = useUndo();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState(addDays(instance.today, usualDays));
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    if (!rule) return;
    setBusy(true);
    setError(null);
    try {
      const mute = await call('signal.mute', { account: accountId, type: rule.type, reason: reason.trim(), until });
      setReason('');
      onClose();
      await say(t('mute.done', { label: rule.label }), () => call('signal.unmute', { id: mute.id }));
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={rule !== undefined} onClose={onClose} title={t('mute.title', { label: rule?.label ?? '' })}>
      <div className="stack" style={{ gap: 12 }}>
        <p className="t2" style={{ margin: 0 }}>{t('mute.note')}</p>
        <Textarea data-autofocus label={t('reason')} required value={reason} onChange={(event) => setReason(event.currentTarget.value)} autosize minRows={2} />
        <TextInput type="date" label={t('mute.until')} min={addDays(instance.today, 1)} value={until} onChange={(event) => setUntil(event.currentTarget.value)} />
        {error && <Failure error={error} compact />}
        <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button variant="filled" loading={busy} disabled={reason.trim().length < leastReason || until <= instance.today} onClick={() => void save()}>{t('mute.mute')}</Button></Group>
      </div>
    </Modal>
  );
}
