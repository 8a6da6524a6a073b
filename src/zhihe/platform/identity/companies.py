"""The companies of an installation for its administrators: list, rename, close and reopen, and who may enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhihe.errors import Conflict, Invalid, NotFound
from zhihe.platform.identity.principal import Principal
from zhihe.platform.store import accounts
from zhihe.platform.store import companies as store
from zhihe.platform.store.database import Database
from zhihe.platform.store.session import Transaction

NAME = 200


def listed(database: Database) -> list[dict[str, Any]]:
    """All companies with state, size and how many users may enter."""
    with database.shared() as tx:
        return [_shown(row) for row in store.companies(tx)]


def one(database: Database, key: str) -> dict[str, Any]:
    """A company with its members and the roles its definitions know; NotFound where there is none."""
    with database.shared() as tx:
        row = _company(store.company(tx, key), key)
        members = store.members(tx, key)
    with database.transaction(key) as tx:
        roles = [{"key": role, "label": {"zh": label.zh, "en": label.en}} for role, label in tx.registry.roles.items()]
    return {**_shown(row), "roles": roles, "members": members}


def named(name: str) -> str:
    """The name itself when a company can bear it; Invalid otherwise."""
    if not name or len(name) > NAME or name != name.strip():
        raise Invalid(
            "company.name", f"A company's name has 1 to {NAME} characters and no spaces around it.", field="name"
        )
    return name


def rename(database: Database, key: str, name: str) -> None:
    """Give a company another name; it stands on everything printed from now on."""
    with database.governing() as tx:
        if not store.rename(tx, key, named(name)):
            raise _missing(key)


def close(database: Database, key: str, by: Principal | None = None) -> None:
    """Close a company: all sessions in it end, nobody gets in, no work is done, every record stays.

    Conflict for the company that ``by`` works in: he would lock himself out.
    """
    if by is not None and by.company == key:
        raise Conflict(
            "company.own", "You work in this company: switch to another one, then close this.", field="closed"
        )
    _set(database, key, closed=True)


def reopen(database: Database, key: str) -> None:
    """Let the members in again; what waited in the background goes on."""
    _set(database, key, closed=False)


def add_member(tx: Transaction, key: str, login: str, roles: Sequence[str]) -> None:
    """Let a user into a company with these roles, or give him these instead of those he had there."""
    known = list(tx.registry.roles)
    wrong = [role for role in roles if role not in known]
    if wrong:
        raise Invalid("user.roles", f"There is no role {wrong[0]}; there are {', '.join(known)}.", field="roles")
    user = _user(accounts.user_by_login(tx, login), login)
    seat = accounts.seat(tx, user["id"], key)
    accounts.set_member(tx, user["id"], key, roles, seat["sites"] if seat else [])


def remove_member(tx: Transaction, key: str, login: str, by: Principal | None = None) -> None:
    """Let a user no longer into a company: his sessions and tokens there end; what he did keeps his name."""
    user = _user(accounts.user_by_login(tx, login), login)
    if by is not None and by.id == user["id"] and by.company == key:
        raise Conflict("company.leave", "You work in this company now: switch to another one first.", field="login")
    if not store.remove_member(tx, user["id"], key):
        raise NotFound("company.member", f"{login} is no member of the company {key}.", login=login, company=key)


def _set(database: Database, key: str, *, closed: bool) -> None:
    with database.governing() as tx:
        if not store.set_closed(tx, key, closed=closed):
            raise _missing(key)


def _company(row: dict[str, Any] | None, key: str) -> dict[str, Any]:
    if row is None:
        raise _missing(key)
    return row


def _user(row: dict[str, Any] | None, login: str) -> dict[str, Any]:
    if row is None:
        raise NotFound("user.not_found", f"There is no user {login!r}.", login=login)
    return row


def _missing(key: str) -> NotFound:
    return NotFound("company.not_found", f"There is no company {key!r}.", company=key)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """A company is being opened until its first version runs."""
    state = "closed" if row["closed"] else "open" if row["version"] else "opening"
    shown = {key: row[key] for key in ("key", "name", "version", "users", "size", "created_at")}
    return {**shown, "state": state}
