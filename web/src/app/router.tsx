import { createRootRoute, createRoute, createRouter, lazyRouteComponent, retainSearchParams } from '@tanstack/react-router';
import { isDay } from '../../../src/lib/period.ts';
import { BookPage } from '../book/book-page.tsx';
import { parseBookSearch } from '../book/book-search.ts';
import { SignInPage } from '../start/sign-in-page.tsx';
import { BrokenPage, MissingPage } from './missing-page.tsx';
import { Shell } from './shell.tsx';

/** The search every page understands: the reading date. */
interface CommonSearch {
  at?: string;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined;
}

const root = createRootRoute({
  validateSearch: (search: Record<string, unknown>): CommonSearch => (typeof search.at === 'string' && isDay(search.at) ? { at: search.at } : {}),
  search: { middlewares: [retainSearchParams(['at'])] },
  notFoundComponent: MissingPage,
});
const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignInPage });
const app = createRoute({ getParentRoute: () => root, id: 'app', component: Shell });
const book = createRoute({ getParentRoute: () => app, path: '/', validateSearch: parseBookSearch, component: BookPage });
const account = createRoute({
  getParentRoute: () => app,
  path: '/account/$id',
  validateSearch: (search: Record<string, unknown>): { tab?: string; from?: string } => ({ tab: text(search.tab), ...(typeof search.from === 'string' && isDay(search.from) ? { from: search.from } : {}) }),
  component: lazyRouteComponent(() => import('../account/account-page.tsx'), 'AccountPage'),
});
const signals = createRoute({
  getParentRoute: () => app,
  path: '/signals',
  validateSearch: (search: Record<string, unknown>): { state?: string; family?: string; severity?: string; q?: string } => ({ state: text(search.state), family: text(search.family), severity: text(search.severity), q: text(search.q) }),
  component: lazyRouteComponent(() => import('../signal/signals-page.tsx'), 'SignalsPage'),
});
const targets = createRoute({
  getParentRoute: () => app,
  path: '/targets',
  validateSearch: (search: Record<string, unknown>): { metric?: string; view?: string } => ({ metric: text(search.metric), view: text(search.view) }),
  component: lazyRouteComponent(() => import('../target/targets-page.tsx'), 'TargetsPage'),
});
const data = createRoute({
  getParentRoute: () => app,
  path: '/data',
  validateSearch: (search: Record<string, unknown>): { tab?: string; import?: string } => ({ tab: text(search.tab), import: text(search.import) }),
  component: lazyRouteComponent(() => import('../data/data-page.tsx'), 'DataPage'),
});
const start = createRoute({ getParentRoute: () => app, path: '/start', component: lazyRouteComponent(() => import('../start/start-page.tsx'), 'StartPage') });

const routeTree = root.addChildren([signIn, app.addChildren([book, account, signals, targets, data, start])]);

/** The app's router: one path per page, answered by the server with the one document. */
export function createAppRouter() {
  return createRouter({ routeTree, defaultPreload: 'intent', defaultPreloadStaleTime: 0, scrollRestoration: false, defaultErrorComponent: BrokenPage });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
