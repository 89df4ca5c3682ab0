import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActionItem } from '../../../src/contract/action.ts';
import { useOperation } from '../api/use-operation.ts';
import { Loaded } from '../ui/state.tsx';
import { MessageView } from './message-view.tsx';
import type { Decide } from './use-decide.ts';

/** Asks why before rejecting. */
export function RejectDialog({ decide }: { decide: Decide }) {
  const { t } = useTranslation('action');
  const [reason, setReason] = useState('');
  const end = (text: string | null) => {
    setReason('');
    decide.endReject(text);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim()) end(reason.trim());
  };
  return (
    <Modal opened={decide.rejecting.length > 0} onClose={() => end(null)} title={t('rejectTitle', { count: decide.rejecting.length })} closeButtonProps={{ 'aria-label': t('close') }}>
      <form className="stack" style={{ gap: 12 }} onSubmit={submit}>
        <Textarea label={t('reason')} description={t('reasonNote')} required autosize minRows={3} maxLength={1000} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
        <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={() => end(null)}>{t('cancel')}</Button><Button type="submit" variant="filled" disabled={!reason.trim()}>{t('reject')}</Button></Group>
      </form>
    </Modal>
  );
}

function Sample({ id }: { id: string }) {
  const read = useOperation('action.show', { id });
  return <Loaded read={read}>{({ messages, accountName }) => <div className="stack"><b>{accountName}</b>{messages.slice(0, 1).map((message) => <MessageView key={message.to} message={message} />)}</div>}</Loaded>;
}

/** Approves many at once, after showing the first, the middle and the last of them. */
export function BatchDialog({ items, decide, opened, onClose }: { items: readonly ActionItem[]; decide: Decide; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('action');
  const samples = [...new Set([items[0], items[Math.floor(items.length / 2)], items.at(-1)])].flatMap((item) => item ?? []);
  return (
    <Modal opened={opened} onClose={onClose} title={t('batchTitle', { count: items.length })} size="lg" closeButtonProps={{ 'aria-label': t('close') }}>
      <div className="stack" style={{ gap: 12 }}>
        <p className="t2" style={{ margin: 0 }}>{t('batchText')}</p>
        {opened && samples.map(({ id }) => <Sample key={id} id={id} />)}
        <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button variant="filled" onClick={() => { onClose(); decide.approve(items); }}>{t('approveMany', { count: items.length })}</Button></Group>
      </div>
    </Modal>
  );
}
