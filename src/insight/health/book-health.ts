import type { HealthAccount } from '../../contract/book-health.ts';
import { readPosition } from '../../customer/agreement/read-position.ts';
import type { AsOf } from '../../lib/as-of.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import { healthEngines, type HealthProgram } from './health-program.ts';
import { isPresent, readHealth, type AccountHealth } from './read-health.ts';

/** One scored account of the caller's book with what its figures are grouped by. */
export interface BookHealth extends HealthAccount {
  ownerId: string | null;
  /** Dimension -> value; `custom.<name>` only for the one that was asked for. */
  group: Readonly<Record<string, string | null>>;
}

interface Identity {
  id: string;
  name: string;
  ownerId: string | null;
  owner: string | null;
  group: Record<string, string | null>;
  arrMinor: number | null;
  currency: string | null;
}

async function readIdentities({ db, principal }: Context, custom: string | null): Promise<Identity[]> {
  const params: unknown[] = [custom];
  return db.query<Identity>(
    `select a.id, a.name, a.owner_id as "ownerId", m.name as owner, (f.values ->> 'contract.arr_minor')::float8 as "arrMinor", f.values ->> 'contract.currency' as currency,
       jsonb_build_object('segment', coalesce(a.segment, f.values ->> 'account.segment'), 'owner', m.name, 'region', a.region, 'country', a.country, 'industry', a.industry, 'tier', a.tier,
         'stage', coalesce(a.stage, f.values ->> 'account.stage')) || case when $1::text is null then '{}'::jsonb else jsonb_build_object('custom.' || $1, a.custom ->> $1) end as "group"
     from account a left join member m on m.id = a.owner_id left join account_fact f on f.account_id = a.id
     where a.merged_into is null and ${bookCondition(principal, 'a', params)} order by a.name, a.id`,
    params,
  );
}

async function moneyAt(context: Context, at: AsOf): Promise<Map<string, { minor: number; currency: string }>> {
  const rows = await readPosition(context.db, { moments: [at] });
  return new Map(rows.flatMap((row) => (row.sums[0] ? [[row.accountId, row.sums[0]] as const] : [])));
}

/** True when the account is judged at all: its scorecard has measures. */
export function isScored(program: HealthProgram, health: Pick<AccountHealth, 'scorecardId'>): boolean {
  return (program.card(health.scorecardId)?.measures.length ?? 0) > 0;
}

/**
 * Every scored account of the caller's book at a moment: health, ARR and what it may be grouped by, in a handful of statements. Owner, region and
 * the like are today's; health and money are those of the moment. `dimension` names a custom field that is wanted besides.
 */
export async function readBookHealth(context: Context, program: HealthProgram, at: AsOf, dimension?: string): Promise<BookHealth[]> {
  const custom = dimension?.startsWith('custom.') ? dimension.slice('custom.'.length) : null;
  const [identities, health, money] = await Promise.all([readIdentities(context, custom), readHealth(healthEngines(context), context.clock, at), isPresent(at) ? null : moneyAt(context, at)]);
  return identities.flatMap((identity): BookHealth[] => {
    const own = health.get(identity.id);
    if (!own || !isScored(program, own)) return [];
    const amount = money ? money.get(identity.id) : identity.arrMinor === null || identity.currency === null ? undefined : { minor: identity.arrMinor, currency: identity.currency };
    return [{
      accountId: identity.id, accountName: identity.name, ownerId: identity.ownerId, owner: identity.owner, score: own.score, band: own.band, coverage: own.coverage, confidence: own.confidence, scorecardId: own.scorecardId,
      arrMinor: amount?.minor ?? null, currency: amount?.currency ?? null, group: { ...identity.group, scorecard: program.card(own.scorecardId)?.definition.label ?? own.scorecardId },
    }];
  });
}

/** Custom fields that at least two accounts of the book share the values of, so that grouping by them says something. */
export async function readCustomDimensions({ db, principal }: Context): Promise<string[]> {
  const params: unknown[] = [];
  const rows = await db.query<{ key: string }>(
    `select c.key from account a, jsonb_each_text(a.custom) c where a.merged_into is null and c.key <> 'parent_ref' and ${bookCondition(principal, 'a', params)}
     group by c.key having count(*) > 1 and count(distinct c.value) between 2 and 40 order by c.key limit 20`,
    params,
  );
  return rows.map((row) => `custom.${row.key}`);
}
