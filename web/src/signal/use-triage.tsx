import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SignalItem } from '../../../src/contract/signal.ts';
import { call } from '../api/call.ts';
import type { InputOf, OutputOf, SignalAction } from '../api/operations.ts';
import { ProblemError } from '../api/problem.ts';
import { count } from '../ui/format.ts';

const undoMs = 8000;

type More = Pick<InputOf<'signal.batch'>, 'note' | 'until' | 'assignee'>;

/** Acts on signals, says what was done and what was not, and offers to take it back exactly. */
export function useTriage(): (items: readonly SignalItem[], action: SignalAction, more?: More) => Promise<void> {
  const { t } = useTranslation('signal');
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ predicate: ({ queryKey }) => /^(signal\.|account\.book|account\.next)/.test(String(queryKey[0])) });
  const fail = (error: unknown) => notifications.show({ color: 'red', title: error instanceof Error ? error.message : t('done.failed'), message: error instanceof ProblemError ? (error.remedy ?? '') : '' });
  const tell = (items: readonly SignalItem[], action: SignalAction, after: OutputOf<'signal.batch'>) => {
    if (after.rejected.length) notifications.show({ color: 'red', title: t('done.refused', { count: after.rejected.length, text: items.length === 1 ? (items[0]?.label ?? '') : count(after.rejected.length), why: after.rejected[0]?.message ?? '' }), message: '' });
    if (!after.items.length) return;
    const only = items.length === 1 ? items[0] : undefined;
    const id = `signal-${after.items[0]?.id}`;
    const undo = async () => {
      notifications.hide(id);
      const back = after.items.map(({ id: signal, version, before: to }) => ({ id: signal, version, ...(to ? { to } : {}) }));
      await call('signal.batch', { action: back.every((one) => 'to' in one) ? 'revert' : 'reopen', items: back }).catch(fail);
      await refresh();
    };
    const title = `${t(`done.${action}`)}: ${only?.label ?? t('done.many', { count: after.items.length, text: count(after.items.length) })}`;
    notifications.show({ id, autoClose: undoMs, title, message: <span className="row">{only?.accountName}<span className="grow" />{action !== 'reopen' && <Button size="compact-xs" onClick={() => void undo()}>{t('done.undo')}</Button>}</span> });
  };
  return async (items, action, more = {}) => {
    try {
      tell(items, action, await call('signal.batch', { action, items: items.map(({ id, version }) => ({ id, version })), ...more }));
    } catch (error) {
      fail(error);
    }
    await refresh();
  };
}
