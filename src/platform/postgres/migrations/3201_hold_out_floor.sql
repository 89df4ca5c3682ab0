-- The floor in whole units of the account's own currency: minor units are not hundredths in every currency.
alter table playbook_hold_out add column floor double precision;
update playbook_hold_out set floor = floor_minor / 100.0 where floor_minor is not null;
alter table playbook_hold_out drop column floor_minor;
