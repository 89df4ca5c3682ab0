import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type App } from './open-app.ts';

let app: App;
beforeAll(async () => {
  app = await openApp({ accounts: 120 });
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
  await expect.poll(() => openSignals(page)).toBe(before - 1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => openSignals(page)).toBe(before);
});

test('a signal is resolved only with a reason', async () => {
  const page = await app.open('/signals');
  await page.locator('.sig').first().getByRole('button', { name: 'Resolve' }).click();
  const resolve = page.getByRole('dialog').getByRole('button', { name: 'Resolve' });
  expect(await resolve.isDisabled()).toBe(true);
  await page.getByLabel(/What was done/).fill('Called the sponsor.');
  await resolve.click();
  await page.getByText(/^Resolved: /).waitFor();
  const act = app.api.calls.findLast(({ operation }) => operation === 'signal.act')?.input;
  expect(act).toMatchObject({ action: 'resolve', note: 'Called the sponsor.' });
});

test('what someone else did first is told, not overwritten', async () => {
  const page = await app.open('/signals');
  await page.locator('.sig').first().waitFor();
  app.api.set('signal.act', () => ({ problem: { status: 409, code: 'version', detail: 'Someone else changed this signal meanwhile.', remedy: 'Look at it again.' } }));
  await page.locator('.sig').first().getByRole('button', { name: 'Acknowledge' }).click();
  await page.getByText('Someone else changed this signal meanwhile.').waitFor();
  app.api.set('signal.act', undefined);
});

test('a figure opens to accounts whose sum is shown', async () => {
  const page = await app.open('/targets');
  await page.getByRole('button', { name: /^ARR/ }).click();
  await page.waitForURL(/metric=arr/);
  const cells = page.locator('.table tbody tr td:nth-child(2)');
  await cells.first().waitFor();
  const minor = (text: string) => Number(text.replace(/[^0-9]/g, ''));
  const sum = (await cells.allTextContents()).reduce((total, text) => total + minor(text), 0);
  expect(minor((await page.locator('.table tfoot td').nth(1).textContent()) ?? '')).toBeCloseTo(sum, -3);
});

test('a figure that is not available says why instead of showing zero', async () => {
  const page = await app.open('/targets');
  const card = page.getByRole('button', { name: /^NPS/ });
  await card.waitFor();
  expect(await card.textContent()).toContain('No survey answers are loaded.');
  expect(await card.locator('.v').textContent()).toBe('Not available');
});

test('files are dropped, corrected and loaded, and every row is accounted for', async () => {
  const page = await app.open('/data?tab=import');
  await page.getByLabel('Files to import').setInputFiles([{ name: 'contracts.csv', mimeType: 'text/csv', buffer: Buffer.from('id;mrr\n1;5\n') }, { name: 'contacts.csv', mimeType: 'text/csv', buffer: Buffer.from('id,email\n1,a@b.example\n') }]);
  await page.waitForURL(/import=imp_/);
  await page.getByLabel('Column of Currency').first().selectOption('plan');
  const corrected = () => app.api.calls.findLast(({ operation }) => operation === 'import.correct')?.input as { decision: { mapping: Record<string, string> } } | undefined;
  await expect.poll(() => corrected()?.decision.mapping.currency).toBe('plan');
  await page.getByText('Exclusive').click();
  await expect.poll(() => app.api.calls.some(({ operation, input }) => operation === 'doubt.answer' && (input as { choice: string }).choice === 'exclusive')).toBe(true);
  await page.getByRole('button', { name: 'Load 2 files' }).click();
  await page.getByText('the parts add up to the rows').waitFor();
  expect((await page.locator('tfoot td').allTextContents()).slice(1)).toEqual(['2,400', '2,200', '120', '40', '16', '24']);
});

test('a row held back is fixed in place and loaded', async () => {
  const page = await app.open('/data?tab=quarantine');
  await page.getByRole('button', { name: 'Fix' }).first().click();
  await page.getByRole('dialog').getByLabel('mrr').fill('1200');
  await page.getByRole('button', { name: 'Save and load the row' }).click();
  await page.getByText('The row was loaded.').waitFor();
  expect(app.api.calls.find(({ operation }) => operation === 'quarantine.fix')?.input).toMatchObject({ set: { mrr: '1200' } });
  await page.getByRole('tab', { name: 'Quarantine 11' }).waitFor();
});

test('a key is shown once, with a snippet that holds it', async () => {
  const page = await app.open('/data?tab=keys');
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByLabel('Name').fill('Ingest');
  await page.getByRole('button', { name: 'Create the key' }).click();
  await page.getByLabel('The new key', { exact: true }).waitFor();
  const key = (await page.getByLabel('The new key', { exact: true }).textContent()) ?? '';
  expect(await page.getByLabel('Snippet', { exact: true }).textContent()).toContain(key);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByText('Ingest').waitFor();
  expect(await page.content()).not.toContain(key);
});
