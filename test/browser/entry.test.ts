import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type App } from './open-app.ts';

const entryLimitBytes = 250_000;
let app: App;
beforeAll(async () => {
  app = await openApp({ accounts: 0 });
});
afterAll(() => app.close());

test('the scripts of the first page stay within 250 kB gzip, and none is inline', async () => {
  const dist = join(import.meta.dirname, '..', '..', 'web', 'dist');
  const html = await readFile(join(dist, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path as string);
  expect(scripts.length).toBeGreaterThan(0);
  const sizes = await Promise.all(scripts.map(async (path) => gzipSync(await readFile(join(dist, path)), { level: 9 }).length));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(entryLimitBytes);
  expect(html).not.toMatch(/<script(?![^>]*src=)/);
});

test('the one-time link signs in once, leaves no token in the address, and returns to the page asked for', async () => {
  const page = await app.openSignedOut('/data?tab=quarantine');
  await page.waitForURL(/\/sign-in$/);
  const link = await app.link();
  const token = link.split('token=').at(-1) as string;
  await page.goto(link);
  await page.waitForURL(/\/data\?tab=quarantine$/);
  expect(await page.evaluate('JSON.stringify([location.href, history.length, sessionStorage, localStorage])')).not.toContain(token);
  const other = await app.openSignedOut('/sign-in');
  await other.goto(link);
  await other.getByText(/used|expired/).first().waitFor();
});

test('an empty store leads to its first data; a write key comes with a snippet, and the page sees the first event', async () => {
  const page = await app.open('/');
  await page.waitForURL(/\/start$/);
  await page.getByRole('button', { name: 'Make a write key' }).click();
  await page.getByText('Waiting for the first event…').waitFor();
  const snippet = (await page.getByLabel('Snippet', { exact: true }).textContent()) ?? '';
  expect(snippet).toContain(app.url);
  const key = /writeKey: '([^']+)'/.exec(snippet)?.[1] ?? '';
  const sent = await fetch(`${app.url}/v1/batch`, {
    method: 'POST', headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ batch: [{ type: 'group', groupId: 'acme', userId: 'u1', messageId: 'm1', traits: { name: 'Acme' } }, { type: 'track', event: 'Report opened', userId: 'u1', messageId: 'm2', context: { groupId: 'acme' } }] }),
  });
  expect(sent.status).toBe(200);
  await page.getByText('Events arrive.').waitFor();
});
