import { dayOf, addDays, type Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { FactValues } from '../../program/definition/expression.ts';
import type { TextValues } from './liquid-text.ts';
import type { Run } from './run.ts';

/** Somebody of the account, as far as it matters for whom to write to. */
export interface AccountPerson {
  id: string;
  name: string | null;
  title: string | null;
  role: string | null;
  hasAddress: boolean;
}

/** What steps of a run are decided and written from. */
export interface AccountMaterial {
  accountId: string;
  name: string;
  ownerId: string | null;
  owner: { name: string; email: string | null } | null;
  /** Day of the facts. */
  day: Day;
  facts: FactValues;
  health: { score: number | null; band: string | null };
  /** Types of the signals that are live. */
  signals: readonly string[];
  /** Who has not left, those heard of last first. */
  people: readonly AccountPerson[];
}

/** Reads all of it for accounts that are there, in one statement; without people where they do not matter. Accounts that are gone or merged away have none. */
export async function readMaterial(db: Db, accountIds: readonly string[], now: Date, { people = true } = {}): Promise<Map<string, AccountMaterial>> {
  const rows = await db.query<Omit<AccountMaterial, 'day' | 'owner' | 'health'> & { at: Date | null; ownerName: string | null; ownerEmail: string | null; score: number | null; band: string | null }>(
    `select a.id as "accountId", a.name, a.owner_id as "ownerId", m.name as "ownerName", m.email as "ownerEmail", f.at, coalesce(f.values, '{}') as facts, h.score::float8 as score, h.band,
       coalesce((select array_agg(distinct s.type) from signal s where s.account_id = a.id and s.closed_on is null and s.state <> 'snoozed'), '{}') as signals,
       case when $3 then coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'title', p.title, 'role', p.role, 'hasAddress', p.email like '%_@_%') order by t.at desc nulls last, p.id)
         from person p left join lateral (select max(c.at) as at from activity c where c.account_id = a.id and c.person_id = p.id) t on true
         where p.account_id = a.id and (p.left_on is null or p.left_on > $2::date)), '[]') else '[]' end as people
     from account a left join member m on m.id = a.owner_id left join account_fact f on f.account_id = a.id left join health_now h on h.account_id = a.id
     where a.id = any($1) and a.merged_into is null`, [[...new Set(accountIds)], dayOf(now), people]);
  return new Map(rows.map(({ at, ownerName, ownerEmail, score, band, ...row }) => [row.accountId, { ...row, day: dayOf(at ?? now), owner: ownerName === null ? null : { name: ownerName, email: ownerEmail }, health: { score, band } }]));
}

/** What conditions see of an account at a turn of a run. */
export function conditionValues(material: AccountMaterial, trigger: Run['trigger'], signalTypes: readonly string[]): FactValues {
  return {
    ...material.facts, ...Object.fromEntries(signalTypes.map((type) => [`signal.${type}`, material.signals.includes(type)])),
    'health.score': material.health.score, 'health.band': material.health.band === 'unknown' ? null : material.health.band,
    'trigger.kind': trigger.kind, 'trigger.type': trigger.type, 'trigger.severity': trigger.severity ?? null, 'trigger.score': trigger.score ?? null,
  };
}

const firstName = (name: string | null | undefined): string | null => name?.trim().split(/\s+/)[0] ?? null;

/** A day so many days after the facts' day; a term's last day is the one before its exclusive end. */
function dayIn(material: AccountMaterial, fact: string, shift: number): Day | null {
  const days = material.facts[fact];
  return typeof days === 'number' ? addDays(material.day, days + shift) : null;
}

/** What texts can name about an account, a run and who is written to. */
export function textValues(material: AccountMaterial, run: Pick<Run, 'trigger' | 'startedAt'>, now: Date, person?: AccountPerson): TextValues {
  const inRole = (...roles: string[]) => material.people.find(({ role }) => role !== null && roles.includes(role))?.name ?? null;
  return {
    ...material.facts, 'account.name': material.name, 'owner.name': material.owner?.name, 'owner.first_name': firstName(material.owner?.name), 'owner.email': material.owner?.email,
    'champion.name': inRole('champion'), 'sponsor.name': inRole('executive_sponsor'), 'contract.end_date': dayIn(material, 'contract.days_to_end', -1), 'contract.opt_out_date': dayIn(material, 'contract.days_to_opt_out', 0),
    'health.score': material.health.score, 'health.band': material.health.band === 'unknown' ? null : material.health.band, 'trigger.label': run.trigger.label, 'trigger.reason': run.trigger.reason,
    'run.days': Math.floor((now.getTime() - run.startedAt.getTime()) / 86_400_000), today: dayOf(now),
    ...(person ? { 'person.name': person.name, 'person.first_name': firstName(person.name), 'person.title': person.title } : {}),
  };
}
