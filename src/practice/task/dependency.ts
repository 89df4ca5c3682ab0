import type { TaskPriority, TaskStatus } from '../../contract/task.ts';

/** What the order of work needs of a task. */
export interface Ordered {
  id: string;
  /** "15" or "15.2". */
  number: string;
  status: TaskStatus;
  priority: TaskPriority;
  dueOn: string | null;
  dependsOn: readonly string[];
}

const closedStates: ReadonlySet<TaskStatus> = new Set(['done', 'cancelled']);
const weights: Record<TaskPriority, number> = { critical: 3, high: 2, medium: 1, low: 0 };

/** True for a task that asks for nothing any more. */
export function isClosed(status: TaskStatus): boolean {
  return closedStates.has(status);
}

/** A way from `from` back to itself along `edges` (task -> tasks that come first), as ids in order; undefined when there is none. */
export function findCycle(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const state = new Map<string, 'open' | 'done'>();
  for (const start of edges.keys()) {
    const stack: { id: string; next: number }[] = [];
    const enter = (id: string) => {
      state.set(id, 'open');
      stack.push({ id, next: 0 });
    };
    if (!state.has(start)) enter(start);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const to = edges.get(top.id)?.[top.next++];
      if (to === undefined) {
        state.set(top.id, 'done');
        stack.pop();
      } else if (state.get(to) === 'open') return [...stack.slice(stack.findIndex(({ id }) => id === to)).map(({ id }) => id), to];
      else if (!state.has(to)) enter(to);
    }
  }
  return undefined;
}

/** Orders "2" before "10" and "10.2" before "10.10". */
export function byNumber(a: string, b: string): number {
  const [x = 0, y = 0] = a.split('.').map(Number);
  const [u = 0, v = 0] = b.split('.').map(Number);
  return x - u || y - v;
}

/**
 * The task to do next: pending or in progress, everything before it done; what is in progress first, then by priority, due day, fewest
 * dependencies and number. Undefined when nothing can begin.
 */
export function nextTask<T extends Ordered>(tasks: readonly T[], settled: ReadonlySet<string>): T | undefined {
  const ready = tasks.filter((task) => (task.status === 'pending' || task.status === 'in-progress') && task.dependsOn.every((id) => settled.has(id)));
  return ready.toSorted((a, b) =>
    Number(b.status === 'in-progress') - Number(a.status === 'in-progress') || weights[b.priority] - weights[a.priority] || (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999') || a.dependsOn.length - b.dependsOn.length || byNumber(a.number, b.number))[0];
}
