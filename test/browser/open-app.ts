import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { serve, type Serving } from '../../src/main/serve.ts';
import { localPrincipal } from '../../src/platform/auth/authenticate.ts';
import { createSignInToken, ensureOwner, signInUrl } from '../../src/platform/auth/sign-in.ts';
import { readConfig } from '../../src/platform/config/config.ts';
import { createLog } from '../../src/platform/log/log.ts';
import { execute } from '../../src/platform/operation/execute.ts';
import { copySample } from './sample-stores.ts';

const root = join(import.meta.dirname, '..', '..');

/** What a refused call answers: problem+json as the server writes it. */
export interface Refusal {
  status: number;
  code: string;
  detail: string;
  remedy?: string;
}

/** The product as a user meets it: a server with data of its own, and a browser. */
export interface App {
  url: string;
  /** Calls an operation as the person at the machine. */
  call<T>(id: string, input?: object): Promise<T>;
  /** A signed-in page with a browser store of its own; what the browser complains about ends up in `complaints`. */
  open(path: string, scheme?: 'light' | 'dark'): Promise<Page>;
  /** A page without a session. */
  openSignedOut(path: string): Promise<Page>;
  /** A one-time sign-in link. */
  link(): Promise<string>;
  complaints: string[];
  close(): Promise<void>;
}

/** A Chromium without a window. */
export async function startBrowser() {
  if (!existsSync(join(root, 'web/dist/index.html'))) throw new Error('The web app is not built: npm run build.');
  const { ensureBrowser } = (await import('../../scripts/ensure-browser.mjs' as string)) as { ensureBrowser(): string };
  return chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox', '--disable-gpu'] });
}

function caller({ app }: Serving): App['call'] {
  return async <T>(id: string, input: object = {}) => (await execute(app.table.get(id), app.contextFor(localPrincipal), input)) as T;
}

/** Starts the server in this process on a store of its own, with a sample company of `accounts` (0: empty), and a browser. One per test file. */
export async function openApp({ accounts = 60, env = {} }: { accounts?: number; env?: NodeJS.ProcessEnv } = {}): Promise<App> {
  const dir = await mkdtemp(join(tmpdir(), 'mainstay-browser-'));
  if (accounts) await copySample(accounts, join(dir, 'data'));
  const [browser, serving] = await Promise.all([
    startBrowser(),
    serve({ config: readConfig({ flags: { data: join(dir, 'data'), port: 0 }, env, cwd: '/' }), log: createLog('silent'), demo: false }, () => {}),
  ]);
  const { db, clock } = serving.app.engines;
  const complaints: string[] = [];
  const contexts: BrowserContext[] = [];
  const link = async () => signInUrl(serving.url, await createSignInToken(db, clock, (await ensureOwner(db, clock)).id));
  const openIn = async (context: BrowserContext, path: string) => {
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(25_000);
    page.on('pageerror', (error) => complaints.push(`${path}: ${error.message}`));
    page.on('console', (message) => { if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(`${path}: ${message.text()}`); });
    await page.goto(serving.url + path);
    return page;
  };
  const contextOf = (scheme: 'light' | 'dark') => browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: scheme, reducedMotion: 'reduce', locale: 'en-GB' });
  return {
    url: serving.url, complaints, link, call: caller(serving),
    async open(path, scheme = 'light') {
      const context = await contextOf(scheme);
      const token = new URLSearchParams((await link()).split('?').at(-1)).get('token');
      const redeemed = await context.request.post(`${serving.url}/api/op/session.redeem`, { data: { token }, headers: { 'x-mainstay': '1' } });
      if (!redeemed.ok()) throw new Error(`Signing in failed: ${await redeemed.text()}`);
      return openIn(context, path);
    },
    openSignedOut: async (path) => openIn(await contextOf('light'), path),
    async close() {
      await Promise.all(contexts.map((context) => context.close()));
      await browser.close();
      await serving.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Lets every call of an operation from this page fail until the answer is called: what the page shows when the server refuses. */
export async function refuse(page: Page, operation: string, { status, ...problem }: Refusal): Promise<() => Promise<void>> {
  const address = `**/api/op/${operation}*`;
  await page.route(address, (route) => route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify({ type: `urn:mainstay:fault:${problem.code}`, title: problem.code, status, ...problem }) }));
  return () => page.unroute(address);
}

let axeSource: string | undefined;

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Rules of WCAG A and AA and best practice that a page breaks, with the elements that break them; or only the rules given. */
export async function accessibilityFaults(page: Page, rules?: string[]): Promise<string[]> {
  axeSource ??= await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  if (!(await page.evaluate('Boolean(window.axe)'))) await page.evaluate(axeSource);
  const found = (await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(rules ?? standards)}, resultTypes: ['violations'] })`)) as { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] };
  return found.violations.flatMap(({ id, nodes }) => nodes.slice(0, 4).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary.replaceAll('\n', ' ').slice(0, 300)}`));
}
