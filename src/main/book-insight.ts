import type { BookInsight } from '../insight/book/read-book.ts';
import type { AsOf } from '../lib/as-of.ts';
import type { Context } from '../platform/operation/context.ts';

/** Derived values of the book at a moment. */
export async function bookInsightAt(_context: Context, _at: AsOf, _accountId?: string): Promise<ReadonlyMap<string, BookInsight>> {
  return new Map();
}
