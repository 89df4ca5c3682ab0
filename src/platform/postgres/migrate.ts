import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fault } from '../../lib/fault.ts';
import { sha256 } from '../../lib/ids.ts';
import type { Db } from './database.ts';

/**
 * Applies the numbered SQL files of `dir` that were not applied yet, each in a transaction of its own, in order. Forward only.
 * Throws when an applied file was edited afterwards.
 */
export async function migrate(db: Db, dir: string): Promise<number> {
  await db.query('create table if not exists schema_migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())');
  const applied = new Map((await db.query<{ name: string; checksum: string }>('select name, checksum from schema_migration')).map((row) => [row.name, row.checksum]));
  let count = 0;
  for (const name of (await readdir(dir)).filter((file) => file.endsWith('.sql')).toSorted()) {
    const sql = await readFile(join(dir, name), 'utf8');
    const checksum = sha256(sql);
    const before = applied.get(name);
    if (before === checksum) continue;
    if (before !== undefined) throw fault('conflict', 'migration_edited', `The migration ${name} was edited after it was applied here.`, { remedy: 'Restore the file and put the change into a new migration.' });
    await db.tx(async (tx) => {
      // The row comes first: of two processes that migrate at once, the second waits here and then loses.
      await tx.query('insert into schema_migration (name, checksum) values ($1, $2)', [name, checksum]);
      await tx.query(sql);
    });
    count++;
  }
  return count;
}
