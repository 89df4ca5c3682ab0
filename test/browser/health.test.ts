import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type App } from './open-app.ts';

let app: App;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

test('the distribution opens to the accounts of a band, by a dimension and by group', async () => {
  const page = await app.open('/health');
  await page.getByRole('button', { name: /^Healthy/ }).click();
  await page.getByRole('dialog').getByText('adds up to the figure').waitFor();
  await page.keyboard.press('Escape');
  await page.getByLabel('Group by').selectOption('owner');
  await page.getByRole('heading', { name: 'By Owner' }).waitFor();
  const first = page.getByRole('button', { name: /^Show only/ }).first();
  const group = (await first.textContent()) ?? '';
  await first.click();
  await page.getByText(`Only Owner: ${group}`).waitFor();
  await page.getByRole('button', { name: 'Show the whole book' }).click();
  await expect.poll(() => page.getByText(`Only Owner: ${group}`).count()).toBe(0);
});

test('movers say what moved them, by points and by money, over a chosen time', async () => {
  const page = await app.open('/health?view=movers');
  await page.getByText(/fell, .* rose/).waitFor();
  await page.getByText('90 days ago').click();
  await page.waitForURL(/days=90/);
  await page.getByText('Money', { exact: true }).click();
  await page.waitForURL(/sort=money/);
  expect(await page.getByRole('region', { name: 'Falling' }).locator('tbody tr').count()).toBeGreaterThan(0);
});

test('a measure that is unknown opens to the accounts without it', async () => {
  const page = await app.open('/health?view=coverage');
  await page.getByRole('region', { name: 'Measures that are unknown' }).locator('.tally').first().click();
  await page.getByRole('dialog').getByText('adds up to the figure').waitFor();
});

test('a what-if shows who would move and stores nothing; an impossible scorecard says where', async () => {
  const page = await app.open('/health?view=scorecards&card=smb');
  await page.getByText('This text is generated from the approved definition.').waitFor();
  await page.getByRole('button', { name: 'Try a change' }).click();
  await page.getByRole('textbox', { name: 'Good from' }).fill('95');
  await page.getByRole('textbox', { name: 'Watch from' }).fill('90');
  await page.getByText('2 changes').waitFor();
  const before = JSON.stringify(await app.call('health.distribution'));
  await page.getByRole('button', { name: 'Show the effect' }).click();
  await page.getByText(/change band/).waitFor();
  expect(await page.getByRole('region', { name: 'Who would move' }).locator('tbody tr').count()).toBeGreaterThan(0);
  expect(JSON.stringify(await app.call('health.distribution'))).toBe(before);
  await page.getByRole('textbox', { name: 'Watch from' }).fill('97');
  await page.getByRole('button', { name: 'Show the effect' }).click();
  await page.getByText('watch must be below good.').first().waitFor();
  await page.getByRole('button', { name: 'Start again' }).click();
  await page.getByText('Nothing is changed yet.').waitFor();
});

test('the views are reached by keyboard', async () => {
  const page = await app.open('/health');
  await page.getByRole('tab', { name: 'Distribution' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(/view=movers/);
  expect(await page.evaluate('document.activeElement.id')).toBe('tab-movers');
});
