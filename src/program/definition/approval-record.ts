import type { Db } from '../../platform/postgres/database.ts';
import type { DefinitionDraft } from './definition.ts';
import { digestOf } from './definition-store.ts';

/** An approval as the git history of the programme tells it. */
export interface ApprovalRecord {
  draft: DefinitionDraft;
  version: number;
  proposalId: string;
  proposer: string;
  why: string;
  reason: string | undefined;
  by: { id: string; name: string };
  at: Date;
}

const subjectLength = 100;

/** The first line of a commit: `type: description`. What says the same as an earlier version is a revert. Pure. */
export function commitSubject({ kind, id }: Pick<DefinitionDraft, 'kind' | 'id'>, version: number, why: string, back: number | null): string {
  const what = `${kind} ${id}, version ${version}${back === null ? '' : `, back to version ${back}`}`;
  const text = `${back === null ? 'feat' : 'revert'}: ${what}: ${why.replaceAll(/\s+/g, ' ').trim()}`;
  return text.length <= subjectLength ? text : `${text.slice(0, subjectLength - 1).trimEnd()}…`;
}

/** Notes an approval for the git history, in the transaction that puts it into force. */
export async function recordApproval(tx: Db, { draft, version, proposalId, proposer, why, reason, by, at }: ApprovalRecord): Promise<void> {
  const earlier = await tx.maybe<{ version: number }>('select version from definition where kind = $1 and id = $2 and version < $3 and digest = $4 order by version desc limit 1', [draft.kind, draft.id, version, digestOf(draft.body)]);
  const body = [why.trim(), `Proposed by ${proposer}, approved by ${by.name}.${reason ? ` ${reason.trim()}` : ''}`].join('\n\n');
  await tx.query('insert into definition_commit (kind, definition_id, version, proposal_id, subject, body, author, author_id, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [draft.kind, draft.id, version, proposalId, commitSubject(draft, version, why, earlier?.version ?? null), body, by.name, by.id, at]);
}
