import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Analytics } from './analytics.ts';
import { literal } from './literal.ts';

/** Applies the numbered files of `dir` to the usage store, forward only. Statements end with `;` at a line's end and are repeatable up to the recorded file. */
export async function migrateAnalytics(analytics: Analytics, dir: string): Promise<number> {
  await analytics.exec('CREATE TABLE IF NOT EXISTS schema_migration (name String, applied_at DateTime DEFAULT now()) ENGINE = MergeTree ORDER BY name');
  const applied = new Set((await analytics.query<{ name: string }>('SELECT name FROM schema_migration')).map((row) => row.name));
  let count = 0;
  for (const name of (await readdir(dir)).filter((file) => file.endsWith('.sql')).toSorted()) {
    if (applied.has(name)) continue;
    for (const statement of statementsOf(await readFile(join(dir, name), 'utf8'))) await analytics.exec(statement);
    await analytics.exec(`INSERT INTO schema_migration (name) VALUES (${literal(name)})`);
    count++;
  }
  return count;
}

// A crash between a statement and its record is repaired by running the file again.
function statementsOf(sql: string): string[] {
  return sql
    .split(/;\s*$/m)
    .map((statement) => statement.replace(/^\s*--.*$/gm, '').trim())
    .filter((statement) => statement !== '')
    .map((statement) => statement.replace(/^CREATE TABLE (?!IF)/, 'CREATE TABLE IF NOT EXISTS '));
}
