import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityFaults, openApp, refuse, type App } from './open-app.ts';

let app: App;
let memberId: string;
let given: { id: string; name: string };

beforeAll(async () => {
  app = await openApp();
  await app.link(); // makes the first user
  const { items: users } = await app.call<{ items: { id: string }[] }>('user.list');
  const { items: members } = await app.call<{ items: { id: string; accounts: number; userId: string | null }[] }>('member.list');
  memberId = members.find((member) => member.userId === null)?.id ?? '';
  const { items: accounts } = await app.call<{ items: { id: string; name: string; ownerId: string | null }[] }>('account.list', { limit: 50 });
  given = accounts.find(({ ownerId }) => ownerId !== memberId) as typeof given;
  await app.call('user.change', { user: users[0]?.id, memberId });
});
afterAll(() => app.close());

const handOver = async (note: string) => {
  await app.call('account.reassign', { accountIds: [given.id], ownerId: null });
  await app.call('account.reassign', { accountIds: [given.id], ownerId: memberId, note });
};

test('the bell counts live; the panel says why, opens the account, marks read with the focus kept, and gives it back on Escape', async () => {
  const page = await app.open('/targets');
  const bell = page.locator('.bell');
  await bell.waitFor();
  await handOver('Mind the champion.');
  await page.getByRole('button', { name: 'Notifications, 1 unread' }).waitFor();
  await handOver('And the invoice.');
  await page.getByRole('button', { name: 'Notifications, 2 unread' }).waitFor();
  await bell.focus();
  await page.keyboard.press('Enter');
  const rows = page.locator('.notif');
  await rows.nth(1).waitFor();
  expect(await rows.first().innerText()).toContain(`${given.name} was handed over to you`);
  expect(await rows.first().innerText()).toContain('And the invoice.');
  expect(await rows.first().innerText()).toMatch(/Because an account was handed to you · (now|this minute|\d+ sec)/i);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForTimeout(100);
  expect(await accessibilityFaults(page, ['color-contrast'])).toEqual([]);
  await rows.first().getByRole('button', { name: /Mark as read/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Notifications, 1 unread', includeHidden: true }).waitFor();
  expect(await rows.count()).toBe(1);
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toMatch(/^Mark as read/);
  await page.keyboard.press('Escape');
  await rows.first().waitFor({ state: 'detached' });
  expect(await page.evaluate('document.activeElement.classList.contains("bell")')).toBe(true);
  await page.keyboard.press('Enter');
  await rows.first().getByRole('link').click();
  await page.waitForURL(new RegExp(`/account/${given.id}`));
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
  await bell.click();
  await page.getByText('Nothing is unread.').waitFor();
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await rows.nth(1).waitFor();
  expect(await rows.count()).toBe(2);
  await page.context().close();
});

test('all are marked as read, and taken back; a refusal is said', async () => {
  await handOver('Once more.');
  const page = await app.open('/settings/profile');
  await page.getByRole('button', { name: /Notifications, \d unread/ }).click();
  await page.locator('.notif').first().waitFor();
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await page.getByText('Nothing is unread.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('.notif').first().waitFor();
  const allow = await refuse(page, 'notification.read', { status: 503, code: 'unavailable', detail: 'The database does not answer.' });
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await page.getByText('The database does not answer.').waitFor();
  await page.locator('.notif').first().waitFor();
  await allow();
  await page.context().close();
});

test('preferences are kept: a kind that is off is not counted, quiet counts nothing, and mail that cannot leave is said', async () => {
  const page = await app.open('/settings/notifications');
  await page.getByText('No mail server is set up').waitFor();
  await page.getByRole('button', { name: /Notifications, \d unread/ }).waitFor();
  await page.getByLabel('Accounts handed over to you: in the app').uncheck();
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
  await page.getByLabel('Accounts handed over to you: in the app').check();
  await page.getByRole('button', { name: /Notifications, \d unread/ }).waitFor();
  await page.getByRole('button', { name: 'Until tomorrow' }).click();
  await page.getByText(/Quiet until \d/).waitFor();
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
  await page.getByLabel('How often').selectOption('weekly');
  await page.getByLabel('On', { exact: true }).selectOption('3');
  await page.reload();
  await page.getByText(/Quiet until \d/).waitFor();
  expect([await page.getByLabel('How often').inputValue(), await page.getByLabel('On', { exact: true }).inputValue()]).toEqual(['weekly', '3']);
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(app.complaints).toEqual([]);
  await page.context().close();
});
