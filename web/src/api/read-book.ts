import type { BookRow } from '../../../src/contract/account.ts';
import type { PackedBook } from '../../../src/contract/packed-book.ts';
import { unpackBook } from '../book/packed-row.ts';
import { call } from './call.ts';

/** The loaded book. `loaded` is another object after each load and the same while single rows are patched, so that an order can stand still. */
export interface LoadedBook {
  items: BookRow[];
  total: number;
  at: string;
  loaded: object;
}

/** Loads the whole book by columns. */
export async function readBook(input: { at?: string }, signal?: AbortSignal): Promise<LoadedBook> {
  const answer = (await call('account.book', { ...input, packed: true } as never, signal)) as unknown as { packed: PackedBook; total: number; at: string };
  return { items: unpackBook(answer.packed), total: answer.total, at: answer.at, loaded: {} };
}
