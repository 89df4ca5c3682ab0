import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TeamLoad } from '../../src/contract/team.ts';
import { openApp, type App } from './open-app.ts';

let app: App;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

const load = () => app.call<TeamLoad>('team.load');

test('every figure of the team opens to accounts that add up to it', async () => {
  const page = await app.open('/leader');
  await page.getByRole('button', { name: /^Accounts of/ }).first().click();
  await page.getByRole('dialog').getByText('adds up to the figure').waitFor();
  await page.goto(`${app.url}/leader?figure=signals`);
  await page.getByRole('dialog').getByText('adds up to the figure').waitFor();
});

test('accounts are handed over with a note, and taken back', async () => {
  const before = await load();
  const [from, to] = before.items.filter((item) => item.owner !== null);
  const page = await app.open(`/leader?figure=accounts&owner=${from?.ownerId}`);
  const boxes = page.getByRole('dialog').getByRole('checkbox');
  await boxes.nth(1).check();
  await boxes.nth(2).check();
  await page.getByRole('button', { name: 'Hand over 2 accounts' }).click();
  await page.getByLabel('New owner').selectOption(to?.ownerId ?? '');
  await page.getByLabel('Hand-over note').fill('Renewal talks are open.');
  await page.getByRole('button', { name: 'Hand over 2 accounts' }).last().click();
  await page.getByText(`2 accounts were handed over to ${to?.owner}.`).waitFor();
  const accountsOf = async (ownerId: string | null | undefined) => (await load()).items.find((item) => item.ownerId === ownerId)?.accounts;
  expect(await accountsOf(to?.ownerId)).toBe((to?.accounts ?? 0) + 2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('The hand-over is taken back.').waitFor();
  expect(await accountsOf(to?.ownerId)).toBe(to?.accounts);
});

test('a stated rule changes the capacity', async () => {
  const page = await app.open('/leader');
  await page.getByRole('button', { name: 'Change the rule' }).click();
  await page.getByLabel('Accounts a person can carry').fill('1');
  await page.getByRole('button', { name: 'State this rule' }).click();
  await page.getByText('The rule is stated.').waitFor();
  await page.getByText(/Over its limit: accounts/).first().waitFor();
  expect((await load()).items.some((item) => item.over.includes('accounts'))).toBe(true);
});

test('a past day shows the load of then and hands nothing over', async () => {
  const page = await app.open('/leader?figure=accounts&at=2026-06-30');
  await page.getByText('Leave the past date to hand accounts over.').waitFor();
  expect(await page.getByRole('button', { name: /^Hand over/ }).count()).toBe(0);
});
