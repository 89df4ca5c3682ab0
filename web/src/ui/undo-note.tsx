import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';

const shownMs = 8000;

/** Says what was done and, where there is a way back, offers it for a while. A way back that fails says why. */
export function noteWithUndo(message: string, label: string, undo?: () => unknown): void {
  const id = `undo-${performance.now()}`;
  const close = { 'aria-label': i18next.t('app:close') };
  const take = () => {
    notifications.hide(id);
    void Promise.resolve(undo?.()).catch((error: unknown) => notifications.show({ color: 'red', closeButtonProps: close, message: error instanceof Error ? error.message : String(error) }));
  };
  notifications.show({ id, autoClose: shownMs, closeButtonProps: close, message: <span className="row" style={{ justifyContent: 'space-between' }}><span>{message}</span>{undo && <Button size="compact-xs" onClick={take}>{label}</Button>}</span> });
}
