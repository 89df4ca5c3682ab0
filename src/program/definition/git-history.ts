import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { Definition, DefinitionKind } from './definition.ts';
import { git, GitAbsent, type GitPerson } from './git.ts';

/** Where and how the git history of the programme is kept. */
export interface HistoryDeps {
  db: Db;
  clock: Clock;
  log: Log;
  /** The folder; made when it is not there. */
  folder: string;
  kinds: readonly DefinitionKind[];
  /** The algorithm page from the definitions in force. */
  renderAlgo(definitions: readonly Definition[]): string;
}

interface Waiting { id: number; kind: string; definitionId: string; version: number; subject: string; body: string; author: string; authorId: string; at: Date }

const us: GitPerson = { name: 'Mainstay', email: 'mainstay@localhost' };
const readme = `The programme in force: every approved definition as YAML, and ALGO.md made from them.
Mainstay writes this folder, one commit for each approval. To change something, propose it in the app or with
"mainstay definition propose FILE"; what is edited here is written over.
`;
const staleLockMs = 60_000;
let saidAbsent = false;

/** The versions that stood at a moment, without the approvals recorded as `upTo` or later. */
function definitionsAt(db: Db, at: Date, upTo: number | null): Promise<Definition[]> {
  return db.query<Definition>(
    `select * from (
       select distinct on (kind, id) kind, id, version, body, text, digest, approved_at as "approvedAt", approved_by as "approvedBy", retired_at as "retiredAt" from definition d
       where approved_at <= $1 and not exists (select 1 from definition_commit c where c.kind = d.kind and c.definition_id = d.id and c.version = d.version and c.id >= coalesce($2, c.id + 1))
       order by kind, id, version desc) newest where "retiredAt" is null or "retiredAt" > $1 order by kind, id`, [at, upTo]);
}

function pathOf(kinds: readonly DefinitionKind[], { kind, id }: Pick<Definition, 'kind' | 'id'>): string {
  return `${kinds.find((one) => one.kind === kind)?.folder ?? kind}/${encodeURIComponent(id)}.yaml`;
}

/** Makes the folder say exactly these definitions; other files of a person's stay. */
async function writeFiles({ folder, kinds, renderAlgo }: HistoryDeps, definitions: readonly Definition[]): Promise<void> {
  const files = new Map([['README.md', readme], ['ALGO.md', renderAlgo(definitions)], ...definitions.map((one): [string, string] => [pathOf(kinds, one), one.text.endsWith('\n') ? one.text : `${one.text}\n`])]);
  for (const { folder: part } of kinds) {
    await mkdir(join(folder, part), { recursive: true });
    for (const name of await readdir(join(folder, part))) if (name.endsWith('.yaml') && !files.has(`${part}/${name}`)) await rm(join(folder, part, name));
  }
  for (const [path, text] of files) if ((await readFile(join(folder, path), 'utf8').catch(() => null)) !== text) await writeFile(join(folder, path), text);
}

/** Commits what the folder says; answers the commit's id, or null when nothing changed. */
async function commit({ folder, kinds }: HistoryDeps, message: string, by: { author: GitPerson; at: Date }): Promise<string | null> {
  await git(folder, ['add', '--all', '--force', '--', 'README.md', 'ALGO.md', ...kinds.map((one) => one.folder)]);
  const changed = await git(folder, ['status', '--porcelain', '--untracked-files=no']);
  if (changed.trim() === '') return null;
  await git(folder, ['commit', '--quiet', '--no-verify', '--cleanup=verbatim', '-m', message], { author: by.author, committer: us, at: by.at });
  return (await git(folder, ['rev-parse', 'HEAD'])).trim();
}

async function open({ folder, kinds, clock }: HistoryDeps): Promise<void> {
  for (const part of kinds) await mkdir(join(folder, part.folder), { recursive: true });
  if (await stat(join(folder, '.git', 'HEAD')).catch(() => null)) {
    // One process works on a data directory: an old lock is left over from one that was cut off.
    const lock = await stat(join(folder, '.git', 'index.lock')).catch(() => null);
    if (lock && clock.wall().getTime() - lock.mtimeMs > staleLockMs) await rm(join(folder, '.git', 'index.lock'), { force: true });
    return;
  }
  await git(folder, ['init', '--quiet', '--template=']);
}

function trailer({ kind, definitionId, version }: Waiting): string {
  return `Definition: ${kind}/${encodeURIComponent(definitionId)}@${version}`;
}

async function write(deps: HistoryDeps, row: Waiting): Promise<string> {
  const { db, folder } = deps;
  // A process that ended between the commit and its note left the commit behind.
  const found = (await git(folder, ['log', '--all', '--fixed-strings', `--grep=${trailer(row)}`, '--format=%H %(trailers:key=Definition,valueonly,separator=%x2C)']).catch(() => '')).split('\n').find((line) => line.endsWith(` ${trailer(row).slice('Definition: '.length)}`));
  if (found) return found.split(' ')[0] as string;
  await writeFiles(deps, await definitionsAt(db, row.at, row.id));
  await commit(deps, 'chore: the programme as it stood before, from the shipped files\n', { author: us, at: row.at });
  await writeFiles(deps, await definitionsAt(db, row.at, row.id + 1));
  const sha = await commit(deps, `${row.subject}\n\n${row.body}\n\n${trailer(row)}\n`, { author: { name: row.author, email: `${row.authorId}@localhost` }, at: row.at });
  if (sha) return sha;
  throw new Error('The folder says this already.');
}

function waiting(db: Db): Promise<Waiting[]> {
  return db.query<Waiting>('select id::int as id, kind, definition_id as "definitionId", version, subject, body, author, author_id as "authorId", at from definition_commit where sha is null order by id');
}

/**
 * Brings the git history of the programme up to date: one commit for each approval that waits, in order, then one for what the shipped files changed.
 * It never throws for git's sake: what could not be written waits with its reason and is tried again. Answers whether all is written.
 */
export async function keepHistory(deps: HistoryDeps): Promise<boolean> {
  const { db, clock, log } = deps;
  let at: Waiting | undefined;
  try {
    await open(deps);
    for (at of await waiting(db)) await db.query('update definition_commit set sha = $2, message = null, tried_at = $3 where id = $1', [at.id, await write(deps, at), clock.wall()]);
    at = undefined;
    await writeFiles(deps, await definitionsAt(db, clock.wall(), null));
    await commit(deps, 'chore: the programme in force, from the shipped files\n', { author: us, at: clock.wall() });
    saidAbsent = false;
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof GitAbsent) || !saidAbsent) log.warn({ err: error }, 'the git history of the programme was not written; approvals are in force all the same');
    saidAbsent = error instanceof GitAbsent;
    await db.query('update definition_commit set message = $2, tried_at = $3 where sha is null and ($1::bigint is null or id = $1)', [at?.id ?? null, message, clock.wall()]);
    return false;
  }
}
