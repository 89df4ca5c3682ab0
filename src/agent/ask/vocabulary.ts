import { bookCondition, type Context } from '../../platform/operation/context.ts';

/** A name that a question may use, and what it stands for. */
export interface Named { id: string; name: string }

/** Every name that may occur in a question of this asker: nothing of another book is in it. */
export interface Vocabulary {
  accounts: readonly (Named & { domain: string | null })[];
  owners: readonly Named[];
  segments: readonly string[];
  industries: readonly string[];
  /** The member that the asker is; null for who owns no book. */
  me: string | null;
}

/** Reads the names of the caller's book in two statements. */
export async function readVocabulary({ db, principal }: Context): Promise<Vocabulary> {
  const params: unknown[] = [];
  const accounts = await db.query<Named & { domain: string | null; segment: string | null; industry: string | null; ownerId: string | null; owner: string | null }>(
    `select a.id, a.name, a.domain, a.segment, a.industry, m.id as "ownerId", m.name as owner from account a left join member m on m.id = a.owner_id where a.merged_into is null and ${bookCondition(principal, 'a', params)} order by a.name, a.id`, params,
  );
  const me = principal.userId == null ? null : ((await db.maybe<{ id: string }>('select id from member where user_id = $1', [principal.userId]))?.id ?? null);
  const distinct = (values: readonly (string | null)[]) => [...new Set(values)].filter((value) => value !== null && value !== '') as string[];
  const owners = new Map(accounts.flatMap(({ ownerId, owner }) => (ownerId && owner ? [[ownerId, owner] as const] : [])));
  return {
    accounts, me, owners: [...owners].map(([id, name]) => ({ id, name })),
    segments: distinct(accounts.map(({ segment }) => segment)), industries: distinct(accounts.map(({ industry }) => industry)),
  };
}
