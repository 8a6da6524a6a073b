-- Imports of files: what was uploaded, what became of it. The file is kept until it is loaded or given up.

create table zhihe_import (
    id uuid constraint zhihe_import_pk primary key,
    at timestamptz not null,
    user_id uuid not null,
    model text collate "C" not null,
    file text not null,
    sha256 text not null,
    size bigint not null,
    state text collate "C" not null constraint zhihe_import_state
        check (state in ('checked', 'waiting', 'running', 'done', 'failed', 'cancelled')),
    mode text collate "C" not null,
    on_known text collate "C" not null,
    mapping jsonb,
    corrections jsonb not null default '[]',
    columns jsonb not null default '[]',
    counts jsonb not null default '{}',
    errors jsonb not null default '[]',
    wrong_rows bytea,
    changed_at timestamptz not null,
    content bytea,
    job_id uuid,
    constraint zhihe_import_content check (content is not null or state in ('done', 'cancelled'))
);
create index zhihe_import_user on zhihe_import (user_id, at);
create index zhihe_import_model on zhihe_import (model, at);
