import Fastify, { type FastifyInstance } from 'fastify';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SurveyAsk } from '../../src/contract/action.ts';
import { proposeActions } from '../../src/practice/action/propose-actions.ts';
import { sendActions } from '../../src/practice/action/send-actions.ts';
import { surveyRoutes } from '../../src/practice/action/survey/answer-route.ts';
import { startActionBench, type ActionBench } from '../../src/practice/action/testing/action-bench.ts';
import { accessibilityFaults, startBrowser } from './open-app.ts';

let bench: ActionBench;
let app: FastifyInstance;
let browser: Browser;
let mail: { html: string; path: string };
let base = '';
const survey: SurveyAsk = { id: 'nps', version: 1, kind: 'nps', language: 'en', min: 0, max: 10, question: 'How likely is it that you would recommend us to a colleague?', low: 'not at all likely', high: 'extremely likely', followUp: 'What is the most important reason?', thanks: 'Thank you. I will read it.', closing: 'Best regards\nAda', openDays: 30 };
beforeAll(async () => {
  [bench, browser] = await Promise.all([startActionBench(), startBrowser()]);
  app = Fastify();
  surveyRoutes(app, bench);
  base = await app.listen({ host: '127.0.0.1', port: 0 });
  await bench.setPolicy({ autonomy: { send_survey: 'auto' } });
  await bench.db.tx((tx) => proposeActions(bench.person(), tx, [bench.draft({ type: 'send_survey', content: { subject: 'One question', body: 'Hello Mia,\n\nmay I ask you something?', survey } })]));
  await sendActions(bench.deps);
  const html = bench.sent[0]?.message.html ?? '';
  mail = { html: html.replaceAll('https://cs.vendor.example', base), path: /\/survey\/[\w-]+/.exec(html)?.[0] ?? '' };
}, 120_000);
afterAll(async () => {
  await browser.close();
  await app.close();
  await bench.stop();
});

const scores = () => bench.db.query<{ score: number; comment: string | null }>('select score, comment from survey_answer');

test('one click in the mail chooses, and only sending it counts; without scripts, by keyboard, on a phone and in the dark', async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, colorScheme: 'dark', javaScriptEnabled: false, locale: 'en-GB' });
  const page = await context.newPage();
  await page.setContent(mail.html);
  const cell = await page.getByRole('link', { name: '7', exact: true }).boundingBox();
  expect(cell?.width).toBeGreaterThanOrEqual(24);
  expect(cell?.height).toBeGreaterThanOrEqual(40);
  await page.getByRole('link', { name: '7', exact: true }).click();
  await page.getByRole('group', { name: survey.question }).waitFor();
  expect(await page.getByRole('radio', { name: '7' }).isChecked()).toBe(true);
  expect(await scores()).toEqual([]);
  await page.getByRole('radio', { name: '7' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Tab');
  await page.keyboard.type('It saves me an hour a day.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Thank you. I will read it.' }).waitFor();
  expect(await scores()).toEqual([{ score: 8, comment: 'It saves me an hour a day.' }]);
  expect(await page.getByLabel(/most important reason/).inputValue()).toBe('It saves me an hour a day.');
  await page.getByRole('radio', { name: '10' }).check({ force: true });
  await page.getByRole('button', { name: 'Change the answer' }).click();
  await page.getByText('Your answer so far: 10.').waitFor();
  expect(await scores()).toMatchObject([{ score: 10 }]);
  await context.close();
});

test.each(['light', 'dark'] as const)('the page keeps the rules of accessibility and fits a narrow screen, %s', async (colorScheme) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, colorScheme });
  const page = await context.newPage();
  for (const path of [mail.path, `${mail.path}?score=3`, '/survey/none']) {
    await page.goto(base + path);
    expect(await accessibilityFaults(page), path).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  }
  await context.close();
});
