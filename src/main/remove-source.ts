import { z } from 'zod';
import { forgetPeers } from '../insight/health/peer-store.ts';
import { literal } from '../platform/analytics/literal.ts';
import { fault } from '../lib/fault.ts';
import type { Db } from '../platform/postgres/database.ts';
import type { Context } from '../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../platform/operation/operation.ts';

// Children before parents; each table has the accounts of the removed source in `gone`.
const derived = ['health_close', 'health_now', 'health_ledger', 'health_pulse', 'health_override', 'account_fact', 'dirty_account', 'signal_memory', 'reassignment_account'];
const records = ['business_change', 'survey_answer', 'activity', 'ticket', 'invoice', 'agreement_line'];

// An account that another source knows by an id or has a record of belongs to that source too, and stays; $2 are sources that do not count as others.
const knownElsewhere = ['external_id x where x.entity = \'account\' and x.entity_id = a.id', ...[...records, 'person'].map((table) => `${table} x where x.account_id = a.id`)]
  .map((from) => `exists (select 1 from ${from} and x.source_id <> all($2))`).join(' or ');

/** What people wrote about a sample company, and what its people answered, goes with it. */
async function aboutSample(tx: Db, sourceId: string): Promise<string[]> {
  return (await tx.query<{ id: string }>("select o.id from source o join source s on s.id = $1 and s.sample where o.kind in ('manual', 'survey', 'mail')", [sourceId])).map(({ id }) => id);
}

/** Removes a source with every account that only it made, their records, usage and derived values; returns the number of accounts. */
export async function removeSource({ db, analytics }: Context, sourceId: string): Promise<number> {
  const count = await db.tx(async (tx) => {
    await tx.query(`create temp table gone on commit drop as select id from account a where source_id = $1 and not (${knownElsewhere})`, [sourceId, [sourceId, ...(await aboutSample(tx, sourceId))]]);
    await tx.query('update account set source_id = null where source_id = $1 and id not in (select id from gone)', [sourceId]);
    await tx.query('update account set merged_into = null where merged_into in (select id from gone) and id not in (select id from gone)');
    await tx.query('delete from signal_event where signal_id in (select id from signal where account_id in (select id from gone))');
    await tx.query('delete from signal where account_id in (select id from gone)');
    for (const table of derived) await tx.query(`delete from ${table} where account_id in (select id from gone)`);
    for (const table of records) await tx.query(`delete from ${table} where source_id = $1 or account_id in (select id from gone)`, [sourceId]);
    await tx.query("delete from field_version where source_id = $1 or (entity = 'account' and entity_id in (select id from gone))", [sourceId]);
    await tx.query('delete from external_id where source_id = $1 or entity_id in (select id from gone)', [sourceId]);
    for (const table of ['ticket', 'activity', 'survey_answer']) await tx.query(`update ${table} set person_id = null where person_id in (select id from person where source_id = $1)`, [sourceId]);
    await tx.query('delete from person where source_id = $1 or account_id in (select id from gone)', [sourceId]);
    await tx.query('update usage_identity set account_id = null, version = version + 1 where account_id in (select id from gone) and source_id <> $1', [sourceId]);
    await tx.query('delete from usage_identity where source_id = $1', [sourceId]);
    await tx.query('update account set parent_id = null where parent_id in (select id from gone) and id not in (select id from gone)');
    const rows = await tx.query('delete from account where id in (select id from gone) returning id');
    await tx.query('delete from reassignment r where not exists (select 1 from reassignment_account x where x.reassignment_id = r.id)');
    await tx.query('delete from account_edit e where not exists (select 1 from account_edit_item x where x.edit_id = e.id)');
    await tx.query('delete from doubt where import_id in (select id from import where source_id = $1)', [sourceId]);
    await tx.query('delete from quarantine where source_id = $1', [sourceId]);
    await tx.query('delete from import_account where import_id in (select id from import where source_id = $1)', [sourceId]);
    await tx.query('delete from import_file where import_id in (select id from import where source_id = $1)', [sourceId]);
    await tx.query('delete from import where source_id = $1', [sourceId]);
    await tx.query('delete from source_statement where source_id = $1', [sourceId]);
    await tx.query('delete from source_record where source_id = $1', [sourceId]);
    await tx.query('delete from tracking_batch where source_id = $1', [sourceId]);
    await tx.query('delete from tracking_rejected where source_id = $1', [sourceId]);
    await tx.query('update api_key set source_id = null where source_id = $1', [sourceId]);
    await tx.query('delete from source where id = $1', [sourceId]);
    await forgetPeers(tx);
    await tx.query(`delete from member m where m.user_id is null and not exists (select 1 from account a where a.owner_id = m.id)
      and not exists (select 1 from reassignment r where r.owner_id = m.id) and not exists (select 1 from reassignment_account x where x.from_owner_id = m.id)`);
    return rows.length;
  });
  for (const table of ['event', 'usage_period', 'usage_seen', 'identity']) await analytics.exec(`ALTER TABLE ${table} DELETE WHERE source = ${literal(sourceId)} SETTINGS mutations_sync = 2`);
  return count;
}

/** Ends a connection and forgets its credentials; what it brought stays, and stands where it stood. */
async function disconnect({ db }: Context, sourceId: string): Promise<void> {
  await db.query("update connection set state = 'disconnected', credentials = null, tokens = null, due_at = null, last_error = null, refresh_expires_at = null, writes = false where source_id = $1", [sourceId]);
  // Whoever connects it again decides anew what is sent back.
  await db.query('update connection_write set records = false, approved_digest = null, approved_by = null, approved_at = null where source_id = $1', [sourceId]);
  await db.query("insert into change_feed (topic, entity_id) values ('source', $1)", [sourceId]);
}

/** Taking out what one source brought: the way back from files that were loaded wrongly. A vendor may also be disconnected with its data kept. */
export function sourceRemovalOperations(deps: { loaded(context: Context, scope: { whole: boolean }): Promise<void> }): AnyOperation[] {
  return [
    defineOperation({
      id: 'source.remove', summary: 'Remove a source with everything that only it brought: accounts, records, usage and what was derived from them. This cannot be undone. A connected vendor can be disconnected with its data kept instead.',
      scope: 'admin', effect: 'change', faults: ['notFound', 'conflict'], positional: ['source'], entity: ({ source }) => `source:${source}`,
      input: z.object({ source: z.string().describe('Its id, or the vendor of a connection.'), confirm: z.string().optional().describe('Its name, as a sign that it is meant.'), keepData: z.boolean().default(false).describe('Of a connected vendor: end the connection and forget its credentials, keep what it brought.') }), output: z.object({ accounts: z.number().int().describe('Accounts that are gone with it.') }),
      async handler(context, input) {
        const { db } = context;
        const found = await db.maybe<{ id: string; name: string; connected: boolean; busy: boolean }>(
          "select s.id, s.name, c.source_id is not null and c.state <> 'disconnected' as connected, coalesce(c.leased_until > $2, false) as busy from source s left join connection c on c.source_id = s.id where s.id = $1 or c.vendor = lower($1) order by (s.id = $1) desc limit 1", [input.source, context.clock.wall()]);
        if (!found) throw fault('notFound', 'source', `There is no source "${input.source}".`, { remedy: 'See "source list".' });
        if (found.busy) throw fault('conflict', 'connection_running', 'This source is being read.', { remedy: 'Pause it, and wait for the page in hand.' });
        if (input.keepData) {
          if (!found.connected) throw fault('invalid', 'keep_data', 'Only a connected vendor can be removed with its data kept.');
          await disconnect(context, found.id);
          return { accounts: 0 };
        }
        if (found.name !== input.confirm) throw fault('invalid', 'confirm', `Its name is "${found.name}".`, { fields: [{ path: 'confirm', message: `Write "${found.name}" to remove it.` }] });
        if (await db.maybe('select 1 from api_key where source_id = $1 and revoked_at is null', [found.id])) throw fault('conflict', 'source_keys', 'A key may still send to this source.', { remedy: 'Revoke its write keys first.' });
        if (await db.maybe("select 1 from import where source_id = $1 and state = 'running'", [found.id])) throw fault('conflict', 'import_running', 'Files of this source are being loaded.', { remedy: 'Wait for the import to end.' });
        const accounts = await removeSource(context, found.id);
        await deps.loaded(context, { whole: true });
        return { accounts };
      },
    }),
  ];
}
