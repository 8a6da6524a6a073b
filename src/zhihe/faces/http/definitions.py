"""Definitions over HTTP: what runs, what publishing would change, publish, and go back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from zhihe.errors import Invalid
from zhihe.faces.http.answers import answer
from zhihe.faces.http.bodies import body_of, mapping, parsed
from zhihe.faces.http.described import described
from zhihe.faces.http.house import administrator, caller, house, permission, threaded
from zhihe.faces.http.shapes import defined
from zhihe.faces.http.shapes.told import serves
from zhihe.faces.http.worded import names_of, reads_chinese, told
from zhihe.platform.model import files_of
from zhihe.platform.records.access import grant, require_read
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules import publishing
from zhihe.platform.rules.explain import explained, model_of

router = APIRouter(prefix="/api/v1/definitions")
MAX_FILES = 10_000_000
MOST_VERSIONS = 2**31 - 1


@router.get("")
@permission("signed_in")
@serves(defined.Definitions)
async def definitions(request: Request) -> Response:
    """The models, steps and roles of the running version, as far as the caller may read them."""
    return await threaded(_definitions, request)


def _definitions(request: Request) -> Response:
    who = caller(request)
    return answer(house(request).engine.read(who, lambda unit: described(unit.registry, who)))


@router.get("/files")
@permission("administrator")
@serves(defined.FilesPublished)
async def files(request: Request) -> Response:
    """The definition files as they were published, byte for byte."""
    return await threaded(_files, request)


def _files(request: Request) -> Response:
    who, engine = administrator(request), house(request).engine
    return answer({"files": files_of(publishing.content(engine.database, who.company))})


@router.get("/explain/{event}")
@permission("model")
@serves(defined.Rules)
async def explain(request: Request, event: str) -> Response:
    """What will run, in order, at an event such as ``goods_receipt.post``."""
    return await threaded(_explain, request, event)


def _explain(request: Request, event: str) -> Response:
    who = caller(request)

    def look(unit: Unit) -> list[dict[str, Any]]:
        model = model_of(unit.registry, event)
        require_read(grant(unit.registry, model, who), model)
        return explained(unit.registry, event)

    return answer({"rows": house(request).engine.read(who, look)})


@router.get("/versions")
@permission("administrator")
@serves(defined.Versions)
async def versions(request: Request) -> Response:
    """All versions, newest first."""
    return await threaded(_versions, request)


def _versions(request: Request) -> Response:
    who, engine = administrator(request), house(request).engine
    return answer({"rows": [publishing.shown(each) for each in publishing.versions(engine.database, who.company)]})


@router.post("/plan")
@permission("administrator")
@serves(defined.Plan, body=defined.Published)
async def plan(request: Request) -> Response:
    """What publishing these files would change, with row counts, and what stands in the way."""
    return await threaded(_plan, request, await body_of(request, MAX_FILES))


def _plan(request: Request, body: bytes) -> Response:
    who, engine = administrator(request), house(request).engine
    changes = _changes(body)
    found = publishing.plan(engine.database, who.company, changes)
    conflicts = [each.data() for each in publishing.conflicts(engine.database, who.company, changes)]
    problems = [problem.data() for problem in found.problems]
    if reads_chinese(request):
        problems = told(problems, names_of(request, who))
    return answer({"steps": found.data(), "problems": problems, "conflicts": conflicts})


@router.post("/publish")
@permission("administrator")
@serves(defined.Version, 201, body=defined.Published)
async def publish(request: Request) -> Response:
    """Publish files as a new version: ``{files: {path: text or null}, note, acknowledge}``; those not named stay.

    ``acknowledge`` are ids of conflicts between these files and overlays, as ``plan`` lists them.
    """
    return await threaded(_publish, request, await body_of(request, MAX_FILES))


def _publish(request: Request, body: bytes) -> Response:
    who, engine = administrator(request), house(request).engine
    given = mapping(parsed(body))
    note, acknowledged = str(given.get("note", "")), given.get("acknowledge", [])
    if not isinstance(acknowledged, list):
        raise Invalid("definition.acknowledge", "acknowledge is a list of ids of conflicts.", field="acknowledge")
    version = publishing.publish(
        engine.database, who.company, _changes(body), who.id, note, acknowledged={str(each) for each in acknowledged}
    )
    return answer(publishing.shown(version), 201)


@router.post("/rollback")
@permission("administrator")
@serves(defined.Version, 201, body=defined.Back)
async def rollback(request: Request) -> Response:
    """Go back to an older version where that loses nothing; else the reasons."""
    return await threaded(_rollback, request, await body_of(request))


def _rollback(request: Request, body: bytes) -> Response:
    who, engine = administrator(request), house(request).engine
    version = mapping(parsed(body)).get("version")
    if not isinstance(version, int) or isinstance(version, bool) or not 0 < version <= MOST_VERSIONS:
        raise Invalid("rollback.version", "Name the version to go back to: {version: 3}.", field="version")
    return answer(publishing.shown(publishing.rollback(engine.database, who.company, version, who.id)), 201)


def _changes(body: bytes) -> Mapping[str, str | None]:
    given = mapping(mapping(parsed(body)).get("files"), "files")
    for path, text in given.items():
        if text is not None and not isinstance(text, str):
            raise Invalid("definition.text", f"{path} is the text of a file, or null to take it away.", field=path)
    return given
