"""The OpenAPI document: valid, whole, typed by model, and true of the answers that the server gives."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from tests.stories.conftest import Factory
from tests.stories.test_definitions_at_run_time import APP, MEAL

from zhihe.faces.http import openapi
from zhihe.faces.http.app import create_app
from zhihe.faces.http.health import routes
from zhihe.faces.http.house import routes_of
from zhihe.platform.model import build, load_apps

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def worked(plant: Factory) -> Factory:
    """A factory with a record of nearly every kind: a lot was received, inspected and rejected."""
    plant.masters()
    plant.inspected(critical="0.15", major="2.5")
    plant.received_lot("L-1", bad=6)
    return plant


@pytest.fixture(scope="module")
def document(worked: Factory) -> dict[str, Any]:
    found: dict[str, Any] = worked.admin.call("GET", "openapi.json")
    return found


def test_the_document_keeps_the_standard(worked: Factory, document: dict[str, Any]) -> None:
    """Every kind of path by the standard's own schema; two apps are enough of them, the validator takes its time."""
    ids = [entry["operationId"] for _path, _method, entry in operations(document) if "operationId" in entry]
    assert len(ids) == len(set(ids)) > 250
    small = build({path: text for path, text in load_apps().items() if path.partition("/")[0] in {"base", "stock"}})
    OpenAPIV31SpecValidator(openapi.document(small, routes(create_app(worked.house)))).validate()


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, entry)
        for path, item in document["paths"].items()
        for method, entry in item.items()
        if method in METHODS
    ]


def test_it_lists_every_route_and_no_other(worked: Factory, document: dict[str, Any]) -> None:
    real = [
        (route.path_regex, method.lower())
        for route in routes_of(create_app(worked.house))
        for method in route.methods or ()
    ]
    listed = [(re.sub(r"{\w+}", "x", path), method) for path, method, _entry in operations(document)]
    for path, method in listed:
        assert any(regex.match(path) and method == own for regex, own in real), (method, path)
    for regex, method in real:
        # No shipped app has a series, so there is no path for one.
        if "/series/" not in regex.pattern:
            assert any(regex.match(path) and method == own for path, own in listed), (method, regex.pattern)


def test_every_model_has_paths_of_its_own_with_the_errors_that_are_possible(
    worked: Factory, document: dict[str, Any]
) -> None:
    for key, model in worked.admin.call("GET", "definitions")["models"].items():
        if model["kind"] != "record" or model.get("line_of"):
            continue
        base = f"/api/v1/records/{key}"
        paths = document["paths"]
        assert {"get", "post"} <= set(paths[base])
        assert {"get", "patch", "delete"} <= set(paths[f"{base}/{{id}}"])
        for step in model.get("steps", ()):
            assert "post" in paths[f"{base}/{{id}}/steps/{step}"]
        for path in (path for path in paths if path == base or path.startswith(f"{base}/")):
            for method in METHODS & set(paths[path]):
                assert {"401", "403", "404", "422"} <= set(paths[path][method]["responses"]), (method, path)


def test_decimals_are_texts_for_reading_and_writing(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name in ("PurchaseOrderLine", "PurchaseOrderLineInput"):
        for field in ("quantity", "price"):
            assert "string" in schemas[name]["properties"][field]["type"], (name, field)
            assert "pattern" in schemas[name]["properties"][field]
    assert set(schemas["PurchaseOrderInput"]["required"]) == {"supplier", "site"}
    assert "received" not in schemas["PurchaseOrderLineInput"]["properties"]
    assert schemas["PurchaseOrderInput"]["additionalProperties"] is False


@pytest.mark.parametrize(
    "model",
    ["purchase_order", "goods_receipt", "inspection_lot", "inspection_result", "nonconformance", "lot", "item",
     "supplier_corrective_action", "inspection_plan", "quality_level", "planned_inspection", "partner", "calendar"],
)  # fmt: skip
def test_answers_are_as_the_document_says(worked: Factory, document: dict[str, Any], model: str) -> None:
    whole = {"components": document["components"]}
    entry = document["paths"][f"/api/v1/records/{model}"]["get"]
    page = worked.quality.call("GET", f"records/{model}")
    rows = page["rows"]
    schema = entry["responses"]["200"]["content"]["application/json"]["schema"]
    assert [fault.message for fault in Draft202012Validator({**whole, **schema}).iter_errors(page)] == []
    one = document["paths"][f"/api/v1/records/{model}/{{id}}"]["get"]
    schema = one["responses"]["200"]["content"]["application/json"]["schema"]
    for row in rows[:3]:
        got = worked.quality.get(model, row["id"])
        faults = Draft202012Validator({**whole, **schema}).iter_errors(got)
        assert [f"{fault.json_path}: {fault.message}" for fault in faults] == []


def test_a_file_is_what_the_upload_answered(document: dict[str, Any]) -> None:
    for name in ("Item", "ItemSaved", "ItemInput"):
        drawing = document["components"]["schemas"][name]["properties"]["drawing"]
        held = {"components": document["components"], **drawing}
        known = {"id": "0199d7a0-0000-7000-8000-000000000001", "name": "a.png", "type": "image/png", "size": 12}
        assert Draft202012Validator(held).is_valid(known), name
        assert Draft202012Validator(held).is_valid(None), name
        assert not Draft202012Validator(held).is_valid(known["id"]), name


def test_a_drawn_model_is_in_the_document_at_once(worked: Factory) -> None:
    files = {"canteen/app.yaml": APP, "canteen/meal.yaml": MEAL}
    worked.admin.call("POST", "definitions/publish", {"files": files}, 201)
    document = worked.buyer.call("GET", "openapi.json")
    assert "post" in document["paths"]["/api/v1/records/meal"]
    assert "string" in document["components"]["schemas"]["MealInput"]["properties"]["price"]["type"]
    assert "double" not in document["components"]["schemas"]["MealInput"]["properties"]
    made = worked.buyer.create("meal", name="红烧肉", price="18.5")
    saved = {"components": document["components"], "$ref": "#/components/schemas/MealSaved"}
    assert [fault.message for fault in Draft202012Validator(saved).iter_errors(made)] == []
