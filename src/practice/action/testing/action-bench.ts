import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { manualClock, toDate, type ManualClock } from '../../../lib/clock.ts';
import type { Context, Principal } from '../../../platform/operation/context.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import { startTestDatabase } from '../../../platform/testing/test-engines.ts';
import { approveDefinitions } from '../../../program/definition/definition-store.ts';
import type { ActionDraft } from '../propose-actions.ts';
import type { ChannelId } from '../action-type.ts';
import type { ActionChannel, Outgoing } from '../channel.ts';
import { policyDefinition, type Policy } from '../policy.ts';
import type { SendDeps } from '../send-actions.ts';

/** The shipped policy. */
export const shippedPolicy: Policy = policyDefinition.parse(parse(readFileSync(join(import.meta.dirname, '../../../../definitions/policies/default.yaml'), 'utf8')));

/** A store with two accounts and their people, a policy, and a sender into a list. */
export interface ActionBench {
  db: Db;
  clock: ManualClock;
  sent: Outgoing[];
  /** What the channel does with the next messages; default: takes them. */
  behaviour: { send: (outgoing: Outgoing) => Promise<void> };
  deps: SendDeps;
  /** A person with a browser session. */
  person(id?: string, role?: NonNullable<Principal['role']>): Context;
  of(principal: Principal): Context;
  draft(more?: Partial<ActionDraft>): ActionDraft;
  setPolicy(change: Partial<Policy>): Promise<void>;
  stop(): Promise<void>;
}

/** A Tuesday at ten in the morning. */
export const tuesday = toDate('2026-06-02T10:00:00Z');

let keys = 0;

export async function startActionBench(): Promise<ActionBench> {
  const { db, stop } = await startTestDatabase();
  const clock = manualClock(tuesday);
  await db.query("insert into app_user (id, name, role, created_at, accepted_at) values ('usr_ada', 'Ada', 'csm', now(), now()), ('usr_bo', 'Bo', 'csm', now(), now()), ('usr_lea', 'Lea', 'leader', now(), now())");
  await db.query("insert into member (id, name, email, key, user_id) values ('mem_ada', 'Ada', 'ada@vendor.example', 'ada', 'usr_ada'), ('mem_bo', 'Bo', 'bo@vendor.example', 'bo', 'usr_bo')");
  await db.query("insert into account (id, name, owner_id, known_at) values ('acc_1', 'Northwind', 'mem_ada', now()), ('acc_2', 'Contoso', 'mem_bo', now())");
  await db.query(`insert into person (id, account_id, name, email, left_on, known_at) values ('per_1', 'acc_1', 'Mia', 'mia@northwind.example', null, now()), ('per_2', 'acc_1', 'Tom', 'tom@northwind.example', null, now()),
    ('per_left', 'acc_1', 'Gone', 'gone@northwind.example', '2026-01-01', now()), ('per_mute', 'acc_1', 'Silent', null, null, now()), ('per_other', 'acc_2', 'Eve', 'eve@contoso.example', null, now())`);
  let policy: Policy = { ...shippedPolicy, quietHours: { ...shippedPolicy.quietHours, from: '00:00', to: '00:00', weekends: false } };
  let wall = clock.wall();
  const setPolicy = async (change: Partial<Policy>) => {
    policy = { ...policy, ...change };
    wall = toDate(Math.max(wall.getTime(), clock.wall().getTime()));
    await approveDefinitions(db, [{ kind: 'policy', id: 'default', body: policy, text: '' }], { at: wall, by: 'test', kinds: ['policy'] });
  };
  await setPolicy({});
  const sent: Outgoing[] = [];
  const behaviour: ActionBench['behaviour'] = { send: async () => {} };
  const channel: ActionChannel = { send: async (outgoing) => { await behaviour.send(outgoing); sent.push(outgoing); return { receipt: `250 ${outgoing.key}` }; } };
  const of = (principal: Principal): Context => ({ db, clock, analytics: undefined as never, log: undefined as never, principal });
  return {
    db, clock, sent, behaviour, of, setPolicy,
    deps: { db, clock, channels: new Map<ChannelId, ActionChannel>([['email', channel], ['chat', channel], ['webhook', channel]]), linkBase: () => 'https://cs.vendor.example', listeners: [] },
    person: (id = 'usr_ada', role = 'csm') => ({ ...of({ kind: 'user', id, userId: id, name: id.slice(4), role, scopes: new Set(['self', 'read', 'write', 'propose', 'approve']), book: 'all' }), session: { tokenHash: 'session', userAgent: null, open() {}, close() {} } }),
    draft: (more = {}) => ({ key: `k${keys++}`, type: 'send_email', accountId: 'acc_1', personIds: ['per_1'], content: { subject: 'Your renewal', body: 'Hello Mia,\n\nlet us talk.' }, taint: { tainted: false }, origin: { kind: 'rule', id: 'r1' }, why: 'The renewal is near and Mia decides.', ...more }),
    stop,
  };
}
