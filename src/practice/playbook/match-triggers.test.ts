import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dayOf } from '../../lib/period.ts';
import { matchTriggers } from './match-triggers.ts';
import { activatePlaybook, pausePlaybook, startByHand } from './set-playbook-state.ts';
import { startPlaybookBench, type PlaybookBench } from './testing/playbook-bench.ts';

const dayMs = 86_400_000;
const why = 'why: Because the test says so.';
let bench: PlaybookBench;
beforeEach(async () => {
  bench = await startPlaybookBench();
  await bench.db.query("insert into source (id, kind, name, created_at) values ('crm', 'file', 'CRM', now())");
});
afterEach(() => bench.stop());

const playbook = (id: string, triggers: string, more = '', steps = `  - { id: rest, label: Rest, do: wait, for: 30d, ${why} }`) => bench.define(`
id: ${id}
label: Test ${id}
description: A playbook that only this test knows of.
goal: The test has seen what it wanted to see.
triggers: ${triggers}
${more}
steps:
${steps}
`);
const activate = (id: string, standing = false, version = 0) => activatePlaybook(bench.person(), id, { standing, version });
const match = async () => { while (await matchTriggers(bench.deps)); };
const entered = () => bench.db.query<{ p: string; account: string; reason: string }>(`select playbook_id as p, account_id as account, trigger ->> 'reason' as reason from playbook_run order by 1, 2`);
const outcomes = async (id: string) => (await bench.db.query<{ s: string }>("select account_id || ' ' || outcome || coalesce(': ' || reason, '') as s from playbook_occasion where playbook_id = $1 order by at, 1", [id])).map(({ s }) => s);

let signals = 0;
async function signal(accountId: string, type = 'usage_drop', severity = 'high'): Promise<string> {
  const id = `sig_${signals++}`;
  await bench.db.query("insert into signal (id, account_id, type, family, dedupe_key, severity, confidence, state, opened_on, last_true_on, why, rule_version, updated_at) values ($1, $2, $3, 'risk', $1, $4, 0.8, 'open', $5, $5, 'Usage fell by half.', 1, $6)", [id, accountId, type, severity, dayOf(bench.clock.now()), bench.clock.now()]);
  await turn(id, null, 'open');
  return id;
}
const turn = async (id: string, from: string | null, to: string) => {
  await bench.db.query("update signal set state = $2, closed_on = case when $2 = 'resolved' then $3::date end where id = $1", [id, to, dayOf(bench.clock.now())]);
  await bench.db.query('insert into signal_event (signal_id, at, from_state, to_state, by) values ($1, $2, $3, $4, $5)', [id, bench.clock.now(), from, to, 'test']);
};
const answer = (accountId: string, points: number, personId: string | null = null, id = `ans_${signals++}`) => bench.db.query("insert into survey_answer (id, account_id, person_id, survey, score, scale_max, answered_at, source_id, known_at) values ($1, $2, $3, 'nps', $4, 10, $5, 'crm', $5)", [id, accountId, personId, points, bench.clock.now()]);
const line = (accountId: string, start: string, end: string) => bench.db.query("insert into agreement_line (id, account_id, contract_ref, product, quantity, unit, annual_minor, currency, start_on, term_end, source_id, known_at) values ('line_' || $1, $1, 'c-' || $1, 'core', 10, 'seat', 100000, 'EUR', $2, $3, 'crm', '2025-01-01')", [accountId, start, end]);

describe('an account enters', () => {
  test('on a signal that is grave enough, once, and not on what happened before', async () => {
    await bench.signalType('usage_drop');
    await playbook('risk', '[{ on: signal, types: [usage_drop], severity: high }]');
    await signal('acc_1');
    bench.clock.advance(dayMs);
    await activate('risk');
    await match();
    const old = (await bench.db.one<{ id: string }>('select id from signal')).id;
    // What people do with an old signal is no occasion.
    await turn(old, 'open', 'acknowledged');
    await match();
    expect(await entered()).toEqual([]);
    const graver = await signal('acc_2', 'usage_drop', 'medium');
    await signal('acc_2', 'went_silent', 'critical');
    await match();
    expect(await entered()).toEqual([]);
    await bench.db.query("update signal set severity = 'critical' where id = $1", [graver]);
    await turn(graver, 'open', 'open');
    await match();
    await match();
    expect(await entered()).toEqual([{ p: 'risk', account: 'acc_2', reason: 'Usage fell by half.' }]);
    await turn(graver, 'open', 'resolved');
    await signal('acc_2');
    await match();
    expect(await outcomes('risk')).toEqual(['acc_2 entered', 'acc_2 running: The account is in this playbook already.']);
  });

  test('when a fact becomes true, not when it was true before; unknown changes nothing', async () => {
    await bench.facts('acc_1', { 'usage.licence_utilisation': 0.2 });
    await bench.facts('acc_2', { 'usage.licence_utilisation': 0.9 });
    await playbook('low', '[{ on: fact, when: "usage.licence_utilisation < 0.4" }]', 'reentry: { afterDays: 0 }');
    await activate('low');
    await match();
    expect(await entered()).toEqual([]);
    bench.clock.advance(1000);
    await bench.facts('acc_1', { 'usage.licence_utilisation': null });
    await bench.facts('acc_2', { 'usage.licence_utilisation': 0.3 });
    await match();
    expect(await entered()).toEqual([{ p: 'low', account: 'acc_2', reason: 'It became true that usage.licence_utilisation < 0.4.' }]);
    bench.clock.advance(1000);
    await bench.facts('acc_1', { 'usage.licence_utilisation': 0.1 });
    await match();
    expect((await entered()).map(({ account }) => account)).toEqual(['acc_2']);
  });

  test('an account is looked at once for each time its facts are computed, whatever the precision of the store', async () => {
    await playbook('low', '[{ on: fact, when: "usage.licence_utilisation < 0.4" }]');
    await activate('low');
    await bench.db.query("insert into account_fact (account_id, at, values, computed_at) values ('acc_1', $1, '{}', '2026-06-01T10:00:00.123456Z')", [bench.clock.now()]);
    await match();
    const seen = () => bench.db.one<{ same: boolean }>("select s.computed_at = f.computed_at as same from playbook_seen s join account_fact f using (account_id) where account_id = 'acc_1'");
    expect(await seen()).toEqual({ same: true });
  });

  test('on a change of stage', async () => {
    await bench.facts('acc_1', { 'account.stage': 'onboarding' });
    await playbook('renew', '[{ on: stage, to: [renewing] }]');
    await activate('renew');
    bench.clock.advance(1000);
    await bench.facts('acc_1', { 'account.stage': 'renewing' });
    await match();
    expect(await entered()).toMatchObject([{ account: 'acc_1', reason: 'The account came to the stage renewing.' }]);
  });

  test('so many days before the end of the term; a term is one occasion', async () => {
    await line('acc_1', '2025-08-01', '2026-08-01');
    await line('acc_2', '2025-12-01', '2026-12-01');
    await playbook('renewal', '[{ on: date, anchor: term_end, offset: -60d }]');
    await activate('renewal');
    await match();
    expect(await entered()).toMatchObject([{ account: 'acc_1', reason: expect.stringContaining('End of the term in 60 days') }]);
    bench.clock.advance(dayMs);
    await match();
    expect((await entered()).length).toBe(1);
    await playbook('closing', '[{ on: date, anchor: term_end, offset: -70d }]');
    await activate('closing');
    await match();
    expect((await entered()).map(({ p }) => p)).toEqual(['renewal']);
    // With what stands already, the last sixty days count.
    await activate('closing', true, 1);
    expect((await entered()).map(({ p }) => p)).toEqual(['closing', 'renewal']);
  });

  test('on an answer, and knows whose it was', async () => {
    await playbook('critic', '[{ on: survey, survey: nps, atMost: 6 }]', '', `  - { id: thanks, label: Thanks, do: email, to: [respondent], template: thanks, otherwise: end, ${why} }`);
    await bench.template('thanks', 'Thank you', 'Hello {{ person.first_name }}.');
    await bench.setPolicy({ autonomy: { send_email: 'auto' } });
    await activate('critic');
    await match();
    bench.clock.advance(1000);
    await answer('acc_1', 9);
    await answer('acc_1', 3, 'per_2');
    await answer('acc_2', 2);
    await match();
    await bench.settle();
    expect(await entered()).toMatchObject([{ account: 'acc_1' }, { account: 'acc_2', reason: 'Somebody answered 2 of 10 (NPS).' }]);
    // Tom answered; the champion Mia is not written to. Who answered at the other account is not known, so nobody is.
    expect(bench.sent.map(({ message }) => message.to)).toEqual(['tom@northwind.example']);
  });

  test('on its schedule, and by hand only where that is allowed', async () => {
    await playbook('monthly', '[{ on: schedule, every: month, day: 4 }]');
    await playbook('hand', '[{ on: manual }]', 'entry: [{ when: "health.score > 50", why: Only for those who are well. }]');
    await activate('monthly');
    await match();
    expect(await entered()).toEqual([]);
    bench.clock.advance(2 * dayMs);
    await match();
    await match();
    expect((await entered()).map(({ account }) => account)).toEqual(['acc_1', 'acc_2']);
    await expect(startByHand(bench.person(), 'monthly', ['acc_1'], 'k')).rejects.toThrow('does not start by hand');
    expect(await startByHand(bench.person(), 'hand', ['acc_1'], 'k')).toEqual([{ accountId: 'acc_1', runId: null, outcome: 'entry', reason: 'Not known to hold: Only for those who are well.' }]);
    expect(await startByHand(bench.person(), 'hand', ['acc_none'], 'k')).toMatchObject([{ outcome: 'not_found' }]);
    await expect(startByHand(bench.person(), 'hand', ['acc_1', 'acc_2'], 'k')).rejects.toThrow('many at once');
  });
});

describe('limits', () => {
  const manual = (more: string) => playbook('limited', '[{ on: manual }, { on: bulk }]', more);
  const start = async (key: string, accounts = ['acc_1', 'acc_2']) => (await startByHand(bench.person(), 'limited', accounts, key)).map(({ outcome }) => outcome);

  test('a cap on accounts at once, and on entries in a day, refuses with its reason', async () => {
    await manual('caps: { running: 1 }');
    expect(await start('a')).toEqual(['enter', 'cap_running']);
    expect((await outcomes('limited'))[1]).toContain('1 accounts are in it, which is the most at once.');
    await playbook('daily', '[{ on: bulk }]', 'caps: { perDay: 1 }');
    expect((await startByHand(bench.person(), 'daily', ['acc_1', 'acc_2'], 'a')).map(({ outcome }) => outcome)).toEqual(['enter', 'cap_day']);
    bench.clock.advance(dayMs);
    expect((await startByHand(bench.person(), 'daily', ['acc_2'], 'b')).map(({ outcome }) => outcome)).toEqual(['enter']);
  });

  test('a cap on the accounts of one owner leaves the others free', async () => {
    await bench.db.query("insert into account (id, name, owner_id, known_at) values ('acc_3', 'Third', 'mem_ada', now())");
    await manual('caps: { perOwner: 1 }');
    expect(await start('a', ['acc_1', 'acc_3', 'acc_2'])).toEqual(['enter', 'cap_owner', 'enter']);
  });

  test('an account enters again only after the time, or never', async () => {
    await manual('reentry: { afterDays: 10 }');
    expect(await start('a', ['acc_1'])).toEqual(['enter']);
    // The same key starts nothing twice.
    expect(await start('a', ['acc_1'])).toEqual(['enter']);
    expect((await entered()).length).toBe(1);
    await bench.db.query("update playbook_run set status = 'completed', ended_at = $1", [bench.clock.now()]);
    bench.clock.advance(9 * dayMs);
    expect(await start('b', ['acc_1'])).toEqual(['reentry']);
    bench.clock.advance(dayMs);
    expect(await start('c', ['acc_1'])).toEqual(['enter']);
    await playbook('once', '[{ on: manual }]', 'reentry: never');
    expect((await startByHand(bench.person(), 'once', ['acc_1'], 'a')).map(({ outcome }) => outcome)).toEqual(['enter']);
    await bench.db.query("update playbook_run set status = 'completed', ended_at = $1", [bench.clock.now()]);
    bench.clock.advance(900 * dayMs);
    expect((await startByHand(bench.person(), 'once', ['acc_1'], 'b')).map(({ outcome }) => outcome)).toEqual(['reentry']);
  });
});

describe('at work and paused', () => {
  test('what a playbook names must be there before it starts', async () => {
    await playbook('gaps', '[{ on: signal, types: [no_such_signal] }]', '', `  - { id: mail, label: Mail, do: email, to: [champion], template: not-there, ${why} }`);
    await expect(activate('gaps')).rejects.toMatchObject({ code: 'playbook', message: expect.stringContaining('There is no template "not-there"') });
    await expect(activate('unknown')).rejects.toMatchObject({ kind: 'notFound' });
  });

  test('while it is paused nobody enters, its runs stand still and hear everything', async () => {
    await playbook('ear', '[{ on: manual }, { on: survey, survey: nps }]', '', `  - { id: ear, label: Ear, do: wait, event: { survey: nps }, most: 5d, onTimeout: late, ${why} }
  - { id: good, label: Good, do: end, outcome: achieved, ${why} }
  - { id: late, label: Late, do: end, outcome: lost, ${why} }`);
    await activate('ear');
    const [run] = await startByHand(bench.person(), 'ear', ['acc_1'], 'a');
    await bench.settle();
    await match();
    expect(await pausePlaybook(bench.person(), 'ear', { runs: true, version: 1, note: 'Holidays' })).toEqual({ paused: 1 });
    await expect(activate('ear', false, 1)).rejects.toMatchObject({ code: 'version' });
    bench.clock.advance(dayMs);
    await answer('acc_1', 9);
    await answer('acc_2', 9);
    await match();
    bench.clock.advance(20 * dayMs);
    await bench.settle();
    expect(await bench.run(run?.runId ?? '')).toMatchObject({ status: 'paused', stepId: 'ear' });
    expect(await activate('ear', false, 2)).toEqual({ entered: 0, resumed: 1 });
    await match();
    await bench.settle();
    expect(await bench.run(run?.runId ?? '')).toMatchObject({ status: 'completed', outcome: 'achieved' });
    // The answer of the other account came while the playbook was paused: it starts nothing afterwards.
    expect((await entered()).length).toBe(1);
  });

  test('a run that waits for a signal to close goes on when it does', async () => {
    await playbook('quiet', '[{ on: signal, types: [usage_drop] }]', '', `  - { id: until, label: Until, do: wait, event: { signal: usage_drop, becomes: closed }, most: 60d, onTimeout: late, ${why} }
  - { id: good, label: Good, do: end, outcome: achieved, ${why} }
  - { id: late, label: Late, do: end, outcome: lost, ${why} }`);
    await bench.signalType('usage_drop');
    await activate('quiet');
    await match();
    const id = await signal('acc_1');
    await match();
    await bench.settle();
    bench.clock.advance(dayMs);
    await turn(id, 'open', 'resolved');
    await match();
    await bench.settle();
    expect(await bench.db.query('select status, outcome from playbook_run')).toEqual([{ status: 'completed', outcome: 'achieved' }]);
  });

  test('a wait for a condition ends with the facts that fulfil it', async () => {
    await playbook('until', '[{ on: manual }]', '', `  - { id: until, label: Until, do: wait, until: "usage.licence_utilisation >= 0.5", most: 60d, onTimeout: late, ${why} }
  - { id: good, label: Good, do: end, outcome: achieved, ${why} }
  - { id: late, label: Late, do: end, outcome: lost, ${why} }`);
    const [run] = await startByHand(bench.person(), 'until', ['acc_1'], 'a');
    await bench.settle();
    const seen = (await bench.run(run?.runId ?? '')).version;
    bench.clock.advance(1000);
    await bench.facts('acc_1', { 'usage.licence_utilisation': 0.3 });
    await match();
    await bench.settle();
    // It was looked at and nothing came about: what people have seen still counts.
    expect(await bench.run(run?.runId ?? '')).toMatchObject({ stepId: 'until', version: seen });
    bench.clock.advance(dayMs);
    await bench.facts('acc_1', { 'usage.licence_utilisation': 0.7 });
    await match();
    await bench.settle();
    expect(await bench.run(run?.runId ?? '')).toMatchObject({ status: 'completed', outcome: 'achieved' });
  });
});
