import { Button, Group, Modal, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Band } from '../../../src/contract/health.ts';
import { addDays, daysBetween } from '../../../src/lib/period.ts';
import { useChange } from '../api/use-operation.ts';
import { useSession } from '../app/reading.ts';
import { Failure } from '../ui/state.tsx';

interface DialogProps {
  accountId: string;
  opened: boolean;
  onClose: () => void;
}

const touches = ['health.', 'account.'];
const usualDays = 30;
const leastReason = 3;

/** Sets the score by hand, with a reason and an end; the computed score stays visible beside it. */
export function OverrideDialog({ accountId, score, opened, onClose }: DialogProps & { score: number | null }) {
  const { t } = useTranslation('account');
  const { instance } = useSession();
  const change = useChange('health.override', touches);
  const [value, setValue] = useState<number | string>(score ?? 50);
  const [reason, setReason] = useState('');
  const [expiresOn, setExpiresOn] = useState(addDays(instance.today, usualDays));
  const ready = typeof value === 'number' && reason.trim().length >= leastReason && expiresOn > instance.today;
  const save = () => change.mutate({ id: accountId, score: Number(value), reason: reason.trim(), days: daysBetween(instance.today, expiresOn) }, { onSuccess: onClose });
  return (
    <Modal opened={opened} onClose={onClose} title={t('health.overrideScore')}>
      <div className="stack" style={{ gap: 12 }}>
        <NumberInput label={t('drivers.score')} description={t('dialog.scoreHint')} min={0} max={100} clampBehavior="strict" value={value} onChange={setValue} />
        <Textarea label={t('reason')} required value={reason} onChange={(event) => setReason(event.currentTarget.value)} autosize minRows={2} />
        <TextInput type="date" label={t('dialog.until')} description={t('dialog.untilHint')} min={addDays(instance.today, 1)} value={expiresOn} onChange={(event) => setExpiresOn(event.currentTarget.value)} />
        {change.error && <Failure error={change.error} compact />}
        <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button variant="filled" disabled={!ready} loading={change.isPending} onClick={save}>{t('dialog.setScore')}</Button></Group>
      </div>
    </Modal>
  );
}

/** Records what the person thinks of the account; it counts as the manual measure of the scorecard until it expires. */
export function PulseDialog({ accountId, opened, onClose }: DialogProps) {
  const { t } = useTranslation('account');
  const { instance } = useSession();
  const change = useChange('health.pulse', touches);
  const [value, setValue] = useState<Exclude<Band, 'unknown'>>('watch');
  const [note, setNote] = useState('');
  const [expiresOn, setExpiresOn] = useState(addDays(instance.today, usualDays));
  const save = () => change.mutate({ id: accountId, value, days: daysBetween(instance.today, expiresOn), ...(note.trim() ? { note: note.trim() } : {}) }, { onSuccess: onClose });
  return (
    <Modal opened={opened} onClose={onClose} title={t('dialog.pulseTitle')}>
      <div className="stack" style={{ gap: 12 }}>
        <SegmentedControl aria-label={t('dialog.pulse')} value={value} onChange={(next) => setValue(next as 'good' | 'watch' | 'risk')} data={[{ value: 'good', label: t('band.good') }, { value: 'watch', label: t('band.watch') }, { value: 'risk', label: t('band.risk') }]} />
        <Textarea label={t('dialog.note')} value={note} onChange={(event) => setNote(event.currentTarget.value)} autosize minRows={2} />
        <TextInput type="date" label={t('dialog.countsUntil')} min={addDays(instance.today, 1)} value={expiresOn} onChange={(event) => setExpiresOn(event.currentTarget.value)} />
        {change.error && <Failure error={change.error} compact />}
        <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button variant="filled" loading={change.isPending} onClick={save}>{t('dialog.savePulse')}</Button></Group>
      </div>
    </Modal>
  );
}
