import { useState } from 'react';

/** Steps back and forward through the texts of an editor; changes of the same `place` one after the other are one step. */
export function useTextHistory(text: string, onText: (text: string) => void): { change: (next: string, place?: string) => void; undo: (() => void) | undefined; redo: (() => void) | undefined } {
  const [{ past, ahead, place: last }, setHistory] = useState<{ past: readonly string[]; ahead: readonly string[]; place: string | undefined }>({ past: [], ahead: [], place: undefined });
  const change = (next: string, place?: string) => {
    if (next === text) return;
    setHistory({ past: place !== undefined && place === last ? past : [...past, text].slice(-200), ahead: [], place });
    onText(next);
  };
  const [before, after] = [past.at(-1), ahead.at(-1)];
  return {
    change,
    undo: before === undefined ? undefined : () => { setHistory({ past: past.slice(0, -1), ahead: [...ahead, text], place: undefined }); onText(before); },
    redo: after === undefined ? undefined : () => { setHistory({ past: [...past, text], ahead: ahead.slice(0, -1), place: undefined }); onText(after); },
  };
}
