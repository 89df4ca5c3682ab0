-- Roles, invitations, passwords and preferences. The first user, who owned the instance, becomes its administrator.
alter table app_user alter column role drop default;
update app_user set role = 'admin' where role = 'owner';
alter table app_user add constraint app_user_role check (role in ('admin', 'leader', 'ops', 'csm', 'read_only'));
alter table app_user
  add column visibility text check (visibility in ('own', 'company')),  -- null follows the role and the company default
  add column password_hash text,
  add column preferences jsonb not null default '{}',
  add column invited_by text,
  add column accepted_at timestamptz,                                   -- null: invited, not there yet
  add column version integer not null default 1;
update app_user set accepted_at = created_at;
create unique index app_user_email on app_user (lower(email));

-- A user has one book; the book of a user is the accounts of one member.
create unique index member_user on member (user_id) where user_id is not null;

alter table sign_in_link add column purpose text not null default 'sign_in' check (purpose in ('sign_in', 'invite'));
create index sign_in_link_user on sign_in_link (user_id);
create index session_of_user on session (user_id);

-- `user_id`: the person in whose name a key acts; it can never do more than that person may at the time. `member_id` limits it to one book.
alter table api_key add column role text check (role in ('agent')), add column member_id text, add column user_id text references app_user (id);
update api_key set user_id = created_by where created_by in (select id from app_user);
-- Sources and exchange rates were part of "write" and have a scope of their own now: keys made before keep what they could do.
update api_key set scopes = scopes || '{define}'::text[] where 'write' = any (scopes);

-- The audit trail is append-only.
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_append_only before update or delete or truncate on audit for each statement execute function refuse_audit_change();
create index audit_principal on audit (principal_id, id desc);
create index audit_operation on audit (operation, id desc);
create index audit_entity on audit (entity, id desc) where entity is not null;
