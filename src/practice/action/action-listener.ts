import type { ActionStatus } from '../../contract/action.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** Who wants to know that actions ended; joined in main. Called within the transaction that ends them. */
export interface ActionListener {
  settled(tx: Db, actions: readonly { id: string; key: string | null; accountId: string; status: ActionStatus }[]): Promise<void>;
}

/** Tells every listener. */
export async function tellSettled(listeners: readonly ActionListener[], tx: Db, actions: readonly { id: string; key: string; accountId: string; status: ActionStatus }[]): Promise<void> {
  if (actions.length === 0) return;
  for (const listener of listeners) await listener.settled(tx, actions.map(({ id, key, accountId, status }) => ({ id, key, accountId, status })));
}
