import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountMerge, IdentityPair } from '../../src/contract/identity.ts';
import type { ImportReport } from '../../src/contract/import.ts';
import { openApp, type App } from './open-app.ts';

let app: App;
beforeAll(async () => {
  app = await openApp({ accounts: 0 });
});
afterAll(async () => {
  await app.close();
});

const list = <T>(id: string, input: object = {}) => app.call<{ items: T[]; total: number }>(id, input);

test('a file that is not known is held back, named after the fact, and loaded; its rows are worked by reason', async () => {
  const page = await app.open('/data?tab=import');
  await page.getByLabel('Files to import').setInputFiles([
    { name: 'colours.csv', mimeType: 'text/csv', buffer: Buffer.from('alpha;beta;gamma\nZ1;red;5\nZ2;blue;6\nZ3;green;x\n') },
    { name: 'accounts.csv', mimeType: 'text/csv', buffer: Buffer.from('account_id,account_name,website,seats\nA1,Alpha GmbH,alpha.com,5\nA2,Alpha,,many\nA3,Beta,beta.io,7\n') },
  ]);
  await page.getByRole('button', { name: 'Load 2 files' }).click();
  await page.getByText('the parts add up to the rows').waitFor();
  expect((await list('account.list')).total).toBe(2);
  await page.getByLabel(/^Kind of .*colours\.csv$/).selectOption('Accounts');
  await page.getByLabel('Column of Ref').selectOption('alpha');
  await page.getByLabel('Column of Name', { exact: true }).selectOption('beta');
  await page.getByLabel('Column of Seats').selectOption('gamma');
  await page.getByRole('button', { name: 'Load its 3 rows' }).click();
  await expect.poll(async () => (await list('account.list')).total, { timeout: 20_000 }).toBe(4);
  const [report] = (await list<ImportReport & { rows: number; inserted: number; quarantined: number }>('import.list')).items;
  expect(report).toMatchObject({ rows: 6, inserted: 4, quarantined: 2 });

  await page.getByRole('tab', { name: /Quarantine/ }).click();
  const groups = page.getByRole('region', { name: 'Rows held back, by reason' });
  await groups.getByRole('row').nth(2).waitFor();
  await groups.getByRole('row', { name: /colours\.csv/ }).getByRole('button', { name: 'Dismiss' }).click();
  await page.getByText('1 row dismissed. It stays counted.').waitFor();
  await groups.getByRole('row', { name: /colours\.csv/ }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await groups.getByRole('row', { name: /colours\.csv/ }).getByRole('button', { name: 'Show' }).click();
  await page.getByRole('region', { name: 'Rows', exact: true }).getByRole('button', { name: 'Fix' }).click();
  await page.getByRole('dialog').getByLabel('gamma').fill('7');
  await page.getByRole('button', { name: 'Save and load the row' }).click();
  await page.getByText('The row was loaded.').waitFor();
  expect((await list('account.list')).total).toBe(5);
});

test('accounts that may be one customer are merged, taken apart, and told apart', async () => {
  await app.call('quarantine.dismiss', { code: 'number' });
  const page = await app.open('/data?tab=import');
  await page.getByLabel('Files to import').setInputFiles([{ name: 'accounts.csv', mimeType: 'text/csv', buffer: Buffer.from('account_id,account_name,website,seats\nA1,Alpha GmbH,alpha.com,5\nA2,Alpha,,9\nA3,Beta,beta.io,7\n') }]);
  await page.getByRole('button', { name: 'Load 1 file' }).click();
  await page.getByText('the parts add up to the rows').waitFor();
  await page.getByRole('tab', { name: /Identity/ }).click();
  expect((await list<IdentityPair>('identity.list')).items).toHaveLength(1);
  await page.getByRole('button', { name: 'Keep the other' }).click();
  await page.getByRole('button', { name: 'Merge Alpha GmbH into Alpha' }).waitFor();
  await page.getByRole('button', { name: 'Keep the other' }).click();
  await page.getByRole('button', { name: 'Merge Alpha into Alpha GmbH' }).click();
  await page.getByText('Alpha is part of Alpha GmbH now.').waitFor();
  await page.getByText('No two accounts look like one customer.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Two customers' }).click();
  await page.getByText('No two accounts look like one customer.').waitFor();
  expect((await list<AccountMerge>('identity.merges')).items).toMatchObject([{ kept: 'Alpha GmbH', merged: 'Alpha', undone: true }]);
  expect((await list('identity.list')).total).toBe(0);
});

test('a source goes with all it brought, once its name is written', async () => {
  const page = await app.open('/data');
  await page.getByRole('button', { name: 'Remove files…' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('button', { name: 'Remove', exact: true }).isDisabled()).toBe(true);
  await dialog.getByLabel('Write files to confirm').fill('files');
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByText(/^Removed, with \d accounts/).waitFor();
  await expect.poll(async () => (await list('account.list')).total).toBe(0);
  expect(app.complaints).toEqual([]);
});
