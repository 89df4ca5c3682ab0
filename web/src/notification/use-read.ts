import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import type { InputOf, OutputOf } from '../api/operations.ts';

type List = OutputOf<'notification.list'>;

/** Marks notifications as read or unread: shown at once, and read again from the server afterwards, also when it refused. Answers which moved. */
export function useRead(): (input: InputOf<'notification.read'>) => Promise<readonly number[]> {
  const client = useQueryClient();
  return async (input) => {
    const read = input.read ?? true;
    const ids = input.ids && new Set(input.ids);
    await client.cancelQueries({ queryKey: ['notification.list'] });
    client.setQueriesData<List>({ queryKey: ['notification.list'] }, (list) => {
      if (!list) return list;
      const touched = ids ? list.items.filter((item) => ids.has(item.id) && (item.readAt === null) === read).length : list.unread;
      return { ...list, unread: Math.max(0, list.unread + (read ? -touched : touched)), items: list.items.map((item) => (!ids || ids.has(item.id) ? { ...item, readAt: read ? (item.readAt ?? item.at) : null } : item)) };
    });
    try {
      return (await call('notification.read', input)).ids;
    } finally {
      void client.invalidateQueries({ queryKey: ['notification.list'] });
    }
  };
}
