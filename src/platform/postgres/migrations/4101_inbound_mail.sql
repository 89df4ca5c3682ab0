-- What came back on e-mail that left: answers, automatic answers, bounces and complaints.
-- The local part of a message's Message-ID, by which what comes back is matched.
alter table action_delivery add column mail_id text;
update action_delivery set mail_id = substr(encode(sha256(convert_to(id, 'UTF8')), 'hex'), 1, 40) where channel = 'email';
create index action_delivery_mail on action_delivery (mail_id) where mail_id is not null;
create index action_delivery_address on action_delivery (lower(recipient), sent_at) where channel = 'email';

create table inbound_mail (
  id text primary key,                  -- of the message: the same mail handed in again is the same entry
  kind text not null check (kind in ('reply', 'auto_reply', 'bounce', 'soft_bounce', 'complaint', 'forged')),
  delivery_id text not null references action_delivery on delete cascade,
  action_id text not null references action on delete cascade,
  account_id text not null references account on delete cascade,
  person_id text,                       -- who wrote, where that is one of the account's people
  activity_id text,                     -- a reply's record on the timeline
  sender text not null,
  subject text,
  note text,                            -- what the mail server said, or why it was not believed
  at timestamptz not null,              -- business time
  received_at timestamptz not null,     -- business time
  settled_at timestamptz,               -- a reply that somebody has dealt with
  settled_by text
);
create index inbound_mail_open on inbound_mail (account_id, at) where kind = 'reply' and settled_at is null;
create index inbound_mail_action on inbound_mail (action_id, at);
create index inbound_mail_received on inbound_mail (received_at) where kind = 'reply';
