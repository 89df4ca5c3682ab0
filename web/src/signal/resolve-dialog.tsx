import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { SignalItem } from '../../../src/contract/signal.ts';

/** Asks why a signal is resolved; the reason is kept with it and read when the account is looked back on. */
export function ResolveDialog({ item, onClose, onResolve }: { item: SignalItem | undefined; onClose: () => void; onResolve: (item: SignalItem, note: string) => void }) {
  const [note, setNote] = useState('');
  const save = () => {
    if (!item || !note.trim()) return;
    onResolve(item, note.trim());
    setNote('');
    onClose();
  };
  return (
    <Modal opened={item !== undefined} onClose={onClose} title={item ? `Resolve: ${item.label}` : 'Resolve'}>
      <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); save(); }}>
        <p className="t2" style={{ margin: 0 }}>{item?.accountName}: {item?.why}</p>
        <Textarea data-autofocus required label="What was done, or why it is no concern" value={note} onChange={(event) => setNote(event.currentTarget.value)} autosize minRows={2} />
        <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>Cancel</Button><Button type="submit" variant="filled" disabled={!note.trim()}>Resolve</Button></Group>
      </form>
    </Modal>
  );
}
