import { z } from 'zod';
import { fault } from '../../lib/fault.ts';
import { addDays, dayOf } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { readImport } from '../../source/sync/read-import.ts';
import { importReport } from '../../contract/import.ts';
import { generateSample } from './generate-sample.ts';
import { recordsBetween } from './records-between.ts';
import { companyOf, forgetStory, keepStory, loadCompany, storyDays, type Story } from './sample-story.ts';
import { removeSource } from '../remove-source.ts';

/** The sample's source: its name says what it is. */
export const sampleSourceName = 'Sample company';
const sampleSourceId = 'src_sample_company';
/** The seed of the sample that people see. */
export const sampleSeed = 20_260_101;

export interface SampleDeps {
  /** Called after rows were loaded or removed. */
  loaded(context: Context, scope?: { whole: boolean }): Promise<void>;
  /** Whether the store's clock is simulated: then the company's future is written too. */
  simulated(): boolean;
}

/** Writes the sample company's exports and loads them through the importer, as a user's files would be. */
export async function loadSample(context: Context, accounts?: number): Promise<string> {
  context.progress?.(0, 0, 'Making the sample company');
  return loadCompany(context, generateSample({ seed: sampleSeed, today: dayOf(context.clock.now()), accounts }), sampleSourceName);
}

/** Loads the past of a company whose future is written too, and arrives as the simulated clock moves. Two years of the past, the newest half of one as raw events. */
export async function beginStory(context: Context, accounts?: number, { rawWeeks = 26 + Math.ceil(storyDays / 7) }: { rawWeeks?: number } = {}): Promise<string> {
  context.progress?.(0, 0, 'Making the sample company');
  const today = dayOf(context.clock.now());
  const story: Story = { seed: sampleSeed, accounts, years: 3, rawWeeks, endsOn: addDays(today, storyDays), arrivedUntil: today, source: sampleSourceName };
  const importId = await loadCompany(context, recordsBetween(companyOf(story), null, today), sampleSourceName);
  await keepStory(context.db, story);
  return importId;
}

/** Sample data, in and out by one call each. */
export function sampleOperations(deps: SampleDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'sample.load', summary: 'Load a fictional company with two years of history, to look around.', scope: 'admin', effect: 'change',
      input: z.object({ accounts: z.coerce.number().int().min(40).max(5_000).optional().describe('How many customers it has.') }), output: importReport,
      async handler(context, input) {
        if (await context.db.maybe("select 1 from account a join source s on s.id = a.source_id where s.sample limit 1")) throw fault('conflict', 'sample_loaded', 'The sample company is loaded already.', { remedy: 'Remove it first with "sample remove".' });
        const importId = await (deps.simulated() ? beginStory : loadSample)(context, input.accounts);
        await deps.loaded(context);
        return readImport(context.db, importId);
      },
    }),
    defineOperation({
      id: 'sample.remove', summary: 'Remove the sample company and all that was derived from it.', scope: 'admin', effect: 'change',
      input: z.object({}), output: z.object({ accounts: z.number().int() }),
      async handler(context) {
        const accounts = await removeSource(context, sampleSourceId);
        await forgetStory(context.db);
        await deps.loaded(context, { whole: true });
        return { accounts };
      },
    }),
  ];
}
