import type { Db } from './database.ts';
import { readMigrations } from '../migration-files.ts';
import { fault } from '../../lib/fault.ts';

const lockNumber = 7_401_226;

/**
 * Brings the schema forward: runs each numbered file once, each in its own transaction. The row of a migration is inserted before its
 * statements, so of two processes that start together one waits and then finds it done. Answers the numbers applied now.
 * Throws Fault `conflict` when a file changed after it was applied.
 */
export async function migrate(db: Db, dir: string): Promise<number[]> {
  await db.tx(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [lockNumber]);
    await tx.query('create table if not exists schema_migration (number int primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())');
  });
  const done = new Map((await db.query<{ number: number; checksum: string }>('select number, checksum from schema_migration')).map((row) => [row.number, row.checksum]));
  const applied: number[] = [];
  for (const file of await readMigrations(dir)) {
    let checksum = done.get(file.number);
    if (checksum === undefined) {
      const first = await db.tx(async (tx) => {
        const mine = await tx.maybe('insert into schema_migration (number, name, checksum) values ($1, $2, $3) on conflict do nothing returning number', [file.number, file.name, file.checksum]);
        if (mine) await tx.query(file.sql);
        return mine !== undefined;
      });
      if (first) applied.push(file.number);
      checksum = (await db.one<{ checksum: string }>('select checksum from schema_migration where number = $1', [file.number])).checksum;
    }
    if (checksum !== file.checksum) {
      throw fault('conflict', 'migration.changed', `Migration ${file.name} differs from the one that was applied to this database.`, { remedy: 'Restore the file and put the change into a new migration.' });
    }
  }
  return applied;
}
