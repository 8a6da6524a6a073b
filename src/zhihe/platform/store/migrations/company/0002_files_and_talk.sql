-- What people add around records: files, attachments, comments, saved views; and where a file is used.
-- «model» holds the name of the model's table, which a rename of the model keeps.

create table zhihe_file (
    id uuid constraint zhihe_file_pk primary key,
    sha256 text collate "C" not null,
    name text not null,
    type text collate "C" not null,
    size bigint not null,
    width int,
    height int,
    user_id uuid not null,
    at timestamptz not null
);
create index zhihe_file_sha256 on zhihe_file (sha256);

-- A file in a field of a record, or of one of its lines: who may read the field may read the file.
create table zhihe_file_use (
    file_id uuid not null references zhihe_file (id),
    model text collate "C" not null,
    record_id uuid not null,
    field text collate "C" not null,
    constraint zhihe_file_use_pk primary key (file_id, model, record_id, field)
);
create index zhihe_file_use_record on zhihe_file_use (model, record_id);

create table zhihe_attachment (
    model text collate "C" not null,
    record_id uuid not null,
    file_id uuid not null references zhihe_file (id),
    user_id uuid not null,
    at timestamptz not null,
    constraint zhihe_attachment_pk primary key (model, record_id, file_id)
);
create index zhihe_attachment_file on zhihe_attachment (file_id);

create table zhihe_comment (
    id uuid constraint zhihe_comment_pk primary key,
    model text collate "C" not null,
    record_id uuid not null,
    user_id uuid not null,
    at timestamptz not null,
    text text not null,
    mentions uuid[] not null default '{}'
);
create index zhihe_comment_record on zhihe_comment (model, record_id, at);

create table zhihe_view (
    id uuid constraint zhihe_view_pk primary key,
    model text collate "C" not null,
    name text not null,
    owner uuid not null,
    shared boolean not null default false,
    preset boolean not null default false,
    state text not null,
    at timestamptz not null,
    constraint zhihe_view_name unique (model, owner, name)
);
create unique index zhihe_view_preset on zhihe_view (model, owner, shared) where preset;

create index zhihe_notification_unread on zhihe_notification (user_id) where read_at is null;
