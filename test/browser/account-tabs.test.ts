import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults, openApp, refuse, type App } from './open-app.ts';

const tabs = ['overview', 'timeline', 'usage', 'people', 'tickets', 'money', 'history', 'signals', 'data', 'compare'] as const;
/** What each tab reads, besides the account itself. */
const reads: Partial<Record<(typeof tabs)[number], string>> = { timeline: 'account.timeline', usage: 'account.slices', people: 'account.people', history: 'health.show', signals: 'signal.list', data: 'account.record', compare: 'health.compare' };

let app: App;
let accountId: string;
beforeAll(async () => {
  app = await openApp();
  const { items } = await app.call<{ items: { accountId: string }[] }>('signal.list', { limit: 1 });
  accountId = items[0]?.accountId ?? '';
});
afterAll(() => app.close());

const undo = (page: Page, said: string) => page.locator('.mantine-Notification-root', { hasText: said }).getByRole('button', { name: 'Undo' }).click();
const busy = "!document.querySelector('[role=tabpanel]') || Boolean(document.querySelector('[role=tabpanel] [aria-busy=true], [role=tabpanel] .mantine-Skeleton-root'))";
const settled = (page: Page) => expect.poll(() => page.evaluate(busy), { timeout: 15_000 }).toBe(false);

describe.each(['light', 'dark'] as const)('in the %s theme', (scheme) => {
  test('no tab breaks an accessibility rule or is wider than the window', async () => {
    const page = await app.open(`/account/${accountId}`, scheme);
    for (const tab of tabs) {
      await page.goto(`${app.url}/account/${accountId}?tab=${tab}`);
      await settled(page);
      expect(await accessibilityFaults(page), tab).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), tab).toBe(0);
    }
  }, 120_000);
});

test('the tabs are walked by the arrow keys, and the panel takes its name from its tab', async () => {
  const page = await app.open(`/account/${accountId}`);
  await page.getByRole('tab', { name: 'Overview' }).focus();
  for (const name of ['Timeline', 'Usage', /^People/]) {
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name, selected: true }).waitFor();
    await page.getByRole('tabpanel', { name }).waitFor();
  }
  expect(await page.evaluate("document.activeElement.id")).toBe('tab-people');
});

test('a call is written down by key, found by its words, changed, taken away, and each step undone', async () => {
  const page = await app.open(`/account/${accountId}?tab=timeline`);
  await page.locator('.tl li').first().waitFor();
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Call', { exact: true }).click();
  expect(await dialog.getByRole('button', { name: 'Add', exact: true }).isDisabled()).toBe(true);
  await dialog.getByLabel('Subject').fill('Heron goals for spring');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await page.locator('.tl').getByText('Heron goals for spring').waitFor();
  await page.getByLabel('Search the timeline').fill('SPRING heron');
  await expect.poll(() => page.locator('.tl li').count(), { timeout: 10_000 }).toBe(1);
  await page.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Change' }).click();
  await dialog.getByLabel('Subject').fill('Heron goals for spring and summer');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.locator('.tl').getByText('summer').waitFor();
  await undo(page, 'Changed');
  await page.locator('.tl').getByText('summer').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByText('Nothing matches.').waitFor();
  await undo(page, 'Removed');
  await page.locator('.tl').getByText('Heron goals for spring').waitFor();
}, 60_000);

test('a rule is muted with a reason, and the undo brings its signal back', async () => {
  const page = await app.open(`/account/${accountId}?tab=signals`);
  await page.locator('.srow').first().waitFor();
  const label = (await page.locator('.srow b').first().textContent()) ?? '';
  await page.getByRole('button', { name: /^Mute the rule/ }).first().click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('button', { name: 'Mute' }).isDisabled()).toBe(true);
  await dialog.getByLabel('Reason').fill('They restructure until then.');
  await dialog.getByRole('button', { name: 'Mute' }).click();
  await page.getByText('They restructure until then.').waitFor();
  const live = () => app.call<{ items: { label: string }[] }>('signal.list', { accountId }).then(({ items }) => items.some((item) => item.label.toLowerCase() === label.toLowerCase()));
  await expect.poll(live, { timeout: 10_000 }).toBe(false);
  await undo(page, 'Muted:');
  await expect.poll(live, { timeout: 10_000 }).toBe(true);
});

test('a change of the score opens down to the rules as they were and to its records', async () => {
  const page = await app.open(`/account/${accountId}?tab=history`);
  await page.getByRole('button', { name: /^Rules, version/ }).first().click();
  await expect.poll(() => page.locator('.rule').textContent(), { timeout: 10_000 }).toContain('kind: scorecard');
  await page.keyboard.press('Escape');
  await page.locator('.rule').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Records/ }).first().click();
  await page.getByText(/^Moved the score by/).waitFor();
});

test('the ledger begins once', async () => {
  const { items } = await app.call<{ items: { fromBand: string | null }[] }>('health.ledger', { id: accountId, limit: 5000 });
  expect(items.filter((entry) => entry.fromBand === null)).toHaveLength(1);
});

test('two dates stand side by side, in the address', async () => {
  const page = await app.open(`/account/${accountId}?tab=compare`);
  await page.locator('.sides').waitFor();
  await page.getByLabel('First date').fill('2026-01-15');
  await page.waitForURL(/from=2026-01-15/);
  await page.locator('.sides').getByText('15 Jan 2026').waitFor();
});

test('a past date is read only, and every tab reads it', async () => {
  const page = await app.open(`/account/${accountId}?tab=timeline`);
  await page.locator('.tl li').first().waitFor();
  const { instance } = await app.call<{ instance: { today: string } }>('session.me');
  const past = `${Number(instance.today.slice(0, 4)) - 1}${instance.today.slice(4)}`;
  for (const [tab, operation] of Object.entries(reads)) {
    const asked = page.waitForRequest((request) => request.url().endsWith(`/api/op/${operation}`));
    await page.goto(`${app.url}/account/${accountId}?tab=${tab}&at=${past}`);
    expect(JSON.stringify((await asked).postDataJSON()), tab).toContain(past);
  }
  await page.goto(`${app.url}/account/${accountId}?tab=timeline&at=${past}`);
  await page.getByText('Everything is shown as it was').waitFor();
  expect(await page.getByRole('button', { name: 'Add note' }).count()).toBe(0);
}, 60_000);

test('a tab that cannot be read says why and is read again', async () => {
  const page = await app.open(`/account/${accountId}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  for (const [tab, operation] of Object.entries(reads)) {
    const answer = await refuse(page, operation, { status: 403, code: 'scope', detail: 'This is not yours to read.', remedy: 'Ask an administrator.' });
    await page.goto(`${app.url}/account/${accountId}?tab=${tab}`);
    await page.locator('[role=tabpanel]').getByText('This is not yours to read.').first().waitFor();
    await answer();
    await page.locator('[role=tabpanel]').getByRole('button', { name: 'Try again' }).first().click();
    await page.locator('[role=tabpanel]').getByText('This is not yours to read.').first().waitFor({ state: 'detached' });
  }
}, 90_000);

test('nothing was complained about', () => {
  expect(app.complaints.filter((complaint) => !complaint.includes('403'))).toEqual([]);
});
