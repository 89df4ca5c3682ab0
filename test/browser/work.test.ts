import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, refuse, type App } from './open-app.ts';

let app: App;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

const openSignals = (page: Awaited<ReturnType<App['open']>>) => page.locator('.bar em').first().textContent().then(Number);

test('a signal is acknowledged by key and brought back by undo', async () => {
  const page = await app.open('/signals');
  await page.locator('.sig').first().waitFor();
  const before = await openSignals(page);
  await page.keyboard.press('j');
  await page.keyboard.press('a');
  await page.getByText(/^Acknowledged: /).waitFor();
  await expect.poll(() => openSignals(page), { timeout: 10_000 }).toBe(before - 1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => openSignals(page), { timeout: 10_000 }).toBe(before);
});

test('a signal is resolved only with a reason', async () => {
  const page = await app.open('/signals');
  await page.locator('.sig').first().getByRole('button', { name: 'Resolve' }).click();
  const resolve = page.getByRole('dialog').getByRole('button', { name: 'Resolve' });
  expect(await resolve.isDisabled()).toBe(true);
  await page.getByLabel(/What was done/).fill('Called the sponsor.');
  await resolve.click();
  await page.getByText(/^Resolved: /).waitFor();
  const { items } = await app.call<{ items: { id: string }[] }>('signal.list', { state: 'resolved', limit: 1000 });
  const shown = await Promise.all(items.map(({ id }) => app.call('signal.show', { id })));
  expect(JSON.stringify(shown)).toContain('Called the sponsor.');
});

test('many signals are assigned at once and given back by one undo', async () => {
  const page = await app.open('/signals');
  await page.locator('.sig').first().waitFor();
  const before = await openSignals(page);
  for (const key of ['j', 'x', 'j', 'x', 'j', 'x']) await page.keyboard.press(key);
  await page.getByRole('region', { name: 'Chosen signals' }).getByRole('button', { name: 'Assign' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('option').nth(1).waitFor({ state: 'attached' });
  await dialog.getByLabel('Who takes it').selectOption({ index: 1 });
  await dialog.getByRole('button', { name: 'Assign' }).click();
  await page.getByText('Assigned: 3 signals').waitFor();
  await expect.poll(() => openSignals(page), { timeout: 10_000 }).toBe(before - 3);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => openSignals(page), { timeout: 10_000 }).toBe(before);
  const { items } = await app.call<{ items: { assignee: string | null }[] }>('signal.list', { state: 'open', limit: 1000 });
  expect(items.filter(({ assignee }) => assignee)).toEqual([]);
});

test('a signal type tells what it did in the past', async () => {
  const page = await app.open('/signals?view=record');
  const row = page.getByRole('row').filter({ hasText: 'Notice given' });
  await row.waitFor();
  const { items } = await app.call<{ items: { id: string; fired: number }[] }>('signal.types', {});
  expect(await row.getByRole('cell').nth(1).textContent()).toBe(String(items.find(({ id }) => id === 'notice_given')?.fired));
});

test('what someone else did first is told, not overwritten', async () => {
  const page = await app.open('/signals');
  await page.locator('.sig').first().waitFor();
  await refuse(page, 'signal.batch', { status: 409, code: 'version', detail: 'Someone else changed this signal meanwhile.', remedy: 'Look at it again.' });
  await page.locator('.sig').first().getByRole('button', { name: 'Acknowledge' }).click();
  await page.getByText('Someone else changed this signal meanwhile.').waitFor();
});

test('a figure that is not available says why instead of showing zero', async () => {
  const page = await app.open('/targets');
  const card = page.getByRole('button', { name: /^Advocates/ });
  await card.waitFor();
  expect(await card.textContent()).toContain('No advocacy acts are recorded yet.');
  expect(await card.locator('.v').textContent()).toBe('Not available');
});

test('files are dropped, corrected and loaded, every row is accounted for, and a row held back is fixed in place', async () => {
  const page = await app.open('/data?tab=import');
  await page.getByLabel('Files to import').setInputFiles([
    { name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from('customer_id;name;signup_date\nX1;Mill & Sons;2025-01-05\nX2;Harbour;2025-02-30\nX3;Orchard;2025-03-01\nX1;Mill & Sons;2025-01-05\n') },
    { name: 'subscriptions.csv', mimeType: 'text/csv', buffer: Buffer.from('subscription_id;customer_id;mrr;currency;start_date;end_date\nS1;X1;100;EUR;2025-01-05;2026-01-05\nS2;X3;oops;EUR;2025-03-01;2026-03-01\n') },
  ]);
  await page.waitForURL(/import=imp_/);
  await page.getByRole('button', { name: 'Load 2 files' }).click();
  await page.getByText('the parts add up to the rows').waitFor();
  const [rows, ...parts] = (await page.locator('tfoot td').allTextContents()).slice(1).map(Number);
  expect(parts.reduce((sum, n) => sum + n, 0)).toBe(rows);
  await page.goto(`${app.url}/data?tab=quarantine`);
  await page.getByRole('row', { name: /oops/ }).getByRole('button', { name: 'Fix' }).click();
  await page.getByRole('dialog').getByLabel('mrr').fill('1200');
  await page.getByRole('button', { name: 'Save and load the row' }).click();
  await page.getByText('The row was loaded.').waitFor();
});
