import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import type { SignalItem } from '../../../src/contract/signal.ts';
import { call } from '../api/call.ts';
import type { InputOf, SignalAction } from '../api/operations.ts';
import { ProblemError } from '../api/problem.ts';

const done: Partial<Record<SignalAction, string>> = { acknowledge: 'Acknowledged', snooze: 'Snoozed', resolve: 'Resolved', reopen: 'Open again' };
const undoMs = 8000;

/** Acts on a signal at once and offers to undo; a conflict says that someone else was first. */
export function useTriage(): (item: SignalItem, action: SignalAction, more?: Pick<InputOf<'signal.act'>, 'note' | 'until'>) => Promise<boolean> {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ predicate: ({ queryKey }) => /^(signal\.|account\.book)/.test(String(queryKey[0])) });
  const fail = (error: unknown) => notifications.show({ color: 'red', title: error instanceof Error ? error.message : 'That did not work', message: error instanceof ProblemError ? (error.remedy ?? '') : '' });
  return async (item, action, more = {}) => {
    try {
      const after = await call('signal.act', { id: item.id, version: item.version, action, ...more });
      await refresh();
      const id = `signal-${item.id}`;
      const undo = async () => {
        notifications.hide(id);
        await call('signal.act', { id: item.id, version: after.version, action: 'reopen' }).catch(fail);
        await refresh();
      };
      notifications.show({ id, autoClose: undoMs, title: `${done[action] ?? 'Done'}: ${item.label}`, message: <span className="row">{item.accountName}<span className="grow" />{action !== 'reopen' && <Button size="compact-xs" onClick={() => void undo()}>Undo</Button>}</span> });
      return true;
    } catch (error) {
      fail(error);
      await refresh();
      return false;
    }
  };
}
