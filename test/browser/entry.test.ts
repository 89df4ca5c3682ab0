import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type App } from './open-app.ts';

const entryLimitBytes = 250_000;
let app: App;
beforeAll(async () => {
  app = await openApp({ accounts: 40 });
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

test('the one-time link signs in, leaves no token in the address, and returns to the page asked for', async () => {
  let signedIn = false;
  app.api.set('session.me', () => (signedIn ? { user: { id: 'u', name: 'Maya Okafor' }, instance: { sample: true, empty: false, readingDate: null, today: '2026-11-23' } } : { problem: { status: 401, code: 'sign_in', detail: 'Sign in first.' } }));
  app.api.set('session.redeem', ({ token }: { token: string }) => {
    signedIn = token === 'good-token-good-token';
    return signedIn ? { user: { id: 'u', name: 'Maya Okafor' } } : { problem: { status: 401, code: 'link_spent', detail: 'This sign-in link was used or has expired.', remedy: 'Ask the server for a new one.' } };
  });
  const page = await app.open('/account/acc_3?tab=tickets');
  await page.waitForURL(/\/sign-in$/);
  await page.goto(`${app.api.url}/#/sign-in?token=spent`);
  await page.getByText('This sign-in link was used or has expired.').waitFor();
  await page.goto(`${app.api.url}/#/sign-in?token=good-token-good-token`);
  await page.waitForURL(/\/account\/acc_3\?tab=tickets$/);
  await page.getByText('Export is slow').first().waitFor();
  expect(await page.evaluate('JSON.stringify([location.href, history.length, sessionStorage, localStorage])')).not.toContain('good-token');
  app.api.set('session.me', undefined);
  app.api.set('session.redeem', undefined);
});

test('old data is offered as the reading date, and taking it sets the date for everyone', async () => {
  let readingDay: string | null = null;
  app.api.set('reading.show', () => ({ readingDay, newestDay: '2025-03-31', offered: readingDay ? null : '2025-03-31' }));
  app.api.set('reading.set', ({ day }: { day?: string }) => ({ readingDay: (readingDay = day ?? null), newestDay: '2025-03-31', offered: null }));
  const page = await app.open('/');
  await page.getByRole('button', { name: 'Read as of 31 Mar 2025' }).click();
  await page.getByText('Time stands at the end of').waitFor();
  await page.getByRole('button', { name: 'Let time run' }).click();
  await page.getByRole('button', { name: 'Read as of 31 Mar 2025' }).waitFor();
  app.api.set('reading.show', undefined);
});

test('an empty store leads to its first data: the sample fills the book', async () => {
  const fresh = await openApp({ accounts: 40, empty: true });
  const page = await fresh.open('/');
  await page.waitForURL(/\/start$/);
  await page.getByRole('button', { name: 'Load the sample' }).click();
  await page.locator('.gr').first().waitFor();
  await fresh.close();
});

test('a write key comes with a snippet and the page waits for the first event', async () => {
  const fresh = await openApp({ accounts: 40, empty: true });
  const page = await fresh.open('/');
  await page.getByRole('button', { name: 'Make a write key' }).click();
  await page.getByText('Waiting for the first event…').waitFor();
  expect(await page.getByLabel('Snippet', { exact: true }).textContent()).toContain(fresh.api.url);
  fresh.api.set('source.list', () => ({ items: [{ id: 's', name: 'Product events', kind: 'tracking', state: 'live', records: 1, lastReceivedAt: '2026-11-23T04:30:00Z', lastHappenedAt: '2026-11-23T04:30:00Z', unresolved: 1, note: null }] }));
  await page.getByText('Events arrive.').waitFor();
  await fresh.close();
});
