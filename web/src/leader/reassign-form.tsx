import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { count } from '../ui/format.ts';
import { Failure } from '../ui/state.tsx';
import { useReassign } from './use-reassign.tsx';

const nobody = '-';

interface ReassignProps {
  accountIds: readonly string[];
  onClose: () => void;
  onDone: () => void;
}

/** Asks for the new owner and the hand-over note, in the place of the list. */
export function ReassignForm({ accountIds, onClose, onDone }: ReassignProps) {
  const { t } = useTranslation('leader');
  const members = useOperation('member.list', { limit: 5000 });
  const [owner, setOwner] = useState('');
  const [note, setNote] = useState('');
  const { handOver, isPending, error } = useReassign();
  const hand = () => handOver({ accountIds, ownerId: owner === nobody ? null : owner, ...(note.trim() ? { note: note.trim() } : {}) }, onDone);
  return (
    <form className="stack" aria-label={t('reassign.title')} onSubmit={(event) => { event.preventDefault(); if (owner) hand(); }}>
      <NativeSelect label={t('reassign.to')} required autoFocus value={owner} onChange={(event) => setOwner(event.currentTarget.value)} data={[{ value: '', label: t('reassign.choose') }, ...(members.data?.items ?? []).map((member) => ({ value: member.id, label: `${member.name} (${count(member.accounts)})` })), { value: nobody, label: t('reassign.nobody') }]} />
      <Textarea label={t('reassign.note')} description={t('reassign.noteHelp')} placeholder={t('reassign.notePlace')} rows={5} maxLength={4000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      {(error ?? members.error) && <Failure error={(error ?? members.error) as Error} compact />}
      <div className="row" style={{ justifyContent: 'flex-end', marginTop: 8 }}><Button onClick={onClose}>{t('reassign.cancel')}</Button><Button type="submit" variant="filled" disabled={!owner} loading={isPending}>{t('reassign.confirm', { count: accountIds.length, text: count(accountIds.length) })}</Button></div>
    </form>
  );
}
