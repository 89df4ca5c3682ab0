import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type App } from './open-app.ts';

let app: App;
beforeAll(async () => {
  app = await openApp({ accounts: 5000 });
});
afterAll(() => app.close());

test('five thousand accounts render only the rows in view, and scrolling brings others', async () => {
  const page = await app.open('/');
  await page.locator('.gr').first().waitFor();
  expect(await page.locator('.gr').count()).toBeLessThan(60);
  const first = await page.locator('.gr .aname').first().textContent();
  await page.evaluate("document.querySelector('.grid').scrollTop = 40 * 2500");
  await expect.poll(() => page.locator('.gr .aname').first().textContent()).not.toBe(first);
  expect(await page.locator('.gr').count()).toBeLessThan(60);
});

test('the figures follow the filter, and the address holds it', async () => {
  const page = await app.open('/');
  await page.locator('.gr').first().waitFor();
  const all = await page.locator('.kpi').nth(1).locator('.v').textContent();
  await page.getByRole('group', { name: 'Views' }).getByRole('button', { name: /At risk/ }).click();
  await page.keyboard.press('/');
  await page.keyboard.type('kestrel');
  await page.waitForURL(/tab=risk.*q=kestrel|q=kestrel.*tab=risk/);
  const bands = await page.locator('.gr [role=gridcell]:nth-child(3) .sr').allTextContents();
  expect(bands.length).toBeGreaterThan(0);
  expect(new Set(bands.map((text) => text.trim()))).toEqual(new Set(['At risk']));
  expect(await page.locator('.kpi').nth(1).locator('.v').textContent()).not.toBe(all);
  await page.reload();
  await page.locator('.gr').first().waitFor();
  expect(await page.getByLabel('Filter accounts').inputValue()).toBe('kestrel');
});

test('a column sorts both ways and unknown values stay last', async () => {
  const page = await app.open('/?tab=all&sort=health');
  await page.locator('.gr').first().waitFor();
  const scores = async () => (await page.locator('.gr .score-cell').allTextContents()).slice(0, 10).map((text) => Number.parseInt(text, 10));
  const rising = await scores();
  expect(rising).toEqual(rising.toSorted((a, b) => a - b));
  await page.getByRole('columnheader', { name: 'Health' }).getByRole('button').click();
  await page.waitForURL(/sort=-health/);
  const falling = await scores();
  expect(falling).toEqual(falling.toSorted((a, b) => b - a));
  expect(falling.some(Number.isNaN)).toBe(false);
});

test('the keyboard moves, selects and opens, and Back finds the rows again', async () => {
  const page = await app.open('/');
  await page.locator('.gr').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByText('1 selected').waitFor();
  const name = await page.locator('.gr[data-act=true] .aname').textContent();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/account\//);
  expect(await page.locator('.hd h1').textContent()).toBe(name);
  await page.goBack();
  await page.locator('.gr').first().waitFor();
  expect(await page.locator('.gr').count()).toBeGreaterThan(10);
});

test('the exported file holds the rows shown', async () => {
  const page = await app.open('/?tab=risk&q=kestrel');
  await page.locator('.gr').first().waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click()]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
  expect(lines[0]).toContain('account');
  expect(lines.length - 1).toBe(Number((await page.locator('.top h1 + span').textContent())?.replace(',', '')));
  expect(lines.slice(1).every((line) => line.includes('Kestrel') && line.includes(',risk,'))).toBe(true);
});

test('a past date is read from the server, stays on the way to an account, and is left again', async () => {
  const page = await app.open('/');
  await page.getByRole('button', { name: 'Today' }).click();
  await page.getByRole('button', { name: '90 days ago' }).click();
  await page.waitForURL(/at=2026-08-25/);
  await page.locator('.gr .aname').first().click();
  await page.waitForURL(/\/account\/.*at=2026-08-25/);
  await page.locator('.hd h1').waitFor();
  const reads = app.api.calls.filter(({ operation }) => operation === 'account.book' || operation === 'account.show').slice(-2);
  expect(reads.map(({ input }) => (input as { at?: string }).at)).toEqual(['2026-08-25', '2026-08-25']);
  await page.getByRole('button', { name: 'Back to today' }).click();
  await expect.poll(() => page.url()).not.toContain('at=');
});

test('a failed read says what to do and recovers on retry', async () => {
  app.api.set('account.book', () => ({ problem: { status: 500, code: 'internal', detail: 'The usage store does not answer.', remedy: 'Look at the server log.' } }));
  const page = await app.open('/');
  await page.getByText('The usage store does not answer.').waitFor();
  await page.getByText('Look at the server log.').waitFor();
  app.api.set('account.book', undefined);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.gr').first().waitFor();
});
