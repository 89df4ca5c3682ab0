import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProposalItem } from '../../src/contract/proposal.ts';
import { accessibilityFaults, openApp, type App } from './open-app.ts';

let app: App;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

test('a definition is changed, checked while it is typed, proposed, approved, and its earlier version proposed again', async () => {
  const page = await app.open('/programme');
  await page.getByLabel('Filter definitions').fill('size');
  await page.getByRole('button', { name: /Size of the customer/ }).click();
  const editor = page.getByLabel('Definition as YAML');
  await editor.waitFor();
  const text = await editor.inputValue();
  await editor.fill(text.replace('contract.seats >= 500', 'contract.chairs >= 500'));
  await page.getByRole('status').getByText(/chairs/).first().waitFor();
  expect(await page.getByRole('button', { name: 'Propose', exact: true }).isDisabled()).toBe(true);
  await editor.fill(text.replace('contract.seats >= 500', 'contract.seats >= 50'));
  await page.getByText('It is sound.').waitFor();
  await page.getByRole('button', { name: 'What would it do today?' }).click();
  await page.getByText(/would change segment today/).waitFor();
  await page.getByLabel('Why should it change?').fill('Fifty seats are many for us.');
  await page.getByRole('button', { name: 'Propose', exact: true }).click();
  await page.getByRole('link', { name: 'See the proposal' }).click();
  await page.getByText('Fifty seats are many for us.').waitFor();
  expect(await page.locator('.diff [data-sign=add]').innerText()).toContain('contract.seats >= 50 ');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Approved. Version 2 is in force; scores follow.').waitFor();
  await page.goto(`${app.url}/programme?open=segment%2Fsize`);
  await page.getByRole('button', { name: 'Propose again: Version 1' }).click();
  await page.getByRole('link', { name: 'See the proposal' }).click();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByLabel('Reason').fill('Only a try.');
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText('No proposal waits.').or(page.getByText('Withdrawn')).first().waitFor();
  const { items } = await app.call<{ items: ProposalItem[] }>('proposal.list', { state: 'all' });
  expect(items.map(({ state }) => state).sort()).toEqual(['approved', 'withdrawn']);
  expect(app.complaints).toEqual([]);
});

test('a survey is a form with its words, shows how it reads for an account, and says that nobody was asked yet', async () => {
  const page = await app.open('/programme?open=survey%2Fnps');
  await page.getByText('Nobody was asked yet.').waitFor();
  await page.getByText('Put by: enterprise, smb').waitFor();
  await page.getByRole('combobox', { name: 'Account it is shown for' }).click();
  await page.getByRole('listbox').getByRole('option').first().click();
  await page.frameLocator('iframe').getByText('How likely is it that you would recommend us').waitFor();
  await page.getByText('As text, for mail programs').click();
  await page.getByText('0 = not at all likely, 10 = extremely likely').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('textbox', { name: 'Question' }).first().fill('How likely are you to {{ person.recommend }} us?');
  await page.getByText(/There is no variable "person.recommend"/).first().waitFor();
  expect(app.complaints).toEqual([]);
});
