import { z } from 'zod';
import { listOf } from '../../contract/listing.ts';
import { lookBack } from '../../contract/look-back.ts';
import { definitionCommit, proposalItem } from '../../contract/proposal.ts';
import { fault } from '../../lib/fault.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { activeDefinitions } from '../definition/definition-store.ts';
import { askLookBack, readLookBack } from './look-back-store.ts';
import type { ProposalDeps } from './proposal-operations.ts';
import { getProposal, readRules, toItem } from './proposal-store.ts';
import { reopenRefusal } from './reopen-refusal.ts';

const id = z.string().describe('The proposal.');
const mostCommits = 200;

/** Looking back at a proposal, and taking a rejection back. */
export function revisiting(deps: ProposalDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'proposal.look-back', summary: 'How the last two years would have looked under a proposal, beside the version in force. It is computed by itself when proposed; this computes it anew.', scope: 'propose', effect: 'change', reach: 'company', faults: ['notFound', 'invalid'], positional: ['id'], input: z.object({ id }), output: lookBack,
      description: 'Scorecards and segments: accounts per band at month ends, warnings 30 and 60 days before customers left, false alarms. Signals: how often they would have opened. Playbooks: who would have entered. While a server runs it is computed beside it, and "proposal show" tells how far it is.',
      async handler(context, input) {
        const { db, clock } = context;
        const row = await getProposal(db, clock.wall(), input.id);
        if (!deps.lookedBack.has(row.kind)) throw fault('invalid', 'kind', `A ${row.kind} is not looked back at.`);
        await askLookBack(db, clock, row, true);
        await deps.lookBackSoon(context, true);
        const found = await readLookBack(db, row);
        if (!found) throw fault('notFound', 'look_back', 'It was changed meanwhile.', { remedy: 'Ask again.' });
        return found;
      },
    }),
    defineOperation({
      id: 'proposal.reopen', summary: 'Take a rejection or a withdrawal back within three days: the proposal waits again. Whoever decided it does, or an approver.', scope: 'write', effect: 'change', reach: 'company', faults: ['notFound', 'conflict', 'forbidden'], positional: ['id'], entity: (input) => `proposal:${input.id}`,
      input: z.object({ id }), output: proposalItem,
      async handler(context, input) {
        const { db, clock, principal } = context;
        const now = clock.wall();
        const row = await getProposal(db, now, input.id);
        const refusal = reopenRefusal(principal, { ...row, authors: [] }, await readRules(db), now);
        if (refusal) throw fault(refusal.code === 'person' || refusal.code === 'approver' ? 'forbidden' : 'conflict', refusal.code, refusal.message);
        const done = await db.query("update proposal set state = 'open', decided_by = null, decider = null, decided_at = null, reason = null, version = version + 1 where id = $1 and version = $2 and state = $3 returning id", [row.id, row.version, row.state]);
        if (done.length === 0) throw fault('conflict', 'proposal_changed', 'Somebody changed it meanwhile.', { remedy: 'Look at it again.' });
        if (context.trail) context.trail.detail = { ...context.trail.detail, was: row.state, decidedBy: row.decidedBy, reason: row.reason };
        return toItem(await getProposal(db, now, row.id), now);
      },
    }),
  ];
}

/** The programme's own records: its algorithm in words, and its git history. */
export function recording(deps: ProposalDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'definition.algo', summary: 'The algorithm in words, made from the definitions in force, with anchors that stay.', scope: 'read', effect: 'read', reach: 'none', input: z.object({}), output: z.object({ text: z.string().describe('Markdown.') }),
      async handler({ db, clock }) {
        const kinds = await Promise.all(['scorecard', 'segment'].map((kind) => activeDefinitions(db, kind, clock.wall())));
        return { text: deps.renderAlgo(kinds.flat()) };
      },
    }),
    defineOperation({
      id: 'definition.shape', summary: 'The shape of a kind of definition as JSON Schema, for editors and forms.', scope: 'read', effect: 'read', reach: 'none', faults: ['notFound'], positional: ['kind'],
      input: z.object({ kind: z.string().describe('The kind: scorecard, segment, signal, metric, policy and so on.') }), output: z.object({ schema: z.record(z.string(), z.unknown()) }),
      async handler(_, { kind }) {
        const found = deps.kinds.find((one) => one.kind === kind);
        if (!found) throw fault('notFound', 'kind', `There is no kind "${kind}".`, { remedy: `The kinds are ${deps.kinds.map((one) => one.kind).join(', ')}.` });
        return { schema: z.toJSONSchema(found.schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown> };
      },
    }),
    defineOperation({
      id: 'definition.commits', summary: 'The git history of the programme: one commit for each approval, and what waits to be written.', scope: 'read', effect: 'read', reach: 'none', input: z.object({}), output: listOf(definitionCommit),
      description: 'The repository is the folder "programme" of the data directory: definitions in force as YAML, and ALGO.md.',
      async handler({ db }) {
        const items = await db.query<Omit<z.infer<typeof definitionCommit>, 'at'> & { at: Date }>('select kind, definition_id as "definitionId", version, proposal_id as "proposalId", subject, author, at, sha, message from definition_commit order by id desc limit $1', [mostCommits]);
        const { total } = await db.one<{ total: number }>('select count(*)::int as total from definition_commit', []);
        return { items: items.map((one) => ({ ...one, at: one.at.toISOString() })), total, next: null };
      },
    }),
  ];
}
