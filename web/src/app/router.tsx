import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect, retainSearchParams } from '@tanstack/react-router';
import { isDay } from '../../../src/lib/period.ts';
import { BookPage } from '../book/book-page.tsx';
import { parseBookSearch } from '../book/book-search.ts';
import { BrokenPage, MissingPage } from './missing-page.tsx';
import { Shell } from './shell.tsx';

/** The search every page understands: the reading date. */
interface CommonSearch {
  at?: string;
}

/** The state of the signals page: its view and filters. */
export interface SignalSearch {
  view?: string | undefined;
  state?: string | undefined;
  family?: string | undefined;
  severity?: string | undefined;
  who?: string | undefined;
  q?: string | undefined;
}

/** The state of the health page: its view, grouping, horizon, scorecard, and the figure that is open. */
export interface HealthSearch {
  view?: string | undefined;
  by?: string | undefined;
  group?: string | undefined;
  days?: number | undefined;
  sort?: string | undefined;
  card?: string | undefined;
  open?: string | undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined;
}

function whole(value: unknown): number | undefined {
  const number = typeof value === 'string' && value ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

const root = createRootRoute({
  validateSearch: (search: Record<string, unknown>): CommonSearch => (typeof search.at === 'string' && isDay(search.at) ? { at: search.at } : {}),
  search: { middlewares: [retainSearchParams(['at'])] },
  notFoundComponent: MissingPage,
});
const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', component: lazyRouteComponent(() => import('../start/sign-in-page.tsx'), 'SignInPage') });
const invite = createRoute({ getParentRoute: () => root, path: '/invite', component: lazyRouteComponent(() => import('../start/invite-page.tsx'), 'InvitePage') });
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
  validateSearch: (search: Record<string, unknown>): SignalSearch => ({ view: text(search.view), state: text(search.state), family: text(search.family), severity: text(search.severity), who: text(search.who), q: text(search.q) }),
  component: lazyRouteComponent(() => import('../signal/signals-page.tsx'), 'SignalsPage'),
});
const work = createRoute({
  getParentRoute: () => app,
  path: '/work',
  validateSearch: (search: Record<string, unknown>): { who?: string; kind?: string; q?: string; task?: string } => ({ who: text(search.who), kind: text(search.kind), q: text(search.q), task: text(search.task) }),
  component: lazyRouteComponent(() => import('../work/work-page.tsx'), 'WorkPage'),
});
const targets = createRoute({
  getParentRoute: () => app,
  path: '/targets',
  validateSearch: (search: Record<string, unknown>): { metric?: string; view?: string; cohort?: string; age?: number } => ({ metric: text(search.metric), view: text(search.view), cohort: text(search.cohort), age: whole(search.age) }),
  component: lazyRouteComponent(() => import('../target/targets-page.tsx'), 'TargetsPage'),
});
const health = createRoute({
  getParentRoute: () => app,
  path: '/health',
  validateSearch: (search: Record<string, unknown>): HealthSearch => ({ view: text(search.view), by: text(search.by), group: typeof search.group === 'string' ? search.group : undefined, days: whole(search.days), sort: text(search.sort), card: text(search.card), open: text(search.open) }),
  component: lazyRouteComponent(() => import('../health/health-page.tsx'), 'HealthPage'),
});
const leader = createRoute({
  getParentRoute: () => app,
  path: '/leader',
  validateSearch: (search: Record<string, unknown>): { owner?: string; figure?: string } => ({ owner: typeof search.owner === 'string' ? search.owner : undefined, figure: text(search.figure) }),
  component: lazyRouteComponent(() => import('../leader/leader-page.tsx'), 'LeaderPage'),
});
const data = createRoute({
  getParentRoute: () => app,
  path: '/data',
  validateSearch: (search: Record<string, unknown>): { tab?: string; import?: string } => ({ tab: text(search.tab), import: text(search.import) }),
  component: lazyRouteComponent(() => import('../data/data-page.tsx'), 'DataPage'),
});
const approvals = createRoute({
  getParentRoute: () => app,
  path: '/approvals',
  validateSearch: (search: Record<string, unknown>): { view?: string; open?: string } => ({ view: text(search.view), open: text(search.open) }),
  component: lazyRouteComponent(() => import('../approval/approvals-page.tsx'), 'ApprovalsPage'),
});
const playbooks = createRoute({ getParentRoute: () => app, path: '/playbooks', component: lazyRouteComponent(() => import('../playbook/playbooks-page.tsx'), 'PlaybooksPage') });
const playbook = createRoute({
  getParentRoute: () => app,
  path: '/playbooks/$id',
  validateSearch: (search: Record<string, unknown>): { tab?: string; state?: string } => ({ tab: text(search.tab), state: text(search.state) }),
  component: lazyRouteComponent(() => import('../playbook/playbook-page.tsx'), 'PlaybookPage'),
});
const playbookRun = createRoute({ getParentRoute: () => app, path: '/playbooks/runs/$id', component: lazyRouteComponent(() => import('../playbook/run-page.tsx'), 'RunPage') });
const outcomes = createRoute({ getParentRoute: () => app, path: '/outcomes', validateSearch: (search: Record<string, unknown>): { open?: string } => ({ open: text(search.open) }), component: lazyRouteComponent(() => import('../outcome/outcomes-page.tsx'), 'OutcomesPage') });
const colleagues = createRoute({
  getParentRoute: () => app,
  path: '/colleagues',
  validateSearch: ({ view, open, state, role, account, segment, q, tokens }: Record<string, unknown>) => ({ view: text(view), open: text(open), state: text(state), role: text(role), account: text(account), segment: text(segment), q: text(q), tokens: whole(tokens) }),
  component: lazyRouteComponent(() => import('../colleague/colleagues-page.tsx'), 'ColleaguesPage'),
});
const engagements = createRoute({ getParentRoute: () => app, path: '/engagements', component: lazyRouteComponent(() => import('../engagement/engagements-page.tsx'), 'EngagementsPage') });
const engagement = createRoute({ getParentRoute: () => app, path: '/engagements/$id', validateSearch: (search: Record<string, unknown>): { tab?: string } => ({ tab: text(search.tab) }), component: lazyRouteComponent(() => import('../engagement/engagement-page.tsx'), 'EngagementPage') });
const programme = createRoute({
  getParentRoute: () => app,
  path: '/programme',
  validateSearch: (search: Record<string, unknown>): { view?: string; open?: string } => ({ view: text(search.view), open: text(search.open) }),
  component: lazyRouteComponent(() => import('../programme/programme-page.tsx'), 'ProgrammePage'),
});
const start = createRoute({ getParentRoute: () => app, path: '/start', component: lazyRouteComponent(() => import('../start/start-page.tsx'), 'StartPage') });
const settings = createRoute({ getParentRoute: () => app, path: '/settings', beforeLoad: () => { throw redirect({ to: '/settings/$part', params: { part: 'profile' }, replace: true }); } });
const settingsPart = createRoute({ getParentRoute: () => app, path: '/settings/$part', component: lazyRouteComponent(() => import('../settings/settings-page.tsx'), 'SettingsPage') });

const routeTree = root.addChildren([signIn, invite, app.addChildren([settings, settingsPart, work, book, account, signals, health, targets, leader, approvals, playbooks, playbook, playbookRun, outcomes, colleagues, engagements, engagement, programme, data, start])]);

/** The app's router: one path per page, answered by the server with the one document. */
export function createAppRouter() {
  return createRouter({ routeTree, defaultPreload: 'intent', defaultPreloadStaleTime: 0, scrollRestoration: false, defaultErrorComponent: BrokenPage });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
