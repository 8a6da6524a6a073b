-- A closed company lets nobody in and does no work; its records stay as they are.
alter table companies add column closed boolean not null default false;
