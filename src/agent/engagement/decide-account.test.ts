import { describe, expect, it } from 'vitest';
import { checkAnswer } from './answer-assumptions.ts';
import { nextWork, progressOf } from './advance-run.ts';
import { decideAccount, type AccountMaterial } from './decide-account.ts';
import type { AccountRow } from './engagement-row.ts';
import { floors, heldBy, judgeAccount, type GateMaterial } from './judge-account.ts';
import { checkStep } from './replay-run.ts';
import { judgeClosing, type ClosingMaterial } from './report-run.ts';
import { digestOf } from './run-store.ts';

const today = '2026-06-01';
type Step = AccountMaterial['steps'][number];
const step = (action: string, more: Partial<Step> = {}): Step => ({ rule: 'signal', action, title: action, subject: 'Usage drop', reason: 'It fell.', evidence: [{ kind: 'signal', id: 'sig_1', label: 'Usage drop' }], confidence: 0.8, effortHours: 1, dueOn: null, ref: 'sig_1', playbook: null, expectedMinor: 100, ...more });
const person = (id: string, more: Partial<AccountMaterial['people'][number]> = {}) => ({ id, name: `Name ${id}`, role: 'champion', lastContactOn: '2026-05-20', hasAddress: true, level: 3, ...more });
const material = (more: Partial<AccountMaterial> = {}, account: Partial<AccountMaterial['account']> = {}): AccountMaterial => ({
  today, aim: 'risk', byBand: true, wanted: [], bands: { good: 68, watch: 45 }, pulse: { value: 'risk', at: '2026-05-30T00:00:00Z' }, terms: [{ id: 'line_1', product: 'Core', termEnd: '2026-12-31' }], people: [person('per_1')], steps: [step('save_call')], newestRecordOn: '2026-05-31',
  account: { id: 'acc_1', name: 'Northwind', segment: 'enterprise', ownerId: 'mem_1', stage: null, arrMinor: 100, currency: 'EUR', renewalOn: '2026-12-31', score: 30, band: 'risk', coverage: 0.9, confidence: 0.9, ...account }, ...more,
});
const kinds = (m: AccountMaterial, answers = {}) => decideAccount(m, answers).assumptions.map(({ kind, deciding }) => `${kind}${deciding ? '!' : ''}`);

describe('what is done for an account', () => {
  it('is one step, with a message to whoever decides there', () => {
    expect(decideAccount(material({ steps: [step('save_call'), step('make_contact')] }), {})).toMatchObject({ outcome: 'act', step: { action: 'save_call' }, template: 'at-risk-check-in', personId: 'per_1', passedOver: [{ action: 'make_contact', why: 'less_value' }], assumptions: [{ kind: 'recipient', deciding: false }] });
  });
  it.each([
    ['work that stands already', { steps: [step('task', { rule: 'task' })] }, 'no_step'], ['what a playbook is at', { steps: [step('save_call', { playbook: { id: 'p', label: 'P', running: true } })] }, 'in_play'], ['more for who may leave', { steps: [step('offer_expansion', { rule: 'chance' })] }, 'not_the_aim'], ['nothing', { steps: [] }, 'no_step'],
  ] as const)('is not %s', (_name, given, reason) => expect(decideAccount(material(given as never), {})).toMatchObject({ outcome: 'nothing', reason }));
  it('goes by the goal: chances for growth, the renewal for renewals', () => {
    expect(decideAccount(material({ aim: 'growth', steps: [step('save_call'), step('offer_expansion', { rule: 'chance' })] }), {}).step?.action).toBe('offer_expansion');
    expect(decideAccount(material({ aim: 'renewal', wanted: ['agree_renewal'], steps: [step('save_call'), step('agree_renewal', { rule: 'renewal' })] }), {}).step?.action).toBe('agree_renewal');
    expect(decideAccount(material({ wanted: ['find_champion'], steps: [step('save_call'), step('find_champion')] }), {}).step?.action).toBe('find_champion');
    const chances = [step('offer_expansion', { rule: 'chance' }), step('ask_reference', { rule: 'chance' })];
    expect([decideAccount(material({ aim: 'advocacy', steps: chances }), {}).step?.action, decideAccount(material({ aim: 'growth', steps: chances.toReversed() }), {}).step?.action]).toEqual(['ask_reference', 'offer_expansion']);
    expect(decideAccount(material({ aim: 'advocacy', steps: [step('save_call')] }), {}).reason).toBe('not_the_aim');
  });
  it('is a task alone where nobody can be written to, and small customers get their own template', () => {
    expect(decideAccount(material({ people: [person('x', { hasAddress: false })] }), {})).toMatchObject({ outcome: 'act', template: null, personId: null });
    expect(decideAccount(material({ steps: [step('agree_renewal')] }, { segment: 'smb' }), {}).template).toBe('renewal-opening-smb');
  });
});

describe('what it takes for true', () => {
  it.each([
    ['nothing but a recipient who decides and answers', {}, {}, ['recipient']], ['a user who was never in contact', { people: [person('u', { role: 'user', lastContactOn: null })] }, {}, ['recipient!']], ['unknown money and no owner', {}, { arrMinor: null, ownerId: null }, ['revenue_unknown', 'owner_missing', 'recipient']],
    ['a missing pulse, far from a limit', { pulse: null }, {}, ['pulse_unknown', 'recipient']], ['a missing pulse, near a limit', { pulse: { value: 'good', at: '2026-01-01T00:00:00Z' } }, { score: 43 }, ['pulse_unknown!', 'recipient']], ['a missing pulse, near a limit, for a goal of signals', { pulse: null, byBand: false }, { score: 43 }, ['pulse_unknown', 'recipient']],
    ['one of two ends, for a save', { terms: [{ id: 'l1', product: 'A', termEnd: '2026-12-31' }, { id: 'l2', product: 'B', termEnd: '2027-03-31' }] }, {}, ['renewal_date', 'recipient']], ['one of two ends, for a renewal', { steps: [step('agree_renewal')], terms: [{ id: 'l1', product: 'A', termEnd: '2026-12-31' }, { id: 'l2', product: 'B', termEnd: null }] }, {}, ['renewal_date!', 'recipient']],
    ['that silence is the customer\'s', { newestRecordOn: '2026-05-01' }, {}, ['silence', 'recipient']],
  ] as const)('%s', (_name, given, account, expected) => expect(kinds(material(given as never, account))).toEqual(expected));
  it('changes with what a person says', () => {
    const near = material({ pulse: null }, { score: 43 });
    expect(decideAccount(near, { pulse_unknown: 'good' })).toMatchObject({ outcome: 'nothing', reason: 'said_well' });
    expect(decideAccount(material({ people: [person('per_1'), person('per_2')] }), { recipient: 'per_2' }).personId).toBe('per_2');
    expect(decideAccount(material(), { recipient: 'none' })).toMatchObject({ outcome: 'act', template: null, personId: null, assumptions: [{ kind: 'recipient' }] });
    expect(decideAccount(material({ steps: [step('agree_renewal')] }), { renewal_date: '2027-01-31' })).toMatchObject({ step: { dueOn: '2027-01-31' }, template: null, personId: null });
  });
  it.each([['option', 'x', /Choose one of: a \(A\)/], ['day', '31.12.2026', /YYYY-MM-DD/], ['days', '0', /1 to 1000/], ['none', 'x', /only be confirmed/]] as const)('refuses an answer that is none: %s', (answer, value, says) => expect(() => checkAnswer({ answer, options: [{ value: 'a', label: 'A' }] }, value)).toThrow(says));
});

const gates = (more: Partial<GateMaterial> = {}) => judgeAccount({ floors, coverage: 0.9, confidence: 0.9, stepConfidence: 0.8, sentences: [], missing: [], recipient: { id: 'per_1', known: true, ofAccount: true, hasAddress: true, left: false, suppressed: false }, marks: [], sameTasks: [], waiting: [], otherRuns: [], waived: {}, ...more });
const who = { id: 'per_1', known: true, ofAccount: true, hasAddress: true, left: false, suppressed: false };

describe('gates', () => {
  it('let pass what is known, recorded, addressed and not contradicted', () => expect(heldBy(gates())).toBeNull());
  it.each([
    ['too little known', { coverage: 0.49 }, 'known'], ['too unsure', { stepConfidence: 0.49 }, 'known'], ['a number without a record', { sentences: [{ text: '40 seats', unsupported: ['40'], records: [{ kind: 'account', id: 'a' }] }] }, 'numbers'], ['a number nobody can look up', { sentences: [{ text: '40 seats', unsupported: [], records: [] }] }, 'numbers'],
    ['a gap in the text', { missing: ['renewal.date'] }, 'numbers'], ['a stranger', { recipient: { ...who, known: false } }, 'recipient'], ['somebody of another account', { recipient: { ...who, ofAccount: false } }, 'recipient'], ['who left', { recipient: { ...who, left: true } }, 'recipient'], ['who wants no mail', { recipient: { ...who, suppressed: true } }, 'recipient'],
    ['a text to programs', { marks: [{ kind: 'ticket', id: 't', mark: 'names_tools' }] }, 'hostile'], ['the same task', { sameTasks: [{ id: 't', title: 'Call' }] }, 'contradiction'], ['a waiting message', { waiting: [{ id: 'm' }] }, 'contradiction'], ['another run', { otherRuns: ['eng_2'] }, 'contradiction'],
  ] as const)('hold %s', (_name, given, gate) => expect(heldBy(gates(given as never))?.gate).toBe(gate));
  it('are waived by a named person, but never what is written to whom', () => {
    expect(heldBy(gates({ coverage: 0.1, waived: { known: 'Ada' } }))).toBeNull();
    expect(heldBy(gates({ recipient: { ...who, suppressed: true }, waived: { recipient: 'Ada', numbers: 'Ada' } }))?.gate).toBe('recipient');
  });
  it('keep a run open whose records are not in order', () => {
    const sound: ClosingMaterial = { unsettled: [], withoutHistory: [], withoutRecord: [], openAssumptions: [], foreignAddresses: [], acted: 3, waived: {} };
    expect(heldBy(judgeClosing(sound))).toBeNull();
    for (const [field, gate] of [['unsettled', 'settled'], ['withoutHistory', 'history'], ['withoutRecord', 'records'], ['openAssumptions', 'assumptions'], ['foreignAddresses', 'privacy']]) expect(heldBy(judgeClosing({ ...sound, [field as string]: ['x'] }))?.gate).toBe(gate);
  });
});

describe('the order of a run', () => {
  const row = (state: AccountRow['state']) => ({ state }) as AccountRow;
  it.each([
    ['picks first', { picked: false }, [], false, 'pick'], ['looks at all before it acts', { picked: true }, [row('ready'), row('pending')], false, 'analyse'], ['acts where nothing is open', { picked: true }, [row('asked'), row('ready')], false, 'act'], ['waits while the goal is open', { picked: true }, [row('ready')], true, 'wait'],
    ['waits for an account', { picked: true }, [row('asked'), row('acted')], false, 'wait'], ['reports at the end', { picked: true }, [row('acted'), row('held'), row('left')], false, 'report'], ['reports when there is nothing to do', { picked: true }, [], false, 'report'],
  ] as const)('%s', (_name, run, rows, heldBack, kind) => expect(nextWork(run, rows as never, heldBack).kind).toBe(kind));
  it('tells how far it is', () => {
    const rows = [row('acted'), row('ready'), row('pending'), row('left'), row('nothing')];
    expect([progressOf('analyse', rows), progressOf('act', rows)]).toEqual([{ done: 3, total: 4 }, { done: 1, total: 3 }]);
  });
});

it('a replay finds a decision that does not follow, and material that was changed', () => {
  const given = { material: material(), answers: {} };
  const stored = { seq: 1, kind: 'decide', rule: 'account-1', material: given, digest: digestOf(given), decision: decideAccount(given.material, {}) };
  expect(checkStep(stored)).toBeNull();
  expect(checkStep({ ...stored, decision: { ...stored.decision, personId: 'per_9' } })).toBe('the rule decides otherwise');
  expect(checkStep({ ...stored, material: { ...given, answers: { recipient: 'none' } } })).toBe('its material was changed');
});
