import type { ActionListener } from '../action/action-listener.ts';
import type { TaskListener } from '../task/task.ts';
import type { Clock } from '../../lib/clock.ts';
import { runOfKey } from './run.ts';
import { tellRuns } from './run-store.ts';

/** Tells runs that the tasks they made were closed. */
export function taskListener(clock: Clock): TaskListener {
  return {
    closed: (tx, tasks) => tellRuns(tx, tasks.flatMap(({ id, key, status }) => {
      const runId = key === null ? null : runOfKey(key);
      return runId === null ? [] : [{ runId, name: `task:${key}`, dedup: `${id}:${status}`, value: status, at: clock.now() }];
    })),
  };
}

/** Tells runs how the actions they proposed ended. */
export function actionListener(clock: Clock): ActionListener {
  return {
    settled: (tx, actions) => tellRuns(tx, actions.flatMap(({ id, key, status }) => {
      const runId = key === null ? null : runOfKey(key);
      return runId === null ? [] : [{ runId, name: `action:${key}`, dedup: id, value: status, at: clock.now() }];
    })),
  };
}
