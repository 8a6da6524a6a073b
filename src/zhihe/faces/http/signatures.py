"""Electronic signatures: a one-time secret for one step on one record, got by the password, sent with the step."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from zhihe.errors import Invalid
from zhihe.faces.http.answers import answer
from zhihe.faces.http.bodies import body_of, mapping, parsed
from zhihe.faces.http.house import caller, house, permission, threaded
from zhihe.faces.http.records import model_of
from zhihe.faces.http.shapes import signatures as shapes
from zhihe.faces.http.shapes.told import serves
from zhihe.platform.records import signing
from zhihe.platform.records.access import grant, require_step, step_of
from zhihe.platform.records.unit import Unit

router = APIRouter(prefix="/api/v1")


@router.post("/signatures")
@permission("signed_in")
@serves(shapes.Signature, 201, body=shapes.ToSign)
async def sign(request: Request) -> Response:
    """Sign a step that asks for it: ``{model, record, step, version, password}``; the token is good for a minute.

    It goes with the step as ``X-Signature`` and signs nothing but that step on that record in that version.
    """
    return await threaded(_sign, request, await body_of(request))


def _sign(request: Request, body: bytes) -> Response:
    who, own, given = caller(request), house(request), mapping(parsed(body))
    key, record, step, password = (_text(given, name) for name in ("model", "record", "step", "password"))
    version = given.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise Invalid("field.integer", "version is the version of the record that you read.", field="version")

    def look(unit: Unit) -> tuple[str, dict[str, Any]]:
        model = model_of(unit, key, ("record",))
        require_step(grant(unit.registry, model, who), model, step_of(model, step).key)
        return signing.about(unit, model, record, step, version)

    purpose, told = own.engine.read(who, look)
    token, until = own.identity.issue_signature(who, password, purpose)
    return answer({**told, "token": token, "expires_at": until}, 201)


def _text(given: Any, key: str) -> str:
    value = given.get(key)
    if not isinstance(value, str) or not value or len(value) > 1000:  # noqa: PLR2004 - as for signing in
        raise Invalid("field.text", f"{key} is a text of 1 to 1000 characters.", field=key)
    return value
