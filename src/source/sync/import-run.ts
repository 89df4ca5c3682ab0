import type { Clock } from '../../lib/clock.ts';
import type { Analytics } from '../../platform/analytics/analytics.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { FilePlan } from '../file/file-plan.ts';

/** How the rows of a file came out. `rows` is the sum of the others. */
export interface RowCounts {
  rows: number;
  inserted: number;
  updated: number;
  unchanged: number;
  duplicate: number;
  quarantined: number;
}

/** Where a file's load stands; kept in the same transaction as the rows it counts, so that a killed load goes on from there. */
export interface FileProgress {
  phase: 'load' | 'apply' | 'done';
  /** Source rows taken in so far. */
  row: number;
  /** Records applied so far. */
  item: number;
  /** Newest business time seen. */
  newest: string | null;
}

/** A file being loaded. */
export interface FileRun {
  importId: string;
  fileId: string;
  path: string;
  sourceId: string;
  /** When we learned what the file says: the import's time as ISO text, later than every earlier import's. */
  knownAt: string;
  plan: FilePlan;
  /** Of a replay: the quarantine entry of each row, by row number. A row that is still bad opens its entry again. */
  entries?: ReadonlyMap<number, string>;
  /** Entries that earlier loads of files of this name left open: a row that loads now settles its own. */
  waiting?: ReadonlySet<string>;
  /** Of a connected system: the quarantine entry of a record, by its cells. The same record is the same entry in every round. */
  entryOf?: (raw: Readonly<Record<string, string>>) => string;
}

export interface Stores {
  db: Db;
  analytics: Analytics;
  clock: Clock;
}

/** Rows of one transaction. */
export const chunkRows = 20_000;

/** The file's name without its folders: what it is known by from one import to the next. */
export function fileName({ path }: FileRun): string {
  return path.split(/[\\/]/).pop() as string;
}

/** SQL of the short form under which `source_record` keeps the name of a file, which is parameter `n`. */
export const saidBy = (n: number): string => `hashtextextended($${n}::text, 0)`;

/** Counts of nothing. */
export function noCounts(): RowCounts {
  return { rows: 0, inserted: 0, updated: 0, unchanged: 0, duplicate: 0, quarantined: 0 };
}

/** Adds counts and progress to a file, in the caller's transaction. */
export async function advanceFile(tx: Db, run: FileRun, counts: Partial<RowCounts>, progress: Partial<FileProgress>): Promise<void> {
  await tx.query(
    `update import_file set rows = rows + $2, inserted = inserted + $3, updated = updated + $4, unchanged = unchanged + $5, duplicate = duplicate + $6, quarantined = quarantined + $7, progress = progress || $8::jsonb where id = $1`,
    [run.fileId, counts.rows ?? 0, counts.inserted ?? 0, counts.updated ?? 0, counts.unchanged ?? 0, counts.duplicate ?? 0, counts.quarantined ?? 0, JSON.stringify(progress)],
  );
}
