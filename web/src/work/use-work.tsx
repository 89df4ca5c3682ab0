import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CockpitKind, RankedItem } from '../../../src/contract/cockpit.ts';
import { call } from '../api/call.ts';
import { ProblemError } from '../api/problem.ts';

const undoMs = 8000;

type Back = () => Promise<unknown>;

/** Which of the work can be marked done in the list. */
export function canFinish({ kind }: Pick<RankedItem, 'kind'>): boolean {
  return kind === 'task' || kind === 'signal' || kind === 'reply';
}

async function actOnSignals(items: readonly RankedItem[], act: { action: 'resolve' | 'snooze'; note?: string; until?: string }): Promise<{ back: Back; refused: string[] }> {
  const after = await call('signal.batch', { ...act, items: items.map(({ id, version }) => ({ id, version })) });
  const back = after.items.map(({ id, version, before: to }) => ({ id, version, ...(to ? { to } : {}) }));
  return { refused: after.rejected.map(({ message }) => message), back: () => call('signal.batch', { action: back.every((one) => 'to' in one) ? 'revert' : 'reopen', items: back }) };
}

/** What a person does to work: each says what was done, and offers to take it back. */
export function useWork() {
  const { t } = useTranslation('task');
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ predicate: ({ queryKey }) => /^(cockpit\.|task\.|signal\.)/.test(String(queryKey[0])) });
  const fail = (error: unknown) => notifications.show({ color: 'red', closeButtonProps: { 'aria-label': t('said.close') }, title: error instanceof Error ? error.message : t('said.failed'), message: error instanceof ProblemError ? (error.remedy ?? '') : '' });
  const say = async (title: string, backs: readonly Back[]) => {
    await refresh();
    const undo = async () => {
      notifications.hide(id);
      for (const back of backs) await back().catch(fail);
      await refresh();
    };
    const id: string = notifications.show({ autoClose: undoMs, title, closeButtonProps: { 'aria-label': t('said.close') }, message: backs.length > 0 && <span className="row"><span className="grow" /><Button size="compact-xs" onClick={() => void undo()}>{t('said.undo')}</Button></span> });
  };
  const refuse = (refused: readonly string[]) => {
    if (refused.length) notifications.show({ color: 'red', closeButtonProps: { 'aria-label': t('said.close') }, title: t('said.refused', { count: refused.length, why: refused[0] ?? '' }), message: '' });
  };
  const many = (what: 'done' | 'snooze', items: readonly RankedItem[]) => t(`said.${what}`, { count: items.length, what: items[0]?.title ?? '' });
  const taskIds = (items: readonly RankedItem[]) => ({ ids: items.map(({ id }) => id), versions: items.map(({ version }) => version) });
  const undoTask = (changeId: string): Back => () => call('task.undo', { changeId });

  /** Tasks are done, signals resolved with the reason, replies dealt with. */
  const finish = async (items: readonly RankedItem[], note: string): Promise<void> => {
    const [tasks, signals, replies] = (['task', 'signal', 'reply'] as const).map((kind) => items.filter((item) => item.kind === kind)) as [RankedItem[], RankedItem[], RankedItem[]];
    const backs: Back[] = [];
    try {
      if (tasks.length) backs.push(undoTask((await call('task.set-status', { status: 'done', ...taskIds(tasks) })).changeId));
      if (signals.length) {
        const { back, refused } = await actOnSignals(signals, { action: 'resolve', note });
        refuse(refused);
        if (refused.length < signals.length) backs.push(back);
      }
      if (replies.length) {
        const ids = replies.map(({ id }) => id);
        await call('reply.settle', { ids });
        backs.push(() => call('reply.reopen', { ids }));
      }
    } catch (error) {
      fail(error);
    }
    if (backs.length) await say(many('done', [...tasks, ...signals, ...replies]), backs);
    else await refresh();
  };

  const snooze = async (items: readonly RankedItem[], until: string): Promise<void> => {
    const backs: Back[] = [];
    try {
      for (const [kind, own] of Map.groupBy(items, (item): CockpitKind => item.kind)) {
        if (kind === 'task') backs.push(undoTask((await call('task.snooze', { until, ...taskIds(own) })).changeId));
        else if (kind === 'signal') {
          const { back, refused } = await actOnSignals(own, { action: 'snooze', until });
          refuse(refused);
          if (refused.length < own.length) backs.push(back);
        } else {
          const ids = own.map(({ id }) => id);
          await call('cockpit.snooze', { kind, ids, until });
          backs.push(() => call('cockpit.snooze', { kind, ids, until: 'now' }));
        }
      }
    } catch (error) {
      fail(error);
    }
    if (backs.length) await say(many('snooze', items), backs);
    else await refresh();
  };

  /** Runs a change of tasks, says it, and offers to take it back; answers whether it worked. */
  const change = async (title: string, work: () => Promise<{ changeId: string }>): Promise<boolean> => {
    try {
      const { changeId } = await work();
      await say(title, [undoTask(changeId)]);
      return true;
    } catch (error) {
      fail(error);
      await refresh();
      return false;
    }
  };
  return { finish, snooze, change, fail, refresh };
}
