import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityFaults, openApp, type App } from './open-app.ts';

let app: App;
beforeAll(async () => {
  app = await openApp({ accounts: 60 });
}, 240_000);
afterAll(async () => {
  expect(app.complaints).toEqual([]);
  await app.close();
});

interface Runs { items: { id: string; accountName: string }[]; total: number }

test('the library says what each is for; activation tells before what it would start, and then does', async () => {
  const page = await app.open('/playbooks');
  await page.locator('.pb-line').first().waitFor();
  expect(await page.locator('.pb-line').count()).toBe(12);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Activate: At risk' }).click();
  const dialog = page.getByRole('dialog', { name: 'Activate "At risk"?' });
  const sentence = await dialog.getByText(/would enter today/).innerText();
  expect(await accessibilityFaults(page)).toEqual([]);
  const wanted = Number(/^\d+/.exec(sentence)?.[0] ?? 0);
  expect(wanted).toBeGreaterThan(0);
  await dialog.getByRole('checkbox', { name: 'Let these accounts enter at once' }).check();
  await dialog.getByRole('button', { name: 'Activate', exact: true }).click();
  await page.getByText(new RegExp(`"At risk" is at work\\. ${wanted} entered`)).waitFor();
  expect((await app.call<Runs>('run.list', { playbook: 'at-risk' })).total).toBe(wanted);
});

test('steps are read as a flow, runs show where each account is; a run is held, taken back and skipped', async () => {
  const page = await app.open('/playbooks/at-risk');
  await page.getByRole('heading', { name: 'Find the cause first' }).waitFor();
  await page.getByText(/accounts? here/).first().waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('tab', { name: /Runs/ }).click();
  const row = page.getByRole('row').filter({ hasText: 'waits for a person' }).first();
  await row.waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await row.getByRole('link').nth(1).click();
  await page.getByRole('heading', { name: 'What happened' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Hold' }).click();
  await page.locator('.tag', { hasText: 'Held' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('.tag', { hasText: 'Running' }).waitFor();
  await page.getByRole('button', { name: 'Skip this step' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Skip this step' }).click();
  await page.locator('.pb-history .tag', { hasText: 'skipped' }).waitFor();
  await page.getByRole('button', { name: 'End it' }).click();
  await page.getByLabel('Reason').fill('Merged into another customer');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'End it' }).click();
  await page.locator('header .tag', { hasText: 'Stopped' }).waitFor();
});

test('the past is played, the text is shown, and what is not there is said', async () => {
  const page = await app.open('/playbooks/adoption?tab=past');
  await page.getByRole('button', { name: 'Play the past' }).click();
  await page.getByText('Looked at', { exact: true }).waitFor({ timeout: 60_000 });
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('tab', { name: 'YAML' }).click();
  await page.getByText('id: adoption').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  const missing = await app.open('/playbooks/none');
  await missing.getByText('There is no playbook "none".').waitFor();
}, 120_000);

test('a hold-out is chosen after its cost is said, shown with its reason, and taken back', async () => {
  const page = await app.open('/playbooks/growth');
  await page.getByRole('button', { name: 'Hold-out' }).click();
  const dialog = page.getByRole('dialog', { name: 'Hold accounts out of "Growth"' });
  await dialog.getByText(/get nothing from this playbook/).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByLabel('Share held out, in percent').fill('20');
  await dialog.getByRole('textbox', { name: 'Why' }).fill('To know whether it pays.');
  await dialog.getByRole('button', { name: 'Hold out', exact: true }).click();
  await page.getByText('20% of the accounts entering "Growth" are held out.').waitFor();
  await page.getByRole('link', { name: 'What it did' }).click();
  await page.getByText(/To know whether it pays/).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await app.call<{ outcome: { holdOut: { percent: number } } }>('outcome.show', { id: 'growth' })).outcome.holdOut.percent).toBe(0);
  await page.getByRole('link', { name: 'What worked' }).click();
  await page.locator('.out-line').first().waitFor();
  expect(await page.locator('.out-line').count()).toBe(12);
  expect(await accessibilityFaults(page)).toEqual([]);
});
