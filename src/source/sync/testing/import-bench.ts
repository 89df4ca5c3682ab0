import { manualClock, toDate } from '../../../lib/clock.ts';
import { createLog } from '../../../platform/log/log.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { execute } from '../../../platform/operation/execute.ts';
import type { ImportReport } from '../../../contract/import.ts';
import { startTestEngines, type TestEngines } from '../../../platform/testing/test-engines.ts';
import { importOperations } from '../operations/import-operations.ts';

/** An import over real engines, driven through the operations as a command line would. */
export interface ImportBench extends TestEngines {
  context: Context;
  call<T>(id: string, input: object): Promise<T>;
  import(paths: string[], more?: object): Promise<ImportReport>;
}

/** Starts both engines and the import operations, with a clock that stands at `day`. */
export async function startImportBench(day = '2025-01-15'): Promise<ImportBench> {
  const engines = await startTestEngines();
  const clock = manualClock(toDate(`${day}T12:00:00Z`));
  const context: Context = {
    db: engines.db, analytics: engines.analytics, clock, log: createLog('silent'),
    principal: { kind: 'local', id: 'test', name: 'Test', scopes: new Set(['admin', 'import', 'read']), book: 'all' },
  };
  const table = new Map(importOperations({ spoolDir: () => `${engines.dataDir}/spool` }).map((operation) => [operation.id, operation]));
  const call = async <T>(id: string, input: object) => (await execute(table.get(id)!, context, input)) as T;
  return { ...engines, context, call, import: (paths, more = {}) => call<ImportReport>('import.files', { paths, ...more }) };
}
