import '../style/outcome.css';
import { Button, Group, Modal, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mostHeldOutPercent } from '../../../src/contract/measure.ts';
import type { HoldOutItem, OutcomeItem } from '../../../src/contract/outcome.ts';
import { call } from '../api/call.ts';
import { useChange } from '../api/use-operation.ts';
import { percent as percentText } from '../ui/format.ts';
import { Failure } from '../ui/state.tsx';
import { noteWithUndo } from '../ui/undo-note.tsx';

const usualPercent = 10;

function HoldOutForm({ id, name, holdOut, onClose }: { id: string; name: string; holdOut: HoldOutItem; onClose: () => void }) {
  const { t } = useTranslation('outcome');
  const [percent, setPercent] = useState<number | string>(holdOut.percent || usualPercent);
  const [floor, setFloor] = useState<number | string>(holdOut.floor ?? '');
  const [reason, setReason] = useState('');
  const change = useChange('playbook.hold-out', ['outcome.', 'playbook.']);
  const set = (share: number) => change.mutate({ id, percent: share, floor: typeof floor === 'number' ? floor : null, reason, version: holdOut.version }, {
    onSuccess: ({ holdOut: made, before }) => {
      onClose();
      noteWithUndo(made.percent ? t('hold.saved', { percent: percentText(made.percent / 100), name }) : t('hold.ended', { name }), t('undo'), () => call('playbook.hold-out', { id, percent: before.percent, floor: before.floor, reason: t('hold.undone'), version: made.version }));
    },
  });
  return (
    <form className="stack" style={{ gap: 14 }} onSubmit={(event) => { event.preventDefault(); set(Number(percent)); }}>
      <p className="out-warning">{t('hold.warning')}</p>
      <NumberInput label={t('hold.percent')} description={t('hold.percentNote')} min={0} max={mostHeldOutPercent} required value={percent} onChange={setPercent} data-autofocus />
      <NumberInput label={t('hold.floorLabel')} description={t('hold.floorNote')} min={1} thousandSeparator=" " value={floor} onChange={setFloor} />
      <TextInput label={t('hold.reason')} description={t('hold.reasonNote')} required minLength={10} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      {change.error && <Failure error={change.error} compact />}
      <Group justify="flex-end" gap={8}>
        <Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button>
        <Button type="submit" variant="filled" loading={change.isPending} disabled={percent === ''}>{Number(percent) === 0 ? t('hold.end') : t('hold.save')}</Button>
      </Group>
    </form>
  );
}

/** Lets a leader choose who is left alone, after saying what these accounts miss. */
export function HoldOutDialog({ outcome, opened, onClose }: { outcome: Pick<OutcomeItem, 'id' | 'label' | 'holdOut'>; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('outcome');
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={t('hold.dialog', { name: outcome.label })} closeButtonProps={{ 'aria-label': t('close') }}>
      <HoldOutForm id={outcome.id} name={outcome.label} holdOut={outcome.holdOut} onClose={onClose} />
    </Modal>
  );
}
