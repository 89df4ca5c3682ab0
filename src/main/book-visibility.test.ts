import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../contract/role.ts';
import { approveShipped, healthKinds } from '../insight/health/approve-shipped.ts';
import { metricKind } from '../insight/metric/metric-definition.ts';
import { policyKind } from '../practice/action/policy.ts';
import { playbookKind } from '../practice/playbook/playbook-kind.ts';
import { startRuns } from '../practice/playbook/start-runs.ts';
import { surveyKind } from '../practice/playbook/survey.ts';
import { templateKind } from '../practice/playbook/template.ts';
import { proposeActions } from '../practice/action/propose-actions.ts';
import { signalKind } from '../insight/signal/signal-rule.ts';
import { manualClock, toDate } from '../lib/clock.ts';
import { Fault } from '../lib/fault.ts';
import { addDays } from '../lib/period.ts';
import { localPrincipal } from '../platform/auth/authenticate.ts';
import { principalOfUser } from '../platform/auth/principal-of.ts';
import type { Context, Principal } from '../platform/operation/context.ts';
import { execute } from '../platform/operation/execute.ts';
import { reachOf } from '../platform/operation/operation.ts';
import { startTestEngines, type TestEngines } from '../platform/testing/test-engines.ts';
import type { DefinitionKind } from '../program/definition/definition.ts';
import { composeOperations } from './compose.ts';
import { definitionsDir } from './operations.ts';
import { closeHistory, rescoreNow } from './stages.ts';

// Two accounts are Ada's; whatever belongs to another book says so: "foreign" is in every text and every amount is enormous.
const today = '2026-06-01';
const clock = manualClock(toDate(`${today}T10:00:00Z`));
const table = composeOperations();
let engines: TestEngines;

const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];
const standing = { id: 'usr_ada', name: 'Ada', companyVisibility: null, memberId: 'mem_ada' } as const;
const limited = principalOfUser({ ...standing, role: 'csm', visibility: 'own' });
const wide = principalOfUser({ ...standing, role: 'csm', visibility: 'company' });
const reader = principalOfUser({ ...standing, role: 'read_only', visibility: 'own' });
const homeless = principalOfUser({ ...standing, role: 'csm', visibility: 'own', memberId: null });
const leader = principalOfUser({ ...standing, role: 'leader', visibility: null });
const limitedAdminKey: Principal = { kind: 'key', id: 'key_1', name: 'Key', scopes: new Set(['admin']), book: { ownerId: 'mem_ada' }, changes: { ownerId: 'mem_ada' } };

const contextOf = (principal: Principal): Context => ({ db: engines.db, analytics: engines.analytics, clock, log, principal });
const run = (id: string, principal: Principal, input: unknown): Promise<unknown> => execute(table.get(id), contextOf(principal), input);
const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'answered', (error: unknown) => (error instanceof Fault ? error.code : `crashed: ${String((error as Error).cause ?? error)}`));

/** One account with a record of every kind; amounts grow with `scale`. */
async function addAccount(id: string, owner: string, parent: string | null, scale: number): Promise<void> {
  const { db, analytics } = engines;
  const known = toDate('2025-01-01T00:00:00Z');
  const word = id.startsWith('foreign') ? 'foreign' : 'own';
  await db.query("insert into account (id, name, domain, owner_id, parent_id, customer_since, segment, custom, known_at) values ($1, 'Company ' || $1, $1 || '.example.com', $2, $3, '2025-01-01', 'smb', $4, $5)", [id, owner, parent, JSON.stringify(parent ? { parent_ref: `ref-${parent}` } : {}), known]);
  if (parent) await db.query("insert into field_version (entity, entity_id, field, value, source_id, known_at) values ('account', $1, 'custom.parent_ref', to_jsonb('ref-' || $2), 'crm', $3), ('account', $1, 'parent_id', to_jsonb($2::text), 'crm', $3), ('account', $1, 'owner_id', '\"mem_ada\"', 'crm', $3)", [id, parent, known]);
  await db.query("insert into external_id (source_id, entity, value, entity_id, known_at) values ('crm', 'account', 'ref-' || $1, $1, $2)", [id, known]);
  await db.query("insert into person (id, account_id, name, email, role, joined_on, source_id, known_at) values ('per_' || $1, $1, $2 || ' champion', $1 || '@example.com', 'champion', '2025-01-01', 'crm', $3)", [id, word, known]);
  await db.query("insert into agreement_line (id, account_id, contract_ref, product, quantity, unit, annual_minor, currency, start_on, term_end, source_id, known_at) values ('line_' || $1, $1, 'ref-' || $1, $2, 40, 'seat', $3, 'EUR', '2025-01-01', '2026-07-01', 'crm', $4)", [id, word, 1_000_000 * scale, known]);
  await db.query("insert into agreement_line (id, account_id, contract_ref, product, annual_minor, currency, start_on, ended_on, source_id, known_at) values ('gone_' || $1, $1, 'old-' || $1, 'addon', $2, 'EUR', '2025-01-01', '2026-03-01', 'crm', $3)", [id, 300_000 * scale, known]);
  await db.query("insert into invoice (id, account_id, number, issued_on, due_on, amount_minor, currency, source_id, known_at) values ('inv_' || $1, $1, 'N-' || $1, '2026-04-01', '2026-04-20', $2, 'EUR', 'crm', $3)", [id, 900_000 * scale, known]);
  await db.query("insert into ticket (id, account_id, number, subject, body, priority, opened_at, csat_score, csat_max, csat_at, source_id, known_at) values ('tic_' || $1, $1, 'T-' || $1, $2 || ' sign-in fails', $2 || ' cancel', 'urgent', '2026-05-20T08:00:00Z', 2, 5, '2026-05-21T08:00:00Z', 'crm', '2026-05-20T08:00:00Z')", [id, word]);
  await db.query("insert into activity (id, account_id, kind, direction, at, subject, body, source_id, known_at) values ('act_' || $1, $1, 'email', 'in', '2026-05-10T08:00:00Z', $2 || ' words', $2 || ' competitor', 'crm', '2026-05-10T08:00:00Z')", [id, word]);
  await db.query("insert into survey_answer (id, account_id, respondent, survey, score, scale_max, comment, answered_at, source_id, known_at) values ('ans_' || $1, $1, $1 || '@example.com', 'nps', 3, 10, $2, '2026-05-01T00:00:00Z', 'crm', '2026-05-01T00:00:00Z')", [id, word]);
  const { num } = await db.one<{ num: number }>('select num from account where id = $1', [id]);
  await analytics.insert('identity', [{ kind: 1, source: 'crm', key: id, account: num, version: 1 }]);
  const back = Array.from({ length: 200 }, (_, n) => n).filter((n) => n > 40 || n % 9 === 0);
  await analytics.insert('event', back.map((n) => ({ source: 'crm', group_key: id, user_key: `${id}-u${n % 4}`, at: `${addDays(today, -1 - n)}T09:00:00.000Z`, name: 'report', props: '{}', known_at: `${addDays(today, -1 - n)}T09:10:00.000Z`, key: `00000000-0000-4000-8000-${String(num * 1000 + n).padStart(12, '0')}` })));
}

async function addOutcomes(): Promise<void> {
  const { db } = engines;
  await db.query("insert into business_change (id, account_id, kind, on_day, reason, note, source_id, known_at) select 'chg_' || id, id, 'churn', '2026-05-25', 'foreign reason', 'foreign', 'crm', '2026-05-25' from account where id in ('foreign2', 'own2')");
  await db.query("update business_change set reason = 'price', note = null where account_id = 'own2'");
}

beforeAll(async () => {
  engines = await startTestEngines();
  const { db } = engines;
  await approveShipped(db, definitionsDir, clock.now(), [...healthKinds, signalKind as DefinitionKind, metricKind as DefinitionKind, policyKind as DefinitionKind, playbookKind as DefinitionKind, surveyKind as DefinitionKind, templateKind as DefinitionKind]);
  await db.query("insert into source (id, kind, name, created_at) values ('crm', 'file', 'CRM', now())");
  await db.query("insert into app_user (id, name, role, created_at, accepted_at) values ('usr_ada', 'Ada', 'csm', now(), now())");
  await db.query("insert into member (id, name, key, user_id) values ('mem_ada', 'Ada', 'ada', 'usr_ada'), ('mem_bo', 'Bo', 'bo', null)");
  await addAccount('foreign1', 'mem_bo', null, 1_000_000);
  await addAccount('own1', 'mem_ada', 'foreign1', 1);
  await addAccount('own2', 'mem_ada', null, 1);
  for (let i = 2; i < 9; i++) await addAccount(`foreign${i}`, 'mem_bo', i > 4 ? 'own1' : null, 1_000_000);
  await addOutcomes();
  const context = contextOf(leader);
  await rescoreNow(context, 'import');
  await closeHistory(context, addDays(today, -40), today);
  await rescoreNow(context, 'close');
  await foreignTask();
  await db.query("insert into health_override (id, account_id, score, reason, by, at, expires_at) values ('ovr_f', 'foreign3', 12, 'foreign reason', 'Bo', now(), '2027-01-01')").catch(() => undefined);
  expect((await db.one<{ n: number }>("select count(distinct account_id)::int as n from signal where account_id like 'foreign%'")).n).toBeGreaterThan(3);
}, 240_000);
afterAll(() => engines.stop());

let edits = 0;
const windows = { window: '2025-06-01..2026-05-31' };
const reassignedForeign = async () => {
  await run('account.reassign', leader, { accountIds: ['foreign4'], ownerId: 'mem_bo' });
  return ((await run('account.reassign', leader, { accountIds: ['foreign4'], ownerId: null })) as { id: string }).id;
};
const note = { kind: 'note', at: `${today}T08:00:00.000Z`, subject: 'foreign words' };
const foreignNote = async () => {
  const { id, version } = (await run('activity.add', leader, { ...note, account: 'foreign1' })) as { id: string; version: number };
  return { id, version };
};
const foreignMute = async () => {
  const known = (await run('signal.mutes', leader, { accountId: 'foreign5' })) as { items: { id: string }[] };
  return known.items[0]?.id ?? ((await run('signal.mute', leader, { account: 'foreign5', type: 'detractor', reason: 'because', until: addDays(today, 9) })) as { id: string }).id;
};
const foreignTask = async () => (await engines.db.maybe<{ id: string; version: number }>("select id, version from task where title = 'foreign task' and parent_id is null")) ?? ((await run('task.add', leader, { title: 'foreign task', accountId: 'foreign1', details: '- foreign step' })) as { items: { id: string; version: number }[] }).items[0] as { id: string; version: number };
const ownTask = async () => (await engines.db.maybe<{ id: string }>("select id from task where title = 'own task'")) ?? ((await run('task.add', leader, { title: 'own task', accountId: 'own1' })) as { items: { id: string }[] }).items[0] as { id: string };
const foreignTasks = async () => ({ ids: [(await foreignTask()).id] });
const actionOf = async (accountId: string) => {
  const draft = { key: `of ${accountId}`, type: 'send_email', accountId, personIds: [`per_${accountId}`], content: { subject: accountId.startsWith('foreign') ? 'foreign' : 'own', body: 'x' }, taint: { tainted: false }, origin: { kind: 'rule' as const, id: 'r' }, why: accountId };
  return (await engines.db.tx((tx) => proposeActions(contextOf(leader), tx, [draft])))[0]?.id as string;
};
const replyOf = async (accountId: string) => {
  const [action, word] = [await actionOf(accountId), accountId.startsWith('foreign') ? 'foreign' : 'own'];
  await engines.db.query("insert into action_delivery (id, action_id, position, account_id, recipient, channel, message, state, next_at, planned_at) values ('dlv_' || $1, $2, 0, $1, 'x@example.com', 'email', $3, 'sent', now(), now()) on conflict do nothing", [accountId, action, JSON.stringify({ personId: null, to: 'x@example.com', name: null, replyTo: null, subject: word, text: word, html: null, attachments: [] })]);
  await engines.db.query("insert into inbound_mail (id, kind, delivery_id, action_id, account_id, sender, subject, at, received_at) values ('inb_' || $1, 'reply', 'dlv_' || $1, $2, $1, 'x@example.com', $3, now(), now()) on conflict do nothing", [accountId, action, word]);
  return `inb_${accountId}`;
};
const answerOf = async (accountId: string) => {
  const [reply, word] = [await replyOf(accountId), accountId.startsWith('foreign') ? 'foreign' : 'own'];
  await engines.db.query("insert into survey_invitation (id, token_hash, action_id, account_id, person_id, address, survey, version, kind, ask, asked_at, open_until, score, comment, answered_at) select 'dlv_' || $1, $1, action_id, $1, 'per_' || $1, 'x@example.com', 'nps', 1, 'nps', '{\"max\": 10}', now(), now(), 9, $3, now() from inbound_mail where id = $2 on conflict do nothing", [accountId, reply, word]);
};
const runOf = async (accountId: string): Promise<{ id: string; version: number }> => {
  const trigger = { kind: 'manual', type: null, label: 'By hand', reason: accountId.startsWith('foreign') ? 'foreign' : 'own' };
  await engines.db.tx((tx) => startRuns({ clock }, tx, 'growth', [{ accountId, occasion: 'test', at: clock.now(), trigger }]));
  return engines.db.one("select id, version from playbook_run where account_id = $1 and occasion = 'test'", [accountId]);
};
const signalOf = async (accountId: string) => (await engines.db.one<{ id: string }>('select id from signal where account_id = $1 order by id limit 1', [accountId])).id;
const handoffOf = async (accountId: string) => (await engines.db.maybe<{ id: string }>('select id from handoff where account_id = $1', [accountId]))?.id ?? ((await run('handoff.send', leader, { to: 'support', account: accountId, title: `${accountId} asks`, question: `${accountId} question` })) as { id: string }).id;
type Input = object | (() => Promise<object>);

/**
 * Every reading operation with inputs that reach for all there is. Add yours here: an operation that is missing fails the test below.
 * `refused` marks what tells of the whole company and is not for who is limited to one book.
 */
const reads: Record<string, readonly Input[] | 'refused'> = {
  'session.me': [{}], 'session.mine': [{}], 'session.list': 'refused', 'preference.show': [{}], 'invite.show': [], 'role.list': [{}],
  'user.list': 'refused', 'visibility.show': 'refused', 'key.list': 'refused', 'audit.list': 'refused', 'member.list': [{}],
  'account.book': [{}, { packed: true }, { at: addDays(today, -20) }, { at: addDays(today, -20), packed: true }], 'account.list': [{}, { search: 'foreign' }, { limit: 1 }], 'account.show': [{ id: 'own1' }, { id: 'own1', at: addDays(today, -20) }], 'account.timeline': [{ id: 'own1', limit: 500 }], 'account.usage': [{ id: 'own1' }],
  'account.fields': [{}], 'account.columns': [{ names: ['attr.next_step', 'attr.parent_ref', 'attr.region', 'fact.contract.arr_minor', 'fact.account.segment'] }, { names: ['fact.contract.arr_minor'], at: addDays(today, -20) }], 'person.search': [{ text: 'foreign' }, { text: 'a@' }, { text: 'champion', limit: 100 }, { text: 'example', limit: 100 }], 'view.list': [{}],
  'health.list': [{}, { at: addDays(today, -3) }], 'health.show': [{ id: 'own1' }, { id: 'own1', at: addDays(today, -5) }], 'health.ledger': [{ id: 'own1', evidence: 'yes' }], 'health.rollup': [{ id: 'own1' }], 'health.report': [{}],
  'health.distribution': [{}, { by: 'owner' }, { by: 'owner', group: 'Bo' }, { by: 'custom.parent_ref' }, { at: addDays(today, -3), by: 'segment' }], 'health.movers': [{}, { by: 'owner', days: 7 }, { limit: 500 }], 'health.coverage': [{}, { by: 'owner' }],
  'health.accounts': [{ limit: 500 }, { by: 'owner', group: 'Bo' }], 'health.simulate': [async () => ({ definition: ((await run('scorecard.show', leader, { id: 'default' })) as { definition: object }).definition })], 'health.compare': [{ id: 'own1', from: addDays(today, -20), to: today }],
  'account.people': [{ id: 'own1' }], 'account.slices': ['feature', 'module', 'team', 'user'].map((by) => ({ id: 'own1', by })), 'account.record': [{ id: 'own1' }], 'account.next': [{ id: 'own1' }, { id: 'own2' }],
  'signal.mutes': [{}, { accountId: 'own1' }], 'team.load': [{}, { at: addDays(today, -5) }], 'team.accounts': [{ limit: 500 }, { owner: 'mem_bo' }],
  'scorecard.list': [{}], 'scorecard.show': [{ id: 'default' }], 'algo.show': [{}],
  'signal.list': [{ state: 'all', limit: 500 }, { state: 'all', at: addDays(today, -2) }, { state: 'all', accountId: 'own1' }], 'signal.show': [async () => ({ id: await signalOf('own1') })],
  'signal.types': [{}], 'signal.report': [{}], 'signal.retrospective': [{}],
  'metric.list': [{}, windows, { at: addDays(today, -30) }], 'metric.board': [{}], 'metric.show': [{ id: 'nrr' }, { id: 'arr' }, { id: 'nps' }], 'metric.parts': ['arr', 'nrr', 'nps', 'csat', 'firstResponse', 'adoption', 'healthScoreAvg', 'licenceUtilisation', 'logoChurn', 'renewalRate'].map((id) => ({ id, limit: 500 })),
  'metric.breakdown': [{ id: 'arr', by: 'owner' }, { id: 'arr', by: 'segment' }], 'metric.movements': [{}, windows], 'metric.cohorts': [{}], 'rate.list': [{}], 'reading.show': [{}], 'clock.show': [{}],
  'notification.preferences': [{}],
  'notification.list': [async () => {
    const add = (key: string, ids: string[]) => engines.db.query("insert into notification (user_id, key, kind, account_ids, facts, reason, link, at) values ('usr_ada', $1, 'signal', $2, jsonb_build_object('why', $1::text), 'owner', '/', now()) on conflict do nothing", [key, ids]);
    await Promise.all([add('foreign', ['foreign1']), add('foreign many', ['foreign1', 'foreign2']), add('own', ['own1'])]);
    return {};
  }, { view: 'unread' }],
  'action.list': [async () => { await actionOf('own1'); await actionOf('foreign1'); return { view: 'all' }; }, { view: 'waiting', account: 'own1' }], 'action.show': [async () => ({ id: await actionOf('own1') })], 'action.settings': [{}], 'action.verify': 'refused', 'endpoint.list': 'refused',
  'suppression.list': [async () => { await engines.db.query("insert into suppression (address, reason, at, by_whom) values ('foreign1@example.com', 'person', now(), 'x'), ('own1@example.com', 'person', now(), 'x') on conflict do nothing"); return {}; }],
  'writeback.show': 'refused', 'writeback.fields': 'refused', 'writeback.preview': 'refused',
  'writeback.list': [async () => {
    for (const id of ['own1', 'foreign1']) await engines.db.query("insert into field_write (source_id, ref, field, name, account_id, wanted, ours, state, error) values ('crm', 'ref-' || $1::text, 'Health__c', 'health', $1, '[1]', '[1]', 'held', $1) on conflict do nothing", [id]);
    await engines.db.query("insert into connection (source_id, vendor, state, address, objects, every_minutes, created_at, created_by) values ('crm', 'salesforce', 'paused', 'https://own.example', '{}', 15, now(), 'x') on conflict do nothing");
    return {};
  }, { account: 'own1' }],
  'reply.list': [async () => { await replyOf('own1'); await replyOf('foreign1'); return { state: 'all' }; }], 'reply.status': 'refused',
  'mailbox.list': 'refused', 'mailbox.test': 'refused', 'source.list': [{}], 'source.vendors': 'refused', 'source.status': 'refused', 'source.test': 'refused', 'tracking.status': 'refused', 'tracking.rejected': 'refused', 'identity.unresolved': 'refused',
  'task.list': [{ status: 'all' }, { search: 'foreign' }, { parent: 'none' }], 'task.show': [async () => ({ id: (await ownTask()).id })], 'task.next': [{}], 'task.validate': [{}], 'task.document': [{}], 'task.export': [{ file: `${tmpdir()}/mainstay-visibility-tasks.json` }], 'task.templates': [{}], 'task.feeds': [{}], 'calendar.show': [{}],
  'cockpit.list': [{ who: 'all', limit: 5000 }, { kind: 'signal' }, { who: 'mem_bo' }],
  'playbook.list': [async () => { await runOf('own1'); await runOf('foreign1'); return {}; }], 'playbook.show': [{ id: 'growth' }], 'playbook.check': [{ yaml: 'id: x' }], 'playbook.simulate': [{ id: 'at-risk', from: addDays(today, -35), every: 7 }], 'playbook.preview': [{ id: 'at-risk' }], 'outcome.list': 'refused', 'outcome.show': 'refused',
  'run.list': [{ status: 'all' }, { account: 'own1' }], 'run.show': [async () => ({ id: (await runOf('own1')).id })], 'message.list': [{}], 'message.variables': [{}], 'message.preview': [{ account: 'own1', template: 'at-risk-check-in' }],
  'survey.list': [async () => { await answerOf('own1'); await answerOf('foreign1'); return {}; }], 'survey.answers': [{}], 'survey.preview': [{ survey: 'nps', account: 'own1' }],
  'definition.list': [{}], 'definition.show': [{ kind: 'segment', id: 'size' }], 'definition.validate': [{ kind: 'segment', text: 'x' }], 'definition.preview': 'refused', 'definition.algo': [{}], 'definition.commits': [{}], 'definition.shape': [{ kind: 'segment' }], 'proposal.list': [{}], 'proposal.show': 'refused', 'proposal.rules': [{}], 'agent.brief': [{}, { account: 'own1' }], 'agent.model': [{}],
  'agent.ask': ['How is my book?', 'Why did Company own1 drop?', 'Why did another company drop?', 'Who renews in 365 days?', 'Who is at risk in smb?', 'What should I do next?', 'What is our NRR?', 'Open tickets of Company own1'].map((question) => ({ question })),
  'agent.context': [{}, { segment: 'smb' }, { account: 'own1' }].map((of) => ({ request: { requesting_agent: 'support', request_type: 'get_customer_context', payload: { query: 'everything', budget_tokens: 16_000, ...of } } })), 'handoff.list': [{ state: 'all', limit: 500 }, { account: 'own1' }], 'handoff.show': [async () => ({ id: await handoffOf('own1') })], 'agent.plan': [{}, { limit: 500 }, { account: 'own1' }, { at: addDays(today, -5) }], 'identity.list': [{}], 'identity.merges': [{}],
  'engagement.preview': [{ goal: 'work all accounts' }], 'engagement.list': [async () => { await engagementOf(limited); await engagementOf(leader); return {}; }], ...Object.fromEntries(['get', 'steps', 'replay'].map((verb) => [`engagement.${verb}`, [async () => ({ id: await engagementOf(limited) })]])),
  'quarantine.summary': 'refused', 'import.list': 'refused', 'import.show': 'refused', 'import.preview': 'refused', 'quarantine.list': 'refused', 'doubt.list': 'refused',
};

/** Reading operations that name one account: the input that names a foreign one. */
const foreignReads: Record<string, Input> = {
  ...Object.fromEntries(['account.show', 'account.timeline', 'account.usage', 'health.show', 'health.ledger', 'health.rollup', 'account.people', 'account.slices', 'account.record', 'account.next', 'health.compare'].map((id) => [id, { id: 'foreign1', ...(id === 'health.compare' ? { from: addDays(today, -20), to: today } : {}) }])),
  'run.show': async () => ({ id: (await runOf('foreign1')).id }), 'run.list': { account: 'foreign1' }, 'message.preview': { account: 'foreign1', template: 'at-risk-check-in' }, 'survey.preview': { survey: 'nps', account: 'foreign1' },
  'agent.brief': { account: 'foreign1' }, 'agent.plan': { account: 'foreign1' }, 'handoff.list': { account: 'foreign1' }, 'handoff.show': async () => ({ id: await handoffOf('foreign1') }), 'agent.context': { request: { requesting_agent: 'support', request_type: 'get_customer_context', payload: { query: 'x', account: 'foreign1' } } }, 'signal.mutes': { accountId: 'foreign1' }, 'task.list': { accountId: 'foreign1' }, 'task.next': { accountId: 'foreign1' }, 'task.show': async () => ({ id: (await foreignTask()).id }), 'action.show': async () => ({ id: await actionOf('foreign1') }), 'action.list': { account: 'foreign1' },
  ...Object.fromEntries(['get', 'steps', 'replay'].map((verb) => [`engagement.${verb}`, async () => ({ id: await engagementOf(leader) })])),
  'writeback.list': { account: 'foreign1' }, 'signal.show': async () => ({ id: await signalOf('foreign1') }), 'signal.list': { accountId: 'foreign1' }, 'signal.retrospective': { accountId: 'foreign2' },
};

/** Every changing operation: the input by which it would change a foreign account, or why it cannot. */
const changes: Record<string, Input | 'company' | 'own things' | 'entering'> = {
  'session.redeem': 'entering', 'session.enter': 'entering', 'invite.accept': 'entering', 'session.leave': 'entering',
  'session.end': 'own things', 'preference.set': 'own things', 'profile.set': 'own things', 'password.set': 'own things', 'password.remove': 'own things',
  'health.pulse': { id: 'foreign1', value: 'good' }, 'health.override': { id: 'foreign1', score: 90, reason: 'because' }, 'health.lift': { id: 'foreign1' },
  'account.reassign': { accountIds: ['foreign1'], ownerId: 'mem_ada' }, 'account.unassign': async () => ({ id: await reassignedForeign() }),
  'account.update': { ids: ['own1', 'foreign1'], field: 'tier', value: 'gold' }, 'account.revert': async () => ({ id: ((await run('account.update', leader, { ids: ['foreign4'], field: 'custom.next_step', value: `Call ${edits++}` })) as { id: string }).id }),
  'activity.add': { ...note, account: 'foreign1' }, 'activity.change': async () => ({ ...note, subject: 'x', ...(await foreignNote()) }), 'activity.remove': () => foreignNote(),
  'activity.restore': async () => { const { id, version } = await foreignNote(); await run('activity.remove', leader, { id, version }); return { id }; },
  'signal.mute': { account: 'foreign1', type: 'detractor', reason: 'because', until: addDays(today, 9) }, 'signal.unmute': async () => ({ id: await foreignMute() }), 'team.rule': 'company',
  'signal.acknowledge': { accountIds: ['foreign1'] }, 'view.save': 'own things', 'view.remove': 'own things',
  'task.add': { title: 'x', accountId: 'foreign1' }, 'task.apply': { template: 'renewal', accountId: 'foreign1' }, 'task.expand': async () => ({ id: (await foreignTask()).id }), 'task.update': async () => ({ id: (await foreignTask()).id, title: 'x' }), 'task.comment': async () => ({ id: (await foreignTask()).id, body: 'x' }),
  'task.set-status': async () => ({ status: 'done', ...(await foreignTasks()) }), 'task.assign': async () => ({ assignee: 'nobody', ...(await foreignTasks()) }), 'task.snooze': async () => ({ until: addDays(today, 3), ...(await foreignTasks()) }), 'task.remove': foreignTasks,
  'task.undo': async () => ({ changeId: ((await run('task.update', leader, { id: (await foreignTask()).id, details: `foreign ${edits++}` })) as { changeId: string }).changeId }),
  'task.add-dependency': async () => ({ id: (await ownTask()).id, dependsOn: (await foreignTask()).id }), 'task.remove-dependency': async () => ({ id: (await foreignTask()).id, dependsOn: (await ownTask()).id }),
  'identity.confirm': { keep: 'own1', merge: 'foreign1' }, 'identity.split': { merge: 'mrg_none' }, 'identity.distinct': { one: 'own1', other: 'foreign1' },
  'definition.propose': 'own things', 'definition.propose-file': 'own things', 'definition.roll-back': 'own things',
  'notification.read': 'own things', 'notification.set-preferences': 'own things',
  'task.receive': 'own things', 'task.import': 'own things', 'task.feed': 'own things', 'task.unfeed': 'own things', 'cockpit.snooze': 'own things', 'task.save-template': 'company', 'calendar.set': 'company',
  'action.propose': { account: 'foreign1', type: 'send_email', people: ['per_foreign1'], content: { subject: 'x', body: 'x' }, why: 'because' }, 'action.approve': async () => ({ ids: [await actionOf('foreign1')] }), 'action.reject': async () => ({ ids: [await actionOf('foreign1')], reason: 'because' }),
  'action.undo': async () => ({ ids: [await actionOf('foreign1')] }), 'action.edit': async () => ({ id: await actionOf('foreign1'), version: 1, content: { subject: 'x', body: 'x' } }), 'action.resolve': async () => ({ id: await actionOf('foreign1'), arrived: true }),
  'reply.settle': async () => ({ ids: [await replyOf('foreign1')] }), 'reply.reopen': async () => ({ ids: [await replyOf('foreign1')] }),
  'suppression.add': { person: 'per_foreign1' }, 'suppression.lift': { person: 'per_foreign1', note: 'because' }, ...Object.fromEntries(['writeback.map', 'writeback.start', 'writeback.stop', 'writeback.records', 'writeback.send', 'action.stop-all', 'action.resume', 'action.autonomy', 'endpoint.set', 'endpoint.remove'].map((id) => [id, 'company' as const])),
  'handoff.send': { to: 'support', account: 'foreign1', title: 'Some words', question: 'Some words' }, ...Object.fromEntries(['accept', 'answer', 'decline'].map((verb) => [`handoff.${verb}`, async () => ({ id: await handoffOf('foreign1'), answer: 'x', reason: 'x' })])),
  'engagement.start': { goal: 'save foreign1' }, 'agent.run': { goal: 'save foreign1' }, ...Object.fromEntries(['confirm', 'waive', 'recheck', 'cancel'].map((verb) => [`engagement.${verb}`, async () => ({ id: await engagementOf(leader), all: true, gate: 'known', reason: 'because', account: 'foreign1' })])),
  'playbook.activate': 'company', 'playbook.hold-out': 'company', 'playbook.pause': 'company', 'playbook.start': { id: 'growth', accounts: ['foreign1'] },
  ...Object.fromEntries(['pause', 'resume', 'skip', 'exit', 'migrate', 'decide'].map((verb) => [`run.${verb}`, async () => ({ ...(await runOf('foreign1')), reason: 'because', decision: 'approved' })])),
  'signal.batch': async () => ({ action: 'acknowledge', items: [{ id: await signalOf('foreign1'), version: 1 }] }),
  'signal.act': async () => ({ id: await signalOf('foreign1'), version: 1, action: 'acknowledge' }),
  ...Object.fromEntries([
    'session.revoke', 'user.invite', 'user.link', 'user.change', 'user.disable', 'user.enable', 'user.handover', 'visibility.set', 'key.create', 'key.revoke', 'key.budget',
    'import.files', 'import.stage', 'import.correct', 'import.run', 'quarantine.fix', 'quarantine.replay', 'quarantine.dismiss', 'quarantine.reopen', 'doubt.answer', 'history.close', 'clock.advance', 'sample.load', 'sample.remove', 'source.remove', 'source.add', 'source.sync', 'source.pause', 'source.resume', 'source.set', 'source.rotate-key', 'mailbox.add', 'mailbox.set', 'mailbox.read', 'mailbox.pause', 'mailbox.resume', 'mailbox.remove', 'proposal.approve', 'proposal.reject', 'proposal.reopen', 'proposal.look-back', 'proposal.edit', 'proposal.set-rules', 'identity.link', 'reading.set', 'rate.set',
  ].map((id) => [id, 'company' as const])),
};

/** A run of somebody, started once. */
async function engagementOf(principal: Principal): Promise<string> {
  const known = await engines.db.maybe<{ id: string }>('select id from engagement where by_id = $1', [principal.id === leader.id && principal.role === 'leader' ? 'local' : principal.id]);
  return known?.id ?? ((await run('engagement.start', principal.role === 'leader' ? localPrincipal : principal, { goal: 'work all accounts', actions: 0 })) as { id: string }).id;
}

const valueOf = async (input: Input): Promise<object> => (typeof input === 'function' ? (input as () => Promise<object>)() : input);

function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return value && typeof value === 'object' ? Object.values(value).flatMap(numbersOf) : [];
}

async function answers(principal: Principal): Promise<Map<string, unknown>> {
  const all = new Map<string, unknown>();
  for (const [id, inputs] of Object.entries(reads)) {
    if (inputs === 'refused') continue;
    for (const input of inputs) all.set(`${id} ${JSON.stringify(input)}`, await run(id, principal, await valueOf(input)));
  }
  return all;
}

describe('every operation is covered', () => {
  it('each reading operation is in the table above', () => {
    expect(table.all().filter(({ effect, id }) => effect === 'read' && !(id in reads)).map(({ id }) => id)).toEqual([]);
  });
  it('each changing operation is in the table above', () => {
    expect(table.all().filter(({ effect, id }) => effect !== 'read' && !(id in changes)).map(({ id }) => id)).toEqual([]);
  });
  it('each reading operation that takes an account is asked for a foreign one', () => {
    const takesAccount = table.all().filter(({ effect, positional, input, id }) => effect === 'read' && reachOf(table.get(id)) === 'book' && (positional?.[0] === 'id' || 'accountId' in ((input as unknown as { shape?: object }).shape ?? {})));
    expect(takesAccount.map(({ id }) => id).filter((id) => !(id in foreignReads) && !/^(metric|scorecard|playbook)\./.test(id))).toEqual([]);
  });
});

describe.each([['a CSM limited to the own book', limited], ['a reader limited to the own book', reader]])('%s', (_who, principal) => {
  it('meets no id, name, text or amount of another book', async () => {
    for (const [what, answer] of await answers(principal)) {
      expect(JSON.stringify(answer), what).not.toMatch(/foreign(?!" ?:)/i);
      expect(numbersOf(answer).filter((n) => Math.abs(n) > 50_000_000), what).toEqual([]);
    }
  });

  it('is refused what tells of the whole company', async () => {
    const asked = Object.entries(reads).filter(([, inputs]) => inputs === 'refused').map(([id]) => id);
    const codes = await Promise.all(asked.map(async (id) => [id, await codeOf(run(id, principal, {}))]));
    expect(codes.filter(([, code]) => code !== 'scope' && code !== 'whole_book')).toEqual([]);
  });

  it('learns nothing by naming a foreign account: the answer is that of an account that is not there', async () => {
    for (const [id, input] of Object.entries(foreignReads)) {
      const given = await valueOf(input);
      const unknown = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, key === 'id' || key === 'accountId' ? 'nothing' : value]));
      const words = (work: Promise<unknown>) => work.then((answer) => JSON.stringify(answer), (error: Fault) => `${error.code} ${error.message.replaceAll(/"[^"]*"/g, '"…"')}`);
      expect(await words(run(id, principal, given)), id).toBe(await words(run(id, principal, unknown)));
    }
  });
});

// Scores are those of closed days, whose peer groups are frozen: percentiles rightly compare with the whole company.
it('totals do not move when other books do', async () => {
  const before = await answers(limited);
  await engines.db.query("update agreement_line set annual_minor = annual_minor * 3 where account_id like 'foreign%'");
  await engines.db.query("insert into account (id, name, owner_id, segment, known_at) select 'foreign-new' || n, 'Foreign ' || n, 'mem_bo', 'smb', '2025-01-01' from generate_series(1, 30) n");
  await engines.db.query("insert into ticket (id, account_id, subject, opened_at, source_id, known_at) select 'tnew' || n, 'foreign-new' || n, 'foreign', '2026-05-20', 'crm', '2026-05-20' from generate_series(1, 30) n");
  await engines.db.query("insert into survey_answer (id, account_id, survey, score, scale_max, answered_at, source_id, known_at) select 'anew' || n, 'foreign-new' || n, 'nps', 10, 10, '2026-05-20', 'crm', '2026-05-20' from generate_series(1, 30) n");
  await engines.db.query("insert into account_fact (account_id, at, values, reasons, weekly_events, computed_at) select 'foreign-new' || n, at, values, reasons, weekly_events, computed_at from account_fact f, generate_series(1, 30) n where f.account_id = 'foreign1'");
  await engines.db.query("insert into signal select (jsonb_populate_record(s, jsonb_build_object('id', s.id || n, 'dedupe_key', s.dedupe_key || n, 'account_id', 'foreign-new' || n))).* from signal s, generate_series(1, 30) n where s.account_id = 'foreign1'");
  const after = await answers(limited);
  for (const [what, answer] of before) expect(after.get(what), what).toEqual(answer);
});

it('a key limited to one book is refused what tells of the whole company, whatever its scopes', async () => {
  const refused = table.all().filter((operation) => reachOf(operation) === 'company');
  const codes = await Promise.all(refused.map(async ({ id }) => [id, await codeOf(run(id, limitedAdminKey, {}))]));
  expect(codes.filter(([, code]) => code !== 'whole_book')).toEqual([]);
});

it('a CSM without a book sees no account', async () => {
  expect(await run('account.book', homeless, {})).toMatchObject({ items: [], total: 0 });
  expect(await codeOf(run('account.show', homeless, { id: 'own1' }))).toBe('account');
});

describe('changing', () => {
  it.each([['limited to the own book', limited], ['who sees the whole company', wide], ['that is a limited key', limitedAdminKey]])('another book is refused to a caller %s', async (_who, principal) => {
    const before = await engines.db.query("select id, name from account where id like 'foreign%' order by id");
    for (const [id, input] of Object.entries(changes)) {
      if (input === 'own things' || input === 'entering') continue;
      const given = input === 'company' ? {} : await valueOf(input);
      const failure = await run(id, principal, given).catch((error: Fault) => error);
      const code = failure instanceof Fault ? failure.code : 'answered';
      if (!JSON.stringify(given).includes('foreign')) expect(`${id}: ${(failure as Fault).message} ${JSON.stringify((failure as Fault).details)}`).not.toMatch(/foreign/i);
      expect(input === 'company' ? ['scope', 'whole_book'] : ['scope', 'account', 'activity', 'mute', 'signal', 'action', 'reply', 'task', 'task_change', 'account_merge', 'run', 'person', 'handoff', 'engagement', 'goal_words', 'goal_none'], `${id}: ${code}`).toContain(code);
    }
    expect(await engines.db.query("select id, name from account where id like 'foreign%' and owner_id is distinct from 'mem_ada' order by id")).toEqual(before);
  });

  it('who sees the whole company reads it, and changes the own book', async () => {
    expect(await run('account.show', wide, { id: 'foreign1' })).toMatchObject({ account: { id: 'foreign1' } });
    expect(await run('health.override', wide, { id: 'own1', score: 55, reason: 'Talked to them.' })).toMatchObject({ accountId: 'own1', score: 55 });
    await run('health.lift', wide, { id: 'own1' });
  });

  it('a reader changes nothing at all', async () => {
    const wrote = table.all().filter(({ effect, scope }) => effect !== 'read' && scope !== 'public' && scope !== 'self');
    const codes = await Promise.all(wrote.map(({ id }) => codeOf(run(id, reader, {}))));
    expect(new Set(codes)).toEqual(new Set(['scope']));
  });

  it('an agent reads and proposes; nothing else, whatever its key says', async () => {
    const agent: Principal = { kind: 'key', id: 'key_a', name: 'Agent', role: 'agent', scopes: new Set(['read', 'propose', 'admin'] satisfies Role['abilities'][number][]), book: 'all' };
    const acts = table.all().filter(({ effect, scope }) => effect !== 'read' && effect !== 'propose' && scope !== 'public');
    const codes = await Promise.all(acts.map(({ id }) => codeOf(run(id, agent, {}))));
    expect(new Set(codes)).toEqual(new Set(['agent']));
    expect(await run('account.list', agent, { limit: 1 })).toMatchObject({ items: [expect.anything()] });
  });
});
