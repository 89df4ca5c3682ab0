import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults, openApp, type App } from './open-app.ts';

const password = 'correct horse 9';
let app: App;
beforeAll(async () => {
  app = await openApp();
}, 240_000);
afterAll(async () => {
  expect(app.complaints).toEqual([]);
  await app.close();
});

interface Invited {
  user: { id: string };
  link: { url: string };
}
const memberOf = async (skip = 0) => (await app.call<{ items: { id: string; name: string; accounts: number; userId: string | null }[] }>('member.list')).items.filter((member) => member.userId === null && member.accounts > 0)[skip]!;
const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click();

/** Invites a person by the command line's operation and takes the invitation up in a browser of its own. */
async function join(email: string, role: string, more: object = {}): Promise<{ page: Page; id: string; url: string }> {
  const { user, link } = await app.call<Invited>('user.invite', { email, role, ...more });
  const page = await app.openSignedOut(new URL(link.url).href.slice(app.url.length));
  await page.getByLabel('Password (optional)').fill(password);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  return { page, id: user.id, url: link.url };
}

test('an administrator invites a person; the link lets that person in once, under the name chosen, with the book that is theirs', async () => {
  const member = await memberOf();
  const admin = await app.open('/settings/users');
  await admin.getByRole('button', { name: 'Invite a person' }).click();
  const dialog = admin.getByRole('dialog', { name: 'Invite a person' });
  await dialog.getByLabel('E-mail address').fill('maya.berg@example.com');
  await dialog.getByLabel('Book').selectOption(member.id);
  expect(await accessibilityFaults(admin)).toEqual([]);
  await dialog.getByRole('button', { name: 'Make the invitation' }).click();
  const link = (await admin.getByLabel('The link', { exact: true }).textContent()) as string;
  expect(link).toContain('/#/invite?token=');
  await admin.getByRole('button', { name: 'Done' }).click();
  await admin.getByText('maya.berg@example.com').waitFor();

  const page = await app.openSignedOut(link.slice(app.url.length));
  await page.getByText('invites you as CSM').or(page.getByText('You are invited as CSM')).first().waitFor();
  expect(page.url()).not.toContain('token');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.reload();
  await page.getByLabel('Your name').fill('Maya');
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('button', { name: `All accounts ${member.accounts}`, exact: true }).waitFor();
  expect(await page.evaluate('JSON.stringify([location.href, sessionStorage, localStorage])')).not.toContain(link.split('token=')[1]);

  const thief = await app.openSignedOut(link.slice(app.url.length));
  await thief.getByText(/used already/).waitFor();
});

test('a CSM has the pages of the own book; deep links to others say that they are not for the role', async () => {
  const { page } = await join('deep@example.com', 'csm', { memberId: (await memberOf()).id });
  await page.goto(`${app.url}/settings/users`);
  await page.getByText('This page is not for your role.').waitFor();
  await page.goto(`${app.url}/data?tab=import`);
  await page.getByText('This page is not for your role.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Data' }).count()).toBe(0);
  await page.goto(`${app.url}/settings`);
  await page.waitForURL(/\/settings\/profile$/);
  expect(await page.getByRole('tab').allTextContents()).toEqual(expect.not.arrayContaining([expect.stringContaining('Users')]));
});

test('a deep link survives the sign-in by password; a wrong one says so and keeps the address wanted', async () => {
  await join('deeplink@example.com', 'leader');
  const page = await app.openSignedOut('/signals?family=risk');
  await page.waitForURL(/\/sign-in$/);
  await page.getByLabel('E-mail address').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByLabel('E-mail address').fill('deeplink@example.com');
  await page.getByLabel('Password').fill('wrong horse 99');
  await page.keyboard.press('Enter');
  await page.getByText('do not go together').waitFor();
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/signals\?family=risk$/);
});

test('who is disabled is out at once, and may come back', async () => {
  const { page, id } = await join('leaves@example.com', 'ops');
  await page.goto(`${app.url}/settings/profile`);
  await page.getByRole('heading', { name: 'Where you are signed in' }).waitFor();
  const admin = await app.open('/settings/users');
  await admin.getByRole('button', { name: 'Actions for Leaves' }).click();
  await admin.getByRole('menuitem', { name: 'Disable' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
  await admin.getByText(/Leaves is shut out/).waitFor();
  await page.waitForURL(/\/sign-in$/);
  await admin.getByRole('button', { name: 'Actions for Leaves' }).click();
  await admin.getByRole('menuitem', { name: 'Enable' }).click();
  await admin.getByText('Leaves may sign in again').waitFor();
  expect((await app.call<{ items: { id: string; state: string }[] }>('user.list')).items.find((user) => user.id === id)?.state).toBe('active');
});

test('a role that is changed takes effect in the open page, and is undone by one click', async () => {
  const { page } = await join('rises@example.com', 'read_only');
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await pages.getByRole('link', { name: 'Settings' }).waitFor();
  const admin = await app.open('/settings/users');
  await admin.getByLabel('Role of Rises').selectOption('ops');
  await admin.getByText('Rises is changed').waitFor();
  await pages.getByRole('link', { name: 'Data' }).waitFor();
  await admin.getByRole('button', { name: 'Undo' }).click();
  await pages.getByRole('link', { name: 'Data' }).waitFor({ state: 'detached' });
});

test('the last administrator cannot be demoted, and the page says why', async () => {
  const page = await app.open('/settings/users');
  await page.getByLabel('Role of Owner').selectOption('csm');
  await page.getByText('This is the last administrator.').waitFor();
  await page.reload();
  expect(await page.getByLabel('Role of Owner').inputValue()).toBe('admin');
});

test('a book is handed over with a note, and taken back', async () => {
  const [from, to] = [await memberOf(0), await memberOf(1)];
  await join('gives@example.com', 'csm', { memberId: from.id });
  const page = await app.open('/settings/users');
  await page.getByRole('button', { name: 'Actions for Gives' }).click();
  await page.getByRole('menuitem', { name: 'Hand over the book' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('To').selectOption(to.id);
  await dialog.getByLabel('What the new owner should know').fill('Ask for Jo.');
  await dialog.getByRole('button', { name: 'Hand over' }).click();
  await page.getByText(`${from.accounts} accounts went to ${to.name}`).waitFor();
  const now = async () => (await app.call<{ items: { id: string; accounts: number }[] }>('member.list')).items.find((member) => member.id === from.id)?.accounts;
  expect(await now()).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(now, { timeout: 8000 }).toBe(from.accounts);
});

test('preferences follow the person: German in one browser is German in the next', async () => {
  const { page } = await join('spricht@example.com', 'leader');
  await page.goto(`${app.url}/settings/profile`);
  await page.getByLabel('Language').selectOption('de');
  await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
  const next = await app.openSignedOut('/settings/profile');
  await next.getByLabel('E-mail address').fill('spricht@example.com');
  await next.getByLabel('Password').fill(password);
  await next.keyboard.press('Enter');
  await next.getByRole('heading', { name: 'Einstellungen' }).waitFor();
  expect(await next.evaluate('document.documentElement.lang')).toBe('de');
  await next.getByRole('button', { name: 'Überall sonst abmelden' }).click();
  await page.waitForURL(/\/sign-in$/);
});

test('an agent\'s key is made and shown once; the audit trail tells who made it, and is filtered', async () => {
  const page = await app.open('/data?tab=keys');
  await page.getByRole('link', { name: 'Open the keys' }).click();
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Research agent');
  await dialog.getByLabel('Use').selectOption('api');
  await dialog.getByLabel('For an agent: reads and proposes, never decides').check();
  await dialog.getByRole('button', { name: 'Create the key' }).click();
  const key = (await page.getByLabel('The new key', { exact: true }).textContent()) as string;
  await page.getByRole('button', { name: 'I have kept it' }).click();
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  expect((await fetch(`${app.url}/api/op/account.list?limit=1`, { headers })).status).toBe(200);
  expect((await fetch(`${app.url}/api/op/key.create`, { method: 'POST', headers, body: '{"scopes":["admin"]}' })).status).toBe(403);
  await tab(page, 'Audit');
  await page.getByLabel('What').fill('key.create');
  await page.getByRole('region', { name: 'Audit trail' }).getByText('Refused').first().waitFor();
  await expect.poll(() => page.getByRole('region', { name: 'Audit trail' }).getByText('key.create').count()).toBeGreaterThan(1);
  await tab(page, 'API keys');
  await page.getByRole('button', { name: 'Revoke: Research agent' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('Revoked').waitFor();
  expect((await fetch(`${app.url}/api/op/account.list?limit=1`, { headers })).status).toBe(401);
});

describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
  test('no page of the settings breaks a rule of accessibility', async () => {
    const page = await app.open('/settings/profile', scheme);
    for (const [part, sign] of [['profile', 'Where you are signed in'], ['users', 'Whose accounts CSMs and readers see'], ['roles', 'What each role may do'], ['keys', 'API keys'], ['audit', 'Audit']] as const) {
      await page.goto(`${app.url}/settings/${part}`);
      await page.getByRole('heading', { name: sign, exact: true }).waitFor();
      await page.locator('table').first().waitFor();
      expect(await accessibilityFaults(page), part).toEqual([]);
    }
  });
});
