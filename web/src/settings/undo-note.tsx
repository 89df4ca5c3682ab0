import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';

/** Says what was done and offers to take it back. */
export function noteWithUndo(message: string, label: string, undo: () => void): void {
  const id = `undo-${performance.now()}`;
  const take = () => {
    notifications.hide(id);
    undo();
  };
  notifications.show({ id, autoClose: 8000, message: <span className="row" style={{ justifyContent: 'space-between' }}><span>{message}</span><Button size="compact-xs" onClick={take}>{label}</Button></span> });
}
