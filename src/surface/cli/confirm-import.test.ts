import { expect, it } from 'vitest';
import { confirmImport } from './confirm-import.ts';
import type { Caller } from './http-caller.ts';

const staged = {
  id: 'imp_1', files: [{ path: 'a.csv', kind: 'account', also: ['line'], mapping: { ref: 'customer_id', name: 'name' } }, { path: 'b.csv', kind: 'other', also: [], mapping: {} }],
  doubts: [{ code: 'end_meaning', field: 'end_date', message: 'Ends may be agreed or given.', choice: 'term' }, { code: 'unused_columns', field: null, message: 'Two columns.', choice: null }],
};

it('shows what was recognised and loads only on a yes', async () => {
  const calls: string[] = [];
  const caller: Caller = { call: async (id: string) => (calls.push(id), id === 'import.stage' ? staged : { done: true }) } as Caller;
  const shown: string[] = [];
  const run = (yes: boolean) => confirmImport(caller, { paths: ['a.csv'] }, async () => yes, (text) => void shown.push(text));
  expect(await run(false)).toBeNull();
  expect(calls).toEqual(['import.stage']);
  expect(await run(true)).toEqual({ done: true });
  expect(calls).toEqual(['import.stage', 'import.stage', 'import.run']);
  expect(shown[0]).toBe('a.csv\n  account + line: ref = customer_id, name\nb.csv\n  not loaded: none of the kinds that are known\nDoubts:\n  end_meaning (end_date): Ends may be agreed or given. Assumed: term.');
  expect(shown[1]).toContain('import run imp_1');
});
