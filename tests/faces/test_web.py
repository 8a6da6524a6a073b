"""The web as static files: what a browser may keep, what it must ask for again, and what is not there."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from zhihe.faces.http import problems
from zhihe.faces.http.web import web_pages


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<p>the page</p>", encoding="utf-8")
    (tmp_path / "sign-in.html").write_text("<p>sign in</p>", encoding="utf-8")
    (tmp_path / "favicon.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / ".stamp").write_text("x", encoding="utf-8")
    script = tmp_path / "assets" / "index-abc.js"
    script.write_text("let a = 1", encoding="utf-8")
    (tmp_path / "assets" / "index-abc.js.gz").write_bytes(gzip.compress(b"let a = 1"))
    return tmp_path


@dataclass(frozen=True)
class Client:
    app: FastAPI

    def get(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            sent = {key.replace("_", "-"): value for key, value in {"accept_encoding": "identity", **headers}.items()}
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://house") as own:
                return await own.request(method, path, headers=sent)

        return asyncio.run(ask())


def client(folder: Path) -> Client:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    problems.install(app)

    @app.middleware("http")
    async def _named(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        request.state.request_id = "r"
        return await call_next(request)

    app.router.default = web_pages(folder)
    return Client(app)


def test_a_hashed_asset_is_kept_for_ever(folder: Path) -> None:
    reply = client(folder).get("/assets/index-abc.js")
    assert (reply.status_code, reply.text) == (200, "let a = 1")
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["content-type"].startswith("text/javascript")


def test_what_was_compressed_at_build_is_sent_so(folder: Path) -> None:
    reply = client(folder).get("/assets/index-abc.js", accept_encoding="gzip, br")
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.headers["vary"] == "Accept-Encoding"
    assert reply.text == "let a = 1"


@pytest.mark.parametrize("path", ["/", "/m/item", "/m/item/CP-0018", "/anything/at.all"])
def test_every_address_of_the_web_is_the_page_and_is_asked_for_again(folder: Path, path: str) -> None:
    reply = client(folder).get(path)
    assert (reply.status_code, reply.text) == (200, "<p>the page</p>")
    assert reply.headers["cache-control"] == "no-cache"
    again = client(folder).get(path, if_none_match=reply.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/sign-in", "/password"])
def test_signing_in_has_a_page_of_its_own(folder: Path, path: str) -> None:
    assert client(folder).get(path).text == "<p>sign in</p>"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/gone-123.js",
        "/assets/..%2findex.html",
        "/assets/.stamp",
        "/api/v1/none",
        "/api",
    ],
)
def test_an_unknown_asset_or_route_of_the_api_is_no_page(folder: Path, path: str) -> None:
    reply = client(folder).get(path)
    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"


def test_a_hidden_file_is_not_served(folder: Path) -> None:
    assert client(folder).get("/.stamp").text == "<p>the page</p>"


def test_nothing_is_written_through_the_pages(folder: Path) -> None:
    assert client(folder).get("/m/item", "POST").status_code == 404


def test_without_a_build_the_page_says_how_to_make_one(tmp_path: Path) -> None:
    reply = client(tmp_path).get("/")
    assert reply.status_code == 503
    assert "make web" in reply.text
    assert "网页尚未构建" in reply.text
