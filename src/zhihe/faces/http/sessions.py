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
