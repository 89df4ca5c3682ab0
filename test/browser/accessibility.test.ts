import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults, openApp, type App } from './open-app.ts';

interface Shown {
  name: string;
  path: string;
  ready: string;
  then?: (page: Page) => Promise<unknown>;
}

const pages: Shown[] = [
  { name: 'book', path: '/', ready: '.gr' },
  { name: 'book, nothing fits', path: '/?q=zzzz', ready: '.state' },
  { name: 'book, rows selected and filtered', path: '/?band=risk', ready: '.gr', then: async (page) => { await page.keyboard.press('j'); await page.keyboard.press('x'); await page.locator('.bulk').waitFor(); } },
  { name: 'book, filters open', path: '/', ready: '.gr', then: (page) => page.getByRole('button', { name: 'Filter', exact: true }).click() },
  { name: 'command palette', path: '/', ready: '.gr', then: async (page) => { await page.keyboard.press('Control+k'); await page.keyboard.type('kes'); await page.locator('.palette-row').first().waitFor(); } },
  { name: 'keyboard help', path: '/', ready: '.gr', then: (page) => page.keyboard.press('Shift+?') },
  { name: 'as of a past day', path: '/?at=2026-10-01', ready: '.banner' },
  ...['', 'timeline', 'usage', 'people', 'tickets', 'money', 'history', 'data'].map((tab) => ({ name: `account ${tab || 'overview'}`, path: `/account/acc_3${tab ? `?tab=${tab}` : ''}`, ready: '.col .card' })),
  { name: 'account, evidence', path: '/account/acc_3', ready: '.cite', then: async (page) => { await page.locator('.cite').first().click(); await page.locator('.rec').waitFor(); } },
  { name: 'account, override', path: '/account/acc_3', ready: '.cite', then: (page) => page.getByRole('button', { name: 'Override the score' }).click() },
  { name: 'account that is not there', path: '/account/none', ready: '[role=alert]' },
  { name: 'signals', path: '/signals', ready: '.sig' },
  { name: 'targets', path: '/targets', ready: '.target' },
  { name: 'targets as a table', path: '/targets?view=table', ready: '.table' },
  { name: 'movements', path: '/targets?view=movements', ready: '.table' },
  { name: 'a figure opened', path: '/targets?metric=grr', ready: '.table tfoot' },
  ...['', 'import', 'quarantine', 'doubts', 'keys'].map((tab) => ({ name: `data ${tab || 'sources'}`, path: `/data${tab ? `?tab=${tab}` : ''}`, ready: '.card h2' })),
  { name: 'start', path: '/start', ready: '.choice' },
  { name: 'sign-in', path: '/sign-in', ready: '.copy' },
  { name: 'a page that does not exist', path: '/nothing', ready: 'h1' },
];

describe('no accessibility fault, in light and in dark', () => {
  let app: App;
  beforeAll(async () => {
    app = await openApp({ accounts: 120 });
  });
  afterAll(() => app.close());

  test.each(pages)('$name', async ({ path, ready, then }) => {
    const page = await app.open(path);
    await page.locator(ready).first().waitFor();
    await then?.(page);
    await page.waitForTimeout(300);
    const light = await accessibilityFaults(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForTimeout(100);
    expect({ light, dark: await accessibilityFaults(page, ['color-contrast']) }).toEqual({ light: [], dark: [] });
    await page.context().close();
  });

  test('the browser has nothing to complain about', () => {
    expect(app.complaints).toEqual([]);
  });
});
