import { fault } from '../../lib/fault.ts';
import { readMigrations } from '../migration-files.ts';
import type { Db } from './database.ts';

const setupLock = 7_401_226;

/**
 * Brings the schema forward: runs each numbered file once, in its own transaction, and answers how many ran now. The row of a migration
 * is inserted before its statements, so of two processes that start together one waits and then finds it done.
 * Fault `conflict` when a file was edited after it was applied.
 */
export async function migrate(db: Db, dir: string): Promise<number> {
  await db.tx(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [setupLock]);
    await tx.query('create table if not exists schema_migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())');
  });
  const rows = await db.query<{ name: string; checksum: string }>('select name, checksum from schema_migration');
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  let count = 0;
  for (const { name, checksum, sql } of await readMigrations(dir)) {
    if (!applied.has(name)) {
      const mine = await db.tx(async (tx) => {
        const claimed = await tx.maybe('insert into schema_migration (name, checksum) values ($1, $2) on conflict do nothing returning name', [name, checksum]);
        if (claimed) await tx.query(sql);
        return claimed !== undefined;
      });
      if (mine) count += 1;
    } else if (applied.get(name) !== checksum) {
      throw fault('conflict', 'migration_edited', `The migration ${name} was edited after it was applied here.`, { remedy: 'Restore the file and put the change into a new migration.' });
    }
  }
  return count;
}
