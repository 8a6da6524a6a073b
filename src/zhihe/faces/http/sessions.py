"""Signing in and out, tokens, users."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter, Request, Response

from zhihe.errors import Invalid
from zhihe.faces.http.answers import answer
from zhihe.faces.http.bodies import body_of, mapping, parsed
from zhihe.faces.http.house import (
    COOKIE,
    SECURE_COOKIE,
    administrator,
    caller,
    house,
    permission,
    session_secret,
    threaded,
)
from zhihe.faces.http.shapes import accounts
from zhihe.faces.http.shapes.told import serves
from zhihe.platform.context import Principal
from zhihe.platform.identity.identity import ABSOLUTE
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules.facade import UnitRecords

router = APIRouter(prefix="/api/v1")


def shown(who: Principal) -> dict[str, Any]:
    """What a user sees of himself."""
    return {
        "id": who.id,
        "name": who.name,
        "company": who.company,
        "roles": sorted(who.roles),
        "sites": list(who.sites),
        "site": who.site or None,
        "language": who.language,
        "administrator": who.administrator,
    }


def text_of(values: Any, key: str, *, optional: bool = False) -> str:
    """A text of the body; Invalid when it is missing, empty or too long."""
    value = values.get(key)
    if value is None and optional:
        return ""
    if not isinstance(value, str) or not value or len(value) > 1000:  # noqa: PLR2004
        raise Invalid("field.text", f"{key} is a text of 1 to 1000 characters.", field=key)
    return value


@router.post("/session")
@permission("public")
@serves(accounts.Session, 201, body=accounts.SignIn)
async def sign_in(request: Request) -> Response:
    """Sign in with login, password and, for members of several, the company; sets the session cookie."""
    return await threaded(_sign_in, request, await body_of(request))


def _sign_in(request: Request, body: bytes) -> Response:
    values = mapping(parsed(body))
    secret, who = house(request).identity.sign_in(
        text_of(values, "login"),
        text_of(values, "password"),
        text_of(values, "company", optional=True) or None,
        address=request.client.host if request.client else "",
        agent=request.headers.get("user-agent", ""),
    )
    before = session_secret(request)
    if before is not None:
        house(request).identity.sign_out(before)
    response = answer(shown(who), 201)
    secure = request.url.scheme == "https"
    response.set_cookie(
        SECURE_COOKIE if secure else COOKIE,
        secret,
        max_age=int(ABSOLUTE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=secure,
        path="/",
    )
    return response


@router.get("/session")
@permission("signed_in")
@serves(accounts.Session)
async def who_am_i(request: Request) -> Response:
    """Who is signed in, with roles and company."""
    return answer(shown(await threaded(caller, request)))


@router.delete("/session")
@permission("signed_in")
@serves(status=204)
async def sign_out(request: Request) -> Response:
    """End the session."""
    await threaded(caller, request)
    secret = session_secret(request)
    if secret is not None:
        await threaded(house(request).identity.sign_out, secret)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/")
    response.delete_cookie(SECURE_COOKIE, path="/", secure=True)
    return response


@router.get("/tokens")
@permission("signed_in")
@serves(accounts.Tokens)
async def list_tokens(request: Request) -> Response:
    """The caller's API tokens, without their secrets."""
    return await threaded(lambda: answer({"rows": house(request).identity.tokens(caller(request))}))


@router.post("/tokens")
@permission("signed_in")
@serves(accounts.TokenMade, 201, body=accounts.TokenWanted)
async def create_token(request: Request) -> Response:
    """Make an API token; its text is in the answer this once."""
    return await threaded(_create_token, request, await body_of(request))


def _create_token(request: Request, body: bytes) -> Response:
    values = mapping(parsed(body))
    scopes = values.get("scopes")
    if not isinstance(scopes, list):
        raise Invalid("field.list", 'scopes is a list such as ["read"].', field="scopes")
    text = house(request).identity.create_token(
        caller(request),
        text_of(values, "name"),
        [str(each) for each in scopes],
        expires_at=_instant(values, "expires_at"),
    )
    return answer({"token": text}, 201)


def _instant(values: Any, key: str) -> dt.datetime | None:
    value = values.get(key)
    if value is None:
        return None
    try:
        found = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Invalid("field.instant", f"{key} is an instant such as 2026-12-31T00:00:00Z.", field=key) from error
    if found.tzinfo is None:
        raise Invalid("field.instant", f"{key} names its zone, such as 2026-12-31T00:00:00Z.", field=key)
    return found


@router.delete("/tokens/{token_id}")
@permission("signed_in")
@serves(status=204)
async def revoke_token(request: Request, token_id: str) -> Response:
    """Revoke one of the caller's tokens; the next call with it is refused."""
    await threaded(lambda: house(request).identity.revoke_token(caller(request), token_id))
    return Response(status_code=204)


@router.post("/password")
@permission("public")
@serves(accounts.LoginName, body=accounts.LinkUsed)
async def redeem_link(request: Request) -> Response:
    """Set a password by the secret of a one-time link: ``{secret, password}``; all sessions of the user end."""
    return await threaded(_redeem_link, request, await body_of(request))


def _redeem_link(request: Request, body: bytes) -> Response:
    values = mapping(parsed(body))
    login = house(request).identity.redeem_link(text_of(values, "secret"), text_of(values, "password"))
    return answer({"login": login})


@router.put("/password")
@permission("signed_in")
@serves(status=204, body=accounts.PasswordChange)
async def change_password(request: Request) -> Response:
    """Change one's own password: ``{current, password}``; all one's sessions end."""
    return await threaded(_change_password, request, await body_of(request))


def _change_password(request: Request, body: bytes) -> Response:
    values = mapping(parsed(body))
    house(request).identity.change_password(caller(request), text_of(values, "current"), text_of(values, "password"))
    return Response(status_code=204)


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
    identity = house(request).identity
    login = text_of(values, "login")
    roles, sites = _roles(request, who, values.get("roles", [])), _sites(request, who, values.get("sites", []))
    password = text_of(values, "password", optional=True) or None
    user_id = identity.create_user(login, text_of(values, "name"), password)
    identity.set_member(login, who.company, roles, sites)
    made = {"id": user_id, "login": login}
    return answer(made if password else made | _link(request, who, login), 201)


@router.post("/users/{login}/link")
@permission("administrator")
@serves(accounts.OneTimeLink, 201)
async def issue_link(request: Request, login: str) -> Response:
    """Make a one-time link by which a user sets his password; its secret is in the answer this once."""
    return await threaded(lambda: answer(_link(request, administrator(request), login), 201))


def _link(request: Request, who: Principal, login: str) -> dict[str, Any]:
    secret, until = house(request).identity.issue_link(login, who.id)
    return {"secret": secret, "path": f"/password#{secret}", "expires_at": until}


def _roles(request: Request, who: Principal, given: Any) -> list[str]:
    known = house(request).engine.read(who, lambda unit: unit.registry.roles)
    wrong = [str(role) for role in given if role not in known] if isinstance(given, list) else ["?"]
    if wrong:
        raise Invalid("user.roles", f"There is no role {wrong[0]}; there are {', '.join(known)}.", field="roles")
    return [str(role) for role in given]


def _sites(request: Request, who: Principal, given: Any) -> list[str]:
    """The ids of sites that are named by id or code."""
    if not isinstance(given, list):
        raise Invalid("user.sites", 'sites is a list such as ["F1"].', field="sites")

    def look(unit: Unit) -> list[str]:
        rows = UnitRecords(unit).find("site") if "site" in unit.registry.models else []
        known = {row[key]: row["id"] for row in rows for key in ("id", "code")}
        wrong = [str(name) for name in given if not isinstance(name, str) or name not in known]
        if wrong:
            raise Invalid("user.sites", f"There is no site {wrong[0]}.", field="sites", value=wrong[0])
        return [str(known[name]) for name in given]

    return house(request).engine.read(who, look) if given else []


@router.patch("/users/{login}")
@permission("administrator")
@serves(accounts.LoginName, body=accounts.UserChange)
async def change_user(request: Request, login: str) -> Response:
    """Change roles, sites, password or standing of a user; all hold from his next request on."""
    return await threaded(_change_user, request, login, await body_of(request))


def _change_user(request: Request, login: str, body: bytes) -> Response:
    who, values = administrator(request), mapping(parsed(body))
    identity = house(request).identity
    if strange := sorted(set(values) - {"roles", "sites", "password", "disabled"}):
        raise Invalid("field.unknown", f"{strange[0]} cannot be changed here.", field=strange[0])
    if "roles" in values or "sites" in values:
        identity.change_member(
            login,
            who.company,
            _roles(request, who, values["roles"]) if "roles" in values else None,
            _sites(request, who, values["sites"]) if "sites" in values else None,
        )
    if "password" in values:
        identity.set_password(login, text_of(values, "password"))
    if "disabled" in values:
        identity.set_disabled(login, disabled=values["disabled"] is True)
    return answer({"login": login})
