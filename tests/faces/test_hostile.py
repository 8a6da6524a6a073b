"""Hostile values on every route of the document: whatever is sent, the answer says what is wrong, never 5xx."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.stories.conftest import Desk, Factory

NOBODY = "01970000-0000-7000-8000-000000000000"
# JSON as text, because half of it is no value that a program would hold.
HOSTILE = (
    "NaN", "Infinity", "-Infinity", "1e400000", "-1e400000", "1e-400000", "1e99", "1e-99", "9" * 99, "-" + "9" * 99,
    "9" * 5000, "[" * 5000 + "]" * 5000, '{"a":' * 5000 + "1" + "}" * 5000, '"\\u0000"', '"a\\u0000b"', '"\\ud800"',
    '"\\udfff\\ud800"', '""', '" "', '"NaN"', '"Infinity"', '"1e400000"', '"\u00b2"', '"\u0663"', '"\\u202e"',
    '"' + "x" * 100_000 + '"', '"2026-13-45"', '"0000-01-01"', '"99999-01-01"', '"9999-12-31"', '"2026-11-02T99:00"',
    f'"{NOBODY}"', '["item", 1]', f'["item", "{NOBODY}"]', f'["nothing", "{NOBODY}"]', "[null]", "[[[]]]", "[{}]",
    '{"id": {}}', "{}", "[]", "null", "true", "0", "-1", "0.1", '{"\\u0000": "\\ud800"}', '{"\\ud800": 1}',
    '[{"\\u0000": 1}]', '["\\ud800"]', '["\\u0000"]', "9223372036854775808", "2147483648",
)  # fmt: skip
ODD = ("", '"1"', "-1", "9" * 40, "a,b", "*")
HEADERS = ("If-Match", "Idempotency-Key", "X-Reason", "Accept-Language", "Last-Event-ID")
COMPARED = (("code", "eq"), ("id", "in"), ("created_at", "ge"), ("version", "lt"), ("quantity", "gt"))
# Streams that do not end, and what would end the story itself: its users' sign-ins and its definitions.
LEFT_OUT = re.compile(r"/events$|/session$|/definitions/(publish|rollback)$|/imports$|/files$")


def hostile() -> st.SearchStrategy[str]:
    """A value as JSON text: one of the known evils, or any text or number."""
    made = st.one_of(st.text(st.characters(), max_size=8), st.integers(), st.lists(st.none() | st.booleans()))
    return st.one_of(st.sampled_from(HOSTILE), made.map(json.dumps))


def in_address(text: str) -> str:
    """A value where an address stands: strings bare, a surrogate as the bytes that no UTF-8 has."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = text
    bare = value if isinstance(value, str) else text
    return quote(bare[:2000].encode("utf-8", "surrogatepass"), safe="")


def properties(schema: Any, document: Any) -> list[str]:
    """The names a body may have by the document."""
    if "$ref" in schema:
        found = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return properties(found, document)
    names = list(schema.get("properties", {}))
    for each in (*schema.get("oneOf", ()), *schema.get("anyOf", ()), *schema.get("allOf", ())):
        names += properties(each, document)
    return names + (properties(schema["items"], document) if "items" in schema else [])


class Target:
    """One method of one path, with what the document says may be sent."""

    def __init__(self, document: Any, path: str, method: str) -> None:
        entry = document["paths"][path][method]
        self.path, self.method = path, method
        declared = [*document["paths"][path].get("parameters", ()), *entry.get("parameters", ())]
        self.query = [each["name"] for each in declared if each.get("in") == "query"]
        content = entry.get("requestBody", {}).get("content", {}).get("application/json", {})
        self.body = properties(content.get("schema", {}), document)

    def __repr__(self) -> str:
        return f"{self.method} {self.path}"


@pytest.fixture(scope="module")
def targets(plant: Factory) -> list[Target]:
    plant.masters()
    plant.inspected(major="2.5")
    plant.received_lot("L-1", bad=6)
    document = plant.admin.call("GET", "openapi.json")
    return [
        Target(document, path, method)
        for path, entries in sorted(document["paths"].items())
        for method in ("get", "post", "patch", "put")
        if method in entries and not LEFT_OUT.search(path)
    ]


def sent(desk: Desk, method: str, path: str, body: str | None = None, **headers: str) -> httpx.Response:
    """One request as it is, with a text for a body."""
    given = {
        "Authorization": f"Bearer {desk.token}",
        **{key.replace("_", "-"): value for key, value in headers.items()},
    }
    content = None if body is None else body.encode("utf-8", "surrogatepass")
    return desk.client.request(method, path, content=content, headers=given)


def said(reply: httpx.Response, *asked: object) -> None:
    """The server answered, and a refusal is a problem document."""
    assert reply.status_code < 500, (*asked, reply.status_code, reply.text)
    if reply.status_code >= 400:
        assert reply.json()["code"], asked


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_value_in_path_query_header_or_body_is_an_error_of_the_server(
    plant: Factory, targets: list[Target], data: st.DataObject
) -> None:
    target = data.draw(st.sampled_from(targets))
    ids = st.one_of(st.sampled_from([NOBODY, "F-1", "S1", "x"]), hostile().map(in_address))
    path = re.sub(r"{\w+}", lambda _found: data.draw(ids) or "x", target.path)
    names = data.draw(st.lists(st.sampled_from(target.query), max_size=3, unique=True)) if target.query else []
    query = "&".join(f"{name}={in_address(data.draw(hostile()))}" for name in names)
    header = {data.draw(st.sampled_from(HEADERS)): data.draw(st.sampled_from(ODD))}
    body = None
    if target.method != "get":
        keys = data.draw(st.lists(st.sampled_from(target.body), max_size=4, unique=True)) if target.body else []
        row = "{" + ", ".join(f'"{key}": {data.draw(hostile())}' for key in keys) + "}"
        body = data.draw(st.sampled_from([row, row, row, f"[{row}]"]) if keys else hostile())
    desk = plant.desks[data.draw(st.sampled_from(["admin", "engineer", "store", "buyer"]))]
    reply = sent(desk, target.method, f"{path}?{query}" if query else path, body, **{"If-Match": '"1"', **header})
    said(reply, target, path[:200], query[:300], header, (body or "")[:300])


@pytest.mark.parametrize("name", ["where", "sort", "limit", "after", "search", "count", "fields", "group", "expand"])
def test_lists_and_ledgers_refuse_hostile_questions(plant: Factory, targets: list[Target], name: str) -> None:
    assert targets
    for value in HOSTILE:
        asked = [value]
        if name == "where":
            asked += [f'{{"field": "{field}", "op": "{op}", "value": {value}}}' for field, op in COMPARED]
        for each in asked:
            for path in ("records/item", "records/purchase_order", "ledgers/stock/balances", "ledgers/stock/entries"):
                reply = sent(plant.admin, "GET", f"/api/v1/{path}?{name}={in_address(each)}")
                said(reply, path, name, each[:100])


@pytest.mark.parametrize(
    ("model", "field", "rest"),
    [
        ("item", "code", '"name": "x", "unit": "pcs"'), ("item", "name", '"code": "Z", "unit": "pcs"'),
        ("item", "unit", '"code": "Z", "name": "x"'), ("item", "shelf_life_days", '"code": "Z", "name": "x"'),
        ("item", "id", '"code": "Z", "name": "x", "unit": "pcs"'), ("item", "tracking", '"code": "Z", "name": "x"'),
        ("purchase_order", "lines", '"supplier": "S1", "site": "F1"'),
        ("purchase_order", "ordered_on", '"supplier": "S1", "site": "F1"'),
        ("goods_receipt", "lines", '"supplier": "S1", "site": "F1"'),
        ("inspection_result", "value", f'"inspection": "{NOBODY}"'),
        ("inspection_result", "inspection", '"value": 1'),
        ("unit", "numerator", '"code": "zz", "dimension": "mass"'),
    ],
)  # fmt: skip
def test_each_hostile_value_of_a_field_is_refused_in_words(
    plant: Factory, targets: list[Target], model: str, field: str, rest: str
) -> None:
    assert targets
    for value in HOSTILE:
        said(
            sent(plant.admin, "POST", f"/api/v1/records/{model}", f'{{"{field}": {value}, {rest}}}'), field, value[:99]
        )
    line = '"item": "F-1", "due_on": "2026-11-05", "price": "1", "quantity": '
    for value in HOSTILE if field == "lines" else ():
        body = f'{{"supplier": "S1", "site": "F1", "lines": [{{{line} {value}}}]}}'
        said(sent(plant.buyer, "POST", f"/api/v1/records/{model}", body), model, value[:99])


def test_hostile_logins_and_passwords_are_refused(plant: Factory) -> None:
    for value in (each for each in HOSTILE if "\\u" in each or len(each) < 4):
        for body in (f'{{"login": {value}, "password": "x"}}', f'{{"secret": {value}, "password": {value}}}', value):
            for path in ("session", "password"):
                said(plant.buyer.client.request("POST", f"/api/v1/{path}", content=body.encode()), path, body[:99])
