import { Button, Group, Modal, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
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
  const { instance } = useSession();
  const change = useChange('health.override', touches);
  const [value, setValue] = useState<number | string>(score ?? 50);
  const [reason, setReason] = useState('');
  const [expiresOn, setExpiresOn] = useState(addDays(instance.today, usualDays));
  const ready = typeof value === 'number' && reason.trim().length >= leastReason && expiresOn > instance.today;
  const save = () => change.mutate({ id: accountId, score: Number(value), reason: reason.trim(), days: daysBetween(instance.today, expiresOn) }, { onSuccess: onClose });
  return (
    <Modal opened={opened} onClose={onClose} title="Override the score">
      <div className="stack" style={{ gap: 12 }}>
        <NumberInput label="Score" description="0 to 100. The computed score stays visible." min={0} max={100} clampBehavior="strict" value={value} onChange={setValue} />
        <Textarea label="Reason" required value={reason} onChange={(event) => setReason(event.currentTarget.value)} autosize minRows={2} />
        <TextInput type="date" label="Until" description="After this day the computed score returns by itself." min={addDays(instance.today, 1)} value={expiresOn} onChange={(event) => setExpiresOn(event.currentTarget.value)} />
        {change.error && <Failure error={change.error} compact />}
        <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>Cancel</Button><Button variant="filled" disabled={!ready} loading={change.isPending} onClick={save}>Set the score</Button></Group>
      </div>
    </Modal>
  );
}

/** Records what the person thinks of the account; it counts as the manual measure of the scorecard until it expires. */
export function PulseDialog({ accountId, opened, onClose }: DialogProps) {
  const { instance } = useSession();
  const change = useChange('health.pulse', touches);
  const [value, setValue] = useState<Exclude<Band, 'unknown'>>('watch');
  const [note, setNote] = useState('');
  const [expiresOn, setExpiresOn] = useState(addDays(instance.today, usualDays));
  const save = () => change.mutate({ id: accountId, value, days: daysBetween(instance.today, expiresOn), ...(note.trim() ? { note: note.trim() } : {}) }, { onSuccess: onClose });
  return (
    <Modal opened={opened} onClose={onClose} title="Your pulse">
      <div className="stack" style={{ gap: 12 }}>
        <SegmentedControl aria-label="Pulse" value={value} onChange={(next) => setValue(next as 'good' | 'watch' | 'risk')} data={[{ value: 'good', label: 'Healthy' }, { value: 'watch', label: 'Watch' }, { value: 'risk', label: 'At risk' }]} />
        <Textarea label="Note" value={note} onChange={(event) => setNote(event.currentTarget.value)} autosize minRows={2} />
        <TextInput type="date" label="Counts until" min={addDays(instance.today, 1)} value={expiresOn} onChange={(event) => setExpiresOn(event.currentTarget.value)} />
        {change.error && <Failure error={change.error} compact />}
        <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>Cancel</Button><Button variant="filled" loading={change.isPending} onClick={save}>Save the pulse</Button></Group>
      </div>
    </Modal>
  );
}
