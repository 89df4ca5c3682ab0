import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Reassignment } from '../../../src/contract/reassign.ts';
import { call } from '../api/call.ts';
import { useChange } from '../api/use-operation.ts';
import { count } from '../ui/format.ts';

const touched = ['team.', 'account.', 'member.', 'health.', 'metric.'] as const;

/** Hands accounts over and offers to take it back. */
export function useReassign() {
  const { t } = useTranslation('leader');
  const hand = useChange('account.reassign', touched);
  const client = useQueryClient();
  const tell = (done: Reassignment) => {
    const id = `reassign-${done.id}`;
    // The dialog that asked is gone by then: the undo must not hang on it.
    const takeBack = async () => {
      try {
        await call('account.unassign', { id: done.id });
        notifications.update({ id, message: t('reassign.undone'), autoClose: 4000 });
      } catch (error) {
        notifications.update({ id, color: 'red', message: (error as Error).message, autoClose: 8000 });
      }
      await client.invalidateQueries({ predicate: ({ queryKey }) => touched.some((prefix) => String(queryKey[0]).startsWith(prefix)) });
    };
    notifications.show({
      id, autoClose: 12_000,
      message: <span className="row"><span>{t('reassign.done', { count: done.moved, text: count(done.moved), owner: done.owner?.name ?? t('reassign.nobody') })} {done.unchanged > 0 && t('reassign.unchanged', { count: done.unchanged, text: count(done.unchanged) })}</span>{done.moved > 0 && <Button size="compact-xs" onClick={() => void takeBack()}>{t('reassign.undo')}</Button>}</span>,
    });
  };
  return { isPending: hand.isPending, error: hand.error, reset: hand.reset, handOver: (input: { accountIds: readonly string[]; ownerId: string | null; note?: string }, onDone: () => void) => hand.mutate(input, { onSuccess: (done) => { tell(done); onDone(); } }) };
}
