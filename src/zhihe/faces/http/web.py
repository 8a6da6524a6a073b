"""The browser's part as static files: hashed assets for ever, pages never stale, and a word when it is not built."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from types import MappingProxyType

from fastapi import HTTPException, Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

TYPES = MappingProxyType(
    {
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".svg": "image/svg+xml",
        ".json": "application/json",
        ".webmanifest": "application/manifest+json",
        ".png": "image/png",
        ".woff2": "font/woff2",
        ".ttf": "font/ttf",
        ".wasm": "application/wasm",
    }
)
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
IMMUTABLE = "public, max-age=31536000, immutable"
SMALL = frozenset({"/sign-in", "/password"})
"""Addresses of the page that stands before the others are loaded."""
OTHERS = ("/api/", "/docs/", "/assets/")
NOT_BUILT = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>质合 Zhihe</title>
<h1>网页尚未构建 · The web pages are not built</h1>
<p>在项目目录运行 <code>make web</code>，然后刷新本页。接口在 <a href="/docs">/docs</a>，已可使用。</p>
<p>Run <code>make web</code> in the project folder, then reload. The API is at <a href="/docs">/docs</a> and works.</p>
</html>"""


def web_folder() -> Path:
    """Where the built pages lie inside the package, whether they are there or not."""
    return Path(str(resources.files("zhihe"))) / "web_dist"


def web_pages(folder: Path) -> ASGIApp:
    """What answers where no route does: a file of the web, or its page, or 404."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope)
        await found(request, folder)(scope, receive, send)

    return serve


def found(request: Request, folder: Path) -> Response:
    """The response to a path: an asset, a file of the root, or the page that draws this address.

    A path of the API or an unknown asset is 404 and never a page: a script that is answered with a page fails
    in a way nobody understands.
    """
    path = request.url.path
    if request.method not in {"GET", "HEAD"}:
        raise HTTPException(404)
    if path.startswith("/assets/"):
        file = _inside(folder / "assets", path.removeprefix("/assets/"))
        if file is None:
            raise HTTPException(404)
        return _file(request, file, IMMUTABLE)
    if path.startswith(OTHERS) or path == "/api":
        raise HTTPException(404)
    if not (folder / "index.html").is_file():
        return Response(NOT_BUILT, 503, {"Cache-Control": "no-cache"}, TYPES[".html"])
    page = "sign-in.html" if path in SMALL else "index.html"
    return _file(request, _inside(folder, path[1:]) or folder / page, "no-cache")


def _inside(folder: Path, name: str) -> Path | None:
    """The file of this plain name in a folder; None for a path, a hidden name, or what is not there."""
    if not name or "/" in name or "\\" in name or name.startswith(".") or Path(name).suffix not in TYPES:
        return None
    file = folder / name
    return file if file.is_file() else None


def _file(request: Request, file: Path, cache: str) -> Response:
    accepted = {part.partition(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    headers = {"Cache-Control": cache, "Vary": "Accept-Encoding"}
    chosen = file
    for name, suffix in ENCODINGS:
        packed = file.with_name(file.name + suffix)
        if name in accepted and packed.is_file():
            headers["Content-Encoding"], chosen = name, packed
            break
    state = chosen.stat()
    headers["ETag"] = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(None, 304, headers)
    return Response(chosen.read_bytes(), 200, headers, TYPES[file.suffix])
