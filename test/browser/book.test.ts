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
  await page.waitForURL(/tab=unknown/);
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
  expect(lines[0]).toContain('id,Account,Health');
  expect(lines.length - 1).toBe(Number((await page.locator('.top h1 + span').textContent())?.replace(',', '')));
  expect(lines.slice(1).every((line) => /Kestrel/.test(line))).toBe(true);
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

test('customers who left are not among all accounts, and have a view of their own', async () => {
  const page = await app.open('/?tab=churned&cols=account,stage');
  await page.locator('.gr').first().waitFor();
  const stages = await page.locator('.gr [data-col=stage]').allTextContents();
  expect(new Set(stages)).toEqual(new Set(['Churned']));
  await page.getByRole('group', { name: 'Views' }).getByRole('button', { name: /All accounts/ }).click();
  await page.waitForURL((url) => !url.search.includes('churned'));
  expect(await page.locator('.gr [data-col=stage]').allTextContents()).not.toContain('Churned');
});

test('a fact is a column and a condition, and a kept view brings both back', async () => {
  const page = await app.open('/?cols=account,fact.contract.arr_minor&where=fact.contract.arr_minor:gt:1000000');
  await page.locator('.gr').first().waitFor();
  await page.getByRole('columnheader', { name: 'Annual recurring revenue' }).waitFor();
  const shown = await page.locator('.top h1 + span').textContent();
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Large ones');
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForURL(/view=viw_/);
  await page.goto(`${app.url}/`);
  await page.locator('.side').getByText('Large ones').click();
  await page.getByRole('heading', { name: 'Large ones' }).waitFor();
  await page.locator('.gr').first().waitFor();
  expect(await page.locator('.top h1 + span').textContent()).toBe(shown);
});

test('a field of chosen accounts is set at once, and taken back', async () => {
  const page = await app.open('/?cols=account,tier&sort=account');
  await page.locator('.gr').first().waitFor();
  const cells = async () => (await page.locator('.gr [data-col=tier]').allTextContents()).slice(0, 3);
  const before = await cells();
  for (const key of ['j', 'x', 'j', 'j', 'Shift+X']) await page.keyboard.press(key);
  await page.getByText('3 selected').waitFor();
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Change' }).click();
  await page.getByLabel('Field').selectOption({ label: 'Tier' });
  await page.getByRole('dialog').getByLabel('Tier', { exact: true }).fill('platinum');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await expect.poll(cells).toEqual(['platinum', 'platinum', 'platinum']);
  const { items } = await app.call<{ items: { tier: string | null }[] }>('account.book');
  await expect.poll(async () => (await app.call<{ items: { tier: string | null }[] }>('account.book')).items.filter(({ tier }) => tier === 'platinum').length, { timeout: 10_000 }).toBe(3);
  expect(items.length).toBeGreaterThan(3);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(cells).toEqual(before);
});

test('g and a letter go to pages; the palette finds people; the help lists the keys', async () => {
  const page = await app.open('/');
  await page.locator('.gr').first().waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.waitForURL(/\/signals/);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.locator('.gr').first().waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Select the row').waitFor();
  await page.keyboard.press('Escape');
  const { account: { id } } = await app.call<{ account: { id: string } }>('account.show', { id: (await app.call<{ items: { accountId: string }[] }>('signal.list', { limit: 1 })).items[0]?.accountId ?? '' });
  const { people } = await app.call<{ people: { name: string | null }[] }>('account.show', { id });
  const name = people.find((person) => person.name)?.name ?? '';
  await page.keyboard.press('Control+k');
  await page.getByLabel('Search accounts, people, pages and actions').fill(name);
  await page.getByRole('button', { name: new RegExp(name) }).first().click();
  await page.waitForURL(/\/account\/.*tab=people/);
});

test('what is lost without the server is said, and goes on when it is back', async () => {
  const page = await app.open('/');
  await page.locator('.gr').first().waitFor();
  await page.context().setOffline(true);
  await page.getByText('The server is not reached.').waitFor();
  await page.context().setOffline(false);
  await page.getByText('The server is not reached.').waitFor({ state: 'detached' });
});
