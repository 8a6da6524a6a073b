-- What all companies of an installation share: who they are, which definitions they run, who may sign in.

create table companies (
    number int generated always as identity primary key,
    key text collate "C" not null,
    name text not null,
    version int not null default 0,
    hash text not null default '',
    created_at timestamptz not null default now(),
    constraint companies_key unique (key)
);

-- Immutable: a publish or a roll back adds a row. The content is text, since jsonb would reorder it.
create table definition_versions (
    id uuid primary key,
    company int not null references companies (number),
    version int not null,
    hash text not null,
    content text not null,
    plan text not null,
    published_at timestamptz not null default now(),
    by uuid,
    note text not null default '',
    constraint definition_versions_version unique (company, version)
);

create table users (
    id uuid primary key,
    login text collate "C" not null,
    name text not null,
    email text not null default '',
    phone text not null default '',
    language text not null default 'zh',
    password text,
    password_at timestamptz,
    disabled boolean not null default false,
    administrator boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint users_login unique (login)
);

create table memberships (
    user_id uuid not null references users (id),
    company int not null references companies (number),
    roles text[] not null default '{}',
    sites text[] not null default '{}',
    department text not null default '',
    primary key (user_id, company)
);
create index memberships_company on memberships (company);

-- Only hashes of the secrets are kept: who reads the table cannot sign in with it.
create table sessions (
    hash bytea primary key,
    user_id uuid not null references users (id),
    company int references companies (number),
    created_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    address text not null default '',
    agent text not null default ''
);
create index sessions_user on sessions (user_id);
create index sessions_expires on sessions (expires_at);

create table tokens (
    id uuid primary key,
    prefix text collate "C" not null,
    hash bytea not null,
    name text not null,
    user_id uuid not null references users (id),
    company int not null references companies (number),
    scopes text[] not null default '{}',
    addresses text[] not null default '{}',
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    seen_at timestamptz,
    constraint tokens_prefix unique (prefix)
);
create index tokens_user on tokens (user_id);

create table one_time_links (
    hash bytea primary key,
    user_id uuid not null references users (id),
    purpose text not null,
    created_by uuid,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz
);
create index one_time_links_user on one_time_links (user_id);

-- One row per slot, not per name tried: a flood of unknown logins cannot make it grow.
create table login_attempts (
    slot int primary key,
    failures int not null default 0,
    blocked_until timestamptz,
    at timestamptz not null default now()
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger definition_versions_append_only before update or delete on definition_versions
    for each row execute function refuse_change();
