"""Users, memberships, sessions and tokens: the rows of the shared schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhihe.platform.store.session import SharedTransaction

Row = dict[str, Any]

_USER = """
select u.id::text as id, u.login, u.name, u.language, u.password, u.disabled, u.administrator from users u
"""
_SEAT = """
select u.id::text as id, u.login, u.name, u.language, u.disabled, u.administrator,
       c.key as company, c.closed, m.roles, m.sites
from users u
join memberships m on m.user_id = u.id
join companies c on c.number = m.company
"""


def add_user(tx: SharedTransaction, user: Row) -> None:
    """Insert a user; the login is unique."""
    tx.execute(
        "insert into users (id, login, name, language, password, password_at, administrator)"
        " values (%(id)s, %(login)s, %(name)s, %(language)s, %(password)s, now(), %(administrator)s)",
        user,
    )


def user_by_login(tx: SharedTransaction, login: str) -> Row | None:
    """The user of this login, with the password's hash."""
    found = tx.rows(f"{_USER} where u.login = %s", [login])
    return found[0] if found else None


def user_by_id(tx: SharedTransaction, user_id: str) -> Row | None:
    """The user of this id, with the password's hash."""
    found = tx.rows(f"{_USER} where u.id = %s", [user_id])
    return found[0] if found else None


def users(tx: SharedTransaction) -> list[Row]:
    """All users without their passwords, with their companies and roles."""
    return tx.rows(
        """
        select u.id::text as id, u.login, u.name, u.language, u.disabled, u.administrator, u.created_at,
               coalesce(jsonb_object_agg(c.key, to_jsonb(m.roles)) filter (where c.key is not null), '{}') as roles,
               coalesce(jsonb_object_agg(c.key, to_jsonb(m.sites)) filter (where c.key is not null), '{}') as sites
        from users u
        left join memberships m on m.user_id = u.id
        left join companies c on c.number = m.company
        group by u.id order by u.login
        """
    )


def members(tx: SharedTransaction, company: str) -> list[Row]:
    """The enabled members of a company, with what others may know of them."""
    return tx.rows(
        "select u.id::text as id, u.name, u.login from memberships m join users u on u.id = m.user_id"
        " join companies c on c.number = m.company where c.key = %s and not u.disabled order by u.name, u.login",
        [company],
    )


def company_name(tx: SharedTransaction, number: int) -> str:
    """The name of a company, as it stands on its papers."""
    return str(tx.rows("select name from zhihe.companies where number = %s", [number])[0]["name"])


def only_company(tx: SharedTransaction) -> str | None:
    """The name of the company where there is one and no other."""
    found = tx.rows("select name from zhihe.companies where not closed order by number limit 2")
    return str(found[0]["name"]) if len(found) == 1 else None


def set_language(tx: SharedTransaction, user_id: str, language: str) -> None:
    """The language a user reads."""
    tx.execute("update users set language = %s, updated_at = now() where id = %s", [language, user_id])


def move_session(tx: SharedTransaction, digest: bytes, company: str, site: str) -> None:
    """Let a session go on in another company, at a site or at none in particular."""
    tx.execute(
        "update sessions set company = c.number, site = %s from companies c where c.key = %s and sessions.hash = %s",
        [site, company, digest],
    )


def set_password(tx: SharedTransaction, user_id: str, password: str) -> int:
    """Replace a password's hash and end all sessions of the user."""
    count = tx.execute("update users set password = %s, password_at = now() where id = %s", [password, user_id])
    end_sessions(tx, user_id)
    return count


def set_disabled(tx: SharedTransaction, user_id: str, *, disabled: bool) -> int:
    """Disable or enable a user; a disabled one loses all sessions at once."""
    count = tx.execute("update users set disabled = %s where id = %s", [disabled, user_id])
    if disabled:
        end_sessions(tx, user_id)
    return count


def set_member(tx: SharedTransaction, user_id: str, company: str, roles: Sequence[str], sites: Sequence[str]) -> int:
    """Give a user roles and sites in a company, instead of those he had; 0 when there is no such company."""
    return tx.execute(
        """
        insert into memberships (user_id, company, roles, sites)
        select %(user)s, c.number, %(roles)s, %(sites)s from companies c where c.key = %(company)s
        on conflict (user_id, company) do update set roles = excluded.roles, sites = excluded.sites
        """,
        {"user": user_id, "company": company, "roles": list(roles), "sites": list(sites)},
    )


def seat(tx: SharedTransaction, user_id: str, company: str) -> Row | None:
    """The user as a member of a company."""
    found = tx.rows(f"{_SEAT} where u.id = %s and c.key = %s", [user_id, company])
    return found[0] if found else None


def companies_of(tx: SharedTransaction, user_id: str) -> list[Row]:
    """The companies a user belongs to, without those that are closed."""
    return tx.rows(
        "select c.key, c.name from memberships m join companies c on c.number = m.company"
        " where m.user_id = %s and not c.closed order by c.key",
        [user_id],
    )


def add_session(tx: SharedTransaction, session: Row) -> None:
    """Insert a session; only the hash of its secret is kept."""
    tx.execute(
        """
        insert into sessions (hash, user_id, company, created_at, seen_at, expires_at, address, agent)
        select %(hash)s, %(user_id)s, c.number, %(now)s, %(now)s, %(expires_at)s, %(address)s, %(agent)s
        from companies c where c.key = %(company)s
        """,
        session,
    )


def drop_ended(tx: SharedTransaction, user_id: str, now: dt.datetime) -> int:
    """Delete the sessions of a user that ended by themselves, so that their table does not grow."""
    return tx.execute("delete from sessions where user_id = %s and expires_at <= %s", [user_id, now])


def add_link(tx: SharedTransaction, link: Row) -> None:
    """Insert a one-time link, instead of the user's others of that purpose; only its secret's hash is kept."""
    tx.execute("delete from one_time_links where user_id = %(user_id)s and purpose = %(purpose)s", link)
    tx.execute(
        "insert into one_time_links (hash, user_id, purpose, created_by, created_at, expires_at)"
        " values (%(hash)s, %(user_id)s, %(purpose)s, %(by)s, %(now)s, %(expires_at)s)",
        link,
    )


def use_link(tx: SharedTransaction, digest: bytes, purpose: str, now: dt.datetime) -> Row | None:
    """The user of a link that is open, which is used up by this; None when it is unknown, used or expired."""
    found = tx.rows(
        """
        update one_time_links l set used_at = %(now)s from users u
        where l.hash = %(hash)s and l.purpose = %(purpose)s and l.used_at is null and l.expires_at > %(now)s
          and u.id = l.user_id and not u.disabled
        returning u.id::text as id, u.login
        """,
        {"hash": digest, "purpose": purpose, "now": now},
    )
    return found[0] if found else None


def use_signature(tx: SharedTransaction, digest: bytes, purpose: str, user_id: str, now: dt.datetime) -> Row | None:
    """The signer of a one-time secret he got for this purpose, which is used up by this; None for any other.

    It runs in the transaction of what is signed: where that does not come about, the secret stays.
    """
    found = tx.rows(
        """
        update zhihe.one_time_links l set used_at = %(now)s from zhihe.users u
        where l.hash = %(hash)s and l.purpose = %(purpose)s and l.used_at is null and l.expires_at > %(now)s
          and u.id = l.user_id and u.id = %(user)s and not u.disabled
        returning u.id::text as id, u.login, u.name
        """,
        {"hash": digest, "purpose": purpose, "user": user_id, "now": now},
    )
    return found[0] if found else None


def session_seat(tx: SharedTransaction, digest: bytes) -> Row | None:
    """The session of a secret's hash with its user and membership as they are now."""
    found = tx.rows(
        """
        select s.seen_at, s.expires_at, s.site, u.id::text as id, u.login, u.name, u.language, u.disabled,
               u.administrator,
               c.key as company, c.closed, coalesce(m.roles, '{}') as roles, coalesce(m.sites, '{}') as sites
        from sessions s
        join users u on u.id = s.user_id
        join companies c on c.number = s.company
        left join memberships m on m.user_id = s.user_id and m.company = s.company
        where s.hash = %s
        """,
        [digest],
    )
    return found[0] if found else None


def touch_session(tx: SharedTransaction, digest: bytes, now: dt.datetime) -> None:
    """Note that a session was used."""
    tx.execute("update sessions set seen_at = %s where hash = %s", [now, digest])


def end_session(tx: SharedTransaction, digest: bytes) -> int:
    """Delete one session."""
    return tx.execute("delete from sessions where hash = %s", [digest])


def end_sessions(tx: SharedTransaction, user_id: str) -> int:
    """Delete all sessions of a user."""
    return tx.execute("delete from sessions where user_id = %s", [user_id])


def add_token(tx: SharedTransaction, token: Row) -> None:
    """Insert an API token; only the hash of its secret is kept."""
    tx.execute(
        """
        insert into tokens (id, prefix, hash, name, user_id, company, scopes, expires_at)
        select %(id)s, %(prefix)s, %(hash)s, %(name)s, %(user_id)s, c.number, %(scopes)s, %(expires_at)s
        from companies c where c.key = %(company)s
        """,
        token,
    )


def token_seat(tx: SharedTransaction, prefix: str) -> Row | None:
    """The token of this prefix that is not revoked, with its user and membership as they are now."""
    found = tx.rows(
        """
        select t.hash, t.scopes, t.expires_at, u.id::text as id, u.login, u.name, u.language, u.disabled,
               u.administrator, c.key as company, c.closed,
               coalesce(m.roles, '{}') as roles, coalesce(m.sites, '{}') as sites
        from tokens t
        join users u on u.id = t.user_id
        join companies c on c.number = t.company
        left join memberships m on m.user_id = t.user_id and m.company = t.company
        where t.prefix = %s and t.revoked_at is null
        """,
        [prefix],
    )
    return found[0] if found else None


def tokens_of(tx: SharedTransaction, user_id: str) -> list[Row]:
    """A user's tokens, without their secrets."""
    return tx.rows(
        "select t.id::text as id, t.prefix, t.name, c.key as company, t.scopes, t.created_at, t.expires_at,"
        " t.revoked_at from tokens t join companies c on c.number = t.company"
        " where t.user_id = %s order by t.created_at",
        [user_id],
    )


def revoke_token(tx: SharedTransaction, user_id: str, token_id: str) -> int:
    """Revoke a token of this user."""
    return tx.execute(
        "update tokens set revoked_at = now() where id::text = %s and user_id = %s and revoked_at is null",
        [token_id, user_id],
    )


def attempts(tx: SharedTransaction, slots: Sequence[int]) -> list[Row]:
    """The failures noted in these slots."""
    return tx.rows("select slot, failures, blocked_until from login_attempts where slot = any(%s)", [list(slots)])


def note_failure(
    tx: SharedTransaction, slot: int, now: dt.datetime, window: dt.timedelta, free: int, most: int
) -> None:
    """Count a failed sign-in; beyond ``free`` of them within the window each doubles the wait, to ``most`` seconds."""
    tx.execute(
        """
        insert into login_attempts (slot, failures, at) values (%(slot)s, 1, %(now)s)
        on conflict (slot) do update set
            failures = case when login_attempts.at < %(now)s - %(window)s then 1 else login_attempts.failures + 1 end,
            at = %(now)s,
            blocked_until = case
                when login_attempts.at < %(now)s - %(window)s or login_attempts.failures + 1 < %(free)s then null
                else %(now)s + interval '1 second'
                    * least(%(most)s, power(2, least(16, login_attempts.failures + 1 - %(free)s)))
            end
        """,
        {"slot": slot, "now": now, "window": window, "free": free, "most": most},
    )


def clear_failures(tx: SharedTransaction, slot: int) -> None:
    """Forget the failures of a slot after a good sign-in."""
    tx.execute("delete from login_attempts where slot = %s", [slot])
