-- Where the user of a session works now; it presets forms and lists.
alter table sessions add column site text not null default '';
