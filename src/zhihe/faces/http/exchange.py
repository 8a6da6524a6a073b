"""Import, export and templates over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from zhihe.errors import Invalid
from zhihe.faces.http.answers import answer
from zhihe.faces.http.bodies import body_of, mapping, parsed, reason_of
from zhihe.faces.http.house import caller, change, house, permission, threaded
from zhihe.faces.http.shapes import exchange as shapes
from zhihe.faces.http.shapes.told import ANY, serves
from zhihe.faces.http.uploads import Sent, sent_file
from zhihe.faces.http.worded import names_of, reads_chinese, told
from zhihe.platform.exchange import kept
from zhihe.platform.exchange.exporting import Asked, export
from zhihe.platform.exchange.template import template
from zhihe.platform.exchange.writers import FORMATS, MEDIA, Format, as_workbook
from zhihe.platform.model.values import Language

router = APIRouter(prefix="/api/v1")
_BLOCK = 65_536
_FIELDS = ("model", "mapping", "mode", "on_known", "dry_run")
_EXPORT = ("model", "format", "where", "sort", "fields", "search", "lines", "lang", "heading")


@router.get("/imports/template/{model}")
@permission("model")
@serves(media=ANY, query=("format", "lang"))
async def import_template(request: Request, model: str) -> Response:
    """An empty file with the columns this user may fill: ``format=csv|xlsx``, ``lang=zh|en``."""
    return await threaded(_template, request, model)


def _template(request: Request, key: str) -> Response:
    given = request.query_params
    form, language = _format(given.get("format", "xlsx")), _language(given.get("lang", "zh"))
    made = house(request).engine.read(caller(request), lambda unit: template(unit, key, form, language=language))
    return _file(made.file, made.name, made.media)


@router.post("/imports")
@permission("model")
@serves(shapes.Import, 201, upload=True)
async def upload(request: Request) -> Response:
    """Upload a file for a model: checked, and with ``dry_run=false`` loaded."""
    return await threaded(_upload, request, await sent_file(request))


def _upload(request: Request, sent: Sent) -> Response:
    given = sent.fields
    if strange := sorted(given.keys() - set(_FIELDS)):
        raise Invalid("import.key", f"There is no part {strange[0]!r}; there are file, {', '.join(_FIELDS)}.")
    told = mapping(parsed(given["mapping"].encode()), "mapping") if given.get("mapping") else None
    asked = kept.Upload(
        model=given.get("model", ""),
        file=sent.name,
        content=sent.content,
        mapping=told,
        mode=given.get("mode", "all_or_nothing"),
        on_known=given.get("on_known", "update"),
    )
    dry_run = _flag("dry_run", given.get("dry_run", "true"))
    table = kept.opened(sent.content, told)
    body = orjson.dumps({**given, "file": sent.name, "sha256": asked.digest})
    return change(
        request,
        body,
        lambda unit: kept.upload(unit, asked, table, dry_run=dry_run),
        _shown(request, 201),
        caller(request),
    )


def _shown(request: Request, status: int = 200) -> Callable[[dict[str, Any]], Response]:
    """How an import is answered: what is wrong with its rows in the reader's language.

    The names are read here, before the work begins: within it they would need a second connection.
    """
    names = names_of(request, caller(request)) if reads_chinese(request) else None

    def shown(row: dict[str, Any]) -> Response:
        if names is not None and row.get("errors"):
            row = {**row, "errors": told(row["errors"], names, str(row["model"]))}
        return answer(row, status)

    return shown


@router.get("/imports")
@permission("signed_in")
@serves(shapes.Imports, query=("model", "limit", "after"))
async def imports(request: Request) -> Response:
    """The newest imports of this user; of all users for an administrator."""
    return await threaded(_imports, request)


def _imports(request: Request) -> Response:
    given = request.query_params
    limit = given.get("limit", "50")
    if not limit.isascii() or not limit.isdigit():
        raise Invalid("list.limit", f"limit is a number, not {limit!r}.", field="limit", value=limit)
    size, after = int(limit[:9]), given.get("after") or None
    rows = house(request).engine.read(
        caller(request), lambda unit: kept.history(unit, given.get("model", ""), size, after)
    )
    return answer({"rows": rows, "after": rows[-1]["id"] if len(rows) == size else None})


@router.get("/imports/{name}")
@permission("signed_in")
@serves(shapes.Import)
async def one_import(request: Request, name: str) -> Response:
    """One import: its columns, counts and errors."""
    return await threaded(
        lambda: _shown(request)(house(request).engine.read(caller(request), lambda unit: kept.one(unit, name)))
    )


@router.get("/imports/{name}/errors")
@permission("signed_in")
@serves(media=ANY, query=("format",))
async def import_errors(request: Request, name: str) -> Response:
    """The wrong rows as a file, with their reasons: to be corrected and imported."""
    return await threaded(_errors, request, name)


def _errors(request: Request, name: str) -> Response:
    form = _format(request.query_params.get("format", "xlsx"))
    content = house(request).engine.read(caller(request), lambda unit: kept.wrong_rows(unit, name))
    found = content if form == "csv" else as_workbook(content)
    return Response(found, 200, _attached(f"errors-{name[:8]}.{form}"), MEDIA[form])


@router.patch("/imports/{name}")
@permission("signed_in")
@serves(shapes.Import, body=shapes.ImportChange)
async def amend_import(request: Request, name: str) -> Response:
    """Change mapping, corrections, mode or on_known; the file is checked again."""
    return await threaded(_amend, request, name, await body_of(request))


def _amend(request: Request, name: str, body: bytes) -> Response:
    changes = mapping(parsed(body))
    told = mapping(changes["mapping"], "mapping") if changes.get("mapping") is not None else None
    ready = kept.prepared(house(request).engine, caller(request), name, told)
    return change(request, body, lambda unit: kept.amend(unit, ready, changes), _shown(request), caller(request))


@router.post("/imports/{name}/run")
@permission("signed_in")
@serves(shapes.Import)
async def run_import(request: Request, name: str) -> Response:
    """Load an import that was checked."""
    return await threaded(_run, request, name)


def _run(request: Request, name: str) -> Response:
    ready = kept.prepared(house(request).engine, caller(request), name)
    return change(request, b"", lambda unit: kept.run(unit, ready), _shown(request), caller(request))


@router.post("/imports/{name}/cancel")
@permission("signed_in")
@serves(shapes.Import)
async def cancel_import(request: Request, name: str) -> Response:
    """Give an import up."""
    return await threaded(_cancel, request, name)


def _cancel(request: Request, name: str) -> Response:
    return change(request, b"", lambda unit: kept.cancel(unit, name), _shown(request), caller(request))


@router.post("/exports")
@permission("model")
@serves(media=ANY, body=shapes.Export)
async def exports(request: Request) -> Response:
    """A list as a file, with the rights of who asks: ``{model, format, where, sort, fields, lines, lang}``."""
    return await threaded(_export, request, await body_of(request))


def _export(request: Request, body: bytes) -> Response:
    given = mapping(parsed(body))
    if strange := sorted(given.keys() - set(_EXPORT)):
        raise Invalid("export.key", f"There is no {strange[0]!r}; there are {', '.join(_EXPORT)}.", field=strange[0])
    asked, key = _asked(given), str(given.get("model", ""))
    made = house(request).engine.run(
        caller(request),
        lambda unit: export(unit, key, asked),
        request_id=request.state.request_id,
        reason=reason_of(request),
    )
    return _file(made.file, made.name, made.media, {"X-Records": str(made.records)})


def _asked(given: Mapping[str, Any]) -> Asked:
    where = given.get("where")
    heading = given.get("heading", "label")
    if heading not in ("key", "label", "both"):
        raise Invalid("export.heading", f"heading is key, label or both, not {heading!r}.", field="heading")
    return Asked(
        format=_format(given.get("format", "xlsx")),
        where=None if where is None else mapping(where, "where"),
        sort=_texts("sort", given.get("sort")),
        fields=_texts("fields", given.get("fields")),
        search=str(given.get("search") or ""),
        lines=_flag("lines", given.get("lines", True)),
        heading=heading,
        language=_language(given.get("lang", "zh")),
    )


def _texts(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part for part in value.split(",") if part)
    listed = [] if value is None else value
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise Invalid("export.list", f"{name} is a list of texts.", field=name)
    return tuple(listed)


def _flag(name: str, value: object) -> bool:
    if isinstance(value, bool) or value in {"true", "false"}:
        return value in {True, "true"}
    raise Invalid("request.flag", f"{name} is true or false, not {value!r}.", field=name, value=value)


def _format(value: object) -> Format:
    for each in FORMATS:
        if value == each:
            return each
    raise Invalid("exchange.format", f"format is {' or '.join(FORMATS)}, not {value!r}.", field="format", value=value)


def _language(value: object) -> Language:
    if value == "zh":
        return "zh"
    if value == "en":
        return "en"
    raise Invalid("exchange.lang", f"lang is zh or en, not {value!r}.", field="lang", value=value)


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _file(file: IO[bytes], name: str, media: str, more: Mapping[str, str] | None = None) -> Response:
    def blocks() -> Iterator[bytes]:
        with file:
            while block := file.read(_BLOCK):
                yield block

    return StreamingResponse(blocks(), 200, {**_attached(name), **(more or {})}, media)
