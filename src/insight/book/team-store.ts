import { teamRule, type TeamAccount, type TeamRule } from '../../contract/team.ts';
import { readCoverage } from '../../customer/account/read-profiles.ts';
import { readPosition } from '../../customer/agreement/read-position.ts';
import { readContacts } from '../../customer/conversation/read-contacts.ts';
import { readTouches } from '../../customer/conversation/read-touches.ts';
import type { AsOf } from '../../lib/as-of.ts';
import { fault } from '../../lib/fault.ts';
import { addDays, dayOf, daysBetween, type Day } from '../../lib/period.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { readBookHealth } from '../health/book-health.ts';
import { currentProgram } from '../health/health-program.ts';
import { readSignals } from '../signal/read-signals.ts';
import { cadenceOf, defaultRule, renewalDays, touchDays } from './team-load.ts';

const ruleKey = 'team_rule';
const mostSignals = 100_000;

/** The stated capacity rule with its version; the default until one is stated. */
export async function readTeamRule(db: Db): Promise<{ rule: TeamRule; version: string | null }> {
  const row = await db.maybe<{ value: unknown; at: Date }>('select value, updated_at as at from setting where key = $1', [ruleKey]);
  const parsed = row && teamRule.safeParse(row.value);
  return parsed?.success && row ? { rule: parsed.data, version: row.at.toISOString() } : { rule: defaultRule, version: null };
}

/** States the capacity rule. Fault `conflict` when somebody changed it since `version` was read. */
export async function writeTeamRule(db: Db, wall: Date, rule: TeamRule, version: string | null): Promise<void> {
  const stored = await db.query<{ key: string }>(
    `insert into setting (key, value, updated_at) select $1, $2::jsonb, $3 where $4::timestamptz is null
     on conflict (key) do nothing returning key`, [ruleKey, JSON.stringify(rule), wall, version]);
  const changed = stored.length ? stored : await db.query<{ key: string }>('update setting set value = $2::jsonb, updated_at = $3 where key = $1 and updated_at = $4::timestamptz returning key', [ruleKey, JSON.stringify(rule), wall, version]);
  if (changed.length === 0) throw fault('conflict', 'team_rule', 'Somebody changed the rule meanwhile.', { remedy: 'Load it again and repeat your change.' });
}

async function readCustomerSince({ db, principal }: Context): Promise<Map<string, Day>> {
  const params: unknown[] = [];
  const rows = await db.query<{ id: string; day: Day }>(`select a.id, a.customer_since::text as day from account a where a.customer_since is not null and ${bookCondition(principal, 'a', params)}`, params);
  return new Map(rows.map((row) => [row.id, row.day]));
}

/**
 * Every current customer of the caller's book with what makes up the load of its owner, in a number of statements that does not grow with accounts.
 * Health, money, signals and contact are those of the moment; owners are today's. Where no conversation of anybody is recorded, contact is unknown.
 */
export async function readTeamAccounts(context: Context, at: AsOf, rule: TeamRule): Promise<TeamAccount[]> {
  const { db } = context;
  const reading = { moments: [at] };
  const [rows, positions, contacts, coverage, touches, signals, since] = await Promise.all([
    currentProgram(db, context.clock).then((program) => readBookHealth(context, program, at)), readPosition(db, reading), readContacts(db, reading), readCoverage(db, reading), readTouches(db, at, touchDays),
    readSignals(context, { state: 'live', ...(at.day < dayOf(context.clock.now()) ? { at: at.day } : {}) }, { limit: mostSignals, offset: 0 }), readCustomerSince(context),
  ]);
  const ends = new Map(positions.map((row) => [row.accountId, row.nextEnd]));
  const last = new Map(contacts.map((row) => [row.accountId, row.lastContactAt]));
  const live = Map.groupBy(signals.items.filter((signal) => signal.state !== 'snoozed'), (signal) => signal.accountId);
  const firstKnown = coverage[0]?.firstActivityAt ? dayOf(coverage[0].firstActivityAt) : null;
  return rows.map((row): TeamAccount => {
    const end = ends.get(row.accountId)?.slice(0, 10) ?? null;
    const contact = last.get(row.accountId);
    const lastContactOn = contact ? dayOf(contact) : null;
    const begun = [firstKnown, since.get(row.accountId) ?? null].filter((day): day is Day => day !== null).toSorted().at(-1);
    const counted = lastContactOn ?? (firstKnown === null ? null : (begun ?? firstKnown));
    const daysSinceContact = counted === null ? null : Math.max(0, daysBetween(counted, at.day));
    const cadenceDays = cadenceOf(rule, row.group['segment'] ?? null);
    const own = live.get(row.accountId) ?? [];
    return {
      accountId: row.accountId, accountName: row.accountName, ownerId: row.ownerId, owner: row.owner, segment: row.group['segment'] ?? null, score: row.score, band: row.band, arrMinor: row.arrMinor, currency: row.currency,
      renewalOn: end !== null && end >= at.day && end < addDays(at.day, renewalDays) ? end : null, signals: own.length, graveSignals: own.filter((signal) => signal.severity === 'high' || signal.severity === 'critical').length,
      lastContactOn, daysSinceContact, cadenceDays, pastCadence: daysSinceContact === null ? null : daysSinceContact > cadenceDays, touches28d: touches.get(row.accountId) ?? (firstKnown === null ? null : 0),
    };
  });
}
