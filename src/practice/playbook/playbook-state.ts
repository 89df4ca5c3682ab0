import type { Db } from '../../platform/postgres/database.ts';

/** Whether a playbook is at work. Without a row it is off. */
export interface PlaybookState {
  playbookId: string;
  status: 'active' | 'paused';
  /** Business time since which it is at work: what happened before starts nothing. */
  since: Date;
  byWhom: string;
  note: string | null;
  version: number;
}

/** The state of every playbook that was ever put to work. */
export async function readStates(db: Db): Promise<Map<string, PlaybookState>> {
  const rows = await db.query<PlaybookState>('select playbook_id as "playbookId", status, since, by_whom as "byWhom", note, version from playbook_state');
  return new Map(rows.map((row) => [row.playbookId, row]));
}
