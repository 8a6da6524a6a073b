"""Traces and series over HTTP: each node by the rights on its own model, each key by the rows of the role."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from tests.stories.conftest import Desk, Factory

LINE_APP = """
app: line
label: {zh: 产线, en: Line}
version: 1.0.0
custom: true
depends: [base]
roles:
  gauge: {zh: 量具, en: Gauge}
  viewer: {zh: 查看, en: Viewer}
"""
READING = """
model: reading
label: {zh: 读数, en: Reading}
kind: series
fields:
  item: {type: link, label: {zh: 物料, en: Item}, to: item, required: true}
  value: {type: number, label: {zh: 值, en: Value}}
  secret: {type: text, label: {zh: 内部, en: Internal}}
key: [item]
access:
  gauge: {append: true, rows: "item.code = 'F-1'"}
  inspector: {read: true, append: true}
  viewer: {read: true, rows: "item.code = 'F-1'", hide: [secret]}
"""
RESTRICTED = """
overlay: stock.lot
change:
  access:
    everyone: {read: true, rows: "supplier_lot <> 'SL-X'"}
"""
HIDDEN = """
overlay: stock.genealogy
change:
  access:
    everyone: {read: true, hide: [quantity]}
    quality_engineer: {read: true}
"""


def publish(factory: Factory, **files: str) -> None:
    factory.admin.call("POST", "definitions/publish", {"files": {k.replace("__", "/"): v for k, v in files.items()}})


def trace(desk: Desk, *names: str, status: int | None = None, **asked: str) -> Any:
    more = "".join(f"&{key}={value}" for key, value in asked.items())
    return desk.call("GET", f"edges/genealogy/trace?{'&'.join(f'from={quote(n)}' for n in names)}{more}", None, status)


@pytest.fixture
def split(factory: Factory) -> Factory:
    """Lot L-1 of supplier lot SL-X received, and a part of it split off and issued."""
    factory.masters()
    factory.receive(factory.order(100), 100, "L-1", supplier_lot="SL-X")
    lot = factory.engineer.find("lot", code="L-1")[0]["id"]
    made = factory.store.create("lot_split", lot=lot, location="A-01", code="L-1-A", quantity=40)
    factory.store.step("lot_split", made, "post")
    child = factory.engineer.find("lot", code="L-1-A")[0]["id"]
    row = {"item": "F-1", "lot": child, "location": "A-01", "quantity": 15}
    issue = factory.store.create("stock_movement", kind="issue", lines=[row])
    factory.store.step("stock_movement", issue, "post")
    return factory


def test_a_trace_names_its_nodes_with_quantity_and_exactness(split: Factory) -> None:
    receipt = split.store.find("goods_receipt")[0]
    found = trace(split.engineer, "lot.supplier_lot:SL-X", direction="both", links="1")
    assert found["hidden"] == 0
    shown = {(row["number"] or row["label"], row["direction"], row["depth"], row["quantity"]) for row in found["rows"]}
    issue = split.store.find("stock_movement")[0]["number"]
    # The split child has the supplier lot of its parent, so both are starts, each reached from the other.
    assert shown == {
        ("L-1", "start", 0, "40"),
        ("L-1-A", "start", 0, "40"),
        (f"{receipt['number']}/1", "up", 1, "100"),
        (issue, "down", 1, "15"),
    }
    assert {row["exactness"] for row in found["rows"]} == {"exact"}
    assert len(found["links"]) == 3


def test_several_starts_are_traced_together(split: Factory) -> None:
    split.receive(split.order(50), 50, "L-2", supplier_lot="SL-Y")
    lots = [split.engineer.find("lot", code=code)[0]["id"] for code in ("L-1", "L-2")]
    found = trace(split.engineer, *(f"lot:{lot}" for lot in lots), direction="up")
    assert sorted(row["quantity"] for row in found["rows"] if row["direction"] == "up") == ["100", "50"]


def test_what_may_not_be_seen_is_counted_and_not_named(split: Factory) -> None:
    publish(split, **{"overlays__lots.yaml": RESTRICTED})
    receipt = split.engineer.find("goods_receipt")[0]["id"]
    line = split.engineer.get("goods_receipt", receipt)["lines"][0]["id"]
    whole = trace(split.engineer, f"goods_receipt_line:{line}")
    assert [row["model"] for row in whole["rows"]] == ["goods_receipt_line", "lot", "lot", "stock_movement"]
    assert whole["hidden"] == 0
    part = trace(split.buyer, f"goods_receipt_line:{line}")
    # What lies behind a lot that is not seen is found all the same.
    assert [row["model"] for row in part["rows"]] == ["goods_receipt_line", "stock_movement"]
    assert part["hidden"] == 2
    lot = split.engineer.find("lot", code="L-1")[0]["id"]
    assert lot not in str(part)
    trace(split.buyer, f"lot:{lot}", status=404)
    trace(split.buyer, "lot.supplier_lot:SL-X", status=404)


def test_a_hidden_quantity_of_edges_is_not_shown(split: Factory) -> None:
    publish(split, **{"overlays__edges.yaml": HIDDEN})
    lot = split.engineer.find("lot", code="L-1")[0]["id"]
    assert all("quantity" in row for row in trace(split.engineer, f"lot:{lot}", links="1")["rows"])
    found = trace(split.store, f"lot:{lot}", links="1")
    assert all("quantity" not in row for row in [*found["rows"], *found["links"]])
    assert len(found["links"]) == 2


def test_a_bad_start_says_what_is_wrong(split: Factory) -> None:
    assert trace(split.engineer, "lot", status=422)["code"] == "trace.from"
    assert trace(split.engineer, "stock:x", status=422)["code"] == "trace.from"
    assert trace(split.engineer, "lot.nothing:x", status=422)["code"] == "field.unknown"
    assert trace(split.engineer, "lot.supplier_lot:none", status=404)["code"] == "trace.from"


@pytest.fixture
def line(factory: Factory) -> Factory:
    """A drawn app with a series, a machine that may append, and a viewer."""
    factory.masters()
    factory.admin.create("item", code="F-2", name="端盖", unit="pcs", tracking="lot")
    publish(factory, **{"line__app.yaml": LINE_APP, "line__reading.yaml": READING})
    return factory


def member(factory: Factory, role: str, *scopes: str) -> Desk:
    """A user with one role, at work with a token of these scopes."""
    identity = factory.house.identity
    name = f"{factory.company}-{role}-{len(scopes)}"
    identity.create_user(name, role, "a long pass phrase")
    identity.set_member(name, factory.company, [role])
    _secret, who = identity.sign_in(name, "a long pass phrase", factory.company)
    return Desk(factory.buyer.client, identity.create_token(who, "machine", list(scopes)))


def test_a_machine_appends_by_its_scope_and_reads_nothing(line: Factory) -> None:
    first, other = (line.admin.find("item", code=code)[0]["id"] for code in ("F-1", "F-2"))
    machine = member(line, "gauge", "append:reading")
    rows = [{"item": first, "value": 1.5, "secret": "s"}, {"item": first, "value": 2.5}]
    assert machine.call("POST", "series/reading", rows, 201) == {"appended": 2}
    machine.call("GET", f"series/reading?item={first}", None, 403)
    machine.call("GET", "records/item", None, 403)
    # One row of a key it does not reach, and nothing of the batch is there.
    refused = machine.call("POST", "series/reading", [rows[0], {"item": other, "value": 3}], 403)
    assert refused["code"] == "access.rows"
    read = line.inspector.call("GET", f"series/reading?item={first}")["rows"]
    assert [row["value"] for row in read] == [1.5, 2.5]


def test_a_role_or_scope_without_the_right_does_not_append(line: Factory) -> None:
    first = line.admin.find("item", code="F-1")[0]["id"]
    rows = [{"item": first, "value": 1}]
    for desk in (line.buyer, member(line, "viewer", "write"), member(line, "gauge", "read", "append:other")):
        assert desk.call("POST", "series/reading", rows, 403)["code"] == "access.append"
    assert line.inspector.call("GET", f"series/reading?item={first}")["rows"] == []


def test_a_window_is_read_by_the_rows_and_fields_of_the_role(line: Factory) -> None:
    first, other = (line.admin.find("item", code=code)[0]["id"] for code in ("F-1", "F-2"))
    line.inspector.call("POST", "series/reading", [{"item": first, "value": 1, "secret": "s"}], 201)
    viewer = member(line, "viewer", "read")
    rows = viewer.call("GET", f"series/reading?item={first}")["rows"]
    assert rows[0]["value"] == 1
    assert "secret" not in rows[0]
    assert viewer.call("GET", f"series/reading?item={other}", None, 403)["code"] == "access.rows"


def test_rows_of_a_series_look_at_its_key_only(line: Factory) -> None:
    wrong = READING.replace("rows: \"item.code = 'F-1'\", hide", 'rows: "value > 1", hide')
    reply = line.admin.call("POST", "definitions/plan", {"files": {"line/reading.yaml": wrong}}, 422)
    assert "value is not part of the key" in str(reply)
