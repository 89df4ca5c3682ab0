import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fault } from '../lib/fault.ts';

export interface MigrationFile {
  number: number;
  name: string;
  sql: string;
  checksum: string;
}

/** The migrations of a directory in order: files named `NNNN_name.sql`. Two with one number are Fault `internal`. */
export async function readMigrations(dir: string): Promise<MigrationFile[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.sql')).sort();
  const files = await Promise.all(
    names.map(async (name) => {
      const number = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1]);
      if (!Number.isInteger(number)) throw fault('internal', 'migration_name', `Migration ${name} is not named NNNN_name.sql.`);
      const sql = await readFile(path.join(dir, name), 'utf8');
      return { number, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
  files.sort((a, b) => a.number - b.number);
  const twice = files.find((file, index) => files[index - 1]?.number === file.number);
  if (twice) throw fault('internal', 'migration_number', `Two migrations have the number ${twice.number}.`);
  return files;
}
