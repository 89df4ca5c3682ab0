import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import type { BookRow } from '../../../src/contract/account.ts';
import { bookKey, changeBook } from './change-book.ts';
import type { LoadedBook } from './read-book.ts';

const book = (tier: string | null): LoadedBook => ({ items: [{ id: 'a', tier }, { id: 'b', tier }] as BookRow[], total: 2, at: '', loaded: {} });
const tiers = (client: QueryClient) => client.getQueryData<LoadedBook>(bookKey)?.items.map(({ tier }) => tier);
const set = (tier: string | null) => (row: BookRow) => (row.id === 'a' ? { ...row, tier } : row);

test('a change stands although a load that began before it arrives after it; a later change wins', async () => {
  const client = new QueryClient();
  client.setQueryData(bookKey, book('old'));
  changeBook(client, set('first'));
  expect(tiers(client)).toEqual(['first', 'old']);
  let arrive = (_: LoadedBook) => {};
  const load = client.fetchQuery({ queryKey: bookKey, queryFn: () => new Promise<LoadedBook>((resolve) => { arrive = resolve; }) });
  changeBook(client, set('new'));
  changeBook(client, set('newer'));
  expect(tiers(client)).toEqual(['newer', 'old']);
  arrive(book('loaded'));
  await load;
  expect(tiers(client)).toEqual(['newer', 'loaded']);
  client.setQueryData(bookKey, book('settled'));
  expect(tiers(client)).toEqual(['settled', 'settled']);
});
