import { useNavigate, useSearch } from '@tanstack/react-router';
import { createContext, use, useMemo } from 'react';
import type { SessionState } from '../../../src/contract/session.ts';

/** The signed-in state, set by the shell. */
export const SessionContext = createContext<SessionState | null>(null);

/** Who is signed in and in what store. Only below the shell. */
export function useSession(): SessionState {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession is for pages below the shell');
  return session;
}

export interface Reading {
  /** Input that every read takes: the chosen past date, or nothing for the present. */
  asOf: { at?: string };
  /** The day the page speaks of. */
  today: string;
  /** Reads as of another day; undefined goes back to the present. */
  readAt(day: string | undefined): void;
}

/** The date the pages read at. It lives in the address, so that a link shows what its sender saw. */
export function useReading(): Reading {
  const { at } = useSearch({ strict: false }) as { at?: string };
  const { instance } = useSession();
  const navigate = useNavigate();
  const asOf = useMemo(() => (at ? { at } : {}), [at]);
  return {
    asOf,
    today: at ?? instance.today,
    readAt: (day) => void navigate({ to: '.', search: (search: object) => ({ ...search, at: day }) as never }),
  };
}
