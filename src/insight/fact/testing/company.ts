import { toDate } from '../../../lib/clock.ts';
import { stableUuid } from '../../../lib/ids.ts';
import { addDays, asOfEnd, type Day } from '../../../lib/period.ts';
import type { Rng } from '../../../lib/rng.ts';
import type { TestEngines } from '../../../platform/testing/test-engines.ts';

type Row = Record<string, unknown>;

/** Rows of one company, by table; `event` and `usage_period` are the usage store's. */
export type Company = Record<string, Row[]>;

const tables = ['source', 'account', 'field_version', 'person', 'agreement_line', 'invoice', 'ticket', 'activity', 'survey_answer', 'business_change', 'feature'];
const usageTables = ['event', 'usage_period', 'identity'];

/** A random company of records around `from` to `to`, with every kind of record, late knowledge and cancellations. */
export function randomCompany(rng: Rng, from: Day, days: number, accounts = 4): Company {
  const day = (lo = 0, hi = days) => addDays(from, rng.int(lo, hi));
  const instant = (on = day()) => `${on}T${String(rng.int(0, 23)).padStart(2, '0')}:30:00.000Z`;
  const maybe = <T>(p: number, value: () => T): T | null => (rng.chance(p) ? value() : null);
  const later = (on: Day, most: number) => addDays(on, rng.int(0, most));
  const company: Company = Object.fromEntries([...tables, ...usageTables].map((table) => [table, []]));
  const add = (table: string, row: Row) => void company[table]?.push({ id: stableUuid(table, company[table].length), source_id: 'crm', custom: {}, known_at: instant(), ...row });
  for (const id of ['crm', 'app', 'totals']) add('source', { id, kind: 'file', name: id, sample: false, created_at: `${from}T00:00:00Z` });
  for (const name of ['report', 'export', 'share']) company['feature']?.push({ name, core: name !== 'share', first_seen_on: day(0, 60) });
  for (let i = 1; i <= accounts; i++) addAccount(`a${i}`, i);
  return company;

  function addAccount(account_id: string, i: number): void {
    add('account', { id: account_id, name: account_id, customer_since: maybe(0.5, () => day(0, 100)), seats: maybe(0.5, () => 20), segment: maybe(0.5, () => 'smb'), provisional: false });
    if (rng.chance(0.5)) add('field_version', { entity: 'account', entity_id: account_id, field: 'seats', value: rng.int(5, 50), happened_at: maybe(0.5, () => instant()) });
    for (let n = rng.int(0, 4); n > 0; n--) addPerson(account_id);
    for (let n = rng.int(0, 4); n > 0; n--) addLine(account_id);
    for (let n = rng.int(0, 8); n > 0; n--) addTicket(account_id);
    for (let n = rng.int(0, 6); n > 0; n--) addOthers(account_id);
    addUsage(i);
  }

  function addPerson(account_id: string): void {
    const joined = maybe(0.6, () => day());
    add('person', { account_id, name: 'P', role: maybe(0.6, () => rng.pick(['champion', 'executive_sponsor', 'user'])), joined_on: joined, left_on: maybe(0.4, () => later(joined ?? from, 200)) });
    if (rng.chance(0.3)) add('field_version', { entity: 'person', entity_id: company['person']?.at(-1)?.['id'], field: 'role', value: 'champion', happened_at: null });
  }

  function addLine(account_id: string): void {
    const start_on = day();
    const ended_on = maybe(0.3, () => later(start_on, 300));
    add('agreement_line', {
      account_id, kind: 'recurring', product: rng.pick(['core', 'addon']), contract_ref: maybe(0.5, () => rng.pick(['c1', 'c2'])), quantity: rng.int(5, 50), unit: 'seat', annual_minor: rng.int(1, 90) * 1000,
      currency: rng.pick(['USD', 'USD', 'EUR']), discount: maybe(0.3, () => 0.1), start_on, term_end: maybe(0.8, () => addDays(start_on, rng.pick([30, 90, 365]))),
      ended_on, ended_known_on: ended_on && maybe(0.5, () => addDays(ended_on, rng.int(-40, 10))), notice_days: maybe(0.5, () => 30), opt_out_on: maybe(0.2, () => later(start_on, 300)), auto_renew: maybe(0.7, () => rng.chance(0.5)),
    });
  }

  function addTicket(account_id: string): void {
    const opened = day();
    const solved = maybe(0.6, () => instant(later(addDays(opened, 1), 60)));
    add('ticket', {
      account_id, person_id: maybe(0.3, () => company['person']?.findLast((person) => person['account_id'] === account_id)?.['id'] ?? null), subject: rng.pick(['We may cancel', 'Moving to a competitor', 'Question', '']), priority: rng.pick(['urgent', 'normal']),
      opened_at: instant(opened), first_reply_at: maybe(0.7, () => instant(later(addDays(opened, 1), 5))), solved_at: solved, escalated_at: maybe(0.2, () => instant(later(opened, 40))),
      reopened_at: maybe(0.3, () => instant(later(opened, 80))), status: maybe(0.3, () => 'closed'), status_known_at: instant(), csat_score: maybe(0.4, () => rng.int(1, 5)), csat_max: 5,
      csat_at: maybe(0.7, () => instant(later(opened, 60))), tone: maybe(0.6, () => 0.5 * rng.int(-2, 2)),
    });
  }

  function addOthers(account_id: string): void {
    const issued = day();
    const person = company['person']?.findLast((row) => row['account_id'] === account_id)?.['id'] ?? null;
    add('invoice', { account_id, issued_on: issued, due_on: maybe(0.9, () => addDays(issued, 30)), paid_on: maybe(0.6, () => later(issued, 90)), amount_minor: rng.int(1, 90) * 100, currency: rng.pick(['USD', 'EUR']), status: maybe(0.3, () => rng.pick(['paid', 'void', 'open'])), status_known_at: instant() });
    add('activity', { account_id, person_id: rng.chance(0.5) ? person : null, kind: rng.pick(['email', 'meeting', 'note']), direction: rng.pick(['in', 'out', null]), at: instant(), body: rng.pick(['please cancel', 'hello', null]), tone: null });
    add('survey_answer', { account_id, person_id: rng.chance(0.5) ? person : null, respondent: rng.pick(['x', 'y']), survey: rng.pick(['nps', 'csat']), score: rng.int(0, 10), scale_max: 10, answered_at: instant(), provisional: rng.chance(0.1) });
    if (rng.chance(0.3)) add('business_change', { account_id, kind: rng.pick(['churn', 'funding', 'merger']), on_day: day() });
  }

  function addUsage(i: number): void {
    company['identity']?.push({ kind: 1, source: 'app', key: `g${i}`, account: i, version: 1 }, { kind: 2, source: 'app', key: `u${i}`, account: i, version: 1 }, { kind: 1, source: 'totals', key: `g${i}`, account: i, version: 1 });
    for (let n = rng.int(0, 120); n > 0; n--) {
      const at = instant();
      company['event']?.push({ source: 'app', group_key: rng.chance(0.8) ? `g${i}` : '', user_key: rng.pick([`u${i}`, `u${i}`, `v${i}`, '']), at, name: rng.pick(['report', 'export', 'share', 'other']), props: '', known_at: instant(), key: stableUuid(i, n) });
    }
    for (let w = 0; rng.chance(0.96) && w < days / 7; w++) {
      if (i % 2) company['usage_period']?.push({ source: 'totals', group_key: `g${i}`, user_key: '', start_on: addDays(from, 7 * w), days: 7, name: 'report', events: rng.int(0, 50), users: rng.int(0, 5), value: null, known_at: instant(), key: stableUuid('w', i, w), version: 1 });
    }
  }
}

const blankWhenLater: Record<string, readonly (readonly [times: readonly string[], fields: readonly string[]])[]> = {
  ticket: [[['first_reply_at'], ['first_reply_at']], [['solved_at'], ['solved_at']], [['escalated_at'], ['escalated_at']], [['reopened_at'], ['reopened_at']], [['status_known_at'], ['status', 'status_known_at']]],
  invoice: [[['paid_on'], ['paid_on']], [['status_known_at'], ['status', 'status_known_at']]],
  agreement_line: [[['ended_known_on', 'ended_on'], ['ended_on', 'ended_known_on']]],
  person: [[['left_on'], ['left_on']], [['known_at'], ['role']]],
  account: [[['customer_since'], ['customer_since']], [['known_at'], ['seats', 'segment']]],
};

const happened: Record<string, readonly string[]> = {
  ticket: ['opened_at'], invoice: ['issued_on'], agreement_line: ['start_on'], person: ['joined_on', 'known_at'], activity: ['at'], survey_answer: ['answered_at'], business_change: ['on_day'],
  field_version: ['happened_at', 'known_at'], event: ['at'],
};

/** The same company as it stood at the end of a day: later rows are gone, later values of earlier rows are blank. */
export function cutCompany(company: Company, day: Day): Company {
  const isLater = (value: unknown) => typeof value === 'string' && (value.length === 10 ? value > day : toDate(value) >= asOfEnd(day));
  const firstOf = (row: Row, fields: readonly string[]) => fields.map((field) => row[field]).find((value) => value !== null && value !== undefined);
  return Object.fromEntries(Object.entries(company).map(([table, rows]) => [table, rows
    .filter((row) => !isLater(firstOf(row, happened[table] ?? [])) && !(table === 'usage_period' && isLater(addDays(String(row['start_on']), Number(row['days']) - 1))))
    .map((row) => {
      const copy = { ...row };
      for (const version of company['field_version'] ?? []) if (version['entity_id'] === row['id']) copy[String(version['field'])] = null;
      if (table === 'ticket' && isLater(firstOf(row, ['csat_at', 'solved_at', 'known_at']))) Object.assign(copy, { csat_score: null, csat_at: null });
      for (const [times, fields] of blankWhenLater[table] ?? []) if (isLater(firstOf(row, times))) for (const field of fields) copy[field] = null;
      return copy;
    })]));
}

/** Replaces everything in both engines by the company. */
export async function loadCompany({ db, analytics }: TestEngines, company: Company): Promise<void> {
  await db.tx(async (tx) => {
    // A record may name a person who is only known later; in a cut company that person is not there yet.
    await tx.query('set local session_replication_role = replica');
    await tx.query(`truncate ${tables.join(', ')} restart identity cascade`);
    for (const table of tables) {
      const rows = company[table] ?? [];
      const known = new Set((await tx.query<{ name: string }>("select column_name as name from information_schema.columns where table_name = $1 and is_identity = 'NO'", [table])).map((row) => row.name));
      const columns = Object.keys(rows[0] ?? {}).filter((column) => known.has(column));
      if (rows.length) await tx.query(`insert into ${table} (${columns.join(', ')}) select ${columns.join(', ')} from json_populate_recordset(null::${table}, $1::json)`, [JSON.stringify(rows)]);
    }
  });
  for (const table of [...usageTables, 'usage_seen']) await analytics.exec(`truncate table ${table}`);
  for (const table of usageTables) await analytics.insert(table, company[table] ?? []);
}
