import type { Clock } from '../../lib/clock.ts';
import { roleTable, type Ability } from '../../contract/role.ts';
import { toDate } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { dayOf, dayStart } from '../../lib/period.ts';
import { newId, newSecret, sha256 } from '../../lib/ids.ts';
import type { Principal } from '../operation/context.ts';
import type { Db } from '../postgres/database.ts';
import type { Standing } from './principal-of.ts';

/** `api`: REST and command line. `write_server`: sends events and may create accounts. `write_public`: sends events from listed origins, creates none. */
export type KeyKind = 'api' | 'write_public' | 'write_server';

export interface NewKey {
  name: string;
  kind: KeyKind;
  scopes: readonly Ability[];
  origins: readonly string[];
  expiresDays?: number;
  /** An agent's key reads and proposes, whatever else is asked for. */
  role?: 'agent';
  /** Limits the key to the accounts of one team member. */
  memberId?: string;
  budget?: Partial<KeyBudget>;
}

/** What a key may take in a day; null is no limit of its own. Cost is in the currency of the model's prices. */
export interface KeyBudget {
  actionsPerDay: number | null;
  tokensPerDay: number | null;
  costPerDay: number | null;
}

export interface KeyRow {
  id: string;
  kind: KeyKind;
  name: string;
  prefix: string;
  scopes: Ability[];
  origins: string[];
  role: 'agent' | null;
  memberId: string | null;
  /** The person in whose name it acts; null for keys made on the machine itself. */
  userId: string | null;
  person: Standing | null;
  sourceId: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
}

/** SQL of what decides what a person may do, as one JSON value; `u` is the user. */
export const standingSql = `jsonb_build_object('role', u.role, 'visibility', u.visibility, 'memberId', (select m.id from member m where m.user_id = u.id),
  'companyVisibility', (select x.value #>> '{}' from setting x where x.key = 'visibility.' || u.role))`;

const columns = `k.id, k.kind, k.name, k.prefix, k.scopes, k.origins, k.role, k.member_id as "memberId", k.user_id as "userId", case when u.id is not null then ${standingSql} end as person,
  k.source_id as "sourceId", k.created_at as "createdAt", k.last_used_at as "lastUsedAt", k.expires_at as "expiresAt", k.revoked_at as "revokedAt"`;
const prefixes: Record<KeyKind, string> = { api: 'ms_api_', write_public: 'ms_pub_', write_server: 'ms_srv_' };

/**
 * Makes a key. The key is returned once; its SHA-256 is stored. Nobody grants what they do not hold, and a key made by a key acts in the name
 * of the same person.
 */
export async function createKey(db: Db, clock: Clock, creator: Principal, given: NewKey): Promise<{ id: string; key: string }> {
  const input = given.role === 'agent' ? { ...given, kind: 'api' as const, scopes: given.scopes.length ? given.scopes : roleTable.agent.abilities } : given;
  const beyond = given.role === 'agent' ? input.scopes.find((scope) => !roleTable.agent.abilities.includes(scope)) : undefined;
  if (beyond) throw fault('invalid', 'scopes', `An agent never has the ability "${beyond}".`, { fields: [{ path: 'scopes', message: `Of ${roleTable.agent.abilities.join(' and ')}; without any, both.` }] });
  const missing = input.scopes.find((scope) => !creator.scopes.has(scope) && !creator.scopes.has('admin'));
  if (missing) throw fault('forbidden', 'scope', `You cannot grant the scope "${missing}", which you do not hold.`);
  if (input.kind === 'write_public' && input.origins.length === 0) throw fault('invalid', 'origins', 'A public key needs the origins it may send from.', { fields: [{ path: 'origins', message: 'Give at least one, for example https://app.example.com' }] });
  if (input.kind === 'api' && input.scopes.length === 0) throw fault('invalid', 'scopes', 'An API key needs at least one scope.', { fields: [{ path: 'scopes', message: 'For example read, write, import' }] });
  const key = prefixes[input.kind] + newSecret();
  const now = clock.wall();
  const id = newId('key', now.getTime());
  await db.tx(async (tx) => {
    const sourceId = input.kind === 'api' ? null : `tracking:${id}`;
    if (sourceId) await tx.query("insert into source (id, kind, name, created_at) values ($1, 'tracking', $2, $3)", [sourceId, input.name, now]);
    await tx.query(
      `insert into api_key (id, kind, name, key_hash, prefix, scopes, origins, source_id, created_by, created_at, expires_at, role, member_id, user_id, actions_per_day, tokens_per_day, cost_per_day)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
      [
        id, input.kind, input.name, sha256(key), key.slice(0, 12), input.scopes, input.origins.map(normalOrigin), sourceId, creator.id, now,
        input.expiresDays ? toDate(now.getTime() + input.expiresDays * 86_400_000) : null, input.role ?? null, input.memberId ?? null, creator.userId ?? null,
        given.budget?.actionsPerDay ?? null, given.budget?.tokensPerDay ?? null, given.budget?.costPerDay ?? null,
      ],
    );
  });
  return { id, key };
}

function normalOrigin(text: string): string {
  if (!URL.canParse(text) || new URL(text).origin === 'null') throw fault('invalid', 'origins', `"${text}" is not an origin.`, { fields: [{ path: 'origins', message: 'Write scheme and host, for example https://app.example.com' }] });
  return new URL(text).origin;
}

/**
 * The live key behind a secret, or undefined. A key that acts in a person's name is dead while that person is disabled; one that only sends
 * events is the company's and lives on. Also notes when it was used, at most once a minute.
 */
export async function findKey(db: Db, clock: Clock, secret: string): Promise<KeyRow | undefined> {
  const now = clock.wall();
  return db.maybe<KeyRow>(
    `with live as (
       select k.* from api_key k left join app_user u on u.id = k.user_id
       where k.key_hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2) and (u.disabled_at is null or k.kind <> 'api')
     ), used as (update api_key k set last_used_at = $2 from live where k.id = live.id and (live.last_used_at is null or live.last_used_at < $2::timestamptz - interval '1 minute'))
     select ${columns} from live k left join app_user u on u.id = k.user_id`,
    [sha256(secret), now],
  );
}

/** The live API key of an id, without its secret: for work that goes on after the key asked for it. */
export async function findKeyById(db: Db, clock: Clock, id: string): Promise<KeyRow | undefined> {
  return db.maybe<KeyRow>(`select ${columns} from api_key k left join app_user u on u.id = k.user_id where k.id = $1 and k.kind = 'api' and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2) and u.disabled_at is null`, [id, clock.wall()]);
}

/** A key as listed: with the names of the person behind it and of the member it is limited to. */
export type ListedKey = KeyRow & KeyBudget & { userName: string | null; member: string | null; asleep: boolean; actionsToday: number; tokensToday: number; costToday: number };

/** All keys, without their secrets, newest first. */
export function listKeys(db: Db, clock: Clock): Promise<ListedKey[]> {
  return db.query<ListedKey>(
    `select ${columns}, u.name as "userName", m.name as member, (u.disabled_at is not null and k.kind = 'api') as asleep, k.actions_per_day as "actionsPerDay", k.tokens_per_day as "tokensPerDay", k.cost_per_day as "costPerDay",
       (select count(*)::int from action x where x.proposed_by = 'key:' || k.id and x.created_at >= $1) as "actionsToday", coalesce(w.tokens, 0)::int as "tokensToday", coalesce(w.cost, 0)::float8 as "costToday"
     from api_key k left join app_user u on u.id = k.user_id left join member m on m.id = k.member_id
       left join lateral (select sum(coalesce(input_tokens + output_tokens, reserved_tokens)) as tokens, sum(coalesce(cost_micro, reserved_cost_micro)) / 1e6 as cost from model_use x where x.principal = 'key:' || k.id and x.at >= $2) w on true
     order by k.created_at desc`, [dayStart(dayOf(clock.now())), dayStart(dayOf(clock.wall()))],
  );
}

/** Sets what a key may take in a day; what is not named stays. */
export async function setKeyBudget(db: Db, id: string, change: { [K in keyof KeyBudget]?: KeyBudget[K] | undefined }): Promise<void> {
  const has = (name: keyof KeyBudget) => change[name] !== undefined;
  const row = await db.maybe(
    `with set as (update api_key set actions_per_day = case when $2 then $3::int else actions_per_day end, tokens_per_day = case when $4 then $5::int else tokens_per_day end, cost_per_day = case when $6 then $7::float8 else cost_per_day end
       where id = $1 and kind = 'api' and revoked_at is null returning id) insert into change_feed (topic, entity_id) select 'access', id from set returning entity_id`,
    [id, has('actionsPerDay'), change.actionsPerDay ?? null, has('tokensPerDay'), change.tokensPerDay ?? null, has('costPerDay'), change.costPerDay ?? null]);
  if (!row) throw fault('notFound', 'key', `There is no live API key "${id}".`, { remedy: 'List them with "key list".' });
}

/** Ends a key at once. */
export async function revokeKey(db: Db, clock: Clock, id: string): Promise<void> {
  const row = await db.maybe("with ended as (update api_key set revoked_at = coalesce(revoked_at, $2) where id = $1 returning id) insert into change_feed (topic, entity_id) select 'access', id from ended returning entity_id", [id, clock.wall()]);
  if (!row) throw fault('notFound', 'key', `There is no key "${id}".`, { remedy: 'List them with "key list".' });
}
