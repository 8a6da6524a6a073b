-- Whoever changes a job tells the open pages of its user how far it is, with the commit.
create function zhihe_announce_job() returns trigger language plpgsql as $$
begin
    perform pg_notify('zhihe_events', json_build_object(
        'company', tg_table_schema,
        'job', json_build_object(
            'id', new.id, 'state', new.state, 'done', new.done, 'total', new.total, 'user', new.user_id
        )
    )::text);
    return null;
end $$;
create trigger zhihe_job_events after insert or update of state, done, total on zhihe_job
    for each row execute function zhihe_announce_job();
