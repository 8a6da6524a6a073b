"""What the shell around every screen needs: menu, work, search, people, and where the user works."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response

from zhihe.errors import Invalid
from zhihe.faces.http.answers import answer
from zhihe.faces.http.bodies import body_of, mapping, parsed
from zhihe.faces.http.house import caller, house, permission, session_secret, threaded
from zhihe.faces.http.sessions import shown
from zhihe.faces.http.shapes import accounts
from zhihe.faces.http.shapes import desk as shapes
from zhihe.faces.http.shapes.told import serves
from zhihe.platform.records import desk

router = APIRouter(prefix="/api/v1")


def whole(request: Request, key: str, default: int) -> int:
    """A whole number among the query parameters."""
    text = request.query_params.get(key, str(default))
    if not text.isascii() or not text.isdigit():
        raise Invalid("query.number", f"{key} is a whole number, not {text!r}.", field=key, value=text)
    return int(text[:9])


@router.get("/menu")
@permission("signed_in")
@serves(shapes.Menu)
async def menu(request: Request) -> Response:
    """The entries this user may open, by app."""
    return await threaded(lambda: answer({"groups": house(request).engine.read(caller(request), desk.menu)}))


@router.get("/work")
@permission("signed_in")
@serves(shapes.Work)
async def work(request: Request) -> Response:
    """The work that waits for this user: how much, how much of it late, and the first of each kind."""
    return await threaded(lambda: answer({"groups": house(request).engine.read(caller(request), desk.work)}))


@router.get("/search")
@permission("signed_in")
@serves(shapes.Hits, query=("q", "limit"))
async def search(request: Request) -> Response:
    """Records of any readable model whose number, code or name has ``q`` or its pinyin initials."""
    return await threaded(_search, request)


def _search(request: Request) -> Response:
    text, limit = request.query_params.get("q", ""), whole(request, "limit", 20)
    return answer({"rows": house(request).engine.read(caller(request), lambda unit: desk.found(unit, text, limit))})


@router.get("/people")
@permission("signed_in")
@serves(accounts.People, query=("q",))
async def people(request: Request) -> Response:
    """Members of the company by name or login, for mentions and user fields."""
    return await threaded(_people, request)


def _people(request: Request) -> Response:
    known = house(request).identity.people(caller(request).company)
    return answer({"rows": desk.matching(known, request.query_params.get("q", ""))})


@router.get("/welcome")
@permission("public")
@serves(shapes.Welcome)
async def welcome(request: Request) -> Response:
    """Whose installation this is, for the sign-in page: the company's name, or null where several share it."""
    return await threaded(lambda: answer({"company": house(request).identity.welcome()}))


@router.get("/companies")
@permission("signed_in")
@serves(accounts.Companies)
async def companies(request: Request) -> Response:
    """The companies this user belongs to."""
    return await threaded(lambda: answer({"rows": house(request).identity.companies(caller(request))}))


@router.get("/sites")
@permission("signed_in")
@serves(accounts.Sites)
async def sites(request: Request) -> Response:
    """The sites this user may work at."""
    return await threaded(lambda: answer({"rows": house(request).engine.read(caller(request), desk.sites)}))


@router.patch("/session")
@permission("signed_in")
@serves(accounts.Session, body=accounts.Switch)
async def switch(request: Request) -> Response:
    """Go on in another company, at another site, or in another language."""
    return await threaded(_switch, request, await body_of(request))


def _switch(request: Request, body: bytes) -> Response:
    who, values, own = caller(request), mapping(parsed(body)), house(request)
    if strange := sorted(set(values) - {"company", "site", "language"}):
        raise Invalid("field.unknown", f"{strange[0]} cannot be changed here.", field=strange[0])
    secret = session_secret(request)
    if {"company", "site"} & set(values) and (secret is None or who.scopes is not None):
        raise Invalid("session.token", "A token stays in its company; sign in to switch company or site.")
    if "language" in values:
        own.identity.set_language(who, str(values["language"]))
    if secret is None or not {"company", "site"} & set(values):
        return answer(shown(replace(who, language="en" if values.get("language") == "en" else "zh")))
    _move(request, values, secret)
    return answer(shown(own.identity.by_session(secret)))


def _move(request: Request, values: Any, secret: str) -> None:
    who, own = caller(request), house(request)
    company, name = str(values.get("company") or who.company), values.get("site")
    moved = own.identity.in_company(who, company)
    site = own.engine.read(moved, lambda unit: desk.site(unit, str(name))) if name else ""
    own.identity.move(secret, company, site)
