import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { startFakeApi, type FakeApi } from '../../web/dev/fake-api.ts';

const root = join(import.meta.dirname, '..', '..');

/** Builds the web app unless it is built already. */
function ensureBuilt(): void {
  if (existsSync(join(root, 'web/dist/index.html'))) return;
  const built = spawnSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', 'web'], { cwd: root, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`The web app does not build: ${built.stderr}`);
}

export interface App {
  api: FakeApi;
  /** A page with a store of its own; what the browser complains about ends up in `complaints`. */
  open(path: string, scheme?: 'light' | 'dark'): Promise<Page>;
  complaints: string[];
  close(): Promise<void>;
}

/** Starts the stand-in API and a browser. One per test file; each page gets a fresh context. */
export async function openApp(options: { accounts?: number; empty?: boolean } = {}): Promise<App> {
  ensureBuilt();
  const { ensureBrowser } = (await import('../../scripts/ensure-browser.mjs' as string)) as { ensureBrowser(): string };
  const browser: Browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox', '--disable-gpu'] });
  const api = await startFakeApi(options);
  const complaints: string[] = [];
  const contexts: BrowserContext[] = [];
  return {
    api, complaints,
    async open(path, scheme = 'light') {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: scheme, reducedMotion: 'reduce' });
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      page.on('pageerror', (error) => complaints.push(`${path}: ${error.message}`));
      page.on('console', (message) => { if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(`${path}: ${message.text()}`); });
      await page.goto(api.url + path);
      return page;
    },
    async close() {
      await Promise.all(contexts.map((context) => context.close()));
      await browser.close();
      await api.close();
    },
  };
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
