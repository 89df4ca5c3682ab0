import { Button, Group, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignalItem } from '../../../src/contract/signal.ts';
import { useOperation } from '../api/use-operation.ts';
import { count } from '../ui/format.ts';

interface AskProps {
  items: readonly SignalItem[] | undefined;
  onClose: () => void;
  onSave: (items: readonly SignalItem[], answer: string) => void;
}

function useWhat(items: readonly SignalItem[] | undefined): string {
  const { t } = useTranslation('signal');
  return items?.length === 1 ? (items[0]?.label ?? '') : t('bulk.chosen', { count: items?.length ?? 0, text: count(items?.length ?? 0) });
}

/** Asks why signals are resolved; the reason is kept with each and read when the account is looked back on. */
export function ResolveDialog({ items, onClose, onSave }: AskProps) {
  const { t } = useTranslation('signal');
  const what = useWhat(items);
  const [note, setNote] = useState('');
  const save = () => {
    if (!items || !note.trim()) return;
    onSave(items, note.trim());
    setNote('');
    onClose();
  };
  return (
    <Modal opened={items !== undefined} onClose={onClose} title={t('resolve.title', { what })}>
      <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); save(); }}>
        {items?.length === 1 && <p className="t2" style={{ margin: 0 }}>{items[0]?.accountName}: {items[0]?.why}</p>}
        <Textarea data-autofocus required label={t('resolve.reason')} value={note} onChange={(event) => setNote(event.currentTarget.value)} autosize minRows={2} />
        <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('resolve.cancel')}</Button><Button type="submit" variant="filled" disabled={!note.trim()}>{t('resolve.save')}</Button></Group>
      </form>
    </Modal>
  );
}

/** Asks which colleague takes signals. */
export function AssignDialog({ items, onClose, onSave }: AskProps) {
  const { t } = useTranslation('signal');
  const what = useWhat(items);
  const members = useOperation('member.list', { limit: 1000 }, { enabled: items !== undefined });
  const [name, setName] = useState('');
  const save = () => {
    if (!items || !name) return;
    onSave(items, name);
    onClose();
  };
  return (
    <Modal opened={items !== undefined} onClose={onClose} title={t('assign.title', { what })}>
      <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); save(); }}>
        <NativeSelect data-autofocus required label={t('assign.to')} value={name} onChange={(event) => setName(event.currentTarget.value)} data={[{ value: '', label: t('assign.choose') }, ...(members.data?.items ?? []).map((member) => ({ value: member.name, label: member.name }))]} />
        <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('resolve.cancel')}</Button><Button type="submit" variant="filled" disabled={!name}>{t('assign.save')}</Button></Group>
      </form>
    </Modal>
  );
}
