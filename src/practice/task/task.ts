import type { Recurrence, TaskItem, TaskOrigin, TaskPriority, TaskStatus } from '../../contract/task.ts';
import type { Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** Who gets a task: the account's owner, who has the fewest accounts, each in turn, or somebody named; null leaves it open. */
export type Assignment = 'owner' | 'fewest_accounts' | 'round_robin' | { memberId: string } | null;

/** When a task is due: a day, an instant, or so many business days from today. */
export type Due = { on: Day } | { at: Date } | { businessDays: number };

/** A task to be made. With a `key` it is made once, however often it is asked for. */
export interface NewTask {
  title: string;
  origin: TaskOrigin;
  key?: string | null;
  tag?: string;
  parentId?: string | null;
  /** Asked for; taken when it is free. */
  number?: number;
  accountId?: string | null;
  description?: string;
  details?: string;
  testStrategy?: string;
  status?: TaskStatus;
  priority?: TaskPriority;
  /** Default: the account's owner, else the caller. */
  assign?: Assignment;
  due?: Due | null;
  recurrence?: Recurrence | null;
  template?: string | null;
  metadata?: Record<string, unknown>;
}

/** Told in the same transaction when tasks were done or cancelled. Playbooks wait for that. */
export interface TaskListener {
  closed(tx: Db, tasks: readonly { id: string; key: string | null; accountId: string | null; status: TaskStatus }[]): Promise<void>;
}

/** Whose work a list shows. */
export interface TaskFilter {
  status?: TaskStatus | 'open' | 'all' | undefined;
  accountId?: string | undefined;
  assigneeId?: string | null | undefined;
  tag?: string | undefined;
  search?: string | undefined;
  ids?: readonly string[] | undefined;
  /** Of this task; null means whole tasks only. */
  parentId?: string | null | undefined;
  dueBefore?: Day | undefined;
}

export type { TaskItem };
