import { Button, Loader, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { Failure } from '../ui/state.tsx';
import { CopyLine } from '../ui/copy-line.tsx';
import { Mark } from '../app/mark.tsx';
import { spendToken, takePage } from './sign-in-token.ts';

function PasswordForm({ onEnter, busy }: { onEnter: (email: string, password: string) => void; busy: boolean }) {
  const { t } = useTranslation('entry');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  return (
    <form className="stack" style={{ gap: 10 }} onSubmit={(event) => { event.preventDefault(); onEnter(email.trim(), password); }}>
      <TextInput required type="email" autoComplete="username" label={t('email')} value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
      <TextInput required type="password" autoComplete="current-password" label={t('password')} value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
      <div><Button type="submit" size="sm" variant="filled" loading={busy}>{t('go')}</Button></div>
    </form>
  );
}

/** Exchanges the one-time link for a session, takes a password, or says how to get a link. Afterwards the page that was wanted opens. */
export function SignInPage() {
  const { t } = useTranslation('entry');
  const router = useRouter();
  const client = useQueryClient();
  const started = useRef(false);
  const [busy, setBusy] = useState<'link' | 'password' | undefined>('link');
  const [error, setError] = useState<Error>();
  const enter = (how: 'link' | 'password', work: Promise<unknown>) => {
    setBusy(how);
    setError(undefined);
    work.then(() => {
      client.clear();
      router.history.replace(takePage());
    }).catch((problem: Error) => {
      setError(problem);
      setBusy(undefined);
    });
  };
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    const token = spendToken();
    if (token) enter('link', call('session.redeem', { token }));
    else setBusy(undefined);
  });
  return (
    <main className="gate">
      <Mark size={36} />
      <h1>{t('signIn')}</h1>
      {busy === 'link' && (
        <p className="t2 row" role="status">
          <Loader size={16} /> {t('opening')}
        </p>
      )}
      {error && <Failure error={error} compact />}
      {busy !== 'link' && (
        <>
          <PasswordForm busy={busy === 'password'} onEnter={(email, password) => enter('password', call('session.enter', { email, password }))} />
          <h2 className="gate-or">{t('or')}</h2>
          <p className="t2">{t('byLink')}</p>
          <CopyLine text="./bin/mainstay user link" label={t('command')} />
          <p className="t3">{t('once')}</p>
        </>
      )}
    </main>
  );
}
