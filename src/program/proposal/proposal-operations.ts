import { readFile } from 'node:fs/promises';
import { diffArrays } from 'diff';
import { z } from 'zod';
import { listOf } from '../../contract/listing.ts';
import { definitionDetail, definitionFault, definitionItem, proposalDetail, proposalItem, proposalRules, proposalStates, type ProposalItem, type ProposalPreview } from '../../contract/proposal.ts';
import { fault } from '../../lib/fault.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { Definition, DefinitionDraft, DefinitionKind } from '../definition/definition.ts';
import { approveDefinition, digestOf, listDefinitions } from '../definition/definition-store.ts';
import { parseDefinition } from '../definition/read-definitions.ts';
import { recordApproval } from '../definition/approval-record.ts';
import { approveRefusal } from './approve-refusal.ts';
import { askLookBack, readLookBack } from './look-back-store.ts';
import { recording, revisiting } from './revisit-operations.ts';
import { reopenRefusal } from './reopen-refusal.ts';
import { addProposal, getProposal, otherApprovers, readProposals, readRules, toItem, writeRules, type ProposalRow } from './proposal-store.ts';

/** What proposals need of the floors above; joined in main. */
export interface ProposalDeps {
  /** Every kind of definition, by the floors that give it meaning. */
  kinds: readonly DefinitionKind[];
  /** The fact ids that an expression may name. */
  facts: ReadonlySet<string>;
  /** By kind: what a draft would do today. */
  previews: Readonly<Record<string, (context: Context, body: unknown) => Promise<ProposalPreview>>>;
  /** Called after a version came into force: what rests on it is computed anew. */
  approved(context: Context, kind: string): Promise<void>;
  /** Kinds whose drafts can be looked back at. */
  lookedBack: ReadonlySet<string>;
  /** Sees to the look backs that wait: at once, or where a server works soon. `wait` where somebody waits for the figures. */
  lookBackSoon(context: Context, wait: boolean): Promise<void>;
  /** Writes the approvals that wait into the git history; never throws. */
  keepHistory(context: Context): Promise<void>;
  /** The algorithm page from the definitions in force. */
  renderAlgo(definitions: readonly Definition[]): string;
}

const kindName = z.string().describe('The kind: scorecard, segment, signal, metric, policy and so on.');
const why = z.string().trim().min(10, 'Say in a sentence why.').max(2000);
const longestText = 300_000;

function kindOf({ kinds }: ProposalDeps, name: string): DefinitionKind {
  const found = kinds.find(({ kind }) => kind === name);
  if (!found) throw fault('notFound', 'kind', `There is no kind "${name}".`, { remedy: `The kinds are ${kinds.map(({ kind }) => kind).join(', ')}.` });
  return found;
}

function labelOf({ id, body }: Pick<Definition, 'id' | 'body'>): string {
  const label = (body as { label?: unknown }).label;
  return typeof label === 'string' ? label : id;
}

function parse(deps: ProposalDeps, kind: string, text: string): DefinitionDraft | { path: string; message: string; remedy?: string | undefined }[] {
  if (text.length > longestText) throw fault('tooLarge', 'definition', `A definition of more than ${longestText} characters is not read.`);
  return parseDefinition(kindOf(deps, kind), kind, text, deps.facts);
}

/** The draft of a text, or an `invalid` Fault with every wrong place. */
function draftOf(deps: ProposalDeps, kind: string, text: string): DefinitionDraft {
  const draft = parse(deps, kind, text);
  if (Array.isArray(draft)) throw fault('invalid', 'definition', `This ${kind} cannot be used: ${draft[0]?.message ?? ''}`, { fields: draft.map(({ path, message, remedy }) => ({ path, message, ...(remedy ? { remedy } : {}) })) });
  return draft;
}

async function versionsOf(db: Db, kind: string, id: string): Promise<Definition[]> {
  const versions = (await listDefinitions(db, kind)).filter((definition) => definition.id === id);
  if (versions.length === 0) throw fault('notFound', 'definition', `There is no ${kind} "${id}".`, { remedy: `"definition list --kind ${kind}" shows those that are.` });
  return versions;
}

function diffOf(before: string, after: string): z.infer<typeof proposalDetail>['diff'] {
  // Without an earlier text every line is new.
  const lines = before === '' ? [] : before.replace(/\n$/, '').split('\n');
  return diffArrays(lines, after.replace(/\n$/, '').split('\n')).flatMap(({ value, added, removed }) => value.map((text) => ({ sign: added ? ('add' as const) : removed ? ('remove' as const) : ('same' as const), text })));
}

async function detailOf(deps: ProposalDeps, context: Context, row: ProposalRow): Promise<z.infer<typeof proposalDetail>> {
  const { db, clock } = context;
  const now = clock.wall();
  const base = row.baseVersion === null ? undefined : (await versionsOf(db, row.kind, row.definitionId)).find(({ version }) => version === row.baseVersion);
  const item = toItem(row, now);
  const preview = item.state === 'open' ? ((await deps.previews[row.kind]?.(context, row.body)) ?? null) : null;
  return {
    ...item, text: row.text, newest: row.newest, diff: diffOf(base?.text ?? '', row.text), preview, refusal: (await refusalOf(context, row))?.message ?? null,
    lookBack: await readLookBack(db, row), mayLookBack: deps.lookedBack.has(row.kind), mayReopen: reopenRefusal(context.principal, { ...row, authors: [] }, await readRules(db), now) === undefined,
  };
}

async function refusalOf({ db, clock, principal }: Context, row: ProposalRow): ReturnType<typeof approveRefusalOf> {
  return approveRefusalOf(db, principal, row, clock.wall());
}

async function approveRefusalOf(db: Db, principal: Context['principal'], row: ProposalRow, now: Date): Promise<{ code: string; message: string } | undefined> {
  const rules = await readRules(db);
  const authors = [row.proposedBy, ...(row.editedBy ? [row.editedBy] : [])];
  return approveRefusal(principal, { ...row, authors }, rules, await otherApprovers(db, row.kind, rules, authors), now);
}

/** A proposal just made or changed; the look back at it is asked for. */
async function proposed(deps: ProposalDeps, context: Context, id: string): Promise<ProposalItem> {
  const { db, clock } = context;
  const row = await getProposal(db, clock.wall(), id);
  if (deps.lookedBack.has(row.kind)) {
    await askLookBack(db, clock, row);
    await deps.lookBackSoon(context, false);
  }
  return toItem(row, clock.wall());
}

function definitions(deps: ProposalDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'definition.list', summary: 'The programme in force: scorecards, segments, signals, metrics, policies, by kind.', scope: 'read', effect: 'read', input: z.object({ kind: kindName.optional() }), output: listOf(definitionItem),
      async handler({ db, clock }, { kind }) {
        const wanted = kind === undefined ? deps.kinds : [kindOf(deps, kind)];
        const open = new Map((await db.query<{ key: string; n: number }>("select kind || ' ' || definition_id as key, count(*)::int as n from proposal where state = 'open' and expires_at > $1 group by 1", [clock.wall()])).map((row) => [row.key, row.n]));
        const items = (await Promise.all(wanted.map((one) => listDefinitions(db, one.kind)))).flatMap((all) => [...Map.groupBy(all, ({ id }) => id).values()].flatMap(([newest]) => (newest && newest.retiredAt === null ? [newest] : [])));
        return { items: items.map((one) => ({ kind: one.kind, id: one.id, label: labelOf(one), version: one.version, approvedAt: one.approvedAt.toISOString(), approvedBy: one.approvedBy, open: open.get(`${one.kind} ${one.id}`) ?? 0 })), total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'definition.show', summary: 'A definition with the text of every version.', scope: 'read', effect: 'read', faults: ['notFound'], positional: ['kind', 'id'], input: z.object({ kind: kindName, id: z.string() }), output: definitionDetail,
      async handler({ db }, { kind, id }) {
        const versions = await versionsOf(db, kindOf(deps, kind).kind, id);
        const newest = versions[0] as Definition;
        return { kind, id, label: labelOf(newest), version: newest.version, text: newest.text, versions: versions.map(({ version, text, approvedAt, approvedBy, retiredAt }) => ({ version, text, approvedAt: approvedAt.toISOString(), approvedBy, retiredAt: retiredAt?.toISOString() ?? null })) };
      },
    }),
    defineOperation({
      id: 'definition.validate', summary: 'Check a draft: every wrong place with its remedy, or none.', scope: 'read', effect: 'read', input: z.object({ kind: kindName, text: z.string().describe('YAML.') }), output: z.object({ id: z.string().nullable(), faults: z.array(definitionFault) }),
      handler: async (_context, { kind, text }) => {
        const draft = parse(deps, kind, text);
        return Array.isArray(draft) ? { id: null, faults: draft.map(({ path, message, remedy }) => ({ path, message, remedy: remedy ?? null })) } : { id: draft.id, faults: [] };
      },
    }),
    defineOperation({
      id: 'definition.preview', summary: 'What a draft would do today: who would be treated differently. Nothing is stored.', scope: 'read', effect: 'read', reach: 'company', input: z.object({ kind: kindName, text: z.string().describe('YAML.') }), output: z.object({ preview: proposalDetail.shape.preview }),
      handler: async (context, { kind, text }) => ({ preview: (await deps.previews[kind]?.(context, draftOf(deps, kind, text).body)) ?? null }),
    }),
    defineOperation({
      id: 'definition.propose', transport: 'http', summary: 'Propose a change of the programme: it takes effect once somebody approves it.', scope: 'propose', effect: 'propose', reach: 'none', faults: ['invalid', 'conflict'], output: proposalItem,
      input: z.object({ kind: kindName, text: z.string().describe('YAML: the whole definition as it shall be.'), why: why.describe('Why it should change.') }),
      async handler(context, { kind, text, why: reason }) {
        return proposed(deps, context, await addProposal(context, draftOf(deps, kind, text), reason));
      },
    }),
    defineOperation({
      id: 'definition.propose-file', cliName: 'definition propose', transport: 'cli', summary: 'Propose a change from a YAML file.', scope: 'propose', effect: 'propose', reach: 'none', positional: ['file'], output: proposalItem,
      input: z.object({ file: z.string(), kind: kindName.optional().describe('Default: the kind that the file is a sound definition of.'), why }),
      async handler(context, { file, kind, why: reason }) {
        if (context.principal.kind !== 'local') throw fault('forbidden', 'local_path', 'Files are read for the command line on this machine only.');
        const text = await readFile(file, 'utf8').catch((cause: unknown) => Promise.reject(fault('notFound', 'file', `"${file}" cannot be read.`, { remedy: 'Check the path.' }, cause)));
        const fitting = deps.kinds.filter((one) => !Array.isArray(parse(deps, one.kind, text)));
        const named = kind ?? /^kind:\s*['"]?([a-z_-]+)/m.exec(text)?.[1] ?? (fitting.length === 1 ? fitting[0]?.kind : undefined);
        if (!named) throw fault('invalid', 'kind', `The file is ${fitting.length ? 'of more than one kind' : 'a sound definition of no kind'}.`, { remedy: 'Give --kind; "definition validate" says what is wrong.' });
        return proposed(deps, context, await addProposal(context, draftOf(deps, named, text), reason));
      },
    }),
    defineOperation({
      id: 'definition.roll-back', summary: 'Propose an earlier version of a definition again.', scope: 'propose', effect: 'propose', reach: 'none', faults: ['notFound', 'conflict'], positional: ['kind', 'id', 'version'], output: proposalItem,
      input: z.object({ kind: kindName, id: z.string(), version: z.coerce.number().int().min(1), why: why.default('Back to an earlier version.') }),
      async handler(context, { kind, id, version, why: reason }) {
        const found = (await versionsOf(context.db, kindOf(deps, kind).kind, id)).find((one) => one.version === version);
        if (!found) throw fault('notFound', 'definition_version', `There is no version ${version} of the ${kind} "${id}".`);
        return proposed(deps, context, await addProposal(context, draftOf(deps, kind, found.text), reason));
      },
    }),
  ];
}

/** Decides about an open proposal; a Fault `conflict` when somebody else did meanwhile. */
async function decide(tx: Db, { clock, principal }: Context, row: ProposalRow, set: { state: string; reason?: string | undefined; approvedVersion?: number }): Promise<void> {
  const done = await tx.query(`update proposal set state = $3, decided_by = $4, decider = $5, decided_at = $6, reason = $7, approved_version = $8, version = version + 1 where id = $1 and version = $2 and state = 'open' returning id`,
    [row.id, row.version, set.state, principal.id, principal.name, clock.wall(), set.reason ?? null, set.approvedVersion ?? null]);
  if (done.length === 0) throw fault('conflict', 'proposal_changed', 'Somebody decided or changed it meanwhile.', { remedy: 'Look at it again.' });
}

function deciding(deps: ProposalDeps): AnyOperation[] {
  const id = z.string().describe('The proposal.');
  const answer = async (context: Context, proposal: string) => toItem(await getProposal(context.db, context.clock.wall(), proposal), context.clock.wall());
  return [
    defineOperation({
      id: 'proposal.list', summary: 'Changes of the programme that wait, or what was decided.', scope: 'read', effect: 'read', input: z.object({ state: z.enum([...proposalStates, 'all']).default('open'), kind: kindName.optional() }), output: listOf(proposalItem),
      async handler({ db, clock }, { state, kind }) {
        const items = (await readProposals(db, clock.wall(), { state, kind })).map((row) => toItem(row, clock.wall()));
        return { items, total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'proposal.show', summary: 'A proposal with its difference to what is in force, and what it would do today.', scope: 'read', effect: 'read', reach: 'company', faults: ['notFound'], positional: ['id'], input: z.object({ id }), output: proposalDetail,
      handler: async (context, input) => detailOf(deps, context, await getProposal(context.db, context.clock.wall(), input.id)),
    }),
    defineOperation({
      id: 'proposal.approve', summary: 'Approve a proposal: the new version is in force at once. Only a person does, and by default not the one who wrote it.', scope: 'write', effect: 'act', reach: 'company', faults: ['notFound', 'conflict', 'forbidden'], positional: ['id'], entity: (input) => `proposal:${input.id}`,
      input: z.object({ id, digest: z.string().optional().describe('What was seen; another one is a conflict. The app always gives it.'), reason: z.string().trim().max(2000).optional() }), output: proposalItem,
      async handler(context, input) {
        const { db, clock, principal } = context;
        const row = await getProposal(db, clock.wall(), input.id);
        const refusal = await refusalOf(context, row);
        if (refusal) throw fault(refusal.code === 'approver' || refusal.code === 'person' || refusal.code === 'proposer' ? 'forbidden' : 'conflict', refusal.code, refusal.message);
        if (input.digest !== undefined && input.digest !== row.digest) throw fault('conflict', 'proposal_changed', 'It was changed since you saw it.', { remedy: 'Look at it again.' });
        // Facts and rules may have changed since it was written: what would be refused now is not put into force.
        const draft = draftOf(deps, row.kind, row.text);
        await db.tx(async (tx) => {
          const at = clock.wall();
          const approvedVersion = await approveDefinition(tx, draft, { at, by: principal.name });
          await decide(tx, context, row, { state: 'approved', reason: input.reason, approvedVersion });
          await recordApproval(tx, { draft, version: approvedVersion, proposalId: row.id, proposer: row.proposer, why: row.why, reason: input.reason, by: principal, at });
        });
        await deps.approved(context, row.kind);
        await deps.keepHistory(context);
        return answer(context, row.id);
      },
    }),
    defineOperation({
      id: 'proposal.reject', summary: 'Reject a proposal, with the reason. Its author withdraws it the same way.', scope: 'write', effect: 'change', reach: 'company', faults: ['notFound', 'conflict', 'forbidden'], positional: ['id', 'reason'], entity: (input) => `proposal:${input.id}`,
      input: z.object({ id, reason: z.string().trim().min(3, 'Say why.').max(2000) }), output: proposalItem,
      async handler(context, input) {
        const row = await getProposal(context.db, context.clock.wall(), input.id);
        const isAuthor = row.proposedBy === context.principal.id;
        const refusal = await refusalOf(context, row);
        if (!isAuthor && refusal && (refusal.code === 'approver' || refusal.code === 'person' || refusal.code === 'proposal_decided')) throw fault(refusal.code === 'proposal_decided' ? 'conflict' : 'forbidden', refusal.code, refusal.message);
        await decide(context.db, context, row, { state: isAuthor ? 'withdrawn' : 'rejected', reason: input.reason });
        return answer(context, row.id);
      },
    }),
    defineOperation({
      id: 'proposal.edit', summary: 'Change the text of an open proposal, against what is in force now. Who edits is an author too.', scope: 'write', effect: 'change', reach: 'company', faults: ['notFound', 'conflict', 'invalid'], positional: ['id'], entity: (input) => `proposal:${input.id}`,
      input: z.object({ id, version: z.coerce.number().int(), text: z.string() }), output: proposalItem,
      async handler(context, input) {
        const { db, principal } = context;
        const row = await getProposal(db, context.clock.wall(), input.id);
        const draft = draftOf(deps, row.kind, input.text);
        if (draft.id !== row.definitionId) throw fault('invalid', 'definition_id', `It is about "${row.definitionId}".`, { remedy: 'Propose a definition of another id by itself.' });
        const done = await db.query("update proposal set text = $3, body = $4, digest = $7, base_version = $5, edited_by = case when proposed_by = $6 then edited_by else $6 end, version = version + 1 where id = $1 and version = $2 and state = 'open' returning id", [row.id, input.version, draft.text, JSON.stringify(draft.body), row.newest, principal.id, digestOf(draft.body)]);
        if (done.length === 0) throw fault('conflict', 'proposal_changed', 'Somebody decided or changed it meanwhile.', { remedy: 'Look at it again.' });
        return proposed(deps, context, row.id);
      },
    }),
    defineOperation({ id: 'proposal.rules', summary: 'Who may approve what.', scope: 'read', effect: 'read', reach: 'none', input: z.object({}), output: proposalRules, handler: ({ db }) => readRules(db) }),
    defineOperation({
      id: 'proposal.set-rules', summary: 'Set who may approve what.', scope: 'admin', effect: 'change', input: proposalRules.partial(), output: proposalRules,
      async handler({ db }, input) {
        const rules = { ...(await readRules(db)), ...Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) };
        await writeRules(db, rules);
        return rules;
      },
    }),
  ];
}

/** The programme: reading definitions, proposing changes, deciding about them. */
export function proposalOperations(deps: ProposalDeps): AnyOperation[] {
  return [...definitions(deps), ...deciding(deps), ...revisiting(deps), ...recording(deps)];
}
