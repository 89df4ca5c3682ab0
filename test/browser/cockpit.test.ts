import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CockpitList } from '../../src/contract/cockpit.ts';
import type { TaskChanged, TaskDetail } from '../../src/contract/task.ts';
import { openApp, type App } from './open-app.ts';

let app: App;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

const list = () => app.call<CockpitList>('cockpit.list', { who: 'all', limit: 5000 });
const add = async (title: string, more: object = {}) => (await app.call<TaskChanged>('task.add', { title, ...more })).items[0]?.id ?? '';
const show = (id: string) => app.call<TaskDetail>('task.show', { id });

test('the day is one ranked list with reasons, worked by keyboard', async () => {
  const account = (await list()).items.find(({ accountId }) => accountId !== null)?.accountId;
  const id = await add('Call them back', { accountId: account, due: '2020-01-01', priority: 'critical' });
  const page = await app.open('/work?who=all');
  const first = page.locator('.work-row').first();
  await first.getByText('Call them back').waitFor();
  expect(await first.innerText()).toMatch(/days late, 100% certain to matter/);
  await page.keyboard.press('j');
  await page.keyboard.press('d');
  await page.getByText('Done: Call them back').waitFor();
  expect((await show(id)).task.status).toBe('done');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('.work-row').first().getByText('Call them back').waitFor();
  expect((await show(id)).task.status).toBe('pending');
  await page.keyboard.press('s');
  await page.getByText('Snoozed: Call them back').waitFor();
  expect((await show(id)).task.snoozedUntil).not.toBeNull();
});

test('many are put off at once, of every kind, and come back', async () => {
  const page = await app.open('/work?who=all');
  await page.locator('.work-row').first().waitFor();
  for (const [kind, name] of [['signal', 'Signals'], ['renewal', 'Renewals']] as const) {
    await page.goto(`${app.url}/work?who=all&kind=${kind}`);
    await page.locator('.work-row').first().waitFor();
    const tab = page.getByRole('button', { name: new RegExp(`^${name} `) });
    const shown = async () => Number(/\d+/.exec(await tab.innerText())?.[0]);
    const before = await shown();
    for (let n = 0; n < 2; n++) {
      await page.keyboard.press('j');
      await page.keyboard.press('x');
    }
    await page.locator('.bulk').getByText('2 chosen').waitFor();
    await page.locator('.bulk').getByRole('button', { name: 'Snooze for 7 days' }).click();
    await page.getByText('Snoozed: 2 items').waitFor();
    await expect.poll(shown).toBe(before - 2);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(shown).toBe(before);
  }
});

test('a task is added in one line and worked in its drawer', async () => {
  const page = await app.open('/work?who=all&kind=task');
  await page.getByLabel('New task').waitFor();
  await page.locator('.work-row, .state').first().waitFor();
  await page.keyboard.press('n');
  await page.keyboard.type('Write the plan');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Write the plan', exact: true }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel('New subtask').fill('Ask for goals');
  await drawer.getByLabel('New subtask').press('Enter');
  await drawer.getByText('Ask for goals').waitFor();
  await drawer.getByLabel('Priority').selectOption('high');
  await drawer.getByLabel('Write a comment').fill('Soon.');
  await drawer.getByRole('button', { name: 'Send' }).click();
  await drawer.getByText('Soon.').waitFor();
  await drawer.getByRole('checkbox').check();
  const id = new URL(page.url()).searchParams.get('task') ?? '';
  await expect.poll(async () => (await show(id)).task.status).toBe('done');
  expect(await show(id)).toMatchObject({ task: { priority: 'high', comments: 1, subtasks: { total: 1, done: 1 } } });
});

test('tasks come by themselves while the page is open', async () => {
  const page = await app.open('/work?who=all&kind=task');
  await page.getByLabel('Filter what waits').waitFor();
  await add('Arrived by itself', { due: '2020-01-01' });
  await page.getByText('Arrived by itself').waitFor();
});

test.each(['light', 'dark'] as const)('nothing in it is beyond reach, %s', async (scheme) => {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const id = await add(`Look at ${scheme}`, { due: '2020-01-01', details: '- a' });
  const page = await app.open(`/work?who=all`, scheme);
  const check = async () => {
    await page.evaluate(axe);
    return (await page.evaluate('axe.run()') as { violations: { id: string; nodes: { html: string }[] }[] }).violations.map((violation) => `${violation.id} ${violation.nodes[0]?.html}`);
  };
  await page.locator('.work-row').first().waitFor();
  expect(await check()).toEqual([]);
  await page.goto(`${app.url}/work?who=all&task=${id}`);
  await page.getByRole('dialog').getByLabel('Write a comment').waitFor();
  await page.waitForTimeout(400);
  expect(await check()).toEqual([]);
});
