import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityFaults, openApp, type App } from './open-app.ts';

// What people decide: a playbook drawn, proposed and approved; other limits; an approval reached from a chat.
let app: App;
let dir: string;
const told: { text: string }[] = [];
const chat = http.createServer((request, response) => {
  let body = '';
  request.on('data', (part) => (body += part)).on('end', () => {
    told.push(JSON.parse(body) as { text: string });
    response.end('ok');
  });
});

beforeAll(async () => {
  await new Promise<void>((done) => chat.listen(0, '127.0.0.1', done));
  dir = await mkdtemp(join(tmpdir(), 'mainstay-decide-'));
  await writeFile(join(dir, 'accounts.csv'), 'account_id,account_name\nA1,Northwind\nA2,Fabrikam\n');
  await writeFile(join(dir, 'contacts.csv'), 'id,account_id,first_name,last_name,email,title\nP1,A1,Cy,Day,cy@northwind.example,CTO\nP2,A2,Di,Eve,di@fabrikam.example,Buyer\n');
  app = await openApp({ accounts: 0, env: { MAINSTAY_ALLOW_HOSTS: `127.0.0.1:${(chat.address() as AddressInfo).port}` } });
  await app.call('import.files', { paths: [dir], source: 'CRM' });
}, 120_000);
afterAll(async () => {
  chat.close();
  await rm(dir, { recursive: true, force: true });
  await app.close();
});

const graphPath = '/programme?open=playbook%2Fgrowth';
const yamlOf = (page: Page) => page.getByLabel(/Definition as YAML|Definition als YAML/);
const node = (page: Page, label: string) => page.locator('.react-flow__node', { hasText: label });
const ask = (page: Page, id: string, data: object) => page.request.post(`${app.url}/api/op/${id}`, { data, headers: { 'x-mainstay': '1' } });

async function middle(of: Locator): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = (await of.boundingBox()) as { x: number; y: number; width: number; height: number };
  return { x: x + width / 2, y: y + height / 2 };
}

async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [a, b] = [await middle(from), await middle(to)];
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  await page.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2, { steps: 5 });
  await page.mouse.move(b.x, b.y, { steps: 5 });
  await page.mouse.up();
}

test('a playbook is changed in its drawing by mouse and keyboard, with its text in step, proposed and approved', async () => {
  const page = await app.open(graphPath);
  await node(page, 'Prepare the case').click();
  await page.getByRole('region', { name: 'Step "Prepare the case"' }).waitFor();
  // By keyboard: the menu opens, a kind is chosen, and the new step stands below the chosen one.
  await page.getByRole('button', { name: 'Add a step' }).press('Enter');
  await page.getByText('Below "Prepare the case"').waitFor();
  const kind = page.getByRole('menuitem', { name: 'Chat' });
  await kind.focus();
  await kind.press('Enter');
  const panel = page.getByRole('region', { name: /^Step "/ });
  await node(page, 'chat').or(node(page, 'Chat')).first().waitFor();
  await panel.getByLabel('Name', { exact: true }).fill('Tell the team');
  await panel.getByLabel('Why').fill('So that nobody hears of it from the customer first.');
  await panel.getByLabel('Text', { exact: true }).fill('We talk with {{ account.name }} about more.');
  await node(page, 'Tell the team').waitFor();
  expect(await yamlOf(page).inputValue()).toMatch(/- id: prepare[\s\S]*- id: chat_1\n\s+label: Tell the team[\s\S]*do: chat[\s\S]*- id: talk/);
  await page.getByText('It is sound.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  // By mouse: a way is drawn from the new step past the next one.
  await page.getByRole('button', { name: 'Show all' }).click();
  await drag(page, node(page, 'Tell the team').locator('.react-flow__handle.source'), node(page, 'Bring it up in person').locator('.react-flow__handle.target'));
  await expect.poll(() => yamlOf(page).inputValue()).toMatch(/id: chat_1[^-]*next: by_phone/);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(() => yamlOf(page).inputValue()).not.toMatch(/id: chat_1[^-]*next: by_phone/);
  await node(page, 'Tell the team').focus();
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => yamlOf(page).inputValue()).toMatch(/id: chat_1[^-]*next: by_phone/);
  // The step between is not reached any more, which the check refuses: the way is taken back.
  await page.keyboard.press('Control+z');
  await expect.poll(() => yamlOf(page).inputValue()).not.toMatch(/id: chat_1[^-]*next: by_phone/);
  // What is written shows in the drawing.
  await yamlOf(page).fill((await yamlOf(page).inputValue()).replace('label: Tell the team', 'label: Tell everybody'));
  await node(page, 'Tell everybody').waitFor();
  await page.getByText('It is sound.').waitFor();
  await page.getByLabel('Why should it change?').fill('The team should know before the customer does.');
  await page.getByRole('button', { name: 'Propose', exact: true }).click();
  await page.getByRole('link', { name: 'See the proposal' }).click();
  await page.locator('.diff [data-sign=add]', { hasText: 'Tell everybody' }).waitFor();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByText(/Version 2 is in force/).waitFor();
  const { items } = await app.call<{ items: { id: string; version: number }[] }>('definition.list', { kind: 'playbook' });
  expect(items.find(({ id }) => id === 'growth')?.version).toBe(2);
}, 120_000);

test('a step is chosen, left and deleted by keyboard alone, and a decision gets a way more', async () => {
  const page = await app.open(graphPath);
  const step = node(page, 'Prepare the case');
  await step.focus();
  await step.press('Enter');
  await page.getByRole('region', { name: 'Step "Prepare the case"' }).waitFor();
  await step.press('Delete');
  await expect.poll(() => yamlOf(page).inputValue()).not.toContain('id: prepare');
  await page.keyboard.press('Control+z');
  await expect.poll(() => yamlOf(page).inputValue()).toContain('id: prepare');
  await page.getByRole('button', { name: 'Show all' }).click();
  await drag(page, node(page, 'Which way').locator('.react-flow__handle.source'), node(page, 'Is there interest?').locator('.react-flow__handle.target'));
  await expect.poll(() => yamlOf(page).inputValue()).toMatch(/id: pace[\s\S]*next: interest[\s\S]*- id: prepare/);
}, 60_000);

test('who only reads sees the drawing and changes nothing; in German it is German', async () => {
  const { link } = await app.call<{ link: { url: string } }>('user.invite', { email: 'reads@example.com', role: 'read_only' });
  const page = await app.openSignedOut(link.url.slice(app.url.length));
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  expect((await ask(page, 'preference.set', { language: 'de' })).ok()).toBe(true);
  await page.goto(app.url + graphPath);
  await page.getByRole('group', { name: 'Schritte des Playbooks als Zeichnung' }).waitFor();
  const before = await yamlOf(page).inputValue();
  await node(page, 'Prepare the case').click();
  await page.getByRole('region', { name: 'Schritt „Prepare the case“' }).getByLabel('Fällig in Arbeitstagen').waitFor();
  expect(await page.getByRole('button', { name: /Schritt hinzufügen|löschen|Rückgängig|Vorschlagen/ }).count()).toBe(0);
  expect(await page.locator('.react-flow__handle.connectable').count()).toBe(0);
  expect(await page.getByRole('region', { name: 'Schritt „Prepare the case“' }).locator('input:not([readonly]):not([disabled]), textarea:not([readonly]), select:not([disabled])').count()).toBe(0);
  await page.keyboard.press('Delete');
  expect(await yamlOf(page).inputValue()).toBe(before);
  expect(await accessibilityFaults(page)).toEqual([]);
}, 60_000);

test('other limits are proposed where they are read, and hold once somebody approved them', async () => {
  const page = await app.open('/settings/actions');
  await page.getByRole('button', { name: 'Propose other limits' }).click();
  const dialog = page.getByRole('dialog', { name: 'Propose other limits' });
  await dialog.getByLabel('To one account, line 1: how many').fill('3');
  await dialog.getByLabel('Quiet from').fill('17:30');
  await dialog.getByLabel('Undo window in minutes').fill('10');
  await dialog.getByLabel('CRM task').selectOption('draft');
  await dialog.getByLabel('Why should it change?').fill('Customers told us that it is too much.');
  await dialog.getByText('4 changes').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Propose', exact: true }).click();
  await page.getByText('at most 4 in 7 days').waitFor();
  await page.getByRole('link', { name: 'See the proposal' }).click();
  await expect.poll(() => page.locator('.diff [data-sign=add]').count()).toBe(4);
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByText(/Version 2 is in force/).waitFor();
  await page.goto(`${app.url}/settings/actions`);
  await page.getByText('at most 3 in 7 days').waitFor();
  await page.getByText('17:30 to 08:00').waitFor();
}, 60_000);

test('the chat is told of a decision that waits; its link leads through the sign-in to exactly that decision', async () => {
  const page = await app.open('/settings/actions');
  const { version } = await app.call<{ version: number }>('action.settings');
  expect((await ask(page, 'action.autonomy', { type: 'post_chat', level: 'auto', version })).ok()).toBe(true);
  expect((await ask(page, 'endpoint.set', { id: 'approvals', kind: 'slack', name: 'Team', url: `http://127.0.0.1:${(chat.address() as AddressInfo).port}/in` })).ok()).toBe(true);
  const propose = async (name: string, subject: string) => {
    const { items: [person] } = await app.call<{ items: { id: string; accountId: string }[] }>('person.search', { text: name });
    return (await app.call<{ id: string }>('action.propose', { account: person?.accountId, type: 'send_email', people: [person?.id], content: { subject, body: 'Hello' }, why: 'The renewal is near.' })).id;
  };
  await propose('Cy Day', 'First of two');
  const id = await propose('Di Eve', 'Second of two');
  await expect.poll(() => told.map(({ text }) => text).join('\n'), { timeout: 20_000 }).toContain(id);
  const link = /http\S+/.exec(told.find(({ text }) => text.includes(id))?.text ?? '')?.[0] ?? '';
  expect(link).toBe(`${app.url}/approvals?open=${id}`);
  const other = await app.openSignedOut(link.slice(app.url.length));
  await other.waitForURL(/\/sign-in/);
  await other.goto(await app.link());
  await other.waitForURL(new RegExp(`/approvals\\?open=${id}$`));
  await other.getByRole('heading', { name: 'Second of two' }).waitFor();
  await other.getByRole('button', { name: 'Approve', exact: true }).click();
  await other.getByText('1 approved', { exact: true }).waitFor();
  expect(app.complaints).toEqual([]);
}, 90_000);

test('a run towards a goal: previewed, started, held by a check, waived by name, and every step decided again', async () => {
  const page = await app.open('/engagements');
  await page.getByLabel('Goal').fill('frobnicate everything');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('"frobnicate", "everything"').waitFor();
  await page.getByLabel('Goal').fill('prepare Fabrikam');
  await page.keyboard.press('Enter');
  await page.getByText('account Fabrikam').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  // Another run is at the account already.
  await app.call('agent.run', { goal: 'prepare Fabrikam' });
  await page.getByRole('button', { name: 'Start the run' }).click();
  const table = page.getByRole('region', { name: 'Accounts of the run' });
  await table.getByText('the same is already under way').waitFor();
  await page.locator('.eng-status[data-status=done]').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await table.getByRole('button', { name: 'Waive… Fabrikam' }).click();
  await page.getByLabel('Reason').fill('We met them yesterday.');
  await page.getByRole('button', { name: 'Waive it' }).click();
  await table.getByText('Worked on').waitFor();
  await table.getByRole('link', { name: 'Task' }).waitFor();
  await page.getByRole('tab', { name: /^Every step/ }).click();
  await page.getByText('We met them yesterday.').waitFor();
  await page.getByRole('button', { name: 'Decide again' }).click();
  await page.getByRole('status').getByText(/decisions follow again/).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
}, 60_000);
