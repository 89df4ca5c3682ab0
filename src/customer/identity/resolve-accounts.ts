import type { Db } from '../../platform/postgres/database.ts';
import type { StagedBatch } from './staged-batch.ts';
import { publicMailDomains } from './public-mail-domains.ts';

const lookups: Record<StagedBatch['accountBy'], readonly string[]> = {
  id: [
    `update account_ref r set account_id = e.entity_id from external_id e where r.account_id is null and e.source_id = $1 and e.entity = 'account' and e.value = r.ref`,
  ],
  domain: [
    `update account_ref r set account_id = a.id from (select lower(domain) as domain, min(coalesce(merged_into, id)) as id from account where domain is not null group by 1) a
     where r.account_id is null and $1 <> '' and a.domain = regexp_replace(regexp_replace(lower(r.ref), '^([a-z]+://)?(www\\.)?', ''), '[/?#:].*$', '')`,
  ],
  name: [
    `update account_ref r set account_id = a.id from (select lower(trim(name)) as name, min(coalesce(merged_into, id)) as id from account group by 1) a
     where r.account_id is null and $1 <> '' and a.name = lower(trim(r.ref))`,
  ],
  email: [
    `update account_ref r set account_id = p.account_id from (select distinct on (lower(email)) lower(email) as email, account_id from person where account_id is not null order by lower(email), id) p
     where r.account_id is null and $1 <> '' and p.email = lower(r.ref)`,
    `update account_ref r set account_id = a.id from (select lower(domain) as domain, min(coalesce(merged_into, id)) as id from account where domain is not null group by 1) a
     where r.account_id is null and $1 <> '' and a.domain = lower(split_part(r.ref, '@', 2))`,
  ],
  person: [
    `update account_ref r set account_id = p.account_id from external_id e join person p on p.id = e.entity_id
     where r.account_id is null and e.source_id = $1 and e.entity = 'person' and e.value = r.ref`,
  ],
  line: [
    `update account_ref r set account_id = l.account_id from external_id e join agreement_line l on l.id = e.entity_id
     where r.account_id is null and e.source_id = $1 and e.entity = 'line' and e.value = r.ref`,
  ],
  ticket: [
    `update account_ref r set account_id = t.account_id from external_id e join ticket t on t.id = e.entity_id
     where r.account_id is null and e.source_id = $1 and e.entity = 'ticket' and e.value = r.ref`,
    `update account_ref r set account_id = t.account_id from ticket t where r.account_id is null and t.source_id = $1 and t.number = r.ref`,
  ],
};

/** What an account is made of where a reference names one that is not there yet; null where the reference cannot name an account by itself. */
const provisional: Record<StagedBatch['accountBy'], { name: string; domain: string; where: string } | null> = {
  id: { name: 'coalesce(r.name, r.ref)', domain: 'null', where: 'true' },
  domain: { name: 'coalesce(r.name, lower(r.ref))', domain: `regexp_replace(regexp_replace(lower(r.ref), '^([a-z]+://)?(www\\.)?', ''), '[/?#:].*$', '')`, where: `r.ref like '%.%'` },
  name: { name: 'trim(r.ref)', domain: 'null', where: 'true' },
  email: { name: `coalesce(r.name, lower(split_part(r.ref, '@', 2)))`, domain: `lower(split_part(r.ref, '@', 2))`, where: `r.ref like '%@%.%' and lower(split_part(r.ref, '@', 2)) <> all ($4::text[])` },
  person: null,
  line: null,
  ticket: null,
};

/**
 * Fills the temporary table `account_ref` (ref, name, account_id) from `select`, a statement of `ref` and `name`, and finds the account of each reference.
 * An account that is only mentioned is created as provisional, to be filled in by its own record whenever that comes. References that cannot name one
 * (an unknown person, a private mail address) stay without account.
 */
export async function resolveAccounts(tx: Db, batch: StagedBatch, select: string, params: readonly unknown[] = []): Promise<void> {
  await tx.query('create temp table if not exists account_ref (ref text primary key, name text, account_id text) on commit drop');
  await tx.query('truncate account_ref');
  await tx.query(`insert into account_ref (ref, name) select ref, max(name) from (${select}) f where ref is not null group by ref`, params);
  for (const statement of lookups[batch.accountBy]) await tx.query(statement, [batch.sourceId]);
  const made = provisional[batch.accountBy];
  if (!made) return;
  const key = batch.accountBy === 'id' ? 'r.ref' : `(${batch.accountBy === 'name' ? 'lower(trim(r.ref))' : made.domain})`;
  const id = `'acc_' || md5($1 || '|${batch.accountBy === 'email' ? 'domain' : batch.accountBy}|' || ${key})`;
  const values = [batch.sourceId, batch.knownAt, batch.accountBy, publicMailDomains];
  await tx.query(
    `insert into account (id, name, domain, provisional, source_id, known_at)
     select distinct on (1) ${id}, ${made.name}, ${made.domain}, true, $1, $2::timestamptz from account_ref r
     where r.account_id is null and $3 <> '' and cardinality($4::text[]) > 0 and ${made.where} order by 1, 2 on conflict (id) do nothing`,
    values,
  );
  await tx.query(`update account_ref r set account_id = a.id from account a where r.account_id is null and $2 <> '' and $3 <> '' and cardinality($4::text[]) > 0 and ${made.where} and a.id = ${id}`, values);
  if (batch.accountBy === 'id') {
    await tx.query(
      `insert into external_id (source_id, entity, value, entity_id, known_at) select $1, 'account', ref, account_id, $2::timestamptz from account_ref where account_id is not null on conflict do nothing`,
      [batch.sourceId, batch.knownAt],
    );
  }
}

/** Sets `account_id` and `person_id` of the staged rows; a row without an account reference takes its person's account. */
export async function resolveStage(tx: Db, batch: StagedBatch): Promise<void> {
  await resolveAccounts(tx, batch, 'select account_ref as ref, account_name as name from stage');
  await tx.query('update stage s set account_id = r.account_id from account_ref r where r.ref = s.account_ref');
  await tx.query(
    `update stage s set person_id = e.entity_id from external_id e where s.person_ref is not null and e.source_id = $1 and e.entity = 'person' and e.value = s.person_ref`,
    [batch.sourceId],
  );
  await tx.query(
    `update stage s set person_id = p.id from (select distinct on (lower(email)) lower(email) as email, id from person where email is not null order by lower(email), id) p
     where s.person_id is null and s.person_ref like '%@%' and p.email = lower(s.person_ref)`,
  );
  await tx.query('update stage s set account_id = p.account_id from person p where s.account_id is null and s.account_ref is null and p.id = s.person_id');
  await resolveAccounts(tx, { ...batch, accountBy: 'email' }, `select person_ref as ref, null::text as name from stage where account_id is null and account_ref is null and person_ref like '%@%'`);
  await tx.query('update stage s set account_id = r.account_id from account_ref r where s.account_id is null and s.account_ref is null and r.ref = s.person_ref');
}
