import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, refuse, type App } from './open-app.ts';

let app: App;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

const minor = (text: string | null) => Number((text ?? '').replace(/[^0-9]/g, ''));

test('a figure opens to accounts that add up to it, and says so', async () => {
  const page = await app.open('/targets');
  await page.getByRole('button', { name: /^ARR/ }).click();
  await page.waitForURL(/metric=arr/);
  const parts = page.getByRole('region', { name: 'Accounts behind the figure' });
  await parts.locator('tfoot').waitFor();
  const sum = (await parts.locator('tbody tr td:nth-child(2)').allTextContents()).reduce((total, text) => total + minor(text), 0);
  expect(Math.abs(minor(await parts.locator('tfoot td').nth(1).textContent()) - sum)).toBeLessThan(50);
  await page.getByText('They agree exactly.').waitFor();
  const groups = page.getByRole('region', { name: 'By Segment' });
  const grouped = (await groups.locator('tbody tr td:nth-child(3)').allTextContents()).reduce((total, text) => total + minor(text), 0);
  expect(Math.abs(grouped - sum)).toBeLessThan(50);
});

test('money is never shown as days, and few answers are marked', async () => {
  const page = await app.open('/targets');
  const arr = page.getByRole('button', { name: /^ARR/ });
  await arr.waitFor();
  expect(await arr.textContent()).not.toMatch(/\d d\b/);
  const { items } = await app.call<{ items: { label: string; few: boolean; value: number | null }[] }>('metric.board');
  for (const item of items.filter((one) => one.value !== null)) {
    const text = await page.getByRole('button', { name: new RegExp(`^${item.label}`) }).first().textContent();
    expect([item.label, /Few: read with care/.test(text ?? '')]).toEqual([item.label, item.few]);
    expect(text).toMatch(/n = \d/);
  }
});

test('a cohort cell opens to its accounts', async () => {
  const page = await app.open('/targets?view=cohorts');
  await page.locator('.heat button').nth(3).click();
  await page.waitForURL(/cohort=/);
  await page.getByText('adds up to the cell').waitFor();
});

test('the waterfall adds up, as a table too', async () => {
  const page = await app.open('/targets?view=movements');
  await page.getByText(/Opening .* plus all steps is closing/).waitFor();
  expect(await page.getByRole('img', { name: /Revenue movements: ARR/ }).count()).toBe(1);
});

test('the executive view is one page for paper, without the frame of the app', async () => {
  const page = await app.open('/targets?view=executive');
  await page.locator('.exec .table').nth(3).waitFor();
  await page.getByRole('button', { name: 'Save as PDF' }).waitFor();
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.side').isVisible()).toBe(false);
  expect(await page.getByRole('button', { name: 'Save as PDF' }).isVisible()).toBe(false);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBe(1);
});

test('a link carries the view, the figure and the day', async () => {
  const page = await app.open('/targets?view=table&metric=nrr&at=2026-01-31');
  await page.getByRole('dialog').getByText('Net revenue retention').first().waitFor();
  expect(new URL(page.url()).search).toContain('at=2026-01-31');
});

test('an error names the remedy and offers another try', async () => {
  const page = await app.open('/start');
  await refuse(page, 'metric.board', { status: 503, code: 'busy', detail: 'The store is busy.', remedy: 'Try again in a minute.' });
  await page.goto(`${app.url}/targets`);
  await page.getByText('Try again in a minute.').waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Try again' }).waitFor();
});
