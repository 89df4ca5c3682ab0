import type { Clock } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { readPlaybooks } from './read-program.ts';
import type { CompiledPlaybook } from './compile-playbook.ts';
import type { TriggerRecord } from './run.ts';

/** An account that enters a playbook, and on what occasion. */
export interface Entry {
  accountId: string;
  /** The same occasion starts one run. */
  occasion: string;
  at: Date;
  trigger: TriggerRecord;
}

/**
 * Starts runs of the version in force, due at once, and notes the occasions. An account that is in the playbook already, or was started on
 * this occasion, is left. Answers the ids by account.
 */
export async function startRuns({ clock }: { clock: Clock }, tx: Db, playbookId: string, entries: readonly Entry[], playbook?: CompiledPlaybook): Promise<Map<string, string>> {
  const compiled = playbook ?? (await readPlaybooks(tx, clock.wall())).get(playbookId);
  if (!compiled || entries.length === 0) return new Map();
  const now = clock.now();
  const rows = entries.map((entry) => ({ id: newId('run', clock.wall().getTime()), ...entry }));
  const made = await tx.query<{ id: string; accountId: string }>(
    `insert into playbook_run (id, playbook_id, playbook_version, account_id, occasion, trigger, status, step_id, phase, started_at, step_at, due_at, updated_at)
     select n.id, $2, $3, n."accountId", n.occasion, n.trigger, 'running', $4, 'enter', $5, $5, $5, $5 from jsonb_to_recordset($1::jsonb) n(id text, "accountId" text, occasion text, trigger jsonb)
     on conflict do nothing returning id, account_id as "accountId"`,
    [JSON.stringify(rows), playbookId, compiled.version, compiled.first, now]);
  const ids = new Map(made.map(({ id, accountId }) => [accountId, id]));
  await noteOccasions(tx, playbookId, entries.map(({ accountId, occasion, at }) => ({ accountId, occasion, at, outcome: ids.has(accountId) ? 'entered' : 'running', reason: null, runId: ids.get(accountId) ?? null })));
  await tx.query("insert into change_feed (topic, entity_id) select 'run', id from unnest($1::text[]) id", [[...ids.values()]]);
  return ids;
}

/** An occasion and what came of it. */
export interface OccasionNote {
  accountId: string;
  occasion: string;
  at: Date;
  outcome: string;
  reason: string | null;
  runId: string | null;
}

/** Keeps occasions; one that is there stays as it was. */
export async function noteOccasions(tx: Db, playbookId: string, notes: readonly OccasionNote[]): Promise<void> {
  if (notes.length === 0) return;
  await tx.query(
    `insert into playbook_occasion (playbook_id, account_id, occasion, at, outcome, reason, run_id)
     select $2, "accountId", occasion, at, outcome, reason, "runId" from jsonb_to_recordset($1::jsonb) n("accountId" text, occasion text, at timestamptz, outcome text, reason text, "runId" text) on conflict do nothing`, [JSON.stringify(notes), playbookId]);
}
