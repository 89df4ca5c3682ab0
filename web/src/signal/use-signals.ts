import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call } from '../api/call.ts';
import type { OutputOf } from '../api/operations.ts';
import { useReading, useSession } from '../app/reading.ts';
import type { SignalSearch } from '../app/router.tsx';
import { families, shownStates } from './signal-filters.tsx';

const pageSize = 300;

export type SignalsRead = ReturnType<typeof useSignals>;

/** The signals that the filters of the address leave, page after page. */
export function useSignals(search: SignalSearch) {
  const { asOf } = useReading();
  const { user } = useSession();
  const state = shownStates.find((id) => id === search.state) ?? 'open';
  const family = families.find((one) => one === search.family);
  const input = { state, limit: pageSize, ...(family ? { family } : {}), ...asOf };
  const read = useInfiniteQuery({
    queryKey: ['signal.list', input, 'pages'],
    queryFn: ({ pageParam, signal }) => call('signal.list', pageParam ? { ...input, cursor: pageParam } : input, signal),
    initialPageParam: '',
    getNextPageParam: (page: OutputOf<'signal.list'>) => page.next,
    placeholderData: (before) => before,
  });
  const needle = search.q?.trim().toLowerCase();
  const items = useMemo(
    () => (read.data?.pages.flatMap((page) => page.items) ?? []).filter((item) => (!search.severity || item.severity === search.severity) && (!search.who || item.assignee === (search.who === 'me' ? user.name : null)) && (!needle || `${item.label} ${item.accountName} ${item.why}`.toLowerCase().includes(needle))),
    [read.data, search.severity, search.who, user.name, needle],
  );
  return { read, items, total: read.data?.pages[0]?.total ?? 0, state };
}
