import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';

const shownMs = 8000;

/** Says what was done and offers to take it back for a while. `words` names the buttons. */
export function undoNote(title: string, words: { undo: string; close: string }, undo?: () => Promise<unknown>): void {
  const back = () => {
    notifications.hide(id);
    undo?.().catch((error: unknown) => notifications.show({ color: 'red', closeButtonProps: { 'aria-label': words.close }, message: error instanceof Error ? error.message : String(error) }));
  };
  const id: string = notifications.show({ autoClose: shownMs, title, closeButtonProps: { 'aria-label': words.close }, message: undo && <span className="row"><span className="grow" /><Button size="compact-xs" onClick={back}>{words.undo}</Button></span> });
}
