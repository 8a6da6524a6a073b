"""The companies of the installation over HTTP, for its administrators: open, rename, close, and who may enter."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from zhihe.errors import Invalid
from zhihe.faces.http.answers import answer
from zhihe.faces.http.bodies import body_of, mapping, parsed
from zhihe.faces.http.house import administrator, governed, house, permission, threaded
from zhihe.faces.http.sessions import text_of
from zhihe.faces.http.shapes import accounts
from zhihe.faces.http.shapes.told import serves
from zhihe.platform.actions import Row
from zhihe.platform.context import Principal
from zhihe.platform.identity import companies
from zhihe.platform.records.administration import COMPANY, USER, differing, noted
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules import companies as opening

router = APIRouter(prefix="/api/v1/installation/companies")


@router.get("")
@permission("administrator")
@serves(accounts.Installation)
async def installed(request: Request) -> Response:
    """All companies with state, users and size."""
    return await threaded(lambda: answer({"rows": companies.listed(house(request).engine.database)}))


@router.post("")
@permission("administrator")
@serves(accounts.CompanyOpening, 202, body=accounts.CompanyWanted)
async def open_company(request: Request) -> Response:
    """Make a company; its definitions are published by the job in the answer, then the caller is its key user."""
    return await threaded(_open, request, await body_of(request))


def _open(request: Request, body: bytes) -> Response:
    who, values = administrator(request), mapping(parsed(body))
    key, name = text_of(values, "key"), text_of(values, "name")
    return answer({"key": key, "job": opening.ask(house(request).engine.database, who, key, name)}, 202)


@router.get("/{key}")
@permission("administrator")
@serves(accounts.InstalledCompany)
async def one(request: Request, key: str) -> Response:
    """One company with its members and the roles they can have."""
    return await threaded(lambda: answer(companies.one(house(request).engine.database, key)))


@router.patch("/{key}")
@permission("administrator")
@serves(accounts.CompanyKey, body=accounts.CompanyChange)
async def change(request: Request, key: str) -> Response:
    """Rename a company, close it or reopen it; closing ends every session in it, and all its records stay."""
    return await threaded(_change, request, key, await body_of(request))


def _change(request: Request, key: str, body: bytes) -> Response:
    who, values, database = administrator(request), mapping(parsed(body)), house(request).engine.database
    if strange := sorted(set(values) - {"name", "closed"}):
        raise Invalid("field.unknown", f"{strange[0]} cannot be changed here.", field=strange[0])
    if not isinstance(values.get("closed", False), bool):
        raise Invalid("field.boolean", "closed is true or false.", field="closed")
    before = companies.one(database, key)
    if "name" in values:
        companies.rename(database, key, text_of(values, "name"))
    if values.get("closed") is True:
        companies.close(database, key, who)
    elif "closed" in values:
        companies.reopen(database, key)
    _tell(request, who, key, before)
    return answer({"key": key})


def _tell(request: Request, who: Principal, key: str, before: Row) -> None:
    """Write into the trail of a company what became of its name and state."""
    after = companies.one(house(request).engine.database, key)
    told = differing(before, {name: after[name] for name in ("name", "state")})
    if told:
        governed(request, who, lambda unit: noted(unit, COMPANY, key, "change", told), key)


@router.put("/{key}/members/{login}")
@permission("administrator")
@serves(status=204, body=accounts.Membership)
async def add_member(request: Request, key: str, login: str) -> Response:
    """Let a user into a company with these roles, instead of those he had there."""
    return await threaded(_add_member, request, key, login, await body_of(request))


def _add_member(request: Request, key: str, login: str, body: bytes) -> Response:
    roles: Any = mapping(parsed(body)).get("roles")
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise Invalid("field.list", 'roles is a list such as ["buyer"].', field="roles")
    identity = house(request).identity

    def added(unit: Unit) -> None:
        before = identity.within(unit.tx).seat(login, key)
        companies.add_member(unit.tx, key, login, roles)
        noted(unit, USER, login, "change", differing(before, {"roles": roles}))

    governed(request, administrator(request), added, key)
    return Response(status_code=204)


@router.delete("/{key}/members/{login}")
@permission("administrator")
@serves(status=204)
async def remove_member(request: Request, key: str, login: str) -> Response:
    """Let a user no longer into a company; his sessions and tokens there end."""
    return await threaded(_remove_member, request, key, login)


def _remove_member(request: Request, key: str, login: str) -> Response:
    who, identity = administrator(request), house(request).identity

    def removed(unit: Unit) -> None:
        before = identity.within(unit.tx).seat(login, key)
        companies.remove_member(unit.tx, key, login, who)
        noted(unit, USER, login, "change", {"roles": [before["roles"], None]})

    governed(request, who, removed, key)
    return Response(status_code=204)
