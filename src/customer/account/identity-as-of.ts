import type { AsOf } from '../../lib/as-of.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { isPastMoment } from './account-records.ts';

/** Fields of an account that have no business time of their own: at a past moment they read as known by then. */
export interface KnownIdentity {
  id: string;
  ownerId: string | null;
  owner: string | null;
  segment: string | null;
  stage: string | null;
  tier: string | null;
  industry: string | null;
  country: string | null;
}

const fieldNames = { segment: 'segment', stage: 'stage', tier: 'tier', industry: 'industry', country: 'country', ownerId: 'owner_id' } as const;

/** The same rows with their mutable fields as of a moment: the newest version by then, nothing where the first came later. A field that keeps no versions stays. Name and domain name the account whatever the day. */
export async function identitiesAsOf<T extends KnownIdentity>(db: Db, rows: readonly T[], at: AsOf): Promise<T[]> {
  const versions = await db.query<{ id: string; field: string; value: unknown; known: boolean; owner: string | null }>(
    `select distinct on (v.entity_id, v.field) v.entity_id as id, v.field, v.value, coalesce(v.happened_at, v.known_at) < $2 as known, m.name as owner
     from field_version v left join member m on v.field = 'owner_id' and m.id = v.value #>> '{}'
     where v.entity = 'account' and v.entity_id = any($1) and v.field = any($3)
     order by v.entity_id, v.field, (coalesce(v.happened_at, v.known_at) < $2) desc, coalesce(v.happened_at, v.known_at) desc`,
    [rows.map((row) => row.id), at.until, Object.values(fieldNames)],
  );
  const byAccount = Map.groupBy(versions, (version) => version.id);
  return rows.map((row) => {
    const own = new Map((byAccount.get(row.id) ?? []).map((version) => [version.field, version]));
    const then: Partial<KnownIdentity> = {};
    for (const [name, field] of Object.entries(fieldNames) as [keyof typeof fieldNames, string][]) {
      const version = own.get(field);
      if (version) then[name] = version.known && version.value !== null ? String(version.value) : null;
    }
    return { ...row, ...then, ...(own.has('owner_id') ? { owner: own.get('owner_id')?.known ? (own.get('owner_id')?.owner ?? null) : null } : {}) };
  });
}

/** The account's custom attributes as of a moment. */
export async function readCustom(db: Db, accountId: string, at: AsOf): Promise<Record<string, unknown>> {
  const { custom } = await db.one<{ custom: Record<string, unknown> }>('select custom from account where id = $1', [accountId]);
  if (!isPastMoment(at)) return custom;
  const versions = await db.query<{ name: string; value: unknown; known: boolean }>(
    `select distinct on (field) substr(field, 8) as name, value, coalesce(happened_at, known_at) < $2 as known from field_version where entity = 'account' and entity_id = $1 and field like 'custom.%'
     order by field, (coalesce(happened_at, known_at) < $2) desc, coalesce(happened_at, known_at) desc`,
    [accountId, at.until],
  );
  const versioned = new Set(versions.map(({ name }) => name));
  return { ...Object.fromEntries(Object.entries(custom).filter(([name]) => !versioned.has(name))), ...Object.fromEntries(versions.filter(({ known }) => known).map(({ name, value }) => [name, value])) };
}
