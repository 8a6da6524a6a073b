-- What a seal covers, so that verifying names the row and not just the seal: its ids and their hashes, in order.
alter table zhihe_audit_seal
    add column ids uuid[] not null default '{}',
    add column leaves bytea not null default '';
