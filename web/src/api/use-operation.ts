import { keepPreviousData, queryOptions, useIsMutating, useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { useCallback } from 'react';
import { call } from './call.ts';
import { readBook } from './read-book.ts';
import type { InputOf, OperationId, OutputOf } from './operations.ts';

/** The query of one operation: keyed by its id and input, so that a change of an id can be aimed. */
export function operationQuery<K extends OperationId>(id: K, input: InputOf<K>) {
  // The book comes packed, and is far too large to be compared field by field.
  if (id === 'account.book') return queryOptions<OutputOf<K>>({ queryKey: [id, input], queryFn: ({ signal }) => readBook(input as { at?: string }, signal) as Promise<OutputOf<K>>, structuralSharing: false });
  return queryOptions<OutputOf<K>>({ queryKey: [id, input], queryFn: ({ signal }) => call(id, input, signal), structuralSharing: id !== 'account.columns' });
}

interface ReadOptions {
  enabled?: boolean;
  /** Shows the previous answer while the next one loads, so that a page does not blink. */
  keep?: boolean;
  refetchMs?: number | false;
}

/** Reads through an operation, cached. */
export function useOperation<K extends OperationId>(id: K, input: InputOf<K>, options: ReadOptions = {}): UseQueryResult<OutputOf<K>> {
  return useQuery<OutputOf<K>>({
    ...operationQuery(id, input),
    enabled: options.enabled ?? true,
    refetchInterval: options.refetchMs ?? false,
    ...(options.keep ? { placeholderData: keepPreviousData as never } : {}),
  });
}

/** What to do when a change is over, whether or not the part of the page that asked for it still stands. */
export interface Afterwards<T> {
  onSuccess?: (output: T) => unknown;
  onError?: (error: Error) => unknown;
}

export type Change<K extends OperationId> = Omit<UseMutationResult<OutputOf<K>, Error, InputOf<K>>, 'mutate'> & { mutate: (input: InputOf<K>, afterwards?: Afterwards<OutputOf<K>>) => void };

/** Changes through an operation; afterwards everything read by the operations whose ids begin with `touches` is read again. */
export function useChange<K extends OperationId>(id: K, touches: readonly string[] = []): Change<K> {
  const client = useQueryClient();
  const change = useMutation<OutputOf<K>, Error, InputOf<K>>({
    mutationKey: [id],
    mutationFn: (input) => call(id, input),
    onSuccess: () => client.invalidateQueries({ predicate: ({ queryKey }) => touches.some((prefix) => String(queryKey[0]).startsWith(prefix)) }),
  });
  const { mutateAsync } = change;
  // The library's own `mutate` forgets its callbacks when the reading that follows takes the asking part off the page.
  const mutate = useCallback((input: InputOf<K>, { onSuccess, onError }: Afterwards<OutputOf<K>> = {}) => void mutateAsync(input).then(onSuccess, (error: Error) => onError?.(error)), [mutateAsync]);
  return { ...change, mutate };
}

/** True while a change by one of these operations, wherever on the page it was asked for, is under way. What rests on it waits. */
export function useIsChanging(...ids: readonly OperationId[]): boolean {
  return useIsMutating({ predicate: ({ options }) => ids.some((id) => options.mutationKey?.[0] === id) }) > 0;
}
