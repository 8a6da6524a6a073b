-- Emptying a table at once is a change too; partitions made later carry the trigger of their own.
create trigger no_truncate before truncate on zhihe_audit
    for each statement execute function zhihe.refuse_change();
create trigger no_truncate before truncate on zhihe_audit_default
    for each statement execute function zhihe.refuse_change();
create trigger no_truncate before truncate on zhihe_audit_seal
    for each statement execute function zhihe.refuse_change();
