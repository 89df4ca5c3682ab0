import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SurveyAnswerItem, SurveyItem, SurveyPreview } from '../../contract/survey.ts';
import type { Context } from '../../platform/operation/context.ts';
import { execute } from '../../platform/operation/execute.ts';
import { OperationTable } from '../../platform/operation/registry.ts';
import { proposeActions } from '../action/propose-actions.ts';
import { readActionDetail } from '../action/read-actions.ts';
import { surveyRoutes } from '../action/survey/answer-route.ts';
import { surveyScore } from '../action/survey/read-answers.ts';
import { editAction } from '../action/change-actions.ts';
import { playbookProblems } from './check-playbook.ts';
import { matchTriggers } from './match-triggers.ts';
import { surveyOperations } from './operations/survey-operations.ts';
import { playbookDefinition } from './playbook.ts';
import { surveyKind, type Survey } from './survey.ts';
import { startPlaybookBench, type PlaybookBench } from './testing/playbook-bench.ts';

const dayMs = 86_400_000;
const why = 'why: Because the test says so.';
const table = new OperationTable(surveyOperations({ visibleAccount: async (_context: Context, reference: string) => reference, baseUrl: () => 'https://cs.example' }));
let bench: PlaybookBench;
let app: FastifyInstance;
beforeEach(async () => {
  bench = await startPlaybookBench();
  await bench.setPolicy({ autonomy: { send_survey: 'auto', send_email: 'auto' } });
  await bench.survey('nps');
  await bench.define(`
id: asking
label: Asking
description: A playbook that only this test knows of.
goal: The test has seen what it wanted to see.
triggers: [{ on: manual }]
reentry: { afterDays: 0 }
steps:
  - { id: ask, label: Ask, do: survey, survey: nps, to: [champion], otherwise: nobody, ${why} }
  - { id: answer, label: Wait, do: wait, event: { survey: nps }, most: 10d, onTimeout: remind, next: heard, ${why} }
  - { id: remind, label: Remind, do: reminder, of: ask, otherwise: nobody, ${why} }
  - { id: again, label: Wait again, do: wait, event: { survey: nps }, most: 10d, onTimeout: silent, next: heard, ${why} }
  - { id: heard, label: Heard, do: end, outcome: achieved, ${why} }
  - { id: silent, label: Silent, do: end, outcome: lost, ${why} }
  - { id: nobody, label: Nobody, do: end, outcome: moot, ${why} }
`);
  app = Fastify();
  surveyRoutes(app, bench);
});
afterEach(async () => {
  await app.close();
  await bench.stop();
});
const call = async <T>(id: string, input: object, context: Context = bench.person()): Promise<T> => (await execute(table.get(id), context, input)) as T;
const linkOf = (index: number) => /https:\/\/cs\.vendor\.example(\/survey\/[\w-]+)/.exec(bench.sent[index]?.message.text ?? '')?.[1] as string;
const answers = () => bench.db.query<{ score: number; comment: string | null }>('select account_id, person_id, respondent, survey, score, scale_max, comment, provisional from survey_answer');
const post = (url: string, form: Record<string, string>) => app.inject({ method: 'POST', url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams(form).toString() });
const work = async () => {
  await matchTriggers(bench);
  await bench.settle();
};
const ask = async () => {
  const id = await bench.start('asking', 'acc_1', `ask ${bench.clock.now().getTime()}`);
  await work();
  return id;
};

describe('a survey step', () => {
  test('writes to one person with a link for each answer, and goes on when the answer comes', async () => {
    const id = await ask();
    expect(bench.sent.map(({ message }) => [message.to, message.subject])).toEqual([['mia@northwind.example', 'One question, Northwind']]);
    const { text, html } = bench.sent[0]?.message ?? { text: '', html: '' };
    expect(text.split('\n').slice(0, 4)).toEqual(['Hello Mia,', '', 'Would you recommend us?', '0 = no, 10 = yes']);
    expect(html?.match(/\/survey\/[\w-]+\?score=\d+/g)?.length).toBe(11);
    expect(text + html).not.toContain('-link}');
    expect(await bench.run(id)).toMatchObject({ stepId: 'answer', phase: 'wait' });
    bench.clock.advance(60_000);
    expect((await post(linkOf(0), { score: '9', comment: 'You <i>listen</i>.' })).statusCode).toBe(200);
    expect(await answers()).toEqual([{ account_id: 'acc_1', person_id: 'per_1', respondent: 'mia@northwind.example', survey: 'nps', score: 9, scale_max: 10, comment: 'You <i>listen</i>.', provisional: false }]);
    expect(await bench.db.query('select account_id from dirty_account')).toEqual([{ account_id: 'acc_1' }]);
    await work();
    expect(await bench.run(id)).toMatchObject({ status: 'completed', outcome: 'achieved' });
  });

  test('reminds once who has not answered, and the answer to the reminder is the answer to the question', async () => {
    const id = await ask();
    bench.clock.advance(10 * dayMs);
    await work();
    expect(bench.sent.map(({ message }) => message.subject)).toEqual(['One question, Northwind', 'Once more']);
    expect(await bench.run(id)).toMatchObject({ stepId: 'again' });
    expect(linkOf(1)).not.toBe(linkOf(0));
    bench.clock.advance(60_000);
    await post(linkOf(1), { score: '3', comment: '' });
    await post(linkOf(0), { score: '4', comment: '' });
    expect(await answers()).toMatchObject([{ score: 4, comment: null }]);
    await work();
    expect(await bench.run(id)).toMatchObject({ outcome: 'achieved' });
    expect((await call<{ items: SurveyItem[] }>('survey.list', {})).items).toMatchObject([{ id: 'nps', usedBy: ['asking'], asked: 1, reminded: 1, answered: 1, rate: 1, score: -100, counts: [{ score: 4, count: 1 }] }]);
  });

  test('a reminder that waits is not sent once the answer is there', async () => {
    const id = await ask();
    await bench.setPolicy({ autonomy: { send_survey: 'approve', send_email: 'auto' } });
    bench.clock.advance(10 * dayMs);
    await work();
    expect(await bench.run(id)).toMatchObject({ stepId: 'remind' });
    await post(linkOf(0), { score: '8', comment: '' });
    await bench.setPolicy({ autonomy: { send_survey: 'auto', send_email: 'auto' } });
    const { id: actionId } = await bench.db.one<{ id: string }>("select id from action where status = 'waiting'");
    await bench.db.query("update action set status = 'scheduled', due_at = $2 where id = $1", [actionId, bench.clock.now()]);
    await work();
    expect(bench.sent.length).toBe(1);
    expect(await readActionDetail(bench.person(), actionId)).toMatchObject({ status: 'refused', reason: 'Mia has answered already.' });
    expect(await bench.run(id)).toMatchObject({ outcome: 'moot' });
  });

  test('nobody is asked twice within the time of the policy, whoever asks; a person is not even asked to decide', async () => {
    await ask();
    await bench.setPolicy({ autonomy: { send_survey: 'approve' } });
    await bench.survey('csat', { kind: 'csat' });
    bench.clock.advance(40 * dayMs);
    const { survey } = (await readActionDetail(bench.person(), (await bench.db.one<{ id: string }>("select id from action where type = 'send_survey' order by created_at limit 1")).id)).content;
    const propose = async () => (await bench.db.tx((tx) => proposeActions(bench.person(), tx, [bench.draft({ type: 'send_survey', content: { subject: 'x', body: 'y', ...(survey ? { survey: { ...survey, id: 'csat' } } : {}) } })])))[0];
    expect(await propose()).toMatchObject({ outcome: 'refused', reason: 'Mia was asked by a survey lately, and the policy allows 1 in 90 days.' });
    bench.clock.advance(51 * dayMs);
    expect(await propose()).toMatchObject({ outcome: 'waiting' });
  });

  test('only who was asked is reminded, and only of that', async () => {
    await ask();
    const { content } = await readActionDetail(bench.person(), (await bench.db.one<{ id: string }>('select id from action')).id);
    const invitation = (await bench.db.one<{ id: string }>('select id from survey_invitation')).id;
    const remind = async (more: { accountId?: string; personIds?: string[]; content?: object; reminds?: string }) => (await bench.db.tx((tx) => proposeActions(bench.person(), tx, [bench.draft({ type: 'send_survey', ...more, content: { ...content, survey: { ...(content.survey as NonNullable<typeof content.survey>), reminds: more.reminds ?? invitation, ...more.content } } })])))[0];
    for (const wrong of [{ personIds: ['per_2'] }, { personIds: ['per_1', 'per_2'] }, { accountId: 'acc_2', personIds: ['per_other'] }, { reminds: 'act_x:per_1' }, { content: { id: 'other' } }]) expect(await remind(wrong), JSON.stringify(wrong)).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('was not asked') });
    expect(await remind({})).toMatchObject({ outcome: 'scheduled' });
  });

  test('without anybody to ask, or a text that has a gap, the run goes its other way', async () => {
    await bench.db.query("update person set role = null where account_id = 'acc_1'");
    expect(await bench.run(await ask())).toMatchObject({ outcome: 'moot', outcomes: { ask: 'nobody' } });
    await bench.db.query("update person set role = 'champion' where id = 'per_1'");
    await bench.survey('nps', { question: 'Will all {{ contract.seats }} of you stay?' });
    bench.clock.advance(dayMs);
    expect(await bench.run(await ask())).toMatchObject({ outcomes: { ask: 'unfilled' } });
    expect(bench.sent).toEqual([]);
  });

  test('the personal link is shown to nobody else, and an edit cannot smuggle one in', async () => {
    await ask();
    const { id } = await bench.db.one<{ id: string }>('select id from action');
    const shown = JSON.stringify(await readActionDetail(bench.person(), id));
    expect(shown).toContain('{survey-link}?score=9');
    expect(shown).not.toMatch(/\/survey\/[\w-]{20}/);
    expect(JSON.stringify(await bench.db.query('select * from survey_invitation'))).not.toContain(linkOf(0).split('/').at(-1));
    await bench.setPolicy({ autonomy: { send_survey: 'approve', send_email: 'approve' } });
    const [mail] = await bench.db.tx((tx) => proposeActions(bench.person(), tx, [bench.draft()]));
    const edit = (content: object) => editAction(bench.person(), { id: mail?.id ?? '', version: 1, personIds: undefined, content: { subject: 'x', body: 'y', ...content } });
    await expect(edit({ body: 'Look: {survey-link}' })).rejects.toThrow('a mark that is ours');
    await expect(edit({ survey: (await readActionDetail(bench.person(), id)).content.survey })).rejects.toThrow('Only a survey');
  });
});

describe('the page', () => {
  let url = '';
  beforeEach(async () => {
    await ask();
    url = linkOf(0);
  });

  test('shows the question with the answer of the link chosen, and opening it records nothing; scanners open links', async () => {
    const page = await app.inject({ url: `${url}?score=7` });
    expect([page.statusCode, page.headers['content-type'], page.headers['cache-control'], page.headers['referrer-policy'], page.headers['x-robots-tag']]).toEqual([200, 'text/html; charset=utf-8', 'no-store', 'no-referrer', 'noindex']);
    expect(page.body).toContain('value="7" required checked');
    expect(page.body).not.toContain('<script');
    expect(page.body).not.toMatch(/mia|northwind/i);
    expect((await app.inject({ url: `${url}?score=99` })).body).not.toContain(' checked>');
    await app.inject({ method: 'HEAD', url: `${url}?score=7` });
    expect(await answers()).toEqual([]);
  });

  test('thanks, escapes, and lets the answer be changed for three days', async () => {
    const thanks = await post(url, { score: '10', comment: '"><script>alert(1)</script>' });
    expect(thanks.body).toContain('Thank you &lt;b&gt;very&lt;/b&gt; much.');
    expect(thanks.body).not.toContain('<script');
    bench.clock.advance(3 * dayMs - 60_000);
    await post(url, { score: '2', comment: 'Since the outage' });
    expect(await answers()).toMatchObject([{ score: 2, comment: 'Since the outage' }]);
    bench.clock.advance(120_000);
    expect((await post(url, { score: '9', comment: '' })).body).toContain('Your answer is with us');
    expect(await answers()).toMatchObject([{ score: 2 }]);
    expect((await call<{ items: SurveyAnswerItem[] }>('survey.answers', { survey: 'nps' })).items).toMatchObject([{ accountName: 'Northwind', personName: 'Mia', score: 2, max: 10, comment: 'Since the outage' }]);
    expect((await bench.db.query("select event from action_audit where event like 'answer%' order by seq")).map(({ event }) => event)).toEqual(['answered', 'answer_changed']);
  });

  test('an answer that is none is told, what was written stays, and nothing is recorded', async () => {
    for (const score of [undefined, '11', '-1', '7.5', '1e1', '', '007']) expect((await post(url, score === undefined ? {} : { score })).statusCode, score).toBe(422);
    expect((await post(url, { comment: 'no score' })).body).toMatch(/role="alert"[^]*no score<\/textarea>/);
    expect(await answers()).toEqual([]);
    await post(url, { score: '07' });
    expect(await answers()).toMatchObject([{ score: 7 }]);
  });

  test('takes no answer after its time, from no strange link, and no body that is none', async () => {
    expect((await post(`${url.slice(0, -2)}xy`, { score: '7' })).statusCode).toBe(404);
    expect((await app.inject({ url: '/survey/%27%20or%201=1', headers: { 'accept-language': 'de' } })).body).toContain('nicht gültig');
    expect((await app.inject({ method: 'POST', url, headers: { 'content-type': 'application/json' }, payload: '{"score":7}' })).statusCode).toBe(415);
    bench.clock.advance(31 * dayMs);
    expect((await app.inject({ url })).body).toContain('The time to answer is over');
    expect((await post(url, { score: '7' })).body).toContain('The time to answer is over');
    expect(await answers()).toEqual([]);
  });

  test('speaks the language of the question', async () => {
    await bench.db.query("update survey_invitation set ask = jsonb_set(ask, '{language}', '\"de\"')");
    const page = (await app.inject({ url })).body;
    expect(page).toContain('<html lang="de">');
    expect(page).toContain('Antwort senden');
  });

  test('two answers at once leave one', async () => {
    await Promise.all([3, 9, 5, 10].map((score) => post(url, { score: String(score) })));
    expect((await answers()).length).toBe(1);
  });
});

test('a preview reads as the mail will, and names what is not known', async () => {
  const preview = await call<SurveyPreview>('survey.preview', { survey: 'nps', account: 'acc_1' });
  expect(preview).toMatchObject({ ready: true, to: 'Mia', subject: 'One question, Northwind', missing: [] });
  expect(preview.text).toContain('Would you recommend us?\n0 = no, 10 = yes\n{survey-link}\n\nAda');
  await bench.survey('nps', { question: 'Will all {{ contract.seats }} of you stay?' });
  expect(await call('survey.preview', { survey: 'nps', account: 'acc_1', reminder: true })).toMatchObject({ ready: false, subject: 'Once more', missing: ['contract.seats'] });
  await expect(call('survey.preview', { survey: 'none', account: 'acc_1' })).rejects.toThrow('There is no survey "none"');
});

test.each([['nps', [[10, 3], [9, 1], [8, 4], [6, 1], [0, 1]], 20], ['csat', [[5, 2], [4, 1], [3, 1]], 0.75], ['ces', [[7, 1], [4, 2]], 5], ['nps', [], null]] as const)('the score of %s over %j is %s', (kind, counts, expected) => {
  expect(surveyScore(kind, counts.map(([score, count]) => ({ score, count })))).toBe(expected);
});

const sound: Survey = { id: 'own', label: 'Own', description: 'Used in a test only.', kind: 'custom', scale: { min: 1, max: 4 }, language: 'en', subject: 'x', body: 'y', question: 'How was it?', low: '', high: '', followUp: 'Why?', thanks: 'Thanks', closing: '', reminder: { subject: 'x', body: 'y' }, openDays: 30 };
test.each<[string, Partial<Survey>, string[]]>([
  ['is sound', {}, []], ['has no scale', { scale: undefined }, ['scale']], ['has the scale of another kind', { kind: 'nps' }, ['scale']], ['names what nobody knows', { question: '{{ person.nmae }}?', reminder: { subject: '{{ x }}', body: 'y' } }, ['question', 'reminder.subject']], ['breaks a line', { question: 'How\nwas it?' }, ['question']],
])('a survey that %s', (_what, change, paths) => {
  expect(surveyKind.check?.({ ...sound, ...change }, new Set()).map(({ path }) => path)).toEqual(paths);
});

test('a reminder of what is no survey is named with what would be one', () => {
  const body = playbookDefinition.parse({ id: 'p', label: 'P', description: 'A playbook that only this test knows of.', goal: 'Nothing but a test.', triggers: [{ on: 'manual' }], steps: [{ id: 'ask', label: 'A', do: 'survey', survey: 'nps', to: ['champion'], why: 'Because it is a test.' }, { id: 'rem', label: 'B', do: 'reminder', of: 'aks', why: 'Because it is a test.' }] });
  expect(playbookProblems(body, new Set())).toEqual([{ path: 'steps.1.of', message: '"aks" puts no question of which it could remind.', remedy: 'Did you mean "ask"? Name a survey step: ask.' }]);
});
