from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.platform.store.factory import NOW

from zhihe.errors import Conflict
from zhihe.platform.store import query, rows
from zhihe.platform.store.database import Database
from zhihe.platform.store.gathered import Arm, by_parent, gather
from zhihe.platform.store.identity import new_id, new_ids
from zhihe.platform.store.session import Transaction

STAMPS = {"created_at": NOW, "updated_at": NOW}
Row = dict[str, Any]
Made = dict[str, list[str]]


@pytest.fixture
def tx(store: Database, factory: str) -> Iterator[Transaction]:
    with store.transaction(factory) as opened:
        yield opened


@pytest.fixture
def made(tx: Transaction) -> Made:
    """Two partners, each with two items; a receipt of two lines over items of the first, and one without lines."""
    partners, items, receipts, lines = new_ids(2), new_ids(4), new_ids(2), new_ids(2)
    put(tx, "partner", [STAMPS | {"id": each, "code": f"P{n}"} for n, each in enumerate(partners)])
    common = STAMPS | {"state": "draft"}
    item = common | {"cover": ("x", partners[0])}
    put(tx, "item", [item | {"id": i, "code": f"I{n}", "maker": partners[n // 2]} for n, i in enumerate(items)])
    receipts_of = zip(receipts, partners, strict=True)
    put(tx, "receipt", [common | {"id": i, "number": f"R{i}", "supplier": supplier} for i, supplier in receipts_of])
    put(
        tx,
        "receipt_line",
        [
            {"id": each, "parent_id": receipts[0], "position": 1 - n, "item": items[n], "quantity": n + 1}
            for n, each in enumerate(lines)
        ],
    )
    return {"partner": partners, "item": items, "receipt": receipts, "receipt_line": lines}


def put(tx: Transaction, model: str, given: list[Row]) -> None:
    rows.insert(tx, tx.registry.model(model), given)


def arm(tx: Transaction, model: str, **values: Any) -> Arm:
    return Arm(tx.registry.model(model), **values)


def test_a_record_comes_with_its_lines_and_what_they_lead_to_in_one_statement(tx: Transaction, made: Made) -> None:
    before = tx.statements
    receipts, lines, items, makers = gather(
        tx,
        [
            arm(tx, "receipt", given=made["receipt"]),
            arm(tx, "receipt_line", by="parent_id", given=made["receipt"]),
            arm(tx, "item", links=((1, "item"),)),
            arm(tx, "partner", links=((2, "maker"), (0, "supplier"))),
        ],
    )
    assert tx.statements == before + 1
    assert {row["id"] for row in receipts} == set(made["receipt"])
    assert {row["id"] for row in items} == set(made["item"][:2])
    assert {row["code"] for row in makers} == {"P0", "P1"}
    found = by_parent(lines, made["receipt"])
    assert [row["item"] for row in found[made["receipt"][0]]] == [made["item"][1], made["item"][0]]
    assert found[made["receipt"][1]] == []


def test_a_gathered_row_is_the_row_that_is_read_alone(tx: Transaction, made: Made) -> None:
    models = ("item", "partner", "receipt", "receipt_line")
    found = gather(tx, [arm(tx, each, given=made[each]) for each in models])
    for each, gathered in zip(models, found, strict=True):
        alone = rows.get(tx, tx.registry.model(each), made[each])
        assert sorted(gathered, key=lambda row: row["id"]) == alone


@pytest.mark.parametrize("names", [["I0"], ["I0", "I3", 'nobody "x"']])
def test_rows_are_found_by_name_and_one_name_is_found_like_many(tx: Transaction, made: Made, names: list[str]) -> None:
    items, makers = gather(tx, [arm(tx, "item", by="code", given=names), arm(tx, "partner", links=((0, "maker"),))])
    assert {row["code"] for row in items} == set(names) & {"I0", "I3"}
    assert {row["id"] for row in makers} == {row["maker"] for row in items} <= set(made["partner"])


def test_given_rows_and_those_that_are_led_to_come_together(tx: Transaction, made: Made) -> None:
    first, second = made["item"][0], made["item"][3]
    _receipts, items = gather(
        tx,
        [
            arm(tx, "receipt_line", given=made["receipt_line"][:1]),
            arm(tx, "item", given=[second], links=((0, "item"),)),
        ],
    )
    assert {row["id"] for row in items} == {first, second}


def test_questions_keep_their_values_apart(tx: Transaction, made: Made) -> None:
    def asked(model: str, where: Row, start: int) -> Arm:
        known = tx.registry.model(model)
        return Arm(known, asked=query.asked(tx, known, query.Query(where=where, fields=("id",)), start))

    maker = {"field": "maker.code", "op": "eq", "value": "P1"}
    first = asked("item", {"and": [maker, {"field": "code", "op": "ne", "value": "I2"}]}, 0)
    assert first.asked is not None
    second = asked("partner", {"field": "code", "op": "in", "value": ["P0"]}, len(first.asked.params))
    third = asked("receipt", {"field": "number", "op": "in", "value": []}, 20)
    items, partners, receipts = gather(tx, [first, second, third])
    assert [row["code"] for row in items] == ["I3"]
    assert [row["id"] for row in partners] == made["partner"][:1]
    assert receipts == []


def test_a_question_is_asked_among_what_another_found(tx: Transaction, made: Made) -> None:
    item, partner = tx.registry.model("item"), tx.registry.model("partner")
    first = Arm(item, asked=query.asked(tx, item, query.Query(where={"field": "code", "op": "lt", "value": "I3"})))
    where = {"field": "code", "op": "ne", "value": "P0"}
    asked = query.asked(tx, partner, query.Query(where=where), 10)
    _items, makers = gather(tx, [first, Arm(partner, links=((0, "maker"),), asked=asked)])
    assert [row["id"] for row in makers] == made["partner"][1:]
    none = Arm(item, asked=query.asked(tx, item, query.Query(where={"field": "code", "op": "eq", "value": "I0"})))
    assert gather(tx, [none, Arm(partner, links=((0, "maker"),), asked=asked)])[1] == []


def test_nothing_is_found_where_nothing_is_wanted(tx: Transaction, made: Made) -> None:
    del made
    lines, items = gather(tx, [arm(tx, "receipt_line", given=[]), arm(tx, "item", links=((0, "item"),))])
    assert (lines, items) == ([], [])


def test_what_meets_a_question_is_locked_in_the_order_of_ids(store: Database, factory: str) -> None:
    ids = new_ids(3)
    with store.transaction(factory) as tx:
        model = tx.registry.model("item")
        item = STAMPS | {"state": "draft"}
        put(tx, "item", [item | {"id": i, "code": f"I{n}"} for n, i in enumerate(ids)])
    with store.transaction(factory) as tx, store.transaction(factory) as other:
        acts = tx.acts
        found = query.locked(tx, model, {"field": "code", "op": "in", "value": ["I2", "I0"]})
        assert [row["id"] for row in found] == [ids[0], ids[2]]
        assert found == rows.get(tx, model, [ids[0], ids[2]])
        assert tx.acts > acts
        free = other.rows("select id::text as id from test_item for update skip locked")
        assert [row["id"] for row in free] == [ids[1]]


def test_a_write_that_waits_is_there_for_whatever_is_asked_next(tx: Transaction) -> None:
    model = tx.registry.model("partner")
    identity = new_id()
    before = tx.statements
    rows.insert(tx, model, [{"id": identity, "code": "W", **STAMPS}], wait=True)
    assert tx.statements == before
    assert [row["code"] for row in rows.get(tx, model, [identity])] == ["W"]
    assert tx.statements == before + 2


def test_a_write_that_waits_is_there_after_the_commit(store: Database, factory: str) -> None:
    identity = new_id()
    with store.transaction(factory) as tx:
        rows.insert(
            tx,
            tx.registry.model("partner"),
            [{"id": identity, "code": "W", **STAMPS}],
            wait=True,
        )
    with store.transaction(factory) as tx:
        assert rows.get(tx, tx.registry.model("partner"), [identity])


def test_a_write_that_waits_is_undone_with_the_attempt_it_belongs_to(tx: Transaction) -> None:
    model = tx.registry.model("partner")
    put(tx, "partner", [STAMPS | {"id": new_id(), "code": "W"}])
    twice = [STAMPS | {"id": new_id(), "code": "W"}]
    with pytest.raises(Conflict, match="W"), tx.attempt():
        rows.insert(tx, model, twice, wait=True)

    def broken() -> None:
        with tx.attempt():
            rows.insert(tx, model, [STAMPS | {"id": new_id(), "code": "V"}], wait=True)
            raise LookupError

    with pytest.raises(LookupError):
        broken()
    assert [row["code"] for row in tx.rows("select code from test_partner")] == ["W"]


def test_who_waits_is_told_that_a_newer_version_stood_there(tx: Transaction) -> None:
    model = tx.registry.model("partner")
    identity = new_id()
    put(tx, "partner", [{"id": identity, "code": "W", **STAMPS}])
    told: list[int] = []
    rows.update(tx, model, identity, {"name": "a"}, version=1, state=None, done=told.append)
    rows.update(tx, model, identity, {"name": "b"}, version=1, state=None, done=told.append)
    tx.flush()
    assert told == [1, 0]
    assert rows.get(tx, model, [identity])[0]["name"] == "a"
