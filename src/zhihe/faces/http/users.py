"""Users over HTTP, for administrators: who they are, what they may, how they get in; each change is in the trail."""

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
from zhihe.platform.records.administration import USER, differing, noted
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules.facade import UnitRecords

router = APIRouter(prefix="/api/v1")


@router.get("/users")
@permission("administrator")
@serves(accounts.Users)
async def list_users(request: Request) -> Response:
    """All users with their roles by company."""
    return await threaded(_list_users, request)


def _list_users(request: Request) -> Response:
    administrator(request)
    return answer({"rows": house(request).identity.users()})


@router.post("/users")
@permission("administrator")
@serves(accounts.UserMade, 201, body=accounts.UserWanted)
async def create_user(request: Request) -> Response:
    """Make a user, a member of the administrator's company with these roles; without a password, with a link."""
    return await threaded(_create_user, request, await body_of(request))


def _create_user(request: Request, body: bytes) -> Response:
    who, values = administrator(request), mapping(parsed(body))
    login, name = text_of(values, "login"), text_of(values, "name")
    password = text_of(values, "password", optional=True) or None

    def made(unit: Unit) -> dict[str, Any]:
        identity = house(request).identity.within(unit.tx)
        roles, sites = _roles(unit, values.get("roles", [])), _sites(unit, values.get("sites", []))
        user_id = identity.create_user(login, name, password)
        identity.set_member(login, who.company, roles, sites)
        given = {"login": login, "name": name, "roles": roles, "sites": sites}
        noted(unit, USER, login, "create", differing({}, given))
        user = {"id": user_id, "login": login}
        return user if password else user | _link(request, unit, login)

    return answer(governed(request, who, made), 201)


@router.post("/users/{login}/link")
@permission("administrator")
@serves(accounts.OneTimeLink, 201)
async def issue_link(request: Request, login: str) -> Response:
    """Make a one-time link by which a user sets his password; its secret is in the answer this once."""
    return await threaded(_issue_link, request, login)


def _issue_link(request: Request, login: str) -> Response:
    return answer(governed(request, administrator(request), lambda unit: _link(request, unit, login)), 201)


def _link(request: Request, unit: Unit, login: str) -> dict[str, Any]:
    identity = house(request).identity.within(unit.tx)
    secret, until = identity.issue_link(login, unit.user.id)
    noted(unit, USER, login, "change", {"password_link": [None, until.isoformat()]})
    return {"secret": secret, "path": f"/password#{secret}", "expires_at": until}


def _roles(unit: Unit, given: Any) -> list[str]:
    known = unit.registry.roles
    wrong = [str(role) for role in given if role not in known] if isinstance(given, list) else ["?"]
    if wrong:
        raise Invalid("user.roles", f"There is no role {wrong[0]}; there are {', '.join(known)}.", field="roles")
    return [str(role) for role in given]


def _sites(unit: Unit, given: Any) -> list[str]:
    """The ids of sites that are named by id or code."""
    if not isinstance(given, list):
        raise Invalid("user.sites", 'sites is a list such as ["F1"].', field="sites")
    if not given:
        return []
    rows = UnitRecords(unit).find("site") if "site" in unit.registry.models else []
    known = {row[key]: row["id"] for row in rows for key in ("id", "code")}
    wrong = [str(name) for name in given if not isinstance(name, str) or name not in known]
    if wrong:
        raise Invalid("user.sites", f"There is no site {wrong[0]}.", field="sites", value=wrong[0])
    return [str(known[name]) for name in given]


@router.patch("/users/{login}")
@permission("administrator")
@serves(accounts.LoginName, body=accounts.UserChange)
async def change_user(request: Request, login: str) -> Response:
    """Change roles, sites, password or standing of a user; all hold from his next request on."""
    return await threaded(_change_user, request, login, await body_of(request))


def _change_user(request: Request, login: str, body: bytes) -> Response:
    who, values = administrator(request), mapping(parsed(body))
    if strange := sorted(set(values) - {"roles", "sites", "password", "disabled"}):
        raise Invalid("field.unknown", f"{strange[0]} cannot be changed here.", field=strange[0])

    def changed(unit: Unit) -> None:
        identity = house(request).identity.within(unit.tx)
        before = identity.seat(login, who.company)
        if "roles" in values or "sites" in values:
            roles = _roles(unit, values["roles"]) if "roles" in values else None
            identity.change_member(
                login, who.company, roles, _sites(unit, values["sites"]) if "sites" in values else None
            )
        if "password" in values:
            identity.set_password(login, text_of(values, "password"))
        if "disabled" in values:
            identity.set_disabled(login, disabled=values["disabled"] is True)
        after = identity.seat(login, who.company)
        told = differing(before, {key: after[key] for key in ("roles", "sites", "disabled")})
        # Of a password the trail tells that it is another, never what it is.
        told |= {"password": [None, None]} if "password" in values else {}
        noted(unit, USER, login, "change", told)

    governed(request, who, changed)
    return answer({"login": login})
