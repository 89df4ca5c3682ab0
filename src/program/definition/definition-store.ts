import { sha256 } from '../../lib/ids.ts';
import { fault } from '../../lib/fault.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { Definition, DefinitionDraft } from './definition.ts';

/** A digest of what a definition says, whatever the layout and comments of its file. */
export function digestOf(body: unknown): string {
  return sha256(JSON.stringify(body));
}

/**
 * Stores drafts as approved versions. A draft whose meaning is that of the newest version changes nothing; another one becomes the next version.
 * A definition that came from `by` before and is no longer among the drafts of its kind is retired. Answers what changed.
 */
export async function approveDefinitions(db: Db, drafts: readonly DefinitionDraft[], approval: { at: Date; by: string; kinds: readonly string[] }): Promise<{ added: string[]; changed: string[]; retired: string[] }> {
  return db.tx(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('definition'))`);
    const newest = await tx.query<{ kind: string; id: string; version: number; digest: string; approved_by: string; retired_at: Date | null }>(
      'select distinct on (kind, id) kind, id, version, digest, approved_by, retired_at from definition where kind = any($1) order by kind, id, version desc',
      [[...approval.kinds]],
    );
    const own = await tx.query<{ kind: string; id: string; digest: string }>(
      'select distinct on (kind, id) kind, id, digest from definition where kind = any($1) and approved_by = $2 order by kind, id, version desc', [[...approval.kinds], approval.by]);
    const known = new Map(newest.map((row) => [`${row.kind} ${row.id}`, row]));
    const said = new Map(own.map((row) => [`${row.kind} ${row.id}`, row.digest]));
    // What others approved since stays as long as whoever approves now says the same as before: an unchanged file takes no decision back.
    const overruled = (draft: DefinitionDraft, digest: string, before: { approved_by: string; retired_at: Date | null }) => approval.by === 'files' && before.approved_by !== approval.by && before.retired_at === null && said.get(`${draft.kind} ${draft.id}`) === digest;
    const fresh = drafts
      .map((draft) => ({ draft, digest: digestOf(draft.body), before: known.get(`${draft.kind} ${draft.id}`) }))
      .filter(({ draft, digest, before }) => !before || (before.digest !== digest || before.retired_at !== null) && !overruled(draft, digest, before));
    const rows = fresh.map(({ draft, digest, before }) => ({ kind: draft.kind, id: draft.id, version: (before?.version ?? 0) + 1, body: draft.body, text: draft.text, digest }));
    await tx.query(
      `insert into definition (kind, id, version, body, text, digest, approved_at, approved_by)
       select kind, id, version, body, text, digest, $2, $3 from jsonb_to_recordset($1::jsonb) as r(kind text, id text, version integer, body jsonb, text text, digest text)`,
      [JSON.stringify(rows), approval.at, approval.by],
    );
    const present = new Set(drafts.map((draft) => `${draft.kind} ${draft.id}`));
    const gone = newest.filter((row) => row.approved_by === approval.by && row.retired_at === null && !present.has(`${row.kind} ${row.id}`));
    await tx.query('update definition d set retired_at = $3 from unnest($1::text[], $2::text[]) g(kind, id) where d.kind = g.kind and d.id = g.id and d.retired_at is null', [gone.map((row) => row.kind), gone.map((row) => row.id), approval.at]);
    const name = (entry: { kind: string; id: string }) => `${entry.kind} ${entry.id}`;
    return { added: rows.filter((row) => row.version === 1).map(name), changed: rows.filter((row) => row.version > 1).map(name), retired: gone.map(name) };
  });
}

const columns = 'kind, id, version, body, text, digest, approved_at as "approvedAt", approved_by as "approvedBy", retired_at as "retiredAt"';

/**
 * The versions in force at `at`, one per id. Before the first approval the first version counts,
 * so that history can be judged by the rules people have approved since.
 */
export function activeDefinitions<T>(db: Db, kind: string, at: Date): Promise<Definition<T>[]> {
  return db.query<Definition<T>>(
    `select * from (
       select distinct on (id) ${columns} from definition where kind = $1
       order by id, (approved_at <= $2) desc, case when approved_at <= $2 then version else -version end desc
     ) newest where "retiredAt" is null or "retiredAt" > $2 order by id`,
    [kind, at],
  );
}

/** The version of one definition in force at `at`; Fault notFound when there is none. */
export async function activeDefinition<T>(db: Db, kind: string, id: string, at: Date): Promise<Definition<T>> {
  const found = (await activeDefinitions<T>(db, kind, at)).find((definition) => definition.id === id);
  if (!found) throw fault('notFound', 'definition', `There is no ${kind} "${id}" in force.`, { remedy: `"${kind} list" shows those that are.` });
  return found;
}

/** Every version of a kind, newest first per id. */
export function listDefinitions<T>(db: Db, kind: string): Promise<Definition<T>[]> {
  return db.query<Definition<T>>(`select ${columns} from definition where kind = $1 order by id, version desc`, [kind]);
}

/** Stores one draft as the next approved version and answers its number; other definitions stay as they are. Runs in a transaction of the caller's. */
export async function approveDefinition(tx: Db, draft: DefinitionDraft, approval: { at: Date; by: string }): Promise<number> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('definition'))`);
  const { version } = await tx.one<{ version: number }>('select coalesce(max(version), 0)::int + 1 as version from definition where kind = $1 and id = $2', [draft.kind, draft.id]);
  await tx.query('insert into definition (kind, id, version, body, text, digest, approved_at, approved_by) values ($1, $2, $3, $4, $5, $6, $7, $8)', [draft.kind, draft.id, version, JSON.stringify(draft.body), draft.text, digestOf(draft.body), approval.at, approval.by]);
  return version;
}
