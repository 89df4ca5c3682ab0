import { proposalRules, type ProposalItem, type ProposalRules } from '../../contract/proposal.ts';
import { toDate } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { newId } from '../../lib/ids.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { DefinitionDraft } from '../definition/definition.ts';
import { digestOf } from '../definition/definition-store.ts';
import { defaultRules } from './approve-refusal.ts';

const dayMs = 86_400_000;
const rulesKey = 'proposal.rules';

/** A proposal as stored. */
export interface ProposalRow {
  id: string; kind: string; definitionId: string; baseVersion: number | null; text: string; body: unknown; digest: string; why: string; state: 'open' | 'approved' | 'rejected' | 'withdrawn'; proposedBy: string; proposer: string;
  proposedAt: Date; expiresAt: Date; editedBy: string | null; decidedBy: string | null; decider: string | null; decidedAt: Date | null; reason: string | null; approvedVersion: number | null; version: number; newest: number | null;
}

const columns = `p.id, p.kind, p.definition_id as "definitionId", p.base_version as "baseVersion", p.text, p.body, p.digest, p.why, p.state, p.proposed_by as "proposedBy", p.proposer, p.proposed_at as "proposedAt", p.expires_at as "expiresAt",
  p.edited_by as "editedBy", p.decided_by as "decidedBy", p.decider, p.decided_at as "decidedAt", p.reason, p.approved_version as "approvedVersion", p.version, (select max(d.version) from definition d where d.kind = p.kind and d.id = p.definition_id) as newest`;

/** Proposals of a state, newest first; `expired` are open ones whose time is over. */
export function readProposals(db: Db, now: Date, where: { state: string; kind?: string | undefined; id?: string | undefined }): Promise<ProposalRow[]> {
  return db.query<ProposalRow>(
    `select ${columns} from proposal p where ($1 = 'all' or case when p.state = 'open' and p.expires_at <= $2 then 'expired' else p.state end = $1) and ($3::text is null or p.kind = $3) and ($4::text is null or p.id = $4) order by p.proposed_at desc, p.id desc`,
    [where.state, now, where.kind ?? null, where.id ?? null]);
}

/** One proposal; Fault notFound otherwise. */
export async function getProposal(db: Db, now: Date, id: string): Promise<ProposalRow> {
  const [row] = await readProposals(db, now, { state: 'all', id });
  if (!row) throw fault('notFound', 'proposal', `There is no proposal "${id}".`, { remedy: 'See "proposal list".' });
  return row;
}

/** A proposal as lists show it. */
export function toItem({ text: _, body: __, proposedBy: ___, editedBy: ____, newest: _____, decidedBy: ______, ...row }: ProposalRow, now: Date): ProposalItem {
  const state = row.state === 'open' && row.expiresAt <= now ? 'expired' : row.state;
  return { ...row, state, proposedAt: row.proposedAt.toISOString(), expiresAt: row.expiresAt.toISOString(), decidedAt: row.decidedAt?.toISOString() ?? null };
}

/** The rules by which proposals are decided. */
export async function readRules(db: Db): Promise<ProposalRules> {
  const row = await db.maybe<{ value: unknown }>('select value from setting where key = $1', [rulesKey]);
  return row ? proposalRules.parse({ ...defaultRules, ...(row.value as object) }) : defaultRules;
}

/** Sets the rules. */
export async function writeRules(db: Db, rules: ProposalRules): Promise<void> {
  await db.query('insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value, updated_at = now()', [rulesKey, JSON.stringify(rules)]);
}

/** Keeps a draft as an open proposal; answers its id. A Fault `conflict` when it says what is in force already. */
export async function addProposal({ db, clock, principal }: Pick<Context, 'db' | 'clock' | 'principal'>, draft: DefinitionDraft, why: string): Promise<string> {
  const now = clock.wall();
  const newest = await db.maybe<{ version: number; digest: string; retired: boolean }>('select version, digest, retired_at is not null as retired from definition where kind = $1 and id = $2 order by version desc limit 1', [draft.kind, draft.id]);
  const digest = digestOf(draft.body);
  if (newest && !newest.retired && newest.digest === digest) throw fault('conflict', 'no_change', 'It says what is in force already.', { remedy: 'Change something first; layout and comments alone are no change.' });
  const id = newId('prp', now.getTime());
  const { expiryDays } = await readRules(db);
  await db.query(
    `insert into proposal (id, kind, definition_id, base_version, text, body, digest, why, proposed_by, proposer, proposed_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [id, draft.kind, draft.id, newest?.version ?? null, draft.text, JSON.stringify(draft.body), digest, why, principal.id, principal.name, now, toDate(now.getTime() + expiryDays * dayMs)]);
  return id;
}

/** How many people beside the authors may approve this kind. */
export async function otherApprovers(db: Db, kind: string, rules: ProposalRules, authors: readonly string[]): Promise<number> {
  const roles = rules.adminKinds.includes(kind) ? ['admin'] : ['admin', 'leader'];
  return (await db.one<{ n: number }>('select count(*)::int as n from app_user where role = any($1) and disabled_at is null and accepted_at is not null and id <> all($2)', [roles, [...authors]])).n;
}
