import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults, openApp, type App } from './open-app.ts';
import { pages } from './pages.ts';

describe('no accessibility fault, in light and in dark', () => {
  let app: App;
  let accountId: string;
  let page: Page;
  beforeAll(async () => {
    app = await openApp();
    // The account with most to show: signals are open there.
    accountId = (await app.call<{ items: { accountId: string }[] }>('signal.list', { limit: 1 })).items[0]?.accountId ?? '';
    page = await app.open('/settings/profile');
  });
  afterAll(() => app.close());

  test.each(pages)('$name', async ({ path, ready, then }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(app.url + path.replace(':id', accountId));
    await page.locator(ready).first().waitFor();
    await then?.(page);
    await page.waitForTimeout(300);
    const light = await accessibilityFaults(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForTimeout(100);
    expect({ light, dark: await accessibilityFaults(page, ['color-contrast']) }).toEqual({ light: [], dark: [] });
  });

  test('the browser has nothing to complain about', () => {
    expect(app.complaints).toEqual([]);
  });
});
