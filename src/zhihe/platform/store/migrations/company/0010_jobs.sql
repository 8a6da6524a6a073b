-- Background work of the company. The queue itself (schema jobs) only says what is due; the truth stands here.

create table zhihe_job (
    id uuid constraint zhihe_job_pk primary key,
    name text collate "C" not null,
    key text collate "C",
    payload text not null,
    -- The mandate: in whose name the job acts, for which app, and with which authorities over ledgers.
    user_id uuid not null,
    app text collate "C" not null default '',
    authority text[] not null default '{}',
    cause_model text collate "C" not null default '',
    cause_record text collate "C" not null default '',
    cause_rule text not null default '',
    cause_id uuid,
    state text collate "C" not null default 'waiting',
    -- One entry of the queue is one turn; an entry of an older turn does nothing.
    turn int not null default 1,
    attempts int not null default 0,
    max_attempts int not null,
    enqueued_at timestamptz not null default now(),
    scheduled_at timestamptz not null default now(),
    started_at timestamptz,
    ended_at timestamptz,
    error text not null default '',
    done bigint,
    total bigint,
    cancel boolean not null default false
);
create unique index zhihe_job_key on zhihe_job (name, key) where key is not null;
create index zhihe_job_state on zhihe_job (state, id);
create index zhihe_job_user on zhihe_job (user_id, id);

-- A part of a job that has had its effect: written in the transaction of the effect, so that it has it once.
create table zhihe_job_done (
    job_id uuid not null,
    part text collate "C" not null,
    at timestamptz not null default now(),
    constraint zhihe_job_done_pk primary key (job_id, part)
);
