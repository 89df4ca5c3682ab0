import { notifications } from '@mantine/notifications';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActionItem } from '../../../src/contract/action.ts';
import { useChange } from '../api/use-operation.ts';
import { noteWithUndo } from '../ui/undo-note.tsx';

/** What a person decides about actions. */
export interface Decide {
  pending: boolean;
  approve(items: readonly ActionItem[]): void;
  undo(items: readonly Pick<ActionItem, 'id'>[]): void;
  /** Opens the dialog that asks why. */
  reject(items: readonly ActionItem[]): void;
  rejecting: readonly ActionItem[];
  endReject(reason: string | null): void;
}

const touched = ['action.'];

/** Approves as shown, takes back, rejects with a reason; each says what became of it. */
export function useDecide(onSettled: () => void): Decide {
  const { t } = useTranslation('action');
  const approving = useChange('action.approve', touched);
  const undoing = useChange('action.undo', touched);
  const refusing = useChange('action.reject', touched);
  const [rejecting, setRejecting] = useState<readonly ActionItem[]>([]);
  const fail = useCallback((error: Error) => notifications.show({ message: error.message, color: 'red', closeButtonProps: { 'aria-label': t('close') } }), [t]);
  const undo = (items: readonly Pick<ActionItem, 'id'>[]) =>
    undoing.mutate({ ids: items.map(({ id }) => id) }, {
      onSuccess: ({ items: answers }) => {
        const n = answers.filter(({ changed }) => changed).length;
        notifications.show({ message: n ? t('undone', { count: n }) : t('tooLate'), closeButtonProps: { 'aria-label': t('close') } });
      },
      onError: fail,
    });
  return {
    pending: approving.isPending || undoing.isPending, rejecting, undo, reject: setRejecting,
    approve: (items) =>
      approving.mutate({ ids: items.map(({ id }) => id), digests: items.map(({ digest }) => digest) }, {
        onSuccess: ({ items: answers }) => {
          const [done, left] = [answers.filter(({ approved }) => approved), answers.filter(({ approved }) => !approved)];
          if (done.length) noteWithUndo(t('approved', { count: done.length }), t('undo'), () => undo(done));
          if (left.length) notifications.show({ message: t('notApproved', { count: left.length, reason: left[0]?.reason ?? '' }), color: 'red', autoClose: 12_000, closeButtonProps: { 'aria-label': t('close') } });
          onSettled();
        },
        onError: fail,
      }),
    endReject(reason) {
      const ids = rejecting.map(({ id }) => id);
      setRejecting([]);
      if (reason === null) return;
      refusing.mutate({ ids, reason }, { onSuccess: ({ items: answers }) => { notifications.show({ message: t('rejected', { count: answers.filter(({ changed }) => changed).length }), closeButtonProps: { 'aria-label': t('close') } }); onSettled(); }, onError: fail });
    },
  };
}
