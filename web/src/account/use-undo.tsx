import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/problem.ts';

const undoMs = 8000;

/** Says what was done and offers to undo it; what failed is said with its remedy. Everything read of the account is read again afterwards. */
export function useUndo() {
  const { t } = useTranslation('account');
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ predicate: ({ queryKey }) => /^(account\.|health\.|signal\.)/.test(String(queryKey[0])) });
  const fail = (error: unknown) => notifications.show({ color: 'red', closeButtonProps: { 'aria-label': t('undo.close') }, title: error instanceof Error ? error.message : t('undo.failed'), message: error instanceof ProblemError ? (error.remedy ?? '') : '' });
  const say = async (title: string, back: () => Promise<unknown>) => {
    await refresh();
    const id = notifications.show({ autoClose: undoMs, title, closeButtonProps: { 'aria-label': t('undo.close') }, message: <span className="row"><span className="grow" /><Button size="compact-xs" onClick={() => void undo()}>{t('undo.undo')}</Button></span> });
    const undo = async () => {
      notifications.hide(id);
      await back().catch(fail);
      await refresh();
    };
  };
  return { say, fail, refresh };
}
