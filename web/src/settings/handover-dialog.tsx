import { Button, Group, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserItem } from '../../../src/contract/user.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { Failure } from '../ui/state.tsx';
import { noteWithUndo } from '../ui/undo-note.tsx';

const touched = ['user.', 'member.', 'account.', 'signal.', 'metric.', 'audit.'];

function HandoverForm({ user, onClose }: { user: UserItem; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const members = useOperation('member.list', { limit: 1000 });
  const move = useChange('user.handover', touched);
  const undo = useChange('account.unassign', touched);
  const [to, setTo] = useState('');
  const [note, setNote] = useState('');
  const others = (members.data?.items ?? []).filter((member) => member.id !== user.memberId);
  const save = () => user.memberId && move.mutate({ from: user.memberId, to, ...(note.trim() ? { note: note.trim() } : {}) }, {
    onSuccess: (done) => {
      noteWithUndo(t('handover.done', { count: done.moved, to: done.owner?.name ?? to }), t('undo'), () => undo.mutate({ id: done.id }));
      onClose();
    },
  });
  return (
    <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); save(); }}>
      <p style={{ margin: 0 }}>{t('handover.text', { count: user.accounts })}</p>
      <NativeSelect data-autofocus required label={t('handover.to')} value={to} data={[{ value: '', label: t('handover.choose'), disabled: true }, ...others.map((member) => ({ value: member.id, label: `${member.name} (${t('users.accounts', { count: member.accounts })})` }))]} onChange={(event) => setTo(event.currentTarget.value)} />
      <Textarea label={t('handover.note')} autosize minRows={3} maxLength={4000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      {move.error && <Failure error={move.error} compact />}
      <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" disabled={!to} loading={move.isPending}>{t('handover.go')}</Button></Group>
    </form>
  );
}

/** Hands a person's whole book over to a colleague. */
export function HandoverDialog({ user, onClose }: { user: UserItem | undefined; onClose: () => void }) {
  const { t } = useTranslation('settings');
  return <Modal opened={user !== undefined} onClose={onClose} title={t('handover.title', { name: user?.name ?? '' })} size="md">{user && <HandoverForm user={user} onClose={onClose} />}</Modal>;
}
