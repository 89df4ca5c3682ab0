import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConnectionItem } from '../../src/contract/connection.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { openSimServer, type SimServer } from '../../src/source/connector/simulator/sim-server.ts';
import { simulateZendesk } from '../../src/source/connector/zendesk/zendesk-simulator.ts';
import { openApp, type App } from './open-app.ts';

let app: App;
let sim: SimServer;
/** How far the vendor's clock is ahead: what changes becomes visible there a minute later. */
let aheadMs = 0;
beforeAll(async () => {
  const clock = systemClock();
  const nowMs = () => clock.wall().getTime() + aheadMs;
  const free = { calls: Number.POSITIVE_INFINITY, exports: Number.POSITIVE_INFINITY };
  [app, sim] = await Promise.all([openApp({ accounts: 0 }), openSimServer(simulateZendesk({ accounts: 6, nowMs, limits: free }), { nowMs })]);
});
afterAll(async () => {
  await sim.close();
  await app.close();
});

const status = async () => (await app.call<{ items: ConnectionItem[] }>('source.status')).items[0];

test('a system is connected, looked at, read, paused, gone on with and disconnected', async () => {
  const { credentials } = sim.vendor;
  const page = await app.open('/settings/sources');
  await page.getByRole('button', { name: 'Connect Zendesk' }).click();
  const dialog = page.getByRole('dialog', { name: 'Connect Zendesk' });
  await dialog.getByText('What to do at Zendesk first').waitFor();
  await dialog.getByLabel('Subdomain').fill(credentials.subdomain ?? '');
  await dialog.getByLabel('Client identifier').fill(credentials.clientId ?? '');
  await dialog.getByLabel('Client secret').fill('wrong');
  await dialog.getByText('Another address').click();
  await dialog.getByLabel('Address to call instead').fill(sim.baseUrl);
  await dialog.getByRole('button', { name: 'Try the connection' }).click();
  await dialog.getByRole('alert').getByText('say that it is a sandbox on this machine', { exact: false }).waitFor();
  await dialog.getByLabel('It is a sandbox on this machine').check();
  await dialog.getByRole('button', { name: 'Try the connection' }).click();
  await dialog.getByRole('alert').getByText('does not accept the credentials', { exact: false }).waitFor();
  await dialog.getByLabel('Client secret').fill(credentials.clientSecret ?? '');
  await dialog.getByRole('button', { name: 'Try the connection' }).click();

  await dialog.getByText('Reached Sandbox Admin.').waitFor();
  await dialog.getByText('How records are stored').first().click();
  await dialog.getByRole('region', { name: 'Records of Organisations' }).getByText('Northfield 0').waitFor();
  await dialog.getByRole('checkbox', { name: 'Satisfaction ratings' }).uncheck();
  await dialog.getByRole('button', { name: 'Start reading' }).click();
  await dialog.waitFor({ state: 'detached' });

  await page.getByText('Up to date').waitFor();
  expect(await status()).toMatchObject({ condition: 'fresh', objects: [{ inserted: 6, chosen: true }, { inserted: 18 }, { inserted: 24 }, { rows: 0, chosen: false }] });
  const table = page.getByRole('region', { name: 'Objects of Zendesk' });
  await table.getByRole('row', { name: /Tickets/ }).getByText('24').first().waitFor();
  await table.getByRole('row', { name: /Satisfaction ratings/ }).getByText('not chosen').waitFor();

  await page.getByRole('button', { name: 'Pause: Zendesk' }).click();
  await page.getByText('Paused', { exact: true }).waitFor();
  sim.vendor.world.change('tickets', sim.vendor.world.living('tickets')[0] ?? '');
  aheadMs += 120_000;
  await page.getByRole('button', { name: 'Resume: Zendesk' }).click();
  await expect.poll(async () => (await status())?.objects[2]?.updated, { timeout: 25_000 }).toBe(1);

  // Sending back: a field that a person filled stays, the others are written.
  const [first = '', second = ''] = sim.vendor.world.living('organizations');
  sim.vendor.back?.set(first, 'mainstay_health', 99);
  const back = page.getByRole('region', { name: 'Sending back: Zendesk' });
  await back.getByRole('checkbox').check();
  await back.getByRole('button', { name: 'Fields and preview: Zendesk' }).click();
  const fields = page.getByRole('dialog', { name: 'Send values to Zendesk' });
  await fields.getByLabel('Health score').selectOption('mainstay_health');
  await fields.getByLabel('Health band').selectOption('mainstay_band');
  await fields.getByRole('button', { name: 'Keep this choice' }).click();
  await fields.getByRole('button', { name: 'Look at Zendesk now' }).click();
  await fields.getByText('1 belong to a person', { exact: false }).waitFor();
  await fields.getByRole('button', { name: 'Write from now on' }).click();
  await fields.waitFor({ state: 'detached' });
  await expect.poll(() => [sim.vendor.back?.value(first, 'mainstay_health'), typeof sim.vendor.back?.value(second, 'mainstay_band')], { timeout: 25_000 }).toEqual([99, 'string']);
  await back.getByRole('button', { name: 'What was written: Zendesk' }).click();
  await page.getByRole('dialog').getByText('There stands: 99', { exact: false }).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();

  await page.getByRole('button', { name: 'Disconnect: Zendesk' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect', exact: true }).click();
  await page.getByText('Disconnected, data kept').waitFor();
  expect((await app.call<{ total: number }>('account.list')).total).toBe(6);
  expect(app.complaints).toEqual([]);
}, 120_000);
