-- When each scheduled line of each company is due next. One table for all, so that one look finds what is due.

create table schedule (
    company int not null,
    line text collate "C" not null,
    every text not null,
    due_at timestamptz not null,
    constraint schedule_pk primary key (company, line)
);
create index schedule_due on schedule (due_at);

-- The last seal of each company's trail, apart from the trail: a cut of the tail does not reach it.
create table seal_heads (
    company int constraint seal_heads_pk primary key,
    number bigint not null,
    chain bytea not null
);
