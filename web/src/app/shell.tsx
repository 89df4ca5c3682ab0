import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { listenToChanges } from '../api/live.ts';
import { useOperation } from '../api/use-operation.ts';
import { followPreferences } from '../text/reader.ts';
import { Failure, RowsSkeleton } from '../ui/state.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import type { SessionState } from '../../../src/contract/session.ts';
import { Overlays } from './overlays.tsx';
import { SessionContext } from './reading.ts';
import { Sidebar } from './sidebar.tsx';
import { useGoKeys } from './use-go-keys.ts';
import { AsOfBanner } from './as-of-banner.tsx';

/** The pages of the sidebar, for the name of the window; an account's page names itself. */
const named = ['work', 'signals', 'approvals', 'colleagues', 'engagements', 'playbooks', 'health', 'targets', 'programme', 'leader', 'data', 'settings'] as const;

/** The frame of every page: navigation, palette, help, the live stream and the signed-in state. */
export function Shell() {
  const { t } = useTranslation();
  const session = useOperation('session.me', {});
  const client = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  useGoKeys();
  const signedIn = session.data !== undefined;
  const empty = session.data?.instance.empty === true;
  useEffect(() => {
    // What the pages read from here on holds every change up to this one.
    if (signedIn) return listenToChanges(client, client.getQueryData<SessionState>(['session.me', {}])?.instance.lastChange ?? 0, () => void client.invalidateQueries({ queryKey: ['session.me'] }));
  }, [client, signedIn]);
  const preferences = session.data?.preferences;
  useEffect(() => {
    if (preferences && followPreferences(preferences)) location.reload();
  }, [preferences]);
  useEffect(() => {
    if (empty && pathname === '/') void navigate({ to: '/start', replace: true });
  }, [empty, pathname, navigate]);
  useEffect(() => {
    if (pathname.startsWith('/account/')) return;
    const page = pathname === '/' ? 'accounts' : named.find((name) => name === pathname.split('/')[1]);
    document.title = page ? `${t(`nav.${page}`)} · Mainstay` : 'Mainstay';
  }, [pathname, t]);
  if (!session.data) {
    return <main className="gate">{session.error ? <Failure error={session.error} onRetry={() => void session.refetch()} /> : <RowsSkeleton label={t('opening')} />}</main>;
  }
  return (
    <SessionContext value={session.data}>
      <div className="shell">
        <Sidebar />
        <main className="main" id="main">
          <OfflineBanner />
          <AsOfBanner />
          <Outlet />
        </main>
      </div>
      <Overlays />
    </SessionContext>
  );
}
