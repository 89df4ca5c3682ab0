import type { AccountRecord } from '../../contract/account-page.ts';
import type { AsOf } from '../../lib/as-of.ts';
import type { Db } from '../../platform/postgres/database.ts';

type Field = AccountRecord['fields'][number];
type Version = Field['versions'][number];

/** Usage keys named one by one; their number is told in full. */
const shownKeys = 200;

function plain(value: unknown): Version['value'] {
  return value === null || typeof value !== 'object' ? (value as Version['value']) : JSON.stringify(value);
}

/** The newest value of each source where two sources say different things; `versions` are newest first. Pure. */
export function conflictOf(versions: readonly Version[]): Field['conflict'] {
  const bySource = new Map<string, Version>();
  for (const version of versions) if (!bySource.has(version.sourceId)) bySource.set(version.sourceId, version);
  const newest = [...bySource.values()].filter((version) => version.value !== null);
  const same = new Set(newest.map(({ value }) => String(value).trim().toLowerCase()));
  return same.size > 1 ? newest.map(({ value, sourceId, source, knownAt }) => ({ value, sourceId, source, knownAt })) : [];
}

async function readFields(db: Db, accountId: string, at: AsOf): Promise<Field[]> {
  const rows = await db.query<Omit<Version, 'happenedAt' | 'knownAt'> & { field: string; happenedAt: Date | null; knownAt: Date }>(
    `select v.field, case when v.field = 'owner_id' then coalesce(to_jsonb(m.name), v.value) when v.field = 'parent_id' then coalesce(to_jsonb(p.name), v.value) else v.value end as value,
       v.source_id as "sourceId", coalesce(s.name, v.source_id) as source, v.happened_at as "happenedAt", v.known_at as "knownAt"
     from field_version v left join source s on s.id = v.source_id left join member m on v.field = 'owner_id' and m.id = v.value #>> '{}' left join account p on v.field = 'parent_id' and p.id = v.value #>> '{}'
     where v.entity = 'account' and v.entity_id = $1 and coalesce(v.happened_at, v.known_at) < $2 order by v.field, coalesce(v.happened_at, v.known_at) desc, v.known_at desc`,
    [accountId, at.until],
  );
  return [...Map.groupBy(rows, (row) => row.field)].map(([field, own]) => {
    const versions = own.map(({ field: _field, happenedAt, knownAt, value, ...row }): Version => ({ ...row, value: plain(value), happenedAt: happenedAt?.toISOString() ?? null, knownAt: knownAt.toISOString() }));
    return { field, value: versions[0]?.value ?? null, current: versions[0]?.sourceId ?? null, versions, conflict: conflictOf(versions) };
  });
}

/** Every field of an account with its sources, times and history by a moment, its ids elsewhere and the usage keys that belong to it. */
export async function readRecord(db: Db, accountId: string, at: AsOf): Promise<AccountRecord> {
  const [fields, externalIds, keys] = await Promise.all([
    readFields(db, accountId, at),
    db.query<{ sourceId: string; source: string; value: string; knownAt: Date }>(
      `select e.source_id as "sourceId", s.name as source, e.value, e.known_at as "knownAt" from external_id e join source s on s.id = e.source_id where e.entity = 'account' and e.entity_id = $1 and e.known_at < $2 order by s.name, e.value`,
      [accountId, at.until],
    ),
    db.query<{ sourceId: string; source: string; kind: string; key: string; firstSeenAt: Date; total: number }>(
      `select u.source_id as "sourceId", coalesce(s.name, u.source_id) as source, u.kind, u.key, u.first_seen_at as "firstSeenAt", count(*) over ()::int as total
       from usage_identity u left join source s on s.id = u.source_id where u.account_id = $1 order by u.kind, u.key limit ${shownKeys}`,
      [accountId],
    ),
  ]);
  return {
    fields, externalIds: externalIds.map((row) => ({ ...row, knownAt: row.knownAt.toISOString() })),
    usageKeys: keys.map(({ total: _total, firstSeenAt, ...row }) => ({ ...row, firstSeenAt: firstSeenAt.toISOString() })), usageKeyCount: keys[0]?.total ?? 0,
  };
}
