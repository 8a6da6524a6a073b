"""The companies of the installation and who belongs to them: rows of the shared schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhihe.platform.store.session import SharedTransaction

Row = dict[str, Any]

_COMPANIES = """
select c.key, c.name, c.version, c.closed, c.created_at,
       (select count(*) from memberships m join users u on u.id = m.user_id
        where m.company = c.number and not u.disabled)::int as users,
       (select coalesce(sum(pg_total_relation_size(t.oid)), 0) from pg_class t join pg_namespace n
        on n.oid = t.relnamespace where n.nspname = c.key and t.relkind = 'r')::bigint as size
from companies c
"""


def companies(tx: SharedTransaction) -> list[Row]:
    """All companies with how many may enter and how many bytes they take."""
    return tx.rows(f"{_COMPANIES} order by c.number")


def company(tx: SharedTransaction, key: str) -> Row | None:
    """One company, as in the list."""
    found = tx.rows(f"{_COMPANIES} where c.key = %s", [key])
    return found[0] if found else None


def closed(tx: SharedTransaction, key: str) -> bool:
    """Whether a company is closed."""
    return bool(tx.rows("select 1 from zhihe.companies where key = %s and closed", [key]))


def rename(tx: SharedTransaction, key: str, name: str) -> int:
    """Give a company another name; the key stays, for it names the schema."""
    return tx.execute("update companies set name = %s where key = %s", [name, key])


def set_closed(tx: SharedTransaction, key: str, *, closed: bool) -> int:
    """Close or reopen a company; closing ends all sessions in it."""
    count = tx.execute("update companies set closed = %s where key = %s", [closed, key])
    if closed:
        tx.execute(
            "delete from sessions s using companies c where c.number = s.company and c.key = %s and c.closed", [key]
        )
    return count


def members(tx: SharedTransaction, key: str) -> list[Row]:
    """Who may enter a company, with roles; disabled users too, for they keep their roles."""
    return tx.rows(
        "select u.id::text as id, u.login, u.name, u.disabled, u.administrator, m.roles from memberships m"
        " join users u on u.id = m.user_id join companies c on c.number = m.company where c.key = %s order by u.login",
        [key],
    )


def remove_member(tx: SharedTransaction, user_id: str, key: str) -> int:
    """Let a user no longer into a company: membership, sessions and tokens there end together."""
    given = {"user": user_id, "company": key}
    of = "(select number from companies where key = %(company)s)"
    tx.execute(f"delete from sessions where user_id = %(user)s and company = {of}", given)  # noqa: S608
    tx.execute(
        f"update tokens set revoked_at = now() where user_id = %(user)s and company = {of} and revoked_at is null",  # noqa: S608
        given,
    )
    return tx.execute(f"delete from memberships where user_id = %(user)s and company = {of}", given)  # noqa: S608
