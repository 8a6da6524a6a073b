from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from zhihe.errors import Conflict, Invalid
from zhihe.platform.store import rows
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id, new_ids
from zhihe.platform.store.session import Transaction

NOW = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)


def partner(code: str, **values: Any) -> dict[str, Any]:
    return {"id": new_id(), "code": code, "created_at": NOW, "updated_at": NOW} | values


def item(code: str, **values: Any) -> dict[str, Any]:
    return {"id": new_id(), "code": code, "state": "draft", "created_at": NOW, "updated_at": NOW} | values


def put(tx: Transaction, model: str, *records: dict[str, Any]) -> list[str]:
    rows.insert(tx, tx.registry.model(model), records)
    return [record["id"] for record in records]


EVERYTHING: dict[str, Any] = {
    "name": '缸筒 "A" \\ {x},y\n\t\'',
    "weight": 0.1,
    "price": Decimal("1234.5678900001"),
    "tracked": True,
    "tags": ["a,b", '"q"', "\\", "空"],
    "cover": ("partner", "0190a1b2-0000-7000-8000-000000000001"),
    "made_on": dt.date(2026, 2, 28),
    "checked_at": dt.datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=dt.timezone(dt.timedelta(hours=8))),
    "shift": dt.time(7, 30),
    "lead": -dt.timedelta(days=3, seconds=5, microseconds=7),
    "size": {"zoll": [1, 2.5, None], "名": "大"},
    "pieces": -(2**62),
}


@pytest.mark.parametrize("count", [1, rows.COPY_FROM, 40])
def test_every_type_comes_back_as_it_was_saved_by_either_way_of_inserting(
    store: Database, factory: str, count: int
) -> None:
    with store.transaction(factory) as tx:
        made = put(tx, "partner", partner("P1"))
        ids = new_ids(count)
        put(
            tx,
            "item",
            *(
                item(f"I{n}", **EVERYTHING) | {"id": each, "maker": made[0], "spare_for": ids[:2]}
                for n, each in enumerate(ids)
            ),
        )
    with store.transaction(factory) as tx:
        found = rows.get(tx, tx.registry.model("item"), ids)
    assert [row["id"] for row in found] == ids
    for row in found:
        for key, value in EVERYTHING.items():
            assert row[key] == value, key
        assert row["spare_for"] == ids[:2]
        assert row["maker"] == made[0]
        assert row["version"] == 1
        assert "search" not in row
        assert row["checked_at"].tzinfo is dt.UTC


def test_nothing_given_is_nothing_kept(store: Database, factory: str) -> None:
    with store.transaction(factory) as tx:
        (identity,) = put(tx, "item", item("I1"))
        (row,) = rows.get(tx, tx.registry.model("item"), [identity])
    assert {key for key, value in row.items() if value is not None} == {
        "id", "version", "state", "code", "created_at", "updated_at",
    }  # fmt: skip


def test_a_quantity_is_read_without_the_zeros_nobody_entered(store: Database, factory: str) -> None:
    with store.transaction(factory) as tx:
        ids = put(
            tx, "item", item("A", price=Decimal("1.10")), item("B", price=Decimal(100)), item("C", price=Decimal(0))
        )
        found = {row["code"]: row["price"] for row in rows.get(tx, tx.registry.model("item"), ids)}
    assert [str(found[code]) for code in "ABC"] == ["1.1", "100", "0"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("price", Decimal("0.00000000001")),
        ("price", Decimal(10) ** 18),
        ("price", Decimal("NaN")),
        ("price", 1.5),
        ("weight", float("inf")),
        ("pieces", True),
        ("tracked", "yes"),
        ("made_on", "2026-02-28"),
        ("checked_at", dt.datetime(2026, 2, 28)),  # noqa: DTZ001 - a naive instant is what must be refused
        ("name", "a\0b"),
        ("tags", "abc"),
        ("cover", "0190a1b2-0000-7000-8000-000000000001"),
    ],
)
def test_a_value_that_does_not_fit_its_column_is_refused_by_name(
    store: Database, factory: str, key: str, value: Any
) -> None:
    with pytest.raises(Invalid) as refused, store.transaction(factory) as tx:
        put(tx, "item", item("I1", **{key: value}))
    assert refused.value.facts["field"] == key


def test_an_unknown_field_is_refused_by_name(store: Database, factory: str) -> None:
    with pytest.raises(Invalid, match="no stored field 'colour'"), store.transaction(factory) as tx:
        put(tx, "item", item("I1", colour="red"))


def test_a_change_needs_the_version_and_state_it_was_made_from(store: Database, factory: str) -> None:
    with store.transaction(factory) as tx:
        model = tx.registry.model("item")
        (identity,) = put(tx, "item", item("I1"))
        assert rows.update(tx, model, identity, {"name": "x"}, version=1, state="draft") == 1
        assert rows.update(tx, model, identity, {"name": "y"}, version=1, state=None) == 0
        assert rows.update(tx, model, identity, {"name": "y"}, version=2, state="posted") == 0
        assert rows.update(tx, model, identity, {"state": "posted", "price": None}, version=None, state="draft") == 1
        (row,) = rows.get(tx, model, [identity])
    assert (row["name"], row["state"], row["version"]) == ("x", "posted", 3)


def test_many_records_change_each_to_its_own_values_in_one_statement(store: Database, factory: str) -> None:
    with store.transaction(factory) as tx:
        model = tx.registry.model("item")
        ids = put(tx, "item", *(item(f"I{n}") for n in range(20)))
        before = tx.statements
        changes = [{"id": each, "price": Decimal(n), "cover": ("item", ids[0])} for n, each in enumerate(ids)]
        assert rows.update_many(tx, model, changes) == 20
        assert tx.statements - before == 1
        found = rows.get(tx, model, ids)
    assert [(row["price"], row["cover"], row["version"]) for row in found] == [
        (Decimal(n), ("item", ids[0]), 2) for n in range(20)
    ]


def test_increments_of_one_record_add_up_and_stop_at_its_minimum(store: Database, factory: str) -> None:
    with store.transaction(factory) as tx:
        (supplier,) = put(tx, "partner", partner("P1"))
        model = tx.registry.model("receipt")
        common = {"state": "draft", "supplier": supplier, "created_at": NOW, "updated_at": NOW}
        one, other = new_ids(2)
        rows.insert(tx, model, [common | {"id": one, "open": Decimal(10)}, common | {"id": other}])
        assert rows.bump_many(tx, model, [(one, {"open": Decimal(-4)}), (one, {"open": Decimal(-6)})]) == 1
        assert rows.bump_many(tx, model, [(one, {"open": Decimal(-1)}), (other, {"open": Decimal(2)})]) == 1
        found = {row["id"]: row for row in rows.get(tx, model, [one, other])}
    assert (found[one]["open"], found[one]["version"]) == (Decimal(0), 2)
    assert (found[other]["open"], found[other]["version"]) == (Decimal(2), 2)


def test_lines_come_in_their_order_and_leave_with_their_parent(store: Database, factory: str) -> None:
    with store.transaction(factory) as tx:
        header, line = tx.registry.model("receipt"), tx.registry.model("receipt_line")
        (supplier,) = put(tx, "partner", partner("P1"))
        (part,) = put(tx, "item", item("I1"))
        full, empty = new_ids(2)
        common = {"state": "draft", "supplier": supplier, "created_at": NOW, "updated_at": NOW}
        rows.insert(tx, header, [common | {"id": each} for each in (full, empty)])
        rows.insert(
            tx,
            line,
            [
                {"id": new_id(), "parent_id": full, "position": n, "item": part, "quantity": Decimal(n)}
                for n in (3, 1, 2)
            ],
        )
        found = rows.lines(tx, line, [full, empty])
        assert [row["position"] for row in found[full]] == [1, 2, 3]
        assert found[empty] == []
        assert rows.update(tx, line, found[full][0]["id"], {"lot": "L1"}, version=None, state=None) == 1
        assert rows.delete(tx, header, [full]) == 1
        assert rows.lines(tx, line, [full]) == {full: []}


def test_what_another_record_points_to_stays(store: Database, factory: str) -> None:
    with store.transaction(factory) as tx:
        (made,) = put(tx, "partner", partner("P1"))
        put(tx, "item", item("I1", maker=made))
    with pytest.raises(Conflict) as refused, store.transaction(factory) as tx:
        rows.delete(tx, tx.registry.model("partner"), [made])
    assert (refused.value.code, refused.value.facts["model"], refused.value.facts["field"]) == (
        "record.referenced", "item", "maker",
    )  # fmt: skip


def test_a_link_to_nothing_names_field_and_value(store: Database, factory: str) -> None:
    nobody = new_id()
    with pytest.raises(Invalid) as refused, store.transaction(factory) as tx:
        put(tx, "item", item("I1", maker=nobody))
    facts = refused.value.facts
    assert (refused.value.code, facts["model"], facts["field"], facts["value"]) == (
        "link.missing",
        "item",
        "maker",
        nobody,
    )


@pytest.mark.parametrize("count", [1, rows.COPY_FROM])
def test_a_code_given_twice_names_field_and_value(store: Database, factory: str, count: int) -> None:
    with store.transaction(factory) as tx:
        put(tx, "partner", partner("P1"))
    with pytest.raises(Conflict) as refused, store.transaction(factory) as tx:
        put(tx, "partner", *(partner(f"P{n + 1}") for n in range(count)))
    facts = refused.value.facts
    assert (refused.value.code, facts["model"], facts["field"], facts["value"]) == (
        "record.duplicate",
        "partner",
        "code",
        "P1",
    )


def test_a_required_field_is_required_by_the_table_too(store: Database, factory: str) -> None:
    with pytest.raises(Invalid) as refused, store.transaction(factory) as tx:
        put(tx, "partner", partner("P1") | {"code": None})
    assert (refused.value.code, refused.value.facts["field"]) == ("field.required", "code")


def test_grams_follow_the_fields_they_are_made_of(store: Database, factory: str) -> None:
    def grams(tx: Transaction) -> set[str]:
        return set(tx.rows("select search from test_partner")[0]["search"])

    with store.transaction(factory) as tx:
        model = tx.registry.model("partner")
        (identity,) = put(tx, "partner", partner("AB7", name="螺丝钉厂"))
        assert {"ab", "b7", "丝钉", "丝", "~ls", "~sd", "~dc"} <= grams(tx)
        rows.update(tx, model, identity, {"name": "气缸"}, version=1, state=None)
        assert {"ab", "b7", "气缸", "~qg"} <= grams(tx)
        assert "丝钉" not in grams(tx)
        rows.update_many(tx, model, [{"id": identity, "code": "ZZ"}])
        assert {"zz", "气缸"} <= grams(tx)
        assert "b7" not in grams(tx)


def test_increments_from_many_sides_are_all_counted_and_never_break_a_bound(store: Database, factory: str) -> None:
    with store.transaction(factory) as tx:
        (supplier,) = put(tx, "partner", partner("P1"))
        common = {"state": "draft", "supplier": supplier, "created_at": NOW, "updated_at": NOW}
        ids = new_ids(4)
        rows.insert(tx, tx.registry.model("receipt"), [common | {"id": each, "open": Decimal(30)} for each in ids])

    def take(turn: int) -> int:
        mixed = ids[turn % 4 :] + ids[: turn % 4]
        changes = [(each, {"open": Decimal(-1)}) for each in mixed]
        return store.run(factory, lambda tx: rows.bump_many(tx, tx.registry.model("receipt"), changes))

    with ThreadPoolExecutor(8) as threads:
        taken = sum(threads.map(take, range(40)))
    with store.transaction(factory) as tx:
        left = [row["open"] for row in rows.get(tx, tx.registry.model("receipt"), ids)]
    assert (taken, left) == (120, [Decimal(0)] * 4)
