// `npm run shots [-- --out DIR] [--only TEXT] [--state NAME] [--readme]`: a picture of every page in four states and both themes; fails on what a reader could not use.
// `--readme` also renews the pictures of the README.
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { accessibilityFaults, openApp, refuse, type App } from './open-app.ts';
import { pages, type Shown } from './pages.ts';
import { setup } from './sample-stores.ts';

const layoutFaults = await readFile(join(import.meta.dirname, 'layout-faults.js'), 'utf8');
const themes = ['light', 'dark'] as const;
/** What the README shows: file names in docs/pictures and the pictures they are. */
const readmePictures = { 'book.png': 'book.full.light.png', 'account.png': 'account-overview.full.light.png', 'health.png': 'health.full.dark.png', 'targets.png': 'targets.full.light.png' };
const wide = { width: 1440, height: 900 };
const narrow = { width: 480, height: 900 };

interface State {
  name: 'full' | 'narrow' | 'error' | 'empty';
  accounts: number;
  size: typeof wide;
  /** Only the pages themselves; what opens on them needs data to open it on. */
  opened: boolean;
}

const states: readonly State[] = [
  { name: 'full', accounts: 300, size: wide, opened: true },
  { name: 'narrow', accounts: 300, size: narrow, opened: false },
  { name: 'error', accounts: 300, size: wide, opened: false },
  { name: 'empty', accounts: 0, size: wide, opened: false },
];

const fileName = (shown: Shown, state: State, theme: string) => `${shown.name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}.${state.name}.${theme}.png`;

async function enterState(page: Page, state: State): Promise<void> {
  await page.setViewportSize(state.size);
  if (state.name !== 'error') return;
  for (const operation of ['account', 'health', 'signal', 'metric', 'team', 'scorecard', 'source', 'import', 'doubt', 'quarantine', 'tracking', 'user', 'role', 'key', 'audit', 'view', 'action', 'suppression', 'task', 'cockpit', 'playbook', 'run', 'definition', 'proposal', 'identity', 'notification', 'agent', 'handoff', 'message']) {
    await refuse(page, `${operation}.*`, { status: 503, code: 'unavailable', detail: 'The store does not answer.', remedy: 'Try again in a minute.' });
  }
}

/** One page in one state and theme: its picture, and everything that is wrong with it. */
async function look(app: App, shown: Shown, state: State, theme: 'light' | 'dark', accountId: string, file: string): Promise<string[]> {
  const before = app.complaints.length;
  const page = await app.open('/settings/profile', theme);
  await enterState(page, state);
  await page.goto(app.url + shown.path.replace(':id', accountId));
  await page.locator(state.name === 'error' || state.name === 'empty' ? 'main' : shown.ready).first().waitFor();
  if (state.opened) await shown.then?.(page);
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(400);
  await page.screenshot({ path: file });
  const faults = [...((await page.evaluate(layoutFaults)) as string[]), ...(await accessibilityFaults(page)), ...app.complaints.slice(before)];
  await page.context().close();
  return faults;
}

const usage = `npm run shots -- [--out DIR] [--only TEXT] [--state ${states.map(({ name }) => name).join('|')}] [--readme]\n`;

function readOptions() {
  try {
    const { values } = parseArgs({ options: { out: { type: 'string', default: '.shots' }, only: { type: 'string', default: '' }, state: { type: 'string', default: '' }, readme: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } });
    if (!values.help) return values;
    process.stdout.write(usage);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    process.exitCode = 2;
  }
  return undefined;
}

async function main(): Promise<void> {
  const values = readOptions();
  if (!values) return;
  await mkdir(values.out, { recursive: true });
  const clean = await setup();
  const found: { page: string; state: string; theme: string; faults: string[] }[] = [];
  for (const accounts of [300, 0]) {
    const wanted = states.filter((state) => state.accounts === accounts && state.name.includes(values.state));
    if (!wanted.length) continue;
    const app = await openApp({ accounts });
    const accountId = (await app.call<{ items: { accountId: string }[] }>('signal.list', { limit: 1 })).items[0]?.accountId ?? '';
    for (const state of wanted) {
      for (const shown of pages) {
        if (!shown.name.includes(values.only) || (shown.then && !state.opened) || (shown.path.includes(':id') && !accountId)) continue;
        for (const theme of themes) {
          const faults = await look(app, shown, state, theme, accountId, join(values.out, fileName(shown, state, theme))).catch((error: Error) => [`did not show: ${error.message.split('\n')[0]}`]);
          found.push({ page: shown.name, state: state.name, theme, faults });
          process.stdout.write(`${faults.length ? 'FAULT' : 'ok   '} ${shown.name} (${state.name}, ${theme})\n${faults.map((fault) => `        ${fault}\n`).join('')}`);
        }
      }
    }
    await app.close();
  }
  await clean();
  if (values.readme) for (const [name, picture] of Object.entries(readmePictures)) await copyFile(join(values.out, picture), join(import.meta.dirname, '../../docs/pictures', name));
  const bad = found.filter(({ faults }) => faults.length);
  await writeFile(join(values.out, 'faults.json'), JSON.stringify(bad, null, 2));
  process.stdout.write(`${found.length} pictures in ${values.out}, ${bad.length} with faults\n`);
  process.exitCode = bad.length ? 1 : 0;
}

await main();
