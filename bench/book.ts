import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { chromium, type CDPSession, type Locator, type Page } from 'playwright-core';
import { monotonicMs } from '../src/lib/clock.ts';
import { machine, type BenchResult } from './result.ts';
import { startServer, type ServerProcess } from './server-process.ts';

const settleMs = 450;
/** What we set ourselves: main-thread CPU of the first rows, and of whatever a person does at 5,000 accounts. */
const limits = {
  firstRowsCpuP95Ms5k: { most: 1000 }, firstRowsCpuP95Ms50k: { most: 2500 },
  ...Object.fromEntries(['keystroke', 'sort', 'facet', 'selectAll', 'moveRow', 'pageChange'].map((step) => [`${step}CpuP95Ms5k`, { most: 50 }])),
};

/** CPU of the page's main thread and wall time of one piece of work, in milliseconds. */
interface Cost {
  cpu: number;
  wall: number;
}

async function taskMs(cdp: CDPSession): Promise<number> {
  const { metrics } = (await cdp.send('Performance.getMetrics')) as { metrics: { name: string; value: number }[] };
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
}

/** Main-thread CPU of a step until the page rests; what comes later by a timer (the address of a typed filter) is in it. */
async function cost(cdp: CDPSession, work: () => Promise<unknown>, shown?: () => Promise<unknown>): Promise<Cost> {
  const [before, start] = [await taskMs(cdp), monotonicMs()];
  await work();
  await shown?.();
  const wall = monotonicMs() - start;
  await sleep(settleMs);
  return { cpu: (await taskMs(cdp)) - before, wall };
}

function spread(costs: readonly number[]): { p50: number; p95: number } {
  const sorted = costs.toSorted((a, b) => a - b);
  const at = (q: number) => Math.round((sorted[Math.ceil(q * sorted.length) - 1] ?? 0) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95) };
}

async function signIn(server: ServerProcess, page: Page): Promise<void> {
  const { url } = await server.call<{ url: string }>('user.link');
  const token = new URLSearchParams(url.split('?').at(-1)).get('token');
  const answer = await page.context().request.post(`${server.url}/api/op/session.redeem`, { data: { token }, headers: { 'x-mainstay': '1' } });
  if (!answer.ok()) throw new Error(`Signing in failed: ${await answer.text()}`);
}

/** Loads the page anew until its first rows stand. */
async function measureFirstRows(server: ServerProcess, page: Page, cdp: CDPSession, rounds: number): Promise<{ costs: Cost[]; bytes: number }> {
  const costs: Cost[] = [];
  const received = new Map<string, number>();
  let bookRequest = '';
  cdp.on('Network.requestWillBeSent', ({ requestId, request }: { requestId: string; request: { url: string } }) => {
    if (request.url.includes('/api/op/account.book')) bookRequest = requestId;
  });
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }: { requestId: string; encodedDataLength: number }) => received.set(requestId, encodedDataLength));
  for (let round = 0; round < rounds; round++) {
    await page.goto('about:blank');
    costs.push(await cost(cdp, () => page.goto(`${server.url}/`), () => page.locator('.gr .aname').first().waitFor({ timeout: 120_000 })));
  }
  return { costs, bytes: received.get(bookRequest) ?? 0 };
}

/** What a person does at the book, each step with its costs. */
async function measureSteps(page: Page, cdp: CDPSession, rounds: number): Promise<Record<string, Cost[]>> {
  const steps: Record<string, Cost[]> = { keystroke: [], sort: [], facet: [], selectAll: [], moveRow: [], pageChange: [] };
  const step = async (name: string, work: () => Promise<unknown>) => steps[name]?.push(await cost(cdp, work));
  // Where to click is looked up before the step: the driver's own search in the page is no cost of the page.
  const click = async (name: string, target: Locator) => {
    const box = await target.boundingBox();
    if (!box) throw new Error(`Nothing to click for the step ${name}.`);
    await step(name, () => page.mouse.click(box.x + box.width / 2, box.y + box.height / 2));
  };
  const views = page.getByRole('group', { name: 'Views' });
  const input = page.getByLabel('Filter accounts');
  for (let round = 0; round < rounds; round++) {
    await input.focus();
    for (const key of ['k', 'e', 's']) await step('keystroke', () => page.keyboard.press(key));
    await input.fill('');
    await page.keyboard.press('Escape');
    await sleep(settleMs);
    for (const name of ['Health', 'Account', 'Renewal']) await click('sort', page.getByRole('columnheader', { name, exact: false }).getByRole('button').first());
    await click('facet', views.getByRole('button', { name: /At risk/ }));
    await click('facet', views.getByRole('button', { name: /All accounts/ }));
    await click('selectAll', page.getByLabel('Select all accounts shown'));
    await click('selectAll', page.getByLabel('Select all accounts shown'));
    await page.getByRole('grid').focus();
    await step('moveRow', () => page.keyboard.press('j'));
    await step('pageChange', () => page.keyboard.press('PageDown'));
    await page.keyboard.press('Home');
    await sleep(settleMs);
  }
  return steps;
}

/** Waits until the server has digested its new store: a page is measured, not what a load leaves to do. */
async function untilAtRest(server: ServerProcess): Promise<void> {
  for (let turn = 0, quiet = 0; turn < 60 && quiet < 3; turn++) {
    const before = server.cpuSeconds();
    await sleep(2000);
    quiet = server.cpuSeconds() - before < 0.06 ? quiet + 1 : 0;
  }
}

async function measureSize(accounts: number, rounds: number): Promise<Record<string, number>> {
  const { ensureBrowser } = (await import('../scripts/ensure-browser.mjs' as string)) as { ensureBrowser(): string };
  const dir = await mkdtemp(path.join(tmpdir(), 'mainstay-book-'));
  const dataDir = path.join(dir, 'data');
  try {
    await promisify(execFile)(process.execPath, [path.join(import.meta.dirname, 'book-store.ts'), dataDir, String(accounts)], { maxBuffer: 1 << 24 });
    const server = await startServer(dataDir);
    const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox', '--disable-gpu'] });
    try {
      await untilAtRest(server);
      const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })).newPage();
      await signIn(server, page);
      const cdp = await page.context().newCDPSession(page);
      await Promise.all([cdp.send('Performance.enable', { timeDomain: 'threadTicks' }), cdp.send('Network.enable')]);
      const first = await measureFirstRows(server, page, cdp, rounds);
      const steps = await measureSteps(page, cdp, rounds);
      await cdp.send('HeapProfiler.collectGarbage');
      const heap = ((await cdp.send('Runtime.getHeapUsage')) as { usedSize: number }).usedSize;
      const size = accounts >= 1000 ? `${accounts / 1000}k` : String(accounts);
      const figures: Record<string, number> = { [`transferBytes${size}`]: first.bytes, [`heapMb${size}`]: Math.round(heap / 104_857.6) / 10 };
      for (const [name, costs] of Object.entries({ firstRows: first.costs, ...steps })) {
        const [cpu, wall] = [spread(costs.map((one) => one.cpu)), spread(costs.map((one) => one.wall))];
        Object.assign(figures, { [`${name}CpuP50Ms${size}`]: cpu.p50, [`${name}CpuP95Ms${size}`]: cpu.p95 }, { [`${name}WallP50Ms${size}`]: wall.p50, [`${name}WallP95Ms${size}`]: wall.p95 });
      }
      return figures;
    } finally {
      await browser.close();
      await server.stop();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The book page of 5,000 and 50,000 accounts in a real browser on the real server: main-thread CPU of what people do. `--rounds N` (8), `--only N` accounts. */
export async function run(args: readonly string[]): Promise<BenchResult> {
  const option = (name: string) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : undefined);
  const rounds = option('--rounds') ?? 8;
  const only = option('--only');
  const figures: Record<string, number> = {};
  for (const accounts of only ? [only] : [5_000, 50_000]) Object.assign(figures, await measureSize(accounts, rounds));
  return { name: 'book', figures, limits, machine: { ...machine(), rounds } };
}
