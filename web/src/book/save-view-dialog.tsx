import { ActionIcon, Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconTrash } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedView } from '../../../src/contract/book-view.ts';
import { useChange } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { Failure } from '../ui/state.tsx';
import { stateOf, type BookSearch } from './book-search.ts';

interface SaveViewProps {
  search: BookSearch;
  /** The view that the page began with, where it may be changed. */
  view: SavedView | undefined;
  onSaved: (view: SavedView) => void;
  onRemoved: () => void;
  onClose: () => void;
}

/** Keeps the page as a view: a new one, or the one it began with. */
export function SaveViewDialog({ search, view, onSaved, onRemoved, onClose }: SaveViewProps) {
  const { t } = useTranslation('book');
  const may = useMay();
  const [name, setName] = useState(view?.name ?? '');
  const [shared, setShared] = useState(view?.shared ?? false);
  const save = useChange('view.save', ['view.list']);
  const remove = useChange('view.remove', ['view.list']);
  const mine = view && (view.mine || may('share')) ? view : undefined;
  const state = stateOf(search);
  const submit = (asNew: boolean) => save.mutate({ name, shared, state, ...(mine && !asNew ? { id: mine.id, version: mine.version } : {}) }, { onSuccess: (saved) => { onSaved(saved); onClose(); } });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    submit(!mine);
  };
  const restore = (removed: SavedView) => save.mutate({ name: removed.name, shared: removed.shared, state: removed.state });
  const take = () => mine && remove.mutate({ id: mine.id, version: mine.version }, {
    onSuccess: ({ removed }) => {
      onRemoved();
      onClose();
      notifications.show({ autoClose: 10_000, message: <span className="row"><span>{t('view.removed', { name: removed.name })}</span><Button size="compact-xs" onClick={() => restore(removed)}>{t('edit.undo')}</Button></span> });
    },
  });
  return (
    <Modal opened onClose={onClose} size="sm" title={mine ? t('view.change') : t('view.new')}>
      <form className="stack" style={{ gap: 12 }} onSubmit={onSubmit}>
        <TextInput label={t('view.name')} required maxLength={80} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
        {(may('share') || shared) && <Checkbox size="xs" label={t('view.shared')} checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />}
        <p className="t3" style={{ margin: 0, fontSize: 12 }}>{t('view.note')}</p>
        {(save.error ?? remove.error) && <Failure error={(save.error ?? remove.error) as Error} compact />}
        <div className="row">
          {mine && <ActionIcon color="red" aria-label={t('view.remove')} title={t('view.remove')} loading={remove.isPending} onClick={take}><IconTrash size={16} /></ActionIcon>}
          <span className="grow" />
          {mine && <Button disabled={!name.trim()} loading={save.isPending} onClick={() => submit(true)}>{t('view.saveNew')}</Button>}
          <Button type="submit" variant="filled" disabled={!name.trim()} loading={save.isPending}>{t('view.save')}</Button>
        </div>
      </form>
    </Modal>
  );
}
