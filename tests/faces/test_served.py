"""The document of the fixed routes: valid, without holes, true of the answers, and what the web is generated from."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from openapi_spec_validator import OpenAPIV31SpecValidator
from tests.stories.answers import hold, routes, told_of

from zhihe.faces.http.app import routed
from zhihe.faces.http.health import fixed_document
from zhihe.faces.http.shapes.told import TOLD
from zhihe.main import cli

ROOT = Path(__file__).parents[2]


def test_the_document_of_the_fixed_routes_keeps_the_standard_and_needs_no_database() -> None:
    document = json.loads(fixed_document(routed()))
    OpenAPIV31SpecValidator(document).validate()
    assert json.loads(CliRunner().invoke(cli, ["api"]).output) == document


def test_every_route_tells_what_it_answers_and_what_it_takes() -> None:
    for route in routes():
        told = getattr(route.endpoint, TOLD)
        assert told.answer or told.media or told.status == 204, route.path
        for method in (route.methods or set()) & {"PUT", "PATCH"}:
            assert told.body, (method, route.path)


def test_names_of_the_fixed_routes_are_no_names_of_models() -> None:
    schemas = json.loads(fixed_document(routed()))["components"]["schemas"]
    assert len(schemas) > 80
    assert all(name.startswith("platform.") for name in schemas if name != "Problem")


def answered(content: object, status: int = 200) -> httpx.Response:
    request = httpx.Request("GET", "http://zhihe/api/v1/companies")
    return httpx.Response(status, json=content, request=request)


def test_an_answer_that_is_not_what_its_route_tells_is_caught() -> None:
    hold(answered({"rows": [{"key": "demo", "name": "质合"}]}))
    for wrong in ({"rows": [{"key": "demo"}]}, {"rows": [{"key": "demo", "name": "质合", "more": 1}]}, {"rows": None}):
        with pytest.raises(AssertionError, match="otherwise than it tells"):
            hold(answered(wrong))
    with pytest.raises(AssertionError, match="answers 201, told 200"):
        hold(answered({"rows": []}, 201))
    assert told_of("POST", "/api/v1/session").status == 201


def test_the_types_of_the_web_are_those_of_the_routes() -> None:
    found = subprocess.run(
        [sys.executable, str(ROOT / "web" / "build.py"), "api", "--check"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr
