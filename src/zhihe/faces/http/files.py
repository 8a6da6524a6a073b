"""Files over HTTP: limited before they are read, examined, kept under their hash, and never run in our pages."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import BinaryIO
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException, MultiPartParser

from zhihe.errors import Invalid
from zhihe.faces.http.answers import answer
from zhihe.faces.http.bodies import body_of, mapping, parsed
from zhihe.faces.http.house import caller, change, house, permission, threaded
from zhihe.faces.http.records import model_of
from zhihe.faces.http.shapes import desk
from zhihe.faces.http.shapes.told import ANY, serves
from zhihe.platform.files.examine import LARGEST, PICTURES, examined
from zhihe.platform.records import filed

router = APIRouter(prefix="/api/v1")
AROUND = 64_000
"""Bytes of a multipart body beside the file itself."""
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
DOCUMENT = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
PDF = "application/pdf"
SHOWN = frozenset({PDF, *PICTURES.values()})


@router.post("/files")
@permission("signed_in")
@serves(desk.File, 201, upload=True)
async def upload(request: Request) -> Response:
    """Keep a file, sent as multipart/form-data in the part ``file``."""
    form = await _received(request)
    try:
        part = form.get("file")
        if part is None or isinstance(part, str):
            raise Invalid("file.missing", "The form has no part `file` with a file.", field="file")
        return await threaded(_keep, request, part.filename or "file", part.file)
    finally:
        await form.close()


async def _received(request: Request) -> FormData:
    """The form, its file on disk beyond a megabyte."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Invalid("file.form", "Send multipart/form-data with the part `file`.", field="file")
    parser = MultiPartParser(request.headers, _limited(request), max_files=1, max_fields=10)
    try:
        return await parser.parse()
    except MultiPartException as error:
        raise Invalid("file.form", f"The form cannot be read: {error.message}", field="file") from error


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    """The body in parts; Invalid above the limit, at once where its length is told."""
    told = request.headers.get("content-length", "0")
    size = int(told) if told.isascii() and told.isdigit() else 0
    received = 0
    async for part in request.stream():
        received += len(part)
        if max(size, received) > LARGEST + AROUND:
            raise Invalid(
                "file.size",
                f"A file has at most {LARGEST // 1_000_000} MB; send a smaller one.",
                field="file",
                limit=LARGEST,
            )
        yield part


def _keep(request: Request, name: str, source: BinaryIO) -> Response:
    who, contents = caller(request), house(request).contents
    examination = examined(name, source)
    return change(request, name.encode(), lambda unit: filed.keep(unit, contents, examination), _made, who)


def _made(file: object) -> Response:
    return answer(file, 201)


@router.get("/files/{file_id}")
@permission("signed_in")
@serves(media=ANY, query=("inline",))
async def download(request: Request, file_id: str) -> Response:
    """A file that the user may read, to be saved; with ``inline=1`` pictures and PDF are shown."""
    return await threaded(_download, request, file_id)


def _download(request: Request, file_id: str) -> Response:
    own = house(request)
    file = own.engine.read(caller(request), lambda unit: filed.opened(unit, file_id))
    shown = request.query_params.get("inline") == "1" and file["type"] in SHOWN
    kind = file["type"] if shown or file["type"] in SHOWN else "application/octet-stream"
    headers = {
        "Content-Disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(file['name'])}",
        "Content-Security-Policy": DOCUMENT if shown and kind == PDF else SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(own.contents.path(file["sha256"]), media_type=kind, headers=headers)


@router.get("/records/{model}/{name}/attachments")
@permission("model")
@serves(desk.Files)
async def attachments(request: Request, model: str, name: str) -> Response:
    """The files attached to a record."""
    return await threaded(_attachments, request, model, name)


def _attachments(request: Request, key: str, name: str) -> Response:
    engine = house(request).engine
    rows = engine.read(caller(request), lambda unit: filed.attachments(unit, model_of(unit, key, ("record",)), name))
    return answer({"rows": rows})


@router.post("/records/{model}/{name}/attachments")
@permission("model")
@serves(desk.Files, 201, body=desk.Attachment)
async def attach(request: Request, model: str, name: str) -> Response:
    """Attach an uploaded file to a record."""
    return await threaded(_attach, request, model, name, await body_of(request))


def _attach(request: Request, key: str, name: str, body: bytes) -> Response:
    file = str(mapping(parsed(body)).get("file", ""))
    return change(
        request,
        body,
        lambda unit: filed.attach(unit, model_of(unit, key, ("record",)), name, file),
        lambda rows: answer({"rows": rows}, 201),
        caller(request),
    )


@router.delete("/records/{model}/{name}/attachments/{file_id}")
@permission("model")
@serves(status=204)
async def detach(request: Request, model: str, name: str, file_id: str) -> Response:
    """Take a file from a record."""
    return await threaded(_detach, request, model, name, file_id)


def _detach(request: Request, key: str, name: str, file_id: str) -> Response:
    return change(
        request,
        b"",
        lambda unit: filed.detach(unit, model_of(unit, key, ("record",)), name, file_id),
        lambda _none: Response(status_code=204),
        caller(request),
    )
