import type { Day } from '../../lib/period.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import { readSignalDefinitions } from './read-signals.ts';
import { readTypeRecords } from './retrospective.ts';
import { compileSignal, peerFacts } from './signal-rule.ts';

const everywhereShare = 0.5;

export interface SignalReport {
  never: { id: string; label: string; reason: string; facts: { id: string; known: number; accounts: number }[] }[];
  everywhere: { id: string; label: string; live: number; accounts: number }[];
}

function reasonOf(facts: readonly { id: string; known: number }[], accounts: number): string {
  if (accounts === 0) return 'No account has facts yet.';
  const missing = facts.filter(({ known }) => known === 0).map(({ id }) => id);
  if (missing.length > 0) return `No account has ${missing.join(', ')}: the data does not hold it.`;
  return 'Its facts are known, but no account has met the condition.';
}

/** Active signal types that never fired, each with what is known of its facts in the newest vectors, and those live on more than half of the accounts. */
export async function readReport(context: Pick<Context, 'db' | 'principal'>, at: Day): Promise<SignalReport> {
  const definitions = [...(await readSignalDefinitions(context.db)).values()].filter(({ isRetired }) => !isRetired);
  const { records } = await readTypeRecords(context, at);
  const params: unknown[] = [];
  const mine = `from account_fact f join account a on a.id = f.account_id and ${bookCondition(context.principal, 'a', params)}`;
  const known = await context.db.query<{ id: string; known: number }>(`select v.key as id, count(*) filter (where v.value <> 'null'::jsonb)::int as known ${mine}, jsonb_each(f.values) v group by 1`, params);
  const { accounts } = await context.db.one<{ accounts: number }>(`select count(*)::int as accounts ${mine}`, params);
  const byFact = new Map(known.map((row) => [row.id, row.known]));
  const byType = new Map(records.map((record) => [record.type, record]));
  const never = definitions.filter(({ body }) => !byType.has(body.id)).map(({ body, version }) => {
    const facts = compileSignal(body, version).references.filter((id) => !peerFacts.includes(id)).map((id) => ({ id, known: byFact.get(id) ?? 0, accounts }));
    return { id: body.id, label: body.label, reason: reasonOf(facts, accounts), facts };
  });
  const everywhere = definitions.flatMap(({ body }) => {
    const live = byType.get(body.id)?.live ?? 0;
    return accounts > 0 && live > everywhereShare * accounts ? [{ id: body.id, label: body.label, live, accounts }] : [];
  });
  return { never, everywhere };
}
