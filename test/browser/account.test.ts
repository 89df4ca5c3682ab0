import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type App } from './open-app.ts';

let app: App;
beforeAll(async () => {
  app = await openApp({ accounts: 60 });
});
afterAll(() => app.close());

test('a number in the sentence opens the record behind it', async () => {
  const page = await app.open('/account/acc_3');
  await page.locator('.cite').first().click();
  const record = page.locator('.rec').first();
  await record.getByText('SSO login fails for new users').first().waitFor();
  expect(await record.textContent()).toContain('First reply');
});

test('drivers without effect are folded, unknown ones are listed with their reason', async () => {
  const page = await app.open('/account/acc_3');
  await page.getByText('No one answered a survey in the last 90 days').waitFor();
  expect(await page.getByText('Contract position').count()).toBe(0);
  await page.getByRole('button', { name: /Show 1 driver with no effect/ }).click();
  await page.getByText('Contract position').waitFor();
  const moved = () => page.locator('.drow').nth(1).getByRole('img', { name: /points/ }).getAttribute('aria-label');
  expect(await moved()).toBe('−12 points');
  await page.getByText('28 d', { exact: true }).click();
  await expect.poll(moved).toBe('−6 points');
});

test('an override needs a reason, shows beside the computed score, and is lifted', async () => {
  const page = await app.open('/account/acc_5');
  await page.getByRole('button', { name: 'Override the score' }).click();
  const set = page.getByRole('button', { name: 'Set the score' });
  expect(await set.isDisabled()).toBe(true);
  await page.getByRole('dialog').getByLabel('Score').fill('31');
  await page.getByRole('dialog').getByLabel('Reason').fill('They told us they leave.');
  await set.click();
  await page.getByText('They told us they leave.').waitFor();
  await page.getByRole('heading', { name: 'Why health is 31' }).waitFor();
  await page.getByText(/Computed:/).waitFor();
  await page.getByRole('button', { name: 'Lift now' }).click();
  await page.getByText('They told us they leave.').waitFor({ state: 'detached' });
});

test('a change elsewhere moves the open page without a jump', async () => {
  const page = await app.open('/account/acc_7');
  await page.locator('.drow').nth(2).waitFor();
  await page.evaluate("document.querySelector('.col').scrollTop = 120");
  const shows = () => app.api.calls.filter(({ operation, input }) => operation === 'health.show' && (input as { id: string }).id === 'acc_7').length;
  const before = shows();
  await page.evaluate("fetch('/api/op/health.override', { method: 'POST', headers: { 'x-mainstay': '1' }, body: JSON.stringify({ id: 'acc_7', score: 12, reason: 'Said elsewhere', days: 30 }) })");
  await page.getByRole('heading', { name: 'Why health is 12' }).waitFor();
  expect(shows()).toBeGreaterThan(before);
  expect(await page.evaluate("document.querySelector('.col').scrollTop")).toBe(120);
});

test('a tab is a deep link', async () => {
  const page = await app.open('/account/acc_3?tab=tickets');
  await page.getByRole('tab', { name: /Tickets/, selected: true }).waitFor();
  await page.getByText('Export is slow').first().waitFor();
  await page.getByRole('tab', { name: 'Health history' }).click();
  await page.waitForURL(/tab=history/);
});
