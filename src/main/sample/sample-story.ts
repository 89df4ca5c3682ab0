import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, dayOf, type Day } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { listParts } from '../../source/file/input-part.ts';
import { forgetTouched, touchedAccounts } from '../../source/sync/import-store.ts';
import { runImport } from '../../source/sync/run-import.ts';
import { stageImport } from '../../source/sync/stage-import.ts';
import { generateSample } from './generate-sample.ts';
import { recordsBetween } from './records-between.ts';
import type { SampleCompany } from './sample-company.ts';
import { writeSample } from './write-sample.ts';

/** The sample company of a store with a simulated clock: its future is written already and arrives as the clock moves. */
export interface Story {
  seed: number;
  accounts?: number | undefined;
  years: number;
  rawWeeks: number;
  /** Where its records end. */
  endsOn: Day;
  /** Its records before this day have arrived. */
  arrivedUntil: Day;
  source: string;
}

const key = 'sample.story';
/** How far the future of a sample company is written. */
export const storyDays = 400;

/** Keeps where a story stands. */
export async function keepStory(db: Db, story: Story): Promise<void> {
  await db.query('insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value, updated_at = now()', [key, JSON.stringify(story)]);
}

/** Ends the story, as when the sample company is removed. */
export async function forgetStory(db: Db): Promise<void> {
  await db.query('delete from setting where key = $1', [key]);
}

/** The whole company of a story, past and future. */
export function companyOf({ seed, accounts, years, rawWeeks, endsOn }: Story): SampleCompany {
  return generateSample({ seed, today: endsOn, accounts, years, rawWeeks });
}

/** Loads the records of a company through the importer, as a user's files would be. Answers the import, or null where there was nothing to load. */
export async function loadCompany(context: Context, company: SampleCompany, source: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'mainstay-sample-'));
  try {
    await writeSample(company, dir);
    const importId = await stageImport(context, { parts: await listParts([dir]), source });
    await context.db.query('update source set sample = true where name = $1', [source]);
    await runImport(context, importId);
    return importId;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The story of this store, if it has one: `arrive` loads what comes up to a moment, and answers how many rows that were. */
export function sampleStory(context: Context): { arrive(until: Date): Promise<number> } {
  let company: SampleCompany | undefined;
  return {
    async arrive(until) {
      const row = await context.db.maybe<{ value: Story }>('select value from setting where key = $1', [key]);
      if (!row) return 0;
      const story = row.value;
      const upTo = [addDays(dayOf(until), until.getTime() % 86_400_000 === 0 ? 0 : 1), story.endsOn].toSorted()[0] as Day;
      if (upTo <= story.arrivedUntil) return 0;
      company ??= companyOf(story);
      const importId = await loadCompany(context, recordsBetween(company, story.arrivedUntil, upTo), story.source);
      await keepStory(context.db, { ...story, arrivedUntil: upTo });
      // The history before these records is closed already, and stays.
      await forgetTouched(context.db, await touchedAccounts(context.db));
      const { rows } = await context.db.one<{ rows: number }>('select coalesce(sum(rows), 0)::int as rows from import_file where import_id = $1', [importId]);
      return rows;
    },
  };
}
