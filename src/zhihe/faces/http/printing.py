"""Documents of records as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from zhihe.faces.http.house import caller, house, permission, threaded
from zhihe.faces.http.records import model_of
from zhihe.faces.http.shapes.told import serves
from zhihe.platform.records.unit import Unit
from zhihe.platform.reports.dataset import dataset, print_of
from zhihe.platform.reports.setting import document
from zhihe.platform.reports.template import template_of

router = APIRouter(prefix="/api/v1")


@router.get("/records/{model}/{name}/print")
@permission("model")
@serves(media="application/pdf", query=("template", "lang"))
async def print_record(request: Request, model: str, name: str) -> Response:
    """A document of a record as PDF: ``template=`` (the first when left out), ``lang=zh|en``."""
    return await threaded(_print, request, model, name)


def _print(request: Request, key: str, name: str) -> Response:
    who, own, given = caller(request), house(request), request.query_params
    language = given.get("lang", who.language)

    def look(unit: Unit) -> tuple[str, dict[str, Any]]:
        model = model_of(unit, key, ("record",))
        declared = print_of(model, given.get("template", ""))
        return template_of(declared), dataset(unit, model, name, declared, language, own.engine.zone)

    template, data = own.engine.read(who, look)
    # Read first, set afterwards: no transaction is open while the document is set.
    pdf = document(template, data, (Path(own.home) / "fonts",))
    named = quote(f"{data['title']} {data['record'].get('number', '')}".strip() + ".pdf")
    headers = {
        "Content-Disposition": f"inline; filename*=UTF-8''{named}",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)
