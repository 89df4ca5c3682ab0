import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityFaults, openApp, type App } from './open-app.ts';

let app: App;
beforeAll(async () => {
  app = await openApp();
}, 240_000);
afterAll(async () => {
  expect(app.complaints).toEqual([]);
  await app.close();
});

interface Found { items: { id: string; accountId: string; email: string | null; left: boolean; name: string }[] }
const used = new Set<string>();

/** Something an agent wants to send to a person of an account not written to before. */
async function propose(subject: string): Promise<{ id: string; name: string }> {
  const { items } = await app.call<Found>('person.search', { text: 'an', limit: 100 });
  const person = items.find(({ left, email, accountId }) => !left && email && !used.has(accountId));
  if (!person) throw new Error('The sample has no such person.');
  used.add(person.accountId);
  const { id } = await app.call<{ id: string }>('action.propose', { account: person.accountId, type: 'send_email', people: [person.id], content: { subject, body: 'Hello,\nshall we talk?' }, why: 'The renewal is near.' });
  return { id, name: person.name };
}

test('an empty inbox says what comes here; what an agent drafted is shown exactly, edited with its difference, approved and taken back', async () => {
  const page = await app.open('/approvals');
  await page.getByText('Nothing waits for you.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  const { name } = await propose('Your renewal');
  await page.getByRole('heading', { name: 'Your renewal' }).waitFor();
  await page.getByText(/Untrusted text had a part in it/).waitFor();
  await page.getByRole('article', { name: new RegExp(`Message to ${name}`) }).getByText('shall we talk?').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Text').fill('Hello,\nshall we talk on Tuesday?');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.apr-diff ins', { hasText: 'on Tuesday' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByText('1 approved').waitFor();
  await page.getByRole('tab', { name: 'Going out' }).click();
  await page.getByRole('button', { name: /Your renewal/ }).waitFor();
  await page.getByRole('region', { name: 'Exactly what is sent' }).getByRole('button', { name: 'Take back' }).click();
  await page.getByText('1 taken back').waitFor();
  await page.getByRole('tab', { name: 'To decide' }).click();
  await page.getByRole('heading', { name: 'Your renewal' }).waitFor();
});

test('many are approved at once after samples are shown, and one is rejected with a reason', async () => {
  await propose('Second');
  await propose('Third');
  const page = await app.open('/approvals');
  await page.getByRole('checkbox', { name: 'Select all that wait' }).check();
  await page.getByRole('button', { name: 'Approve 3' }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve 3 actions' });
  await dialog.getByRole('article').nth(2).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Approve 3' }).click();
  await page.getByText('3 approved').waitFor();
  await propose('Fourth');
  await page.getByRole('heading', { name: 'Fourth' }).waitFor();
  await page.getByRole('button', { name: 'Reject', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Why').fill('Wrong person.');
  await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
  await page.getByText('1 rejected').waitFor();
  await page.getByRole('tab', { name: 'Done' }).click();
  await page.getByRole('button', { name: /Fourth/ }).click();
  await page.getByText('Wrong person.').first().waitFor();
});

test('an administrator sets who decides, stops everything and lets it go out again', async () => {
  const page = await app.open('/settings/actions');
  await page.getByLabel('Who decides about: E-mail').selectOption('off');
  await page.getByText('Version 2 of the policy').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Stop everything' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop everything' }).click();
  await page.getByText(/Stopped by/).waitFor();
  const other = await app.open('/approvals');
  await other.getByText('Everything is stopped.', { exact: false }).waitFor();
  expect(await accessibilityFaults(other)).toEqual([]);
  await page.getByRole('button', { name: 'Let actions go out again' }).click();
  await page.getByText('Actions go out as the policy allows.').waitFor();
});
