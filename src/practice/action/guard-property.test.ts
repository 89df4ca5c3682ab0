import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SurveyAsk } from '../../contract/action.ts';
import { toDate } from '../../lib/clock.ts';

import type { Autonomy } from './action-type.ts';
import type { Policy } from './policy.ts';
import { shippedPolicy } from './testing/action-bench.ts';
import { GuardWorld, soundGuard, type AttemptEnd, type Guard } from './testing/guard-world.ts';
import { invariants } from './testing/guard-invariants.ts';

const minuteMs = 60_000;
const policy: Policy = {
  ...shippedPolicy, autonomy: { send_email: 'approve', invite: 'auto_undo', send_survey: 'auto', post_chat: 'auto', crm_task: 'auto', webhook: 'off' }, budgets: { perDay: 2, perOriginPerDay: 1 }, approvalDays: 2,
  cadence: { person: [{ most: 1, days: 2 }], account: [{ most: 1, days: 1 }], survey: [{ most: 1, days: 6 }], deferDays: 4 },
};
const types = ['send_email', 'invite', 'send_survey', 'post_chat', 'crm_task', 'webhook', 'ticket_note', '__proto__', 'constructor', 'delete_everything'];
const approvers = [
  { kind: 'user', session: true, role: 'leader', owns: false }, { kind: 'user', session: true, role: 'csm', owns: true }, { kind: 'user', session: true, role: 'csm', owns: false }, { kind: 'user', session: false, role: 'leader', owns: true },
  { kind: 'key', session: true, role: 'leader', owns: true }, { kind: 'key', session: false, role: 'agent', owns: true }, { kind: 'local', session: false, role: 'leader', owns: true },
] as const;

const ask: SurveyAsk = { id: 'nps', version: 1, kind: 'nps', language: 'en', min: 0, max: 10, question: 'How likely?', low: '', high: '', followUp: 'Why?', thanks: 'Thanks.', closing: '', openDays: 30 };
const index = fc.nat(6);
const often = <T>(value: T, weight: number) => ({ arbitrary: fc.constant(value), weight });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('propose' as const), key: fc.nat(20), type: fc.oneof(often('send_email', 5), often('invite', 5), often('send_survey', 4), often('crm_task', 4), { arbitrary: fc.constantFrom(...types), weight: 2 }), account: fc.constantFrom('a1', 'a1', 'a1', 'a1', 'a1', 'a2'), people: fc.oneof(often(['p1'], 4), often(['p2'], 2), often(['p1', 'p2'], 2), often(['p3'], 1), often(['ghost'], 1)), tainted: fc.boolean(), origin: fc.constantFrom('o1', 'o1', 'o2', 'o3', 'o4', 'o5') }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('approve' as const), index, by: fc.oneof({ arbitrary: fc.nat(1), weight: 2 }, { arbitrary: fc.nat(approvers.length - 1), weight: 1 }), stale: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('show' as const, 'undo' as const, 'replay' as const, 'tamper' as const, 'redirect' as const), index }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('suppress' as const, 'leave' as const, 'readdress' as const, 'move' as const), person: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('autonomy' as const), type: fc.constantFrom('send_email', 'invite', 'crm_task'), level: fc.constantFrom<Autonomy>('off', 'suggest', 'draft', 'approve', 'auto_undo', 'auto') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('stop' as const, 'resume' as const, 'resume' as const) }) },
  { weight: 7, arbitrary: fc.record({ do: fc.constant('send' as const), minutes: fc.constantFrom(0, 3, 6, 6, 30, 240, 700, 1440, 2000), ends: fc.array(fc.oneof(often<AttemptEnd>('ok', 5), often<AttemptEnd>('refused', 1), often<AttemptEnd>('lost_before', 1), often<AttemptEnd>('lost_after', 1)), { minLength: 1, maxLength: 3 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Coverage { sequences: number; steps: number; proposed: number; arrived: number; byPerson: number; byPolicy: number; refused: number; held: number; resent: number; tampered: number }
const coverage: Coverage = { sequences: 0, steps: 0, proposed: 0, arrived: 0, byPerson: 0, byPolicy: 0, refused: 0, held: 0, resent: 0, tampered: 0 };

/** Plays a sequence against a guard; answers the names of the invariants that were broken. */
function play(guard: Guard, steps: readonly Step[], count?: Coverage): Set<string> {
  const world = new GuardWorld(guard, policy);
  world.onArrival = (arrival) => {
    for (const [name, holds] of Object.entries(invariants)) if (!holds(arrival, world)) world.broken.add(name);
  };
  const shown = new Map<string, { digest: string; bytes: string }>();
  const look = (i: number) => {
    const action = world.actions[i];
    if (action) shown.set(action.id, { digest: world.digest(action), bytes: world.messages(action).map(({ to, subject, text }) => `${to}|${subject}|${text}`).join('\n') });
  };
  for (const one of steps) act(world, one, shown, look, count);
  if (count) tally(count, world, steps.length);
  return world.broken;
}

function act(world: GuardWorld, one: Step, shown: Map<string, { digest: string; bytes: string }>, look: (i: number) => void, count?: Coverage): void {
  const action = 'index' in one ? world.actions[one.index % Math.max(1, world.actions.length)] : undefined;
  const person = 'person' in one ? world.people[one.person] : undefined;
  switch (one.do) {
    case 'propose': return world.propose({ key: `k${one.key}`, type: one.type, accountId: one.account, personIds: /^(crm_task|post_chat|webhook|ticket_note)$/.test(one.type) && one.key % 5 ? [] : one.people, tainted: one.tainted, origin: one.origin, content: { subject: 'Hello', body: `Text ${one.key}`, ...(one.type === 'invite' ? { startAt: '2026-07-01T10:00:00Z', endAt: '2026-07-01T11:00:00Z' } : one.type === 'send_survey' ? { survey: { ...ask, ...(one.key % 4 ? {} : { reminds: 'an invitation' }) } } : {}) } });
    case 'approve': {
      if (!action) return;
      if (one.stale !== 0 || !shown.has(action.id)) look(world.actions.indexOf(action));
      return world.approve(action, approvers[one.by] ?? approvers[0], shown.get(action.id) ?? { digest: '', bytes: '' });
    }
    case 'show': return void (action && look(world.actions.indexOf(action)));
    case 'undo': return void (action && world.undo(action));
    // Somebody gets at the rows themselves: what was sent is planned again, texts and recipients are changed behind an approval.
    case 'replay': return void (action && action.approval?.used && ['sent', 'uncertain', 'failed'].includes(action.status) && Object.assign(action, { status: 'scheduled', dueAt: world.now, messages: [], replayed: true }));
    case 'tamper': if (action && count) count.tampered += 1; return void (action && (action.content = { ...action.content, body: 'Pay to this account' }));
    case 'redirect': return void (action && action.personIds.length && (action.personIds = action.personIds[0] === 'p1' ? ['p2'] : ['p1']));
    case 'suppress': return void (person && (person.suppressed = !person.suppressed));
    case 'leave': return void (person && (person.left = !person.left));
    case 'readdress': return void (person && (person.address = `new-${person.id}@x.example`));
    case 'move': return void (person && (person.accountId = person.accountId === 'a1' ? 'a2' : 'a1'));
    case 'autonomy': world.policy = { ...world.policy, autonomy: { ...world.policy.autonomy, [one.type]: one.level } }; world.policyVersion += 1; return;
    case 'stop': return world.stop();
    case 'resume': world.stopped = false; return;
    case 'send': world.now += one.minutes * minuteMs; return world.send(one.ends);
  }
}

function tally(count: Coverage, world: GuardWorld, steps: number): void {
  count.sequences += 1;
  count.steps += steps;
  count.proposed += world.actions.length;
  count.arrived += world.arrivals.length;
  count.byPerson += world.arrivals.filter(({ auto }) => !auto).length;
  count.byPolicy += world.arrivals.filter(({ auto }) => auto).length;
  count.refused += world.actions.filter(({ status }) => status === 'refused').length;
  count.held += world.actions.filter(({ status }) => status === 'waiting' || status === 'draft').length;
  count.resent += world.arrivals.length - new Set(world.arrivals.map(({ key, approval }) => `${key}${approval?.digest}`)).size;
}

const sequence = fc.array(step, { minLength: 6, maxLength: 26, size: 'max' });

test('20,000 hostile sequences: nothing arrives that the policy does not allow', () => {
  fc.assert(fc.property(sequence, (steps) => { expect([...play(soundGuard, steps, coverage)]).toEqual([]); }), { numRuns: 20_000 });
  process.stdout.write(`guard coverage ${JSON.stringify(coverage)}\n`);
  expect(coverage.sequences).toBeGreaterThanOrEqual(20_000);
  // Nearly all of it would hold if nothing were ever sent.
  for (const [what, least] of Object.entries({ arrived: 5_000, byPerson: 1_500, byPolicy: 1_500, refused: 2_000, held: 2_000, resent: 50, tampered: 500 })) expect(coverage[what as keyof Coverage], what).toBeGreaterThan(least);
}, 600_000);

const far = toDate('2099-01-01T00:00:00Z');
const loose = (change: (p: Policy) => Partial<Policy>): Partial<Guard> => ({ decide: (d, p, h, n) => soundGuard.decide(d, { ...p, ...change(p) }, h, n), sendVerdict: (a, p, h, n) => soundGuard.sendVerdict(a, { ...p, ...change(p) }, h, n), earliestSend: (d, p, h, n) => soundGuard.earliestSend(d, { ...p, ...change(p) }, h, n) });
const forgetful = (change: (h: Parameters<Guard['decide']>[2]) => Partial<Parameters<Guard['decide']>[2]>): Partial<Guard> => ({ decide: (d, p, h, n) => soundGuard.decide(d, p, { ...h, ...change(h) }, n), sendVerdict: (a, p, h, n) => soundGuard.sendVerdict(a, p, { ...h, ...change(h) }, n), earliestSend: (d, p, h, n) => soundGuard.earliestSend(d, p, { ...h, ...change(h) }, n) });
type Planned = Parameters<Guard['sendVerdict']>[0];
const atSend = (change: (a: Planned) => Partial<Planned>): Partial<Guard> => ({ sendVerdict: (a, p, h, n) => soundGuard.sendVerdict({ ...a, ...change(a) }, p, h, n) });
const approving = (change: (...args: Parameters<Guard['approveRefusal']>) => Parameters<Guard['approveRefusal']>): Partial<Guard> => ({ approveRefusal: (...args) => soundGuard.approveRefusal(...change(...args)) });
const digesting = (change: (input: Parameters<Guard['actionDigest']>[0]) => Partial<Parameters<Guard['actionDigest']>[0]>): Partial<Guard> => ({ actionDigest: (input) => soundGuard.actionDigest({ ...input, ...change(input) }) });
const own = (d: Parameters<Guard['decide']>[0]) => ({ ...d, recipients: d.recipients.map((one) => ({ ...one, accountId: d.accountId })) });

/** Guards with one weakness each, and the invariant that must tell. */
const weakened: [string, Partial<Guard>, string][] = [
  ['tainted content passes by policy', { decide: (d, p, h, n) => soundGuard.decide({ ...d, tainted: false }, p, h, n), ...atSend(() => ({ tainted: false })) }, 'personDecides'],
  ['autonomy is not looked at again when it goes out', atSend((a) => ({ approval: a.approval ?? { digest: a.digest, expiresAt: far, used: false } })), 'personDecides'],
  ['a type that the policy does not name may go out', loose((p) => ({ autonomy: { ticket_note: 'auto', webhook: 'auto', ...p.autonomy, ...(p.autonomy.webhook === 'off' ? { webhook: 'auto' } : {}) } })), 'notOff'],
  ['people of other accounts', { decide: (d, p, h, n) => soundGuard.decide(own(d), p, h, n), refusalOf: (d, p) => soundGuard.refusalOf(own(d), p), sendVerdict: (a, p, h, n) => soundGuard.sendVerdict({ ...a, ...own(a) }, p, h, n) }, 'ownPeople'],
  ['a person who left is not seen at sending', atSend((a) => ({ recipients: a.recipients.map((one) => ({ ...one, left: false })) })), 'notLeft'],
  ['suppression is not checked at sending', { ...atSend((a) => ({ recipients: a.recipients.map((one) => ({ ...one, suppressed: false })) })) }, 'notSuppressed'],
  ['a key may approve', approving((who, ...rest) => [{ ...who, kind: 'user', userId: 'u', role: who.role === 'agent' ? 'leader' : who.role }, ...rest]), 'onlyPeopleApprove'],
  ['a user without a session may approve', approving((who, ...rest) => [{ ...who, session: true }, ...rest]), 'onlyPeopleApprove'],
  ['anyone may approve', approving((who, ...rest) => [{ ...who, owns: true }, ...rest]), 'onlyPeopleApprove'],
  ['what was seen is not compared', approving((who, item, ...rest) => [who, { ...item, seen: item.digest }, ...rest]), 'approvedBytes'],
  ['the digest leaves out the text', digesting(({ messages }) => ({ messages: messages.map((one) => ({ ...one, text: '', html: '', attachments: [] })) })), 'approvedBytes'],
  ['the digest leaves out the recipients', digesting(({ messages }) => ({ messages: messages.slice(0, 1).map((one) => ({ ...one, to: '', name: '', personId: '', attachments: [] })) })), 'approvedBytes'],
  ['the digest leaves out the policy', digesting(() => ({ policyVersion: 0 })), 'approvedPolicy'],
  ['an approval is not used up', { ...atSend((a) => ({ approval: a.approval && { ...a.approval, used: false } })) }, 'once'],
  ['nothing expires', { ...atSend((a) => ({ expiresAt: far, approval: a.approval && { ...a.approval, expiresAt: far } })) }, 'inTime'],
  ['the switch is not looked at', forgetful(() => ({ stopped: false })), 'notStopped'],
  ['there is no undo window', { decide: (d, p, h, n) => soundGuard.decide(d, { ...p, undoMinutes: 0 }, h, n), earliestSend: (d, p, h, n) => soundGuard.earliestSend(d, p, h, toDate(n.getTime() - 300_000)) }, 'afterUndo'],
  ['an e-mail of unknown end is sent again', { afterAttempt: (attempt, rule) => soundGuard.afterAttempt(attempt, { ...rule, afterUncertain: 'at_least_once' }) }, 'once'],
  ['contacts with a person are not counted', forgetful(() => ({ byPerson: new Map() })), 'personCadence'],
  ['who was asked by a survey is not remembered', forgetful(() => ({ asked: new Map() })), 'surveyRest'],
  ['contacts with an account are not counted', forgetful(() => ({ byAccount: [] })), 'accountCadence'],
  ['quiet hours are not kept', loose((p) => ({ quietHours: { ...p.quietHours, from: '00:00', to: '00:00' } })), 'quietHours'],
  ['weekends are not quiet', loose((p) => ({ quietHours: { ...p.quietHours, weekends: false } })), 'quietHours'],
  ['the zone of the recipient is not known', { decide: (d, p, h, n) => soundGuard.decide({ ...d, recipients: d.recipients.map((one) => ({ ...one, zones: ['UTC'] })) }, p, h, n), ...atSend((a) => ({ recipients: a.recipients.map((one) => ({ ...one, zones: ['UTC'] })) })) }, 'quietHours'],
  ['the budget of the day is not kept', forgetful(() => ({ day: [] })), 'dayBudget'],
  ['the budget of an origin is not kept', forgetful(() => ({ originDay: 0 })), 'originBudget'],
];

describe('a weakened guard is caught by name', () => {
  test.each(weakened)('%s', (_what, weakness, name) => {
    const guard = { ...soundGuard, ...weakness };
    const caught = fc.check(fc.property(sequence, (steps) => !play(guard, steps).has(name)), { numRuns: 20_000, endOnFailure: true });
    expect(caught.failed, `nothing broke ${name}`).toBe(true);
    expect(String(caught.errorInstance), 'a crash is no finding').toContain('returning false');
  }, 300_000);
});
