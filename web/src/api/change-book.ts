import type { QueryClient } from '@tanstack/react-query';
import type { BookRow } from '../../../src/contract/account.ts';
import type { LoadedBook } from './read-book.ts';

/** The query of the book of today. */
export const bookKey = ['account.book', {}] as const;

/**
 * Changes rows of the loaded book, at once. A load that is under way may have been read before the change and would bring the old rows back, so
 * the change is made again when it has arrived.
 */
export function changeBook(client: QueryClient, change: (row: BookRow) => BookRow): void {
  const apply = () => client.setQueryData<LoadedBook>(bookKey, (book) => book && { ...book, items: book.items.map(change) });
  const isLoading = () => client.isFetching({ queryKey: bookKey, exact: true }) > 0;
  apply();
  if (!isLoading()) return;
  const stop = client.getQueryCache().subscribe(() => {
    if (isLoading()) return;
    stop();
    apply();
  });
}
