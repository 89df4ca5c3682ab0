import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { DefinitionCommit, DefinitionDetail, ProposalDetail, ProposalItem, ProposalPreview } from '../contract/proposal.ts';
import { approveShipped } from '../insight/health/approve-shipped.ts';
import { manualClock, toDate } from '../lib/clock.ts';
import { Fault } from '../lib/fault.ts';
import { localAgent, localPrincipal } from '../platform/auth/authenticate.ts';
import { principalOfUser } from '../platform/auth/principal-of.ts';
import type { Context, Principal } from '../platform/operation/context.ts';
import { execute } from '../platform/operation/execute.ts';
import { startTestEngines, type TestEngines } from '../platform/testing/test-engines.ts';
import { startRuns } from '../practice/playbook/start-runs.ts';
import { parseCommand, runCommand } from '../surface/cli/run-command.ts';
import { git } from '../program/definition/git.ts';
import { lookBackNext } from '../program/proposal/look-back-store.ts';
import { composeOperations } from './compose.ts';
import { definitionPasts } from './definition-pasts.ts';
import { keepProgrammeHistory } from './programme-history.ts';
import { definitionKinds } from './definition-kinds.ts';
import { pendingHistory } from './pending-history.ts';
import { loadSample } from './sample/sample-operations.ts';
import { rescoreNow } from './stages.ts';

const clock = manualClock(toDate('2026-03-18T06:00:00Z'));
const table = composeOperations({ baseUrl: null, dataDir: '', clock: null });
const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];
let engines: TestEngines;
let dir: string;
const person = (name: string, role: 'leader' | 'ops' | 'csm' | 'admin') => principalOfUser({ id: `usr_${name}`, name, role, visibility: null, companyVisibility: null, memberId: null });
const [lea, max, ops, ada] = [person('Lea', 'leader'), person('Max', 'leader'), person('Ops', 'ops'), person('Ada', 'admin')];
const run = <T>(id: string, input: unknown, who: Principal = lea): Promise<T> => execute(table.get(id), { ...engines, clock, log, principal: who }, input) as Promise<T>;
const codeOf = (work: Promise<unknown>) => work.then(() => 'answered', (error: unknown) => (error instanceof Fault ? error.code : String(error)));
const shown = (kind: string, id: string) => run<DefinitionDetail>('definition.show', { kind, id });
const changed = async (kind: string, id: string, change: (body: Record<string, unknown>) => void) => {
  const body = parse((await shown(kind, id)).text) as Record<string, unknown>;
  change(body);
  return stringify(body);
};
type Segment = { id: string; when: string };

beforeAll(async () => {
  engines = await startTestEngines();
  dir = await mkdtemp(join(tmpdir(), 'mainstay-proposal-'));
  await approveShipped(engines.db, new URL('../../definitions', import.meta.url).pathname, clock.now(), definitionKinds);
  await loadSample({ ...engines, clock, log, principal: localPrincipal }, 60);
  await rescoreNow({ ...engines, clock }, 'import');
  for (const { id, name, role } of [lea, max, ada]) await engines.db.query('insert into app_user (id, name, role, created_at, accepted_at) values ($1, $2, $3, now(), now())', [id, name, role]);
}, 300_000);
afterAll(async () => {
  await engines.stop();
  await rm(dir, { recursive: true, force: true });
});

it('lists what is in force, and says of a draft where it is wrong', async () => {
  const { items } = await run<{ items: { kind: string; id: string }[] }>('definition.list', {});
  expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(['scorecard', 'segment', 'signal', 'metric', 'policy', 'playbook', 'survey', 'template', 'mapping']));
  expect(await codeOf(run('definition.list', { kind: 'recipe' }))).toBe('kind');
  expect(await run('definition.validate', { kind: 'segment', text: 'kind: segment\nid: size\nlabel: x\nsegments: [{ id: big, label: Big, when: "no.such_fact > 1" }]' })).toMatchObject({ id: null, faults: [{ path: expect.stringContaining('segments.0.when') as string, remedy: expect.any(String) as string }] });
  expect(await run('definition.validate', { kind: 'segment', text: 'a: [' })).toMatchObject({ id: null });
  expect(await run('definition.validate', { kind: 'segment', text: (await shown('segment', 'size')).text })).toEqual({ id: 'size', faults: [] });
});

it('says whom a draft of a playbook would let enter today, and what it names that is not there', async () => {
  const { text } = await shown('playbook', 'at-risk');
  const wide = text.replace(/^entry:\n(?: {2}- .*\n)+/m, '').replace('health.band == "risk"', 'health.score >= 0').replaceAll('at-risk-check-in', 'no-such-text');
  const { preview: { summary, total } } = await run<{ preview: { summary: string; total: number } }>('definition.preview', { kind: 'playbook', text: wide });
  expect(total).toBeGreaterThan(5);
  expect(summary).toMatch(new RegExp(`${total} accounts? would enter\\. .*There is no template "no-such-text"`));
});

it('says what a draft of a text would read, to whom, and where it could not be sent', async () => {
  const { items } = await run<{ items: { accountId: string }[] }>('person.search', { text: 'an', limit: 100 });
  const ids = [...new Set(items.map(({ accountId }) => accountId))].slice(0, 8);
  await engines.db.query("update person set role = 'champion' where id in (select distinct on (account_id) id from person where account_id = any($1) and email is not null and left_on is null order by account_id, id)", [ids]);
  const preview = async (kind: string, text: string) => (await run<{ preview: ProposalPreview }>('definition.preview', { kind, text })).preview;
  const { text } = await shown('template', 'smb-tips');
  expect(await preview('template', text)).toMatchObject({ summary: 'No account stands in a playbook that sends it.', total: 0 });
  await engines.db.tx((tx) => startRuns({ clock }, tx, 'smb', ids.map((accountId) => ({ accountId, occasion: 'test', at: clock.now(), trigger: { kind: 'manual', type: null, label: 'By hand', reason: 'A test.' } }))));
  expect(await preview('template', text)).toMatchObject({ total: 0 });
  const greeted = await preview('template', text.replace('Hello ', 'Good day '));
  expect(greeted.total).toBeGreaterThan(3);
  expect(greeted.rows[0]).toMatchObject({ from: expect.stringMatching(/^Hello \w/) as string, to: expect.stringMatching(/: Good day \w/) as string });
  expect(await preview('survey', (await shown('survey', 'nps')).text.replace('recommend us', 'recommend us {{ account.tier }}').replace('{{ account.tier }}', 'in {{ contract.end_date }}'))).toMatchObject({ summary: expect.stringContaining('would read something else') as string });
  await engines.db.query("delete from playbook_run where playbook_id = 'smb'");
});

it('says what a draft of the policy would decide otherwise, and whether a target would be met', async () => {
  const person = await engines.db.one<{ id: string; account: string }>("select id, account_id as account from person where email like '%@%' and left_on is null and account_id is not null order by id limit 1");
  await run('action.propose', { account: person.account, type: 'send_email', people: [person.id], content: { subject: 'Hello', body: 'Shall we talk?' }, why: 'Quiet.' });
  const { text } = await shown('policy', 'default');
  const preview = async (kind: string, draft: string) => (await run<{ preview: ProposalPreview }>('definition.preview', { kind, text: draft })).preview;
  expect(await preview('policy', text)).toMatchObject({ summary: '1 action waits or is planned; 0 would be decided otherwise today. Approvals not used by then must be given again.', rows: [] });
  expect((await preview('policy', text.replace('send_email: approve', 'send_email: off'))).rows).toMatchObject([{ from: 'Hello: waits for a person', to: 'Hello: refused. The policy has switched this kind of action off.' }]);
  const { text: grr } = await shown('metric', 'grr');
  expect(await preview('metric', grr.replace(/value: [\d.]+/, 'value: 0.01'))).toMatchObject({ summary: expect.stringMatching(/^Gross revenue retention today: 0\.\d+ \(fraction\)\. In force: target > [\d.]+, (not )?met; then: target > 0\.01, met\.$/) as string, total: 0 });
});

it('shows the difference and who would be treated differently; another person approves; it is in force at once', async () => {
  const text = await changed('segment', 'size', (body) => { body.preferDelivered = false; body.segments = [{ id: 'all', label: 'All', when: 'contract.arr_minor >= 0' } satisfies Segment & { label: string }]; });
  const proposed = await run<ProposalItem>('definition.propose', { kind: 'segment', text, why: 'One segment is enough for us.' });
  expect(proposed).toMatchObject({ state: 'open', baseVersion: 1, proposer: 'Lea' });
  const detail = await run<ProposalDetail>('proposal.show', { id: proposed.id });
  expect(detail.refusal).toBe('Somebody else must approve what you wrote.');
  expect(detail.diff.filter(({ sign }) => sign !== 'same').length).toBeGreaterThan(1);
  expect(detail.preview?.total).toBeGreaterThan(10);
  expect(detail.preview?.rows[0]).toMatchObject({ to: 'all' });
  expect(await codeOf(run('proposal.approve', { id: proposed.id }))).toBe('proposer');
  expect(await codeOf(run('proposal.approve', { id: proposed.id, digest: 'other' }, max))).toBe('proposal_changed');
  expect(await codeOf(run('proposal.approve', { id: proposed.id }, ops))).toBe('approver');
  expect(await codeOf(run('proposal.approve', { id: proposed.id }, localAgent))).toBe('agent');
  expect(await run('proposal.approve', { id: proposed.id, digest: detail.digest, reason: 'Agreed.' }, max)).toMatchObject({ state: 'approved', decider: 'Max', approvedVersion: 2, reason: 'Agreed.' });
  expect(await codeOf(run('proposal.approve', { id: proposed.id }, max))).toBe('proposal_decided');
  const { n } = await engines.db.one<{ n: number }>("select count(*)::int as n from account_fact where values ->> 'account.segment' = 'all'");
  expect(n).toBeGreaterThan(10);
  expect(await pendingHistory(engines.db)).toMatchObject({ accountIds: null });
  // Starting again with the same files takes no decision back.
  await approveShipped(engines.db, new URL('../../definitions', import.meta.url).pathname, clock.now(), definitionKinds);
  expect(await shown('segment', 'size')).toMatchObject({ version: 2, versions: [{ approvedBy: 'Max' }, { version: 1, approvedBy: 'files' }] });
}, 60_000);

it('rolls back by proposing an earlier version again; what says the same is no proposal', async () => {
  expect(await codeOf(run('definition.roll-back', { kind: 'segment', id: 'size', version: 2 }))).toBe('no_change');
  const back = await run<ProposalItem>('definition.roll-back', { kind: 'segment', id: 'size', version: 1 });
  await run('proposal.approve', { id: back.id }, max);
  expect(await shown('segment', 'size')).toMatchObject({ version: 3, text: (await shown('segment', 'size')).versions.at(-1)?.text });
}, 60_000);

it('is out of date once another version is in force, and is brought up to date by editing', async () => {
  const label = (text: string) => changed('signal', 'usage_drop', (body) => { body.label = text; });
  const [first, second] = [await run<ProposalItem>('definition.propose', { kind: 'signal', text: await label('Use fell'), why: 'Shorter words are better.' }), await run<ProposalItem>('definition.propose', { kind: 'signal', text: await label('Falling use'), why: 'Shorter words are better.' }, ops)];
  await run('proposal.approve', { id: first.id }, max);
  expect(await codeOf(run('proposal.approve', { id: second.id }, max))).toBe('proposal_outdated');
  const edited = await run<ProposalItem>('proposal.edit', { id: second.id, version: 1, text: await label('Use is falling') }, lea);
  expect(edited).toMatchObject({ baseVersion: first.baseVersion! + 1, version: 2 });
  // Who edited is an author too.
  expect(await codeOf(run('proposal.approve', { id: second.id }, lea))).toBe('proposer');
  expect(await codeOf(run('proposal.edit', { id: second.id, version: 1, text: await label('Again') }, lea))).toBe('proposal_changed');
  expect(await run('proposal.reject', { id: second.id, reason: 'The words are fine.' }, max)).toMatchObject({ state: 'rejected', reason: 'The words are fine.' });
  const own = await run<ProposalItem>('definition.propose', { kind: 'signal', text: await label('Mine'), why: 'Only to take it back.' }, ops);
  expect(await run('proposal.reject', { id: own.id, reason: 'Never mind.' }, ops)).toMatchObject({ state: 'withdrawn' });
}, 60_000);

it('looks back over two years: bands, warnings and false alarms, beside the version in force', async () => {
  const engine = { ...engines, clock, log };
  const look = async (id: string) => {
    await lookBackNext(engine, definitionPasts(engine));
    return (await run<ProposalDetail>('proposal.show', { id })).lookBack;
  };
  const propose = async (kind: string, id: string, change: (body: Record<string, unknown>) => void) => run<ProposalItem>('definition.propose', { kind, text: await changed(kind, id, change), why: 'To see what it would have done.' });
  const strict = await propose('scorecard', 'default', (body) => { Object.assign(body.bands as object, { watch: 99, good: 100 }); });
  expect((await run<ProposalDetail>('proposal.show', { id: strict.id })).lookBack).toMatchObject({ state: 'waiting', result: null });
  const done = await look(strict.id);
  const result = done?.result;
  expect(done).toMatchObject({ state: 'done', message: null });
  expect(result).toMatchObject({ measure: 'bands', looks: 49, warning: { left30: expect.any(Number) as number } });
  // The scale is strict now: wherever something was known everybody was at risk, and every alarm that the version in force gave is one still.
  for (const { draft } of result?.months ?? []) expect(draft).toMatchObject({ good: 0, watch: 0 });
  expect(result?.months.some(({ now }) => (now?.good ?? 0) > 0)).toBe(true);
  expect(result?.warning?.lead30.draft).toBeGreaterThanOrEqual(result?.warning?.lead30.now ?? Infinity);
  expect(result?.warning?.falseAlarms.draft).toBeGreaterThan(0);
  // What bands say of a month is what the same programme says: an unchanged one moves nobody.
  const same = await propose('scorecard', 'default', (body) => { body.label = 'Another name'; });
  const unmoved = (await look(same.id))?.result;
  for (const { now, draft } of unmoved?.months ?? []) expect(draft).toEqual(now);
  expect(unmoved?.warning).toMatchObject({ lead30: { now: unmoved?.warning?.lead30.draft }, falseAlarms: { now: unmoved?.warning?.falseAlarms.draft } });
  const never = await propose('signal', 'usage_drop', (body) => { body.open = 'usage.baseline_ratio < 0.0'; });
  const opened = (await look(never.id))?.result;
  expect(opened?.months.every(({ draft }) => draft.n === 0)).toBe(true);
  expect(opened?.months.reduce((all, { now }) => all + (now?.n ?? 0), 0)).toBeGreaterThan(0);
  expect(await lookBackNext(engine, definitionPasts(engine))).toBe(false);
  const failing = { signal: () => Promise.reject(new Error('no such luck')) };
  await run('proposal.look-back', { id: never.id });
  expect((await run<ProposalDetail>('proposal.show', { id: never.id })).lookBack?.state).toBe('done');
  await engines.db.query("update look_back set state = 'waiting' where definition_id = 'usage_drop'");
  await lookBackNext(engine, failing);
  expect((await run<ProposalDetail>('proposal.show', { id: never.id })).lookBack).toMatchObject({ state: 'failed', message: 'no such luck' });
  // One that was stopped goes on waiting.
  await run('proposal.look-back', { id: never.id });
  await engines.db.query("update look_back set state = 'running' where definition_id = 'usage_drop'");
  const ending = new AbortController();
  expect(await lookBackNext(engine, { signal: async () => { ending.abort(); ending.signal.throwIfAborted(); return Promise.reject(new Error('not reached')); } }, ending.signal)).toBe(false);
  expect((await run<ProposalDetail>('proposal.show', { id: never.id })).lookBack).toMatchObject({ state: 'running' });
  for (const { id } of [strict, same, never]) await run('proposal.reject', { id, reason: 'Only a look.' }, max);
}, 180_000);

it('a rejection is taken back by whoever decided it or an approver', async () => {
  const own = await run<ProposalItem>('definition.propose', { kind: 'signal', text: await changed('signal', 'detractor', (body) => { body.label = 'Mine'; }), why: 'Only to take it back.' }, ops);
  await run('proposal.reject', { id: own.id, reason: 'Not now.' }, max);
  expect((await run<ProposalDetail>('proposal.show', { id: own.id }, ops)).mayReopen).toBe(false);
  expect(await codeOf(run('proposal.reopen', { id: own.id }, ops))).toBe('approver');
  expect(await run('proposal.reopen', { id: own.id }, lea)).toMatchObject({ state: 'open', decider: null, reason: null });
  expect(await codeOf(run('proposal.reopen', { id: own.id }, lea))).toBe('proposal_state');
  await run('proposal.reject', { id: own.id, reason: 'Never mind.' }, ops);
  expect((await run<ProposalDetail>('proposal.show', { id: own.id }, ops)).mayReopen).toBe(true);
  expect(await run('proposal.reopen', { id: own.id }, ops)).toMatchObject({ state: 'open' });
  expect(await run('proposal.approve', { id: own.id }, max)).toMatchObject({ state: 'approved' });
  expect(await codeOf(run('proposal.reopen', { id: own.id }, max))).toBe('proposal_state');
});

it('each approval is one commit; what git cannot write waits and harms nothing', async () => {
  const folder = join(dir, 'programme');
  const keep = () => keepProgrammeHistory({ db: engines.db, clock, log }, dir);
  const log1 = async (format: string) => (await git(folder, ['log', '--reverse', `--format=${format}`])).trim().split('\n');
  const waiting = async () => (await run<{ items: DefinitionCommit[] }>('definition.commits', {})).items;
  const before = (await waiting()).length;
  expect(before).toBeGreaterThan(2);
  expect((await waiting()).every(({ sha }) => sha === null)).toBe(true);
  const path = process.env['PATH'];
  process.env['PATH'] = '';
  expect(await keep()).toBe(false);
  process.env['PATH'] = path;
  expect((await waiting()).every(({ message }) => message === 'git is not installed.')).toBe(true);
  // Settings and hooks of a person would run a program of theirs; here they do not count.
  process.env['GIT_DIR'] = '/nowhere';
  expect(await keep()).toBe(true);
  delete process.env['GIT_DIR'];
  const subjects = await log1('%s');
  expect(subjects[0]).toMatch(/^chore: /);
  expect(subjects.filter((one) => /^(feat|revert): /.test(one))).toHaveLength(before);
  expect(subjects).toContain('feat: segment size, version 2: One segment is enough for us.');
  expect(subjects.find((one) => one.startsWith('revert: segment size, version 3, back to version 1'))).toBeDefined();
  expect((await waiting()).every(({ sha, message }) => sha !== null && message === null)).toBe(true);
  expect((await log1('%an')).includes('Max')).toBe(true);
  expect(await readFile(join(folder, 'segments/size.yaml'), 'utf8')).toBe((await shown('segment', 'size')).text);
  expect(await readFile(join(folder, 'ALGO.md'), 'utf8')).toBe((await run<{ text: string }>('definition.algo', {})).text);
  // A process cut off between the commit and its note writes nothing twice; a hook in the folder is not run.
  await writeFile(join(folder, '.git/config'), `${await readFile(join(folder, '.git/config'), 'utf8')}\n[core]\n\thooksPath = ${dir}/hooks\n`);
  await mkdir(join(dir, 'hooks'));
  for (const name of ['pre-commit', 'post-commit', 'commit-msg']) await writeFile(join(dir, 'hooks', name), `#!/bin/sh\ntouch ${dir}/hooked\nexit 1\n`, { mode: 0o755 });
  await engines.db.query("update definition_commit set sha = null where definition_id = 'size' and version = 2");
  const [own] = [await run<ProposalItem>('definition.propose', { kind: 'signal', text: await changed('signal', 'detractor', (body) => { body.label = '$(touch x) `id`; --amend'; }), why: '--amend "; touch x\n#!' }, ops)];
  await run('proposal.approve', { id: own.id }, max);
  expect(await keep()).toBe(true);
  expect(await log1('%s')).toHaveLength(subjects.length + 1);
  expect((await waiting()).every(({ sha }) => sha !== null)).toBe(true);
  await expect(readFile(join(dir, 'hooked'))).rejects.toThrow('ENOENT');
  expect((await git(folder, ['status', '--porcelain'])).trim()).toBe('');
}, 60_000);

it('policies are for administrators, and an open proposal does not wait for ever', async () => {
  const text = await changed('policy', 'default', (body) => { (body as { label?: string }).label = 'Our policy'; });
  const proposed = await run<ProposalItem>('definition.propose', { kind: 'policy', text, why: 'It needs a name of its own.' }, localAgent).catch((error: unknown) => error as Fault);
  if (!(proposed instanceof Error)) {
    expect(await codeOf(run('proposal.approve', { id: proposed.id }, lea))).toBe('approver');
    clock.advance(31 * 86_400_000);
    expect(await codeOf(run('proposal.approve', { id: proposed.id }, ada))).toBe('proposal_expired');
    expect((await run<{ items: ProposalItem[] }>('proposal.list', { state: 'expired' })).items.map(({ id }) => id)).toContain(proposed.id);
  } else expect((proposed as Fault).code).toBe('definition');
});

it('works from the command line: validate, propose FILE, approve', async () => {
  const file = join(dir, 'metric.yaml');
  await writeFile(file, await changed('signal', 'champion_left', (body) => { body.label = 'The champion left'; }));
  const cli = (words: string) => runCommand(table, parseCommand(table, [...words.split(' '), '--json']), { withCaller: (use) => use({ call: (id, input) => run(id, input, localPrincipal) }) });
  const proposed = JSON.parse(await runCommand(table, parseCommand(table, ['definition', 'propose', file, '--why', 'Say who left, plainly.', '--json']), { withCaller: (use) => use({ call: (id, input) => run(id, input, localPrincipal) }) })) as ProposalItem;
  expect(proposed).toMatchObject({ kind: 'signal', definitionId: 'champion_left', state: 'open' });
  expect(JSON.parse(await cli('proposal list')) as object).toMatchObject({ items: [{ id: proposed.id }] });
  await run('proposal.set-rules', { separation: 'never' }, ada);
  expect(JSON.parse(await cli(`proposal approve ${proposed.id}`)) as object).toMatchObject({ state: 'approved' });
  expect(JSON.parse(await cli('definition show signal champion_left')) as object).toMatchObject({ label: 'The champion left' });
});
