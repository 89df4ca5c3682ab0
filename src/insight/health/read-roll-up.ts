import type { z } from 'zod';
import type { healthRollUp } from '../../contract/health-report.ts';
import type { AsOf } from '../../lib/as-of.ts';
import type { Context } from '../../platform/operation/context.ts';
import { currentProgram, healthEngines, readVectors } from './health-program.ts';
import { readHealth } from './read-health.ts';
import { rollUp } from './roll-up.ts';
import { visibleAccounts } from './visible-account.ts';

/** Ids of an account and all below it, within the accounts given. */
function familyOf(accountId: string, accounts: readonly { id: string; parentId: string | null }[]): string[] {
  const children = Map.groupBy(accounts, (account) => account.parentId);
  const family = [accountId];
  for (const member of family) for (const child of children.get(member) ?? []) if (!family.includes(child.id)) family.push(child.id);
  return family;
}

/** The roll-up of a parent over itself and the accounts below it that the caller may see. */
export async function rollUpOf(context: Context, accountId: string, at: AsOf): Promise<z.infer<typeof healthRollUp>> {
  const engines = healthEngines(context);
  const family = familyOf(accountId, await visibleAccounts(context));
  const program = await currentProgram(context.db, context.clock);
  const [health, vectors] = await Promise.all([readHealth(engines, context.clock, at, family), readVectors(engines, program, [at], family)]);
  const values = new Map(vectors.map((vector) => [vector.accountId, vector.values]));
  const parts = family.flatMap((id) => {
    const row = health.get(id);
    const arr = values.get(id)?.['contract.arr_minor'];
    const currency = values.get(id)?.['contract.currency'];
    return row ? [{ ...row, eligible: row.band !== 'unknown', arrMinor: typeof arr === 'number' ? arr : null, currency: typeof currency === 'string' ? currency : null }] : [];
  });
  return { accountId, ...rollUp(parts), accounts: parts.map((part) => ({ accountId: part.accountId, score: part.score, band: part.band })) };
}
