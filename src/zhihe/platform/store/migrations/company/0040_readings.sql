-- Who read sensitive fields: a row for each model a request showed some of. Evidence, as the trail is.
create table zhihe_reading (
    id uuid not null,
    at timestamptz not null,
    user_id uuid not null,
    model text collate "C" not null,
    fields text[] not null,
    -- Numbers, codes or ids of the first records; how many there were stands in count.
    records text[] not null,
    count bigint not null,
    address text not null default '',
    path text not null default '',
    request_id text not null default '',
    constraint zhihe_reading_pk primary key (at, id)
) partition by range (at);
create table zhihe_reading_default partition of zhihe_reading default;
create index zhihe_reading_user on zhihe_reading (user_id, at);
create index zhihe_reading_model on zhihe_reading (model, at);
create trigger zhihe_reading_append_only before update or delete on zhihe_reading
    for each row execute function zhihe.refuse_change();
create trigger no_truncate before truncate on zhihe_reading
    for each statement execute function zhihe.refuse_change();
create trigger no_truncate before truncate on zhihe_reading_default
    for each statement execute function zhihe.refuse_change();
