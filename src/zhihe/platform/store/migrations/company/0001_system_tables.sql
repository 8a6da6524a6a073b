-- What every company has beside the tables of its models. Run with the company's schema first in the search path.

create table zhihe_audit (
    id uuid not null,
    at timestamptz not null,
    user_id uuid,
    app text not null default '',
    model text collate "C" not null,
    record_id text collate "C" not null,
    action text collate "C" not null,
    version int,
    changes text not null,
    cause_id uuid,
    rule text not null default '',
    request_id text not null default '',
    reason text not null default '',
    definition_version bigint not null,
    leaf bytea not null,
    -- The seal takes rows whose transaction is older than every running one.
    xid xid8 not null default pg_current_xact_id(),
    constraint zhihe_audit_pk primary key (at, id)
) partition by range (at);
create table zhihe_audit_default partition of zhihe_audit default;
create index zhihe_audit_record on zhihe_audit (model, record_id, at);
create index zhihe_audit_user on zhihe_audit (user_id, at);
create index zhihe_audit_cause on zhihe_audit (cause_id);
create index zhihe_audit_request on zhihe_audit (request_id);
create index zhihe_audit_xid on zhihe_audit (xid);
create trigger zhihe_audit_append_only before update or delete on zhihe_audit
    for each row execute function zhihe.refuse_change();

-- A seal covers the rows with from_xid <= xid < to_xid; chain = hash(previous chain, root).
create table zhihe_audit_seal (
    number bigint constraint zhihe_audit_seal_pk primary key,
    sealed_at timestamptz not null default now(),
    from_xid xid8 not null,
    to_xid xid8 not null,
    rows bigint not null,
    root bytea not null,
    chain bytea not null
);
create trigger zhihe_audit_seal_append_only before update or delete on zhihe_audit_seal
    for each row execute function zhihe.refuse_change();

create table zhihe_idempotency (
    principal text collate "C" not null,
    key text collate "C" not null,
    request_hash bytea not null,
    status int not null,
    answer bytea not null,
    at timestamptz not null default now(),
    constraint zhihe_idempotency_key primary key (principal, key)
);
create index zhihe_idempotency_at on zhihe_idempotency (at);

create table zhihe_number (
    scope text collate "C" not null,
    prefix text collate "C" not null,
    value bigint not null,
    constraint zhihe_number_pk primary key (scope, prefix)
);

create table zhihe_setting (
    key text collate "C" constraint zhihe_setting_pk primary key,
    value jsonb,
    updated_at timestamptz not null default now(),
    updated_by uuid
);

create table zhihe_notification (
    id uuid constraint zhihe_notification_pk primary key,
    user_id uuid not null,
    at timestamptz not null default now(),
    text jsonb not null,
    model text not null default '',
    record_id text not null default '',
    read_at timestamptz
);
create index zhihe_notification_user on zhihe_notification (user_id, at);
