import type { Db } from '../../platform/postgres/database.ts';

/**
 * Fills the temporary table `member_ref` (value, id) for the owner names or e-mail addresses that `select` yields as `value`;
 * a member that is not there is created. Addresses and names are compared without case.
 */
export async function resolveMembers(tx: Db, select: string): Promise<void> {
  await tx.query('create temp table if not exists member_ref (value text primary key, id text) on commit drop');
  await tx.query('truncate member_ref');
  await tx.query(`insert into member_ref (value) select distinct value from (${select}) f where value is not null`);
  await tx.query(
    `insert into member (id, name, email, key)
     select distinct on (lower(trim(value))) 'mem_' || md5(lower(trim(value))), case when value like '%@%' then initcap(replace(split_part(value, '@', 1), '.', ' ')) else trim(value) end,
       case when value like '%@%' then lower(trim(value)) end, lower(trim(value))
     from member_ref r where not exists (select 1 from member m where m.key = lower(trim(r.value)) or lower(m.email) = lower(trim(r.value)) or lower(m.name) = lower(trim(r.value)))
     order by lower(trim(value)), value on conflict do nothing`,
  );
  await tx.query(
    `update member_ref r set id = m.id from (select distinct on (r2.value) r2.value, m2.id from member_ref r2
       join member m2 on m2.key = lower(trim(r2.value)) or lower(m2.email) = lower(trim(r2.value)) or lower(m2.name) = lower(trim(r2.value)) order by r2.value, m2.id) m
     where m.value = r.value`,
  );
}
