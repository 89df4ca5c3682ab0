import type { Clock } from '../../lib/clock.ts';
import type { Principal } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { ActionDraft, ProposedAction } from '../action/propose-actions.ts';
import type { NewTask } from '../task/task.ts';

/** Who does what playbooks want: the tasks' room and the actions' room, joined in main. Both are idempotent by key and write within `tx`. */
export interface PlaybookEffects {
  addTasks(context: { clock: Clock; principal: Principal }, tx: Db, drafts: readonly NewTask[]): Promise<{ id: string; key: string | null; created: boolean }[]>;
  proposeActions(context: { clock: Clock }, tx: Db, drafts: readonly ActionDraft[]): Promise<ProposedAction[]>;
}

/** In whose name playbooks work. */
export const playbookPrincipal: Principal = { kind: 'system', id: 'playbook', name: 'Playbooks', scopes: new Set(), book: 'all', userId: null };
