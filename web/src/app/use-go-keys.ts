import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { goKeys } from './shortcuts.ts';

const waitMs = 1200;

/** Goes to a page by `g` and its letter. Heard before the page's own keys, so that `g s` never snoozes a signal. */
export function useGoKeys(): void {
  const navigate = useNavigate();
  useEffect(() => {
    let pressedAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || document.querySelector('[role=dialog]')) return;
      const waits = event.timeStamp - pressedAt < waitMs;
      pressedAt = Number.NEGATIVE_INFINITY;
      const to = waits ? goKeys[event.key as keyof typeof goKeys] : undefined;
      if (to) {
        event.preventDefault();
        event.stopImmediatePropagation();
        void navigate({ to, search: ((search: { at?: string }) => (search.at ? { at: search.at } : {})) as never });
      } else if (event.key === 'g') pressedAt = event.timeStamp;
    };
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, [navigate]);
}
