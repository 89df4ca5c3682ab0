import type { HandoffDetail, HandoffDraft } from '../../contract/handoff.ts';
import { toDate } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { newId } from '../../lib/ids.ts';
import { memberOf } from '../../customer/account/reassign-operations.ts';
import type { Context, Principal } from '../../platform/operation/context.ts';
import { authorOf } from '../../practice/task/task-condition.ts';
import { moveOf, type HandoffVerb } from './handoff.ts';
import { readHandoff, senderKeyOf } from './handoff-store.ts';

/** Open hand-offs that one sender may have at a time. */
export const mostOpenOfOne = 100;
const dayMs = 86_400_000;

/** Words of a program are shown as such: only a person at their own session writes as a person. */
function isAgent({ principal, session }: Context): boolean {
  return principal.role === 'agent' || (principal.kind !== 'local' && !(principal.kind === 'user' && session?.tokenHash != null));
}

/** Who sees more than they may change hands over what they may change; an agent, who changes nothing, what it sees. */
export function narrowed(context: Context): Context {
  const { principal } = context;
  return principal.role === 'agent' ? context : { ...context, principal: { ...principal, book: principal.changes ?? principal.book } };
}

async function told(context: Context, id: string): Promise<void> {
  await context.db.query("insert into change_feed (topic, entity_id) values ('task', $1)", [id]);
}

const senderOf = (principal: Principal) => authorOf(principal);

/** Sends a hand-off; one sent before with the same key answers as it stands. Fault `rateLimited` when the sender has {@link mostOpenOfOne} open ones. */
export async function sendHandoff(given: Context, draft: HandoffDraft, visibleAccount: (context: Context, reference: string) => Promise<string>): Promise<HandoffDetail> {
  const context = narrowed(given);
  const { db, clock, principal } = context;
  if (draft.account !== undefined && draft.segment !== undefined) throw fault('invalid', 'subject', 'Give an account or a segment, not both.', { fields: [{ path: 'segment', message: 'Leave one of them out.' }] });
  const accountId = draft.account === undefined ? null : await visibleAccount(context, draft.account);
  const memberId = draft.member === undefined ? null : await memberOf(db, draft.member);
  const now = clock.now();
  const id = await db.tx(async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtext('handoff ' || $1))", [senderOf(principal)]);
    const known = draft.key === undefined ? null : await tx.maybe<{ id: string }>('select id from handoff where sender = $1 and key = $2', [senderKeyOf(principal), draft.key]);
    if (known) return known.id;
    const { open } = await tx.one<{ open: number }>("select count(*)::int as open from handoff where from_kind = $1 and from_id = $2 and state in ('sent', 'accepted') and expires_at > $3", [principal.kind, senderOf(principal), now]);
    if (open >= mostOpenOfOne) throw fault('rateLimited', 'handoff_budget', `You have ${open} hand-offs without an answer.`, { remedy: 'Wait for answers, or decline what is no longer needed.' });
    const made = newId('hof', clock.wall().getTime());
    await tx.query(
      `insert into handoff (id, account_id, segment, to_role, to_member, from_kind, from_id, from_name, by_agent, title, question, records, budget_tokens, created_at, expires_at, sender, key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
      [made, accountId, draft.segment ?? null, draft.to, memberId, principal.kind, senderOf(principal), principal.name, isAgent(given), draft.title, draft.question, JSON.stringify(draft.records), draft.budgetTokens, now, toDate(now.getTime() + draft.expiresDays * dayMs), senderKeyOf(principal), draft.key ?? null]);
    return made;
  });
  await told(context, id);
  return readHandoff(context, id);
}

/** Accepts, answers or declines. Faults: `notFound`; `conflict` when it has ended, expired, or changed since `version` was read. */
export async function moveHandoff(given: Context, verb: HandoffVerb, { id, version, answer }: { id: string; version?: number | undefined; answer?: string }): Promise<HandoffDetail> {
  const context = narrowed(given);
  const before = await readHandoff(context, id);
  const to = moveOf(before.state, verb);
  const { db, clock, principal } = context;
  const ends = verb !== 'accept';
  const row = await db.maybe(
    `update handoff set state = $2, version = version + 1, accepted_by = case when $3 then accepted_by else $4 end, ended_by = case when $3 then $4 end, ended_by_agent = case when $3 then $5::boolean end, answer = case when $3 then $6 end, ended_at = case when $3 then $7::timestamptz end
     where id = $1 and version = $8 returning id`,
    [id, to, ends, principal.name, isAgent(given), answer ?? null, clock.now(), version ?? before.version]);
  if (!row) throw fault('conflict', 'version', 'Somebody changed this hand-off in the meantime.', { remedy: 'Read it again and decide anew.' });
  await told(context, id);
  return readHandoff(context, id);
}
