import type { Doubt } from '../file/file-plan.ts';
import type { FileConflicts } from './run-file.ts';

/** Doubts about rows of one file that repeat or contradict one another. */
export function conflictDoubts(conflicts: FileConflicts): Doubt[] {
  const doubts: Doubt[] = [];
  for (const { kind, widened, superseded, repeated, example } of conflicts) {
    if (repeated > 0) doubts.push({ code: 'identical_rows', field: kind, count: repeated, example, message: `${repeated} ${kind} rows repeat another row to the letter; each is counted once.`, remedy: 'If they are meant to count twice, give the rows an id.', choice: 'once' });
    if (widened > 0) doubts.push({ code: 'same_key_other_content', field: kind, count: widened, example, message: `${widened} ${kind} rows name the same record as another row but differ; each is kept as a record of its own.`, remedy: 'Map an id column if the rows are one record.', choice: 'kept apart' });
    if (superseded > 0) doubts.push({ code: 'conflicting_rows', field: kind, count: superseded, example, message: `${superseded} ${kind} rows describe the same ${kind} differently; the last one counts.`, remedy: 'Export the newest state only.', choice: 'last' });
  }
  return doubts;
}
