import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let streamLost = false;

/** Tells the pages that the stream of changes broke, or is back. */
export function setStreamLost(lost: boolean): void {
  if (lost === streamLost) return;
  streamLost = lost;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

/** Whether the server is reached: the network is there and the stream of changes stands or opens again at once. */
export function useOnline(): boolean {
  return useSyncExternalStore(subscribe, () => navigator.onLine && !streamLost);
}
