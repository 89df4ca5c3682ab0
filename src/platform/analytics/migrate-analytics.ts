import { fault, Fault } from '../../lib/fault.ts';
import { readMigrations } from '../migration-files.ts';
import type { Analytics } from './analytics.ts';
import { literal } from './literal.ts';
import { splitStatements } from './split-statements.ts';

const tableExists = 57;

interface Step {
  number: number;
  step: number;
  checksum: string;
}

/**
 * Brings the usage store forward. The engine has no transactions for this, so each statement is recorded once it is done and a run that
 * was cut off goes on where it stopped. The caller owns the data directory. Answers the numbers worked on now; Fault `conflict` when an applied file changed.
 */
export async function migrateAnalytics(analytics: Analytics, dir: string): Promise<number[]> {
  await analytics.exec('CREATE TABLE IF NOT EXISTS schema_step (number UInt32, step UInt32, checksum String, applied_at DateTime DEFAULT now()) ENGINE = MergeTree ORDER BY (number, step)');
  const done = await analytics.query<Step>('SELECT number, step, checksum FROM schema_step');
  const applied: number[] = [];
  for (const file of await readMigrations(dir)) {
    const steps = done.filter((row) => row.number === file.number);
    if (steps.some((row) => row.checksum !== file.checksum)) {
      throw fault('conflict', 'migration_edited', `Migration ${file.name} differs from the one that was applied to this usage store.`, { remedy: 'Restore the file and put the change into a new migration.' });
    }
    const statements = splitStatements(file.sql);
    for (const [step, statement] of statements.entries()) {
      if (steps.some((row) => row.step === step)) continue;
      await runStep(analytics, statement);
      await analytics.exec(`INSERT INTO schema_step (number, step, checksum) VALUES (${literal(file.number)}, ${literal(step)}, ${literal(file.checksum)})`);
      if (applied.at(-1) !== file.number) applied.push(file.number);
    }
  }
  return applied;
}

/** A table that is there although its step is not recorded was made by a run that ended in between. */
async function runStep(analytics: Analytics, statement: string): Promise<void> {
  try {
    await analytics.exec(statement);
  } catch (error) {
    const made = error instanceof Fault && error.details['engineCode'] === tableExists && /^CREATE TABLE/i.test(statement);
    if (!made) throw error;
  }
}
