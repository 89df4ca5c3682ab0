import { Button, Group, Modal, MultiSelect, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActivityInput } from '../../../src/contract/activity.ts';
import { toDate } from '../../../src/lib/clock.ts';
import { call } from '../api/call.ts';
import { useOperation } from '../api/use-operation.ts';
import { useSession } from '../app/reading.ts';
import { Failure } from '../ui/state.tsx';
import { useUndo } from './use-undo.tsx';

type Kind = 'note' | 'call' | 'meeting' | 'email' | 'chat';

/** An entry that is being changed, with the version that was read. */
export interface EditedNote extends ActivityInput {
  id: string;
  version: number;
}

/** A moment for a date-time field, in the reader's own time zone. */
export function fieldMoment(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

function usePeople(accountId: string, opened: boolean): { value: string; label: string }[] {
  const read = useOperation('account.show', { id: accountId }, { enabled: opened });
  return (read.data?.people ?? []).map((person) => ({ value: person.id, label: person.name ?? person.email ?? person.id }));
}

function NoteForm({ accountId, edited, kind: firstKind, onClose }: { accountId: string; edited: EditedNote | undefined; kind: Kind; onClose: () => void }) {
  const { t } = useTranslation('account');
  const { instance } = useSession();
  const people = usePeople(accountId, true);
  const { say } = useUndo();
  const [kind, setKind] = useState<Kind>(edited?.kind ?? firstKind);
  const [at, setAt] = useState(() => (edited ? fieldMoment(toDate(edited.at)) : `${instance.today}T${fieldMoment(toDate(performance.timeOrigin + performance.now())).slice(11)}`));
  const [direction, setDirection] = useState<string | null>(edited?.direction ?? 'two_way');
  const [subject, setSubject] = useState(edited?.subject ?? '');
  const [text, setText] = useState(edited?.text ?? '');
  const [participants, setParticipants] = useState<string[]>(edited?.participants ?? []);
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    setError(null);
    const input: ActivityInput = { kind, at: toDate(at).toISOString(), direction: kind === 'note' ? null : (direction as ActivityInput['direction']), subject: subject.trim(), text: text.trim() || null, participants };
    try {
      if (edited) {
        const { entry, before } = await call('activity.change', { ...input, id: edited.id, version: edited.version });
        const { kind: oldKind, at: oldAt, direction: oldDirection, subject: oldSubject, text: oldText, participants: old } = before;
        onClose();
        await say(t('note.changed'), () => call('activity.change', { id: entry.id, version: entry.version, kind: oldKind, at: oldAt, direction: oldDirection, subject: oldSubject, text: oldText, participants: old }));
      } else {
        const entry = await call('activity.add', { ...input, account: accountId });
        onClose();
        await say(t('note.added'), () => call('activity.remove', { id: entry.id, version: entry.version }));
      }
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <SegmentedControl aria-label={t('note.kind')} value={kind} onChange={(next) => setKind(next as Kind)} data={(['note', 'call', 'meeting', 'email', 'chat'] as const).map((value) => ({ value, label: t(`kind.${value}`) }))} />
      <Group grow align="flex-start">
        <TextInput type="datetime-local" label={t('note.at')} required value={at} onChange={(event) => setAt(event.currentTarget.value)} />
        {kind !== 'note' && <Select label={t('note.direction')} allowDeselect={false} value={direction} onChange={setDirection} data={(['two_way', 'in', 'out'] as const).map((value) => ({ value, label: t(`direction.${value}`) }))} />}
      </Group>
      <TextInput data-autofocus label={t('note.subject')} required maxLength={300} value={subject} onChange={(event) => setSubject(event.currentTarget.value)} />
      <Textarea label={t('note.text')} autosize minRows={3} maxRows={12} value={text} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit(); }} />
      <MultiSelect label={t('note.participants')} description={people.length === 0 ? t('note.nobody') : undefined} disabled={people.length === 0} searchable value={participants} onChange={setParticipants} data={people} />
      {error && <Failure error={error} compact />}
      <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" disabled={!subject.trim() || !at} loading={busy}>{edited ? t('save') : t('note.add')}</Button></Group>
    </form>
  );
}

/** Writes down a note, call or meeting, or changes one. */
export function NoteDialog({ accountId, opened, onClose, edited, kind = 'note' }: { accountId: string; opened: boolean; onClose: () => void; edited?: EditedNote | undefined; kind?: Kind }) {
  const { t } = useTranslation('account');
  return (
    <Modal opened={opened} onClose={onClose} title={edited ? t('note.changeTitle') : t('note.title')} size="lg">
      {opened && <NoteForm key={edited?.id ?? kind} accountId={accountId} edited={edited} kind={kind} onClose={onClose} />}
    </Modal>
  );
}
