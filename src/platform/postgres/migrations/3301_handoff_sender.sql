-- Who sent a hand-off, to the principal (`kind:id`), not only the person behind it: that one withdraws it. `key`: the same one of one sender never makes a second.
alter table handoff add column sender text;
alter table handoff add column key text;
create unique index handoff_key on handoff (sender, key) where key is not null;
