-- Emptying the versions at once is a change too.
create trigger no_truncate before truncate on definition_versions
    for each statement execute function refuse_change();
