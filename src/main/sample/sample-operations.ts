import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { fault } from '../../lib/fault.ts';
import { dayOf } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { listParts } from '../../source/file/input-part.ts';
import { readImport } from '../../source/sync/read-import.ts';
import { runImport } from '../../source/sync/run-import.ts';
import { stageImport } from '../../source/sync/stage-import.ts';
import { importReport } from '../../contract/import.ts';
import { generateSample } from './generate-sample.ts';
import { removeSource } from '../remove-source.ts';
import { writeSample } from './write-sample.ts';

/** The sample's source: its name says what it is. */
export const sampleSourceName = 'Sample company';
const sampleSourceId = 'src_sample_company';
/** The seed of the sample that people see. */
export const sampleSeed = 20_260_101;

export interface SampleDeps {
  /** Called after rows were loaded or removed. */
  loaded(context: Context, scope?: { whole: boolean }): Promise<void>;
}

/** Writes the sample company's exports and loads them through the importer, as a user's files would be. */
export async function loadSample(context: Context, accounts?: number): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'mainstay-sample-'));
  try {
    context.progress?.(0, 0, 'Making the sample company');
    await writeSample(generateSample({ seed: sampleSeed, today: dayOf(context.clock.now()), accounts }), dir);
    const importId = await stageImport(context, { parts: await listParts([dir]), source: sampleSourceName });
    await context.db.query('update source set sample = true where id = $1', [sampleSourceId]);
    await runImport(context, importId);
    return importId;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Sample data, in and out by one call each. */
export function sampleOperations(deps: SampleDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'sample.load', summary: 'Load a fictional company with two years of history, to look around.', scope: 'admin', effect: 'change',
      input: z.object({ accounts: z.coerce.number().int().min(40).max(5_000).optional().describe('How many customers it has.') }), output: importReport,
      async handler(context, input) {
        if (await context.db.maybe("select 1 from account a join source s on s.id = a.source_id where s.sample limit 1")) throw fault('conflict', 'sample_loaded', 'The sample company is loaded already.', { remedy: 'Remove it first with "sample remove".' });
        const importId = await loadSample(context, input.accounts);
        await deps.loaded(context);
        return readImport(context.db, importId);
      },
    }),
    defineOperation({
      id: 'sample.remove', summary: 'Remove the sample company and all that was derived from it.', scope: 'admin', effect: 'change',
      input: z.object({}), output: z.object({ accounts: z.number().int() }),
      async handler(context) {
        const accounts = await removeSource(context, sampleSourceId);
        await deps.loaded(context, { whole: true });
        return { accounts };
      },
    }),
  ];
}
