import type { ImportReport } from '../../contract/import.ts';
import type { Caller } from './http-caller.ts';

/** Puts a question to the person at the terminal; true for yes. */
export type Ask = (question: string) => Promise<boolean>;

function fileText({ path, kind, also, mapping }: ImportReport['files'][number]): string {
  if (kind === 'other') return `${path}\n  not loaded: none of the kinds that are known`;
  const pairs = Object.entries(mapping).map(([field, column]) => (field === column ? column : `${field} = ${column}`));
  return `${path}\n  ${[kind, ...also].join(' + ')}: ${pairs.join(', ')}`;
}

function planText({ files, doubts }: ImportReport): string {
  const open = doubts.filter(({ code }) => code !== 'unused_columns' && code !== 'file_not_loaded');
  const told = open.map(({ code, field, message, choice }) => `  ${code}${field ? ` (${field})` : ''}: ${message}${choice ? ` Assumed: ${choice}.` : ''}`);
  return [...files.map(fileText), ...(told.length ? ['Doubts:', ...told] : [])].join('\n');
}

/** Shows what was recognised and loads it when the person agrees; null when not, and the staged import waits to be corrected. */
export async function confirmImport(caller: Caller, input: object, ask: Ask, show: (text: string) => void): Promise<unknown> {
  const staged = (await caller.call('import.stage', input)) as ImportReport;
  show(planText(staged));
  if (!(await ask('Load these files?'))) {
    show(`Nothing was loaded. Correct it with "import correct", then "import run ${staged.id}"; or begin again.`);
    return null;
  }
  return caller.call('import.run', { id: staged.id });
}
