import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { addDays, dayOf } from '../../src/lib/period.ts';
import { openApp, refuse, type App } from './open-app.ts';

let app: App;
beforeAll(async () => {
  app = await openApp();
  // A book longer than any screen: bare accounts beside the sample's.
  const dir = await mkdtemp(join(tmpdir(), 'mainstay-accounts-'));
  await writeFile(join(dir, 'accounts.csv'), `account_id,account_name,signup_date\n${Array.from({ length: 3000 }, (_, i) => `B${i},Kestrel branch ${i},2026-01-01\n`).join('')}`);
  await app.call('import.files', { paths: [dir], source: 'Branches' });
  await rm(dir, { recursive: true, force: true });
});
afterAll(() => app.close());

test('three thousand accounts render only the rows in view, and scrolling brings others', async () => {
  const page = await app.open('/');
  await page.locator('.gr').first().waitFor();
  expect(await page.locator('.gr').count()).toBeLessThan(60);
  const first = await page.locator('.gr .aname').first().textContent();
  await page.evaluate("document.querySelector('.grid').scrollTop = 40 * 1500");
  await expect.poll(() => page.locator('.gr .aname').first().textContent()).not.toBe(first);
  expect(await page.locator('.gr').count()).toBeLessThan(60);
});

test('the figures follow the filter, and the address holds it', async () => {
  const page = await app.open('/');
  await page.locator('.gr').first().waitFor();
  const all = await page.locator('.kpi').nth(1).locator('.v').textContent();
  await page.getByRole('group', { name: 'Views' }).getByRole('button', { name: /No data/ }).click();
  await page.keyboard.press('/');
  await page.keyboard.type('kestrel');
  await page.waitForURL(/tab=unknown.*q=kestrel|q=kestrel.*tab=unknown/);
  const bands = await page.locator('.gr [role=gridcell]:nth-child(3) .sr').allTextContents();
  expect(bands.length).toBeGreaterThan(0);
  expect(new Set(bands.map((text) => text.trim()))).toEqual(new Set(['No data']));
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
  const page = await app.open('/?tab=unknown&q=kestrel');
  await page.locator('.gr').first().waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click()]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
  expect(lines[0]).toContain('account');
  expect(lines.length - 1).toBe(Number((await page.locator('.top h1 + span').textContent())?.replace(',', '')));
  expect(lines.slice(1).every((line) => /Kestrel/.test(line) && line.includes(',unknown,'))).toBe(true);
});

test('a past date is read from the server, stays on the way to an account, and is left again', async () => {
  const past = addDays(dayOf(systemClock().wall()), -90);
  const page = await app.open('/');
  await page.getByRole('button', { name: 'Today' }).click();
  const read = page.waitForRequest((request) => request.url().includes('/api/op/account.book') && (request.url() + (request.postData() ?? '')).includes(past));
  await page.getByRole('button', { name: '90 days ago' }).click();
  await page.waitForURL(new RegExp(`at=${past}`));
  await read;
  await page.locator('.gr .aname').first().click();
  await page.waitForURL(new RegExp(`/account/.*at=${past}`));
  await page.locator('.hd h1').waitFor();
  await page.getByRole('button', { name: 'Back to today' }).click();
  await expect.poll(() => page.url()).not.toContain('at=');
});

test('a failed read says what to do and recovers on retry', async () => {
  const page = await app.open('/sign-in');
  const recover = await refuse(page, 'account.book', { status: 500, code: 'internal', detail: 'The usage store does not answer.', remedy: 'Look at the server log.' });
  await page.goto(`${app.url}/`);
  await page.getByText('The usage store does not answer.').waitFor();
  await page.getByText('Look at the server log.').waitFor();
  await recover();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.gr').first().waitFor();
});
