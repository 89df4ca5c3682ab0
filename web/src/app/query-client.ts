import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ProblemError } from '../api/problem.ts';
import { rememberPage } from '../start/sign-in-token.ts';

const retryable = new Set([0, 429, 503]);

/** The cache of everything read. A call that needs a sign-in remembers the page and asks for one. */
export function createAppClient(signIn: () => void): QueryClient {
  const onError = (error: Error) => {
    if (!(error instanceof ProblemError) || error.status !== 401 || ['/sign-in', '/invite'].includes(location.pathname)) return;
    rememberPage();
    signIn();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { staleTime: 60_000, gcTime: 600_000, refetchOnWindowFocus: false, retry: (failures, error) => error instanceof ProblemError && retryable.has(error.status) && failures < 2, retryDelay: 700 },
    },
  });
}
