import { useMemo, useRef, useState } from 'react';
import type { BookRow } from '../../../src/contract/account.ts';

/** The accounts chosen, and how the choice changes. */
export interface Selection {
  selected: ReadonlySet<string>;
  toggle(id: string): void;
  /** Chooses from the row chosen last to this one. */
  range(rows: readonly BookRow[], id: string): void;
  toggleAll(rows: readonly BookRow[]): void;
  clear(): void;
}

/** Keeps the chosen accounts by id, so that a filter or a live change does not lose them. */
export function useSelection(): Selection {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | undefined>(undefined);
  return useMemo(() => ({
    selected,
    toggle(id) {
      anchor.current = id;
      setSelected((before) => {
        const after = new Set(before);
        if (!after.delete(id)) after.add(id);
        return after;
      });
    },
    range(rows, id) {
      const from = rows.findIndex((row) => row.id === (anchor.current ?? id));
      const to = rows.findIndex((row) => row.id === id);
      const chosen = rows.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1).map((row) => row.id);
      setSelected((before) => new Set([...before, ...chosen]));
    },
    toggleAll: (rows) => setSelected((before) => (rows.length > 0 && rows.every((row) => before.has(row.id)) ? new Set() : new Set(rows.map((row) => row.id)))),
    clear: () => setSelected(new Set()),
  }), [selected]);
}
