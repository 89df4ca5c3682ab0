import { Loader } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { call } from '../api/call.ts';
import { Failure } from '../ui/state.tsx';
import { CopyLine } from '../ui/copy-line.tsx';
import { Mark } from '../app/mark.tsx';
import { spendToken, takePage } from './sign-in-token.ts';

/** Exchanges the one-time link for a session, or says how to get a link. */
export function SignInPage() {
  const router = useRouter();
  const client = useQueryClient();
  const started = useRef(false);
  const [busy, setBusy] = useState(true);
  const [error, setError] = useState<Error>();
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    const token = spendToken();
    if (!token) return setBusy(false);
    call('session.redeem', { token })
      .then(() => {
        client.clear();
        router.history.replace(takePage());
      })
      .catch((problem: Error) => {
        setError(problem);
        setBusy(false);
      });
  }, [client, router]);
  return (
    <main className="gate">
      <Mark size={36} />
      <h1>Sign in to Mainstay</h1>
      {busy && (
        <p className="t2 row" role="status">
          <Loader size={16} /> Opening your workspace…
        </p>
      )}
      {error && <Failure error={error} compact />}
      {!busy && (
        <>
          <p className="t2">Mainstay signs you in with a one-time link. The server prints one when it starts; get a new one any time with</p>
          <CopyLine text="./bin/mainstay user link" label="Command that prints a sign-in link" />
          <p className="t3">A link works once, for ten minutes. Open it in this browser and you come back to the page you were on.</p>
        </>
      )}
    </main>
  );
}
