import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type App } from './open-app.ts';

interface Health {
  accountId: string;
  score: number | null;
}

let app: App;
let accountId: string;
beforeAll(async () => {
  app = await openApp();
  const { items } = await app.call<{ items: { accountId: string }[] }>('signal.list', { limit: 1 });
  accountId = items[0]?.accountId ?? '';
});
afterAll(() => app.close());

test('a part of the sentence opens the records behind it', async () => {
  const page = await app.open(`/account/${accountId}`);
  await page.locator('.cite').first().click();
  await page.locator('.rec').first().waitFor();
  expect((await page.locator('.rec').first().textContent())?.length).toBeGreaterThan(10);
});

test('the drivers add up to the score shown', async () => {
  const page = await app.open(`/account/${accountId}`);
  await page.locator('.drow').nth(1).waitFor();
  const { score } = await app.call<Health>('health.show', { id: accountId });
  await page.getByRole('heading', { name: `Why health is ${Math.round(score ?? 0)}` }).waitFor();
});

test('an override needs a reason, shows beside the computed score, and is lifted', async () => {
  const page = await app.open(`/account/${accountId}`);
  await page.getByRole('button', { name: 'Override the score' }).click();
  const set = page.getByRole('button', { name: 'Set the score' });
  expect(await set.isDisabled()).toBe(true);
  await page.getByRole('dialog').getByLabel('Score').fill('31');
  await page.getByRole('dialog').getByLabel('Reason').fill('They told us they leave.');
  await set.click();
  await page.getByRole('heading', { name: 'Why health is 31' }).waitFor();
  await page.getByText(/Computed:/).waitFor();
  await page.getByText(/^Owner set health to 31/).waitFor();
  expect(await app.call<Health>('health.show', { id: accountId })).toMatchObject({ score: 31 });
  await page.getByRole('button', { name: 'Lift now' }).click();
  await page.getByText(/^Owner set health to 31/).waitFor({ state: 'detached' });
});

test('a change elsewhere moves the open page without a jump', async () => {
  const page = await app.open(`/account/${accountId}`);
  await page.locator('.drow').nth(1).waitFor();
  await page.evaluate("document.querySelector('.col').scrollTop = 120");
  await app.call('health.override', { id: accountId, score: 12, reason: 'Said elsewhere', days: 30 });
  await page.getByRole('heading', { name: 'Why health is 12' }).waitFor();
  expect(await page.evaluate("document.querySelector('.col').scrollTop")).toBe(120);
  await app.call('health.lift', { id: accountId });
});

test('an event that arrives moves the page that is open', async () => {
  const { key } = await app.call<{ key: string }>('key.create', { name: 'events', scope: ['track'] });
  const group = (await app.call<{ account: { externalIds: Record<string, string> } }>('account.show', { id: accountId })).account.externalIds;
  const page = await app.open(`/account/${accountId}?tab=usage`);
  await page.locator('.card').first().waitFor();
  const changed = page.waitForResponse((response) => response.url().includes('/api/op/account.usage') && response.ok(), { timeout: 20_000 });
  const sent = await fetch(`${app.url}/v1/batch`, {
    method: 'POST', headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ batch: Array.from({ length: 20 }, (_, i) => ({ type: 'track', event: 'report_viewed', userId: `someone-${i}`, messageId: `live-${i}`, context: { groupId: Object.values(group)[0] } })) }),
  });
  expect(sent.status).toBe(200);
  await changed;
});

test('a tab is a deep link', async () => {
  const page = await app.open(`/account/${accountId}?tab=tickets`);
  await page.getByRole('tab', { name: /Tickets/, selected: true }).waitFor();
  await page.getByRole('tab', { name: 'Health history' }).click();
  await page.waitForURL(/tab=history/);
});
