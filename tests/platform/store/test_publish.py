from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from zhihe.errors import Busy, Conflict, Invalid
from zhihe.platform.store import facts, rows, verify
from zhihe.platform.store.bootstrap import create_company, drop_company
from zhihe.platform.store.connections import connect
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id, new_ids
from zhihe.platform.store.publish import CHANNEL, content_of, plan, publish, rollback, versions
from zhihe.platform.store.session import Transaction

Content = dict[str, Any]
NOW = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)


@pytest.fixture
def empty(store: Database, company_keys: Callable[[], str]) -> Iterator[str]:
    key = company_keys()
    create_company(store, key, "Empty")
    yield key
    drop_company(store, key)


def fields(content: Content, model: str) -> Content:
    found: Content = content["models"][model]["fields"]
    return found


def items(store: Database, company: str, *values: dict[str, Any]) -> list[str]:
    with store.transaction(company) as tx:
        model = tx.registry.model("item")
        ids = new_ids(len(values))
        common = {"state": "draft", "created_at": NOW, "updated_at": NOW}
        given = [
            common | {"id": i, "code": f"I{n}"} | each for n, (i, each) in enumerate(zip(ids, values, strict=True))
        ]
        rows.insert(tx, model, given)
    return ids


def read(store: Database, company: str, ids: list[str], key: str) -> list[Any]:
    with store.transaction(company) as tx:
        return [row[key] for row in rows.get(tx, tx.registry.model("item"), ids)]


def kinds(store: Database, company: str, content: Content) -> list[tuple[str, str, str]]:
    return [(step.kind, step.model, step.field) for step in plan(store, company, content).steps]


def as_defined(store: Database, company: str) -> list[str]:
    """What Alembic still finds, over all tables."""
    with store.transaction(company) as tx:
        return verify.differences(tx.connection, tx.catalog.metadata, tx.catalog.metadata.tables)


def test_the_first_publish_makes_all_tables_and_a_second_of_the_same_changes_nothing(
    store: Database, empty: str, content: Content
) -> None:
    first = publish(store, empty, content, note="start")
    assert (first.version, first.note) == (1, "start")
    assert {step["model"] for step in first.plan if step["kind"] == "create"} == set(content["models"])
    assert as_defined(store, empty) == []
    assert plan(store, empty, content).steps == ()
    assert publish(store, empty, content) == first
    assert content_of(store, empty, 1) == content
    assert list(content_of(store, empty, 1)["models"]) == list(content["models"])


def test_a_field_added_is_there_at_once(store: Database, factory: str, content: Content) -> None:
    ids = items(store, factory, {})
    fields(content, "item")["surface"] = {"type": "choice", "choices": ["zinc", "nickel"]}
    fields(content, "item")["customer"] = {"type": "link", "to": "partner"}
    assert kinds(store, factory, content) == [
        ("add", "item", "surface"), ("add", "item", "customer"),
        ("index", "item", "customer"), ("link", "item", "customer"),
    ]  # fmt: skip
    assert publish(store, factory, content).version == 2
    with store.transaction(factory) as tx:
        rows.update(tx, tx.registry.model("item"), ids[0], {"surface": "zinc"}, version=1, state=None)
    assert read(store, factory, ids, "surface") == ["zinc"]
    assert as_defined(store, factory) == []


def test_a_rename_of_fields_and_models_loses_nothing(store: Database, factory: str, content: Content) -> None:
    ids = items(store, factory, {"name": "a", "price": Decimal("1.5"), "cover": ("item", new_id())})
    before = read(store, factory, ids, "cover")
    item = content["models"].pop("item")
    renamed = {}
    for key, each in item["fields"].items():
        uid = {"uid": field_uid(key)}
        new = {"name": "title", "price": "list_price", "cover": "covered_by", "maker": "made_by"}.get(key, key)
        renamed[new] = each | uid
    content["models"]["part"] = item | {
        "uid": model_uid("item"), "fields": renamed, "title": "title", "search": ["code", "title"],
    }  # fmt: skip
    for each in content["models"].values():
        for field in each["fields"].values():
            if field.get("to") == "item":
                field["to"] = "part"
    steps = plan(store, factory, content).steps
    assert {step.kind for step in steps} == {"rename"}
    publish(store, factory, content)
    with store.transaction(factory) as tx:
        (row,) = rows.get(tx, tx.registry.model("part"), ids)
    assert (row["title"], row["list_price"], row["covered_by"]) == ("a", Decimal("1.5"), before[0])
    assert as_defined(store, factory) == []


def field_uid(key: str) -> str:
    import hashlib

    return hashlib.sha256(key.encode()).hexdigest()[:12]


def model_uid(key: str) -> str:
    return field_uid(f"model {key}")


def test_fields_that_change_places_keep_their_own_data(store: Database, factory: str, content: Content) -> None:
    ids = items(store, factory, {"name": "a"})
    with store.transaction(factory) as tx:
        rows.update(tx, tx.registry.model("item"), ids[0], {"code": "b"}, version=1, state=None)
    found = fields(content, "item")
    found["name"], found["code"] = (
        found["code"] | {"uid": field_uid("code")},
        found["name"] | {"uid": field_uid("name")},
    )
    publish(store, factory, content)
    assert read(store, factory, ids, "name") == ["b"]
    assert read(store, factory, ids, "code") == ["a"]
    assert as_defined(store, factory) == []


def test_what_is_dropped_is_retired_and_comes_back_with_its_data(
    store: Database, factory: str, content: Content
) -> None:
    ids = items(store, factory, {"name": "kept", "cover": ("item", new_id())})
    full = {**content, "models": {**content["models"]}}
    full["models"]["item"] = {**content["models"]["item"], "fields": dict(fields(content, "item"))}
    cover = read(store, factory, ids, "cover")
    for key in ("cover", "maker", "weight"):
        del fields(content, "item")[key]
    fields(content, "item")["weight"] = {"type": "text", "uid": "0123456789ab"}
    del content["models"]["receipt"], content["models"]["receipt_line"]
    publish(store, factory, content)
    assert as_defined(store, factory) == []
    assert read(store, factory, ids, "weight") == [None]
    full["models"]["item"]["fields"] |= {"weight": {"type": "text", "uid": "0123456789ab"}}
    publish(store, factory, full)
    assert read(store, factory, ids, "cover") == cover
    assert as_defined(store, factory) == []


def test_going_back_retires_what_came_later_and_going_forth_brings_it_again(
    store: Database, factory: str, content: Content
) -> None:
    ids = items(store, factory, {})
    fields(content, "item")["surface"] = {"type": "text"}
    content["models"]["crate"] = {"fields": {"code": {"type": "code"}}}
    publish(store, factory, content)
    with store.transaction(factory) as tx:
        rows.update(tx, tx.registry.model("item"), ids[0], {"surface": "zinc"}, version=1, state=None)
        crate = new_id()
        rows.insert(tx, tx.registry.model("crate"), [{"id": crate, "code": "C", "created_at": NOW, "updated_at": NOW}])
    back = rollback(store, factory, 1)
    assert (back.version, back.hash) == (3, versions(store, factory)[-1].hash)
    with store.transaction(factory) as tx:
        assert "surface" not in rows.get(tx, tx.registry.model("item"), ids)[0]
        assert "crate" not in tx.registry.models
    rollback(store, factory, 2)
    assert read(store, factory, ids, "surface") == ["zinc"]
    with store.transaction(factory) as tx:
        assert [row["code"] for row in rows.get(tx, tx.registry.model("crate"), [crate])] == ["C"]
    assert [each.version for each in versions(store, factory)] == [4, 3, 2, 1]
    assert as_defined(store, factory) == []


def test_going_back_over_a_conversion_is_refused_with_the_reason(
    store: Database, factory: str, content: Content
) -> None:
    items(store, factory, {"pieces": 5})
    fields(content, "item")["pieces"] = {"type": "decimal"}
    publish(store, factory, content)
    with pytest.raises(Conflict, match=r"item\.pieces: Convert the type"):
        rollback(store, factory, 1)
    assert versions(store, factory)[0].version == 2


@pytest.mark.parametrize(
    ("key", "old", "kind", "new"),
    [
        ("pieces", 12, "decimal", Decimal(12)),
        ("pieces", 12, "text", "12"),
        ("price", Decimal("1.50"), "text", "1.5"),
        ("price", Decimal(7), "integer", 7),
        ("price", Decimal("2.25"), "number", 2.25),
        ("weight", 0.1, "decimal", Decimal("0.1")),
        ("name", " 12 ", "integer", 12),
        ("name", "-0.5", "decimal", Decimal("-0.5")),
        ("name", "2026-02-28", "date", dt.date(2026, 2, 28)),
        ("name", "2026-02-28T08:00:00+08:00", "datetime", dt.datetime(2026, 2, 28, tzinfo=dt.UTC)),
        ("name", "yes", "boolean", True),
        ("name", " ", "integer", None),
        ("name", "a,b", "choices", ["a,b"]),
        ("tags", ["x"], "text", "x"),
        ("tracked", True, "text", "true"),
        ("made_on", dt.date(2026, 2, 28), "text", "2026-02-28"),
        ("checked_at", NOW, "text", "2026-11-02T08:30:00.000000Z"),
    ],
)
def test_a_value_goes_into_its_new_type(
    store: Database, factory: str, content: Content, key: str, old: Any, kind: str, new: Any
) -> None:
    ids = items(store, factory, {key: old})
    content["models"]["item"]["search"] = ["code"]
    content["models"]["item"]["title"] = "code"
    fields(content, "item")[key] = {"type": kind}
    publish(store, factory, content)
    assert read(store, factory, ids, key) == [new]
    assert as_defined(store, factory) == []


@pytest.mark.parametrize(
    ("key", "good", "bad", "kind"),
    [
        ("name", "1", "1,5", "decimal"),
        ("name", "1", "1.5", "integer"),
        ("name", "1", "九", "integer"),
        ("name", "1", "0.00000000001", "decimal"),
        ("name", "2024-02-29", "2026-02-29", "date"),
        ("name", "no", "maybe", "boolean"),
        ("name", "2026-02-28T08:00:00Z", "2026-02-28T08:00:00", "datetime"),
        ("price", Decimal(1), Decimal("1.5"), "integer"),
        ("price", Decimal("0.1"), Decimal("12345678.1234567891"), "number"),
        ("weight", 1.0, 1.5, "integer"),
        ("weight", 1.0, 1e300, "decimal"),
        ("weight", 1.0, 1e-12, "decimal"),
        ("pieces", 1, 10**18, "decimal"),
        ("tags", ["x"], ["x", "y"], "text"),
    ],
)
def test_values_that_cannot_go_are_listed_and_nothing_is_changed(
    store: Database, factory: str, content: Content, key: str, good: Any, bad: Any, kind: str
) -> None:
    ids = items(store, factory, {key: good}, {key: bad})
    fields(content, "item")[key] = {"type": kind}
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.field, problem.count) == ("convert.value", key, 1)
    assert problem.rows[0][0] == ids[1]
    with pytest.raises(Invalid) as refused:
        publish(store, factory, content)
    assert refused.value.facts["problems"][0]["rows"][0]["id"] == ids[1]
    assert read(store, factory, ids, key) == [good, bad]
    assert versions(store, factory)[0].version == 1


def test_a_type_without_a_way_is_said_with_what_to_do(store: Database, factory: str, content: Content) -> None:
    fields(content, "item")["made_on"] = {"type": "boolean"}
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.field) == ("convert.impossible", "made_on")
    assert "retire" in problem.message


def test_required_fills_the_default_or_lists_the_empty_rows(store: Database, factory: str, content: Content) -> None:
    ids = items(store, factory, {"name": "a"}, {})
    fields(content, "item")["name"]["required"] = True
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.count, problem.rows[0][0]) == ("field.empty", 1, ids[1])
    fields(content, "item")["name"]["default"] = "'none'"
    fields(content, "item")["grade"] = {"type": "integer", "required": True, "default": "3"}
    fields(content, "item")["exact"] = {"type": "number", "required": True, "default": "0.5"}
    fields(content, "item")["checked"] = {"type": "boolean", "required": True, "default": "false"}
    publish(store, factory, content)
    assert read(store, factory, ids, "name") == ["a", "none"]
    assert read(store, factory, ids, "grade") == [3, 3]
    assert read(store, factory, ids, "exact") == [0.5, 0.5]
    assert read(store, factory, ids, "checked") == [False, False]
    assert as_defined(store, factory) == []


def test_a_new_required_field_without_default_needs_an_empty_table(
    store: Database, factory: str, content: Content
) -> None:
    fields(content, "item")["owner"] = {"type": "link", "to": "partner", "required": True}
    assert plan(store, factory, content).problems == ()
    items(store, factory, {})
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.field, problem.count) == ("field.empty", "owner", 1)


def test_states_given_to_a_model_begin_at_the_initial_one(store: Database, empty: str, content: Content) -> None:
    del content["models"]["item"]["states"]
    publish(store, empty, content)
    with store.transaction(empty) as tx:
        identity = new_id()
        rows.insert(
            tx, tx.registry.model("item"), [{"id": identity, "code": "I", "created_at": NOW, "updated_at": NOW}]
        )
    content["models"]["item"]["states"] = "active"
    publish(store, empty, content)
    assert read(store, empty, [identity], "state") == ["active"]


def test_duplicates_and_orphans_and_used_choices_are_listed(store: Database, factory: str, content: Content) -> None:
    nobody = new_id()
    ids = items(
        store,
        factory,
        {"name": "twin", "tags": ["a", "b"], "cover": ("partner", nobody)},
        {"name": "twin", "tags": ["c"]},
    )
    found = fields(content, "item")
    found["name"]["unique"] = True
    assert [(each.code, each.rows) for each in plan(store, factory, content).problems] == [
        ("unique.duplicate", ((ids[0], "twin"),))
    ]
    del found["name"]["unique"]
    found["tags"]["choices"] = ["a", "b", "c"]
    publish(store, factory, content)
    found["tags"]["choices"] = ["a", "b"]
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.count, problem.rows[0][0]) == ("choice.used", 1, ids[1])
    found["tags"]["choices"] = ["a", "b", "c", "d"]
    assert plan(store, factory, content).problems == ()
    found["maker"]["to"] = "item"
    maker = new_id()
    with store.transaction(factory) as tx:
        rows.insert(
            tx, tx.registry.model("partner"), [{"id": maker, "code": "P", "created_at": NOW, "updated_at": NOW}]
        )
        rows.update(tx, tx.registry.model("item"), ids[0], {"maker": maker}, version=1, state=None)
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.rows) == ("link.orphan", ((ids[0], maker),))


def test_a_set_is_unique_with_nothing_as_a_value(store: Database, factory: str, content: Content) -> None:
    ids = items(store, factory, {"name": "a"}, {"name": "a"})
    content["models"]["item"]["unique"] = [["name", "pieces"]]
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.field, problem.rows[0][0]) == ("unique.duplicate", "name, pieces", ids[0])


def test_a_model_cannot_become_another_kind_of_table(store: Database, factory: str, content: Content) -> None:
    content["models"]["receipt_line"] |= {"line_of": "", "uid": model_uid("receipt_line")}
    content["models"]["receipt"]["fields"].pop("lines")
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.model) == ("model.kind", "receipt_line")


@pytest.mark.parametrize(
    ("change", "model"),
    [
        ({"table": "zhihe_audit"}, "item"),
        ({"table": "Item"}, "item"),
        ({"table": "x" * 60}, "item"),
        ({"table": "test_partner"}, "item"),
        ({"fields": {"a": {"type": "text", "column": "version"}}}, "item"),
        ({"fields": {"a": {"type": "text", "column": 'x" int; drop'}}}, "item"),
        ({"fields": {"a": {"type": "text", "column": "c"}, "b": {"type": "text", "column": "c"}}}, "item"),
    ],
)
def test_a_name_that_cannot_be_physical_is_refused(
    store: Database, empty: str, content: Content, change: Content, model: str
) -> None:
    content["models"] = {"partner": content["models"]["partner"], model: change}
    with pytest.raises(Invalid) as refused:
        publish(store, empty, content)
    assert {each["code"] for each in refused.value.facts["problems"]} == {"name.physical"}


def test_grams_are_made_anew_when_other_fields_are_searched(store: Database, factory: str, content: Content) -> None:
    items(store, factory, {"name": "缸筒"}, {"name": "活塞"})
    content["models"]["item"]["search"] = ["name"]
    assert [(step.kind, step.field, step.rows) for step in plan(store, factory, content).steps] == [
        ("compute", "search", 2)
    ]
    publish(store, factory, content)
    with store.transaction(factory) as tx:
        found = tx.rows("select search from test_item order by code")
    assert [set(row["search"]) for row in found] == [
        {"缸筒", "缸", "筒", "~gt", "~g", "~t"}, {"活塞", "活", "塞", "~hs", "~h", "~s"},
    ]  # fmt: skip


def test_what_a_former_release_left_out_is_found_without_a_change_of_definitions(
    store: Database, factory: str, content: Content
) -> None:
    with store.transaction(factory) as tx:
        tx.execute('drop index "ix_test_item_maker"')
    fields(content, "item")["extra"] = {"type": "text"}
    assert ("index", "item", "maker") in kinds(store, factory, content)
    publish(store, factory, content)
    assert as_defined(store, factory) == []


def test_a_publish_that_fails_halfway_leaves_everything_as_it_was(
    store: Database, factory: str, content: Content
) -> None:
    with store.transaction(factory) as tx:
        before = facts.read(tx.rows)
        tx.execute('create index "pk_test_crate" on zhihe_setting (value)')
    content["models"]["crate"] = {"fields": {"code": {"type": "code"}}}
    fields(content, "item")["extra"] = {"type": "text"}
    with pytest.raises(Exception, match="pk_test_crate"):
        publish(store, factory, content)
    with store.transaction(factory) as tx:
        tx.execute('drop index if exists "pk_test_crate"')
        assert facts.read(tx.rows) == before
        assert tx.registry.version == 1


def test_an_index_of_the_administrator_stays(store: Database, factory: str, content: Content) -> None:
    with store.transaction(factory) as tx:
        tx.execute("create index slow_report on test_item (pieces)")
    fields(content, "item")["extra"] = {"type": "text"}
    publish(store, factory, content)
    with store.transaction(factory) as tx:
        assert "slow_report" in facts.read(tx.rows)["test_item"].indexes
    assert as_defined(store, factory) == []


def test_a_publish_waits_for_work_and_work_goes_on_around_it(store: Database, factory: str, content: Content) -> None:
    fields(content, "item")["extra"] = {"type": "text"}
    stop = threading.Event()
    seen: set[int] = set()

    def work() -> int:
        done = 0
        while not stop.is_set():
            with store.transaction(factory) as tx:
                model = tx.registry.model("item")
                identity = new_id()
                extra = {"extra": "x"} if "extra" in model.fields else {}
                common = {"state": "draft", "created_at": NOW, "updated_at": NOW}
                rows.insert(tx, model, [common | {"id": identity, "code": identity} | extra])
                assert rows.get(tx, model, [identity])[0].get("extra") == extra.get("extra")
                seen.add(tx.registry.version)
            done += 1
        return done

    with ThreadPoolExecutor(3) as threads:
        workers = [threads.submit(work) for _ in range(3)]
        for turn in range(6):
            fields(content, "item")[f"more{turn}"] = {"type": "text"}
            publish(store, factory, content)
        stop.set()
        assert sum(worker.result(30) for worker in workers) > 0
    assert versions(store, factory)[0].version == 7
    assert max(seen) >= 6
    with store.transaction(factory) as tx:
        assert tx.registry.version == 7


def test_a_publish_gives_up_in_words_when_work_never_ends(
    store: Database, factory: str, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhihe.platform.store.publish.TRIES", 2)
    fields(content, "item")["extra"] = {"type": "text"}
    with store.transaction(factory), pytest.raises(Busy):
        publish(store, factory, content)


def test_other_processes_are_told(store: Database, factory: str, content: Content) -> None:
    with connect(store.conninfo) as listener:
        listener.execute(f"listen {CHANNEL}")
        fields(content, "item")["extra"] = {"type": "text"}
        publish(store, factory, content)
        (notice,) = listener.notifies(timeout=10, stop_after=1)
    assert notice.payload == f'{{"company":"{factory}","version":2}}'


NIL = "00000000-0000-0000-0000-000000000000"


def put_stock(tx: Transaction) -> None:
    insert = "insert into test_stock_balance (item, bin, status, quantity) values (%s, %s, 'free', 5)"
    tx.execute(insert, [new_id(), NIL])


@pytest.fixture
def books(content: Content) -> Content:
    """A ledger, edges and a series beside the factory's records."""
    quantity = {"type": "quantity"}
    content["models"] |= {
        "stock": {
            "kind": "ledger",
            "fields": {
                "item": {"type": "link", "to": "item", "required": True},
                "bin": {"type": "link", "to": "partner", "optional": True},
                "status": {"type": "choice", "choices": ["free", "blocked"], "required": True},
                "quantity": quantity | {"never_negative": True},
                "value": {"type": "money"},
            },
            "dimensions": ["item", "bin", "status"],
            "measures": ["quantity", "value"],
            "gates": ["item"],
            "status_dimension": "status",
        },
        "genealogy": {"kind": "edges", "fields": {"quantity": quantity}},
        "reading": {
            "kind": "series",
            "fields": {"machine": {"type": "text", "required": True}, "reading": {"type": "number"}},
            "series_key": ["machine"],
        },
    }
    return content


def test_ledgers_edges_and_series_stand_as_defined_under_any_name(store: Database, empty: str, books: Content) -> None:
    publish(store, empty, books)
    assert as_defined(store, empty) == []
    with store.transaction(empty) as tx:
        put_stock(tx)
        tx.execute("insert into test_reading (posted_at, machine, reading) values (now(), 'M1', 1.5)")
    stock = books["models"].pop("stock")
    stock["fields"]["place"] = stock["fields"].pop("bin") | {"uid": field_uid("bin")}
    stock["fields"]["amount"] = stock["fields"].pop("value") | {"uid": field_uid("value")}
    books["models"]["ledger"] = stock | {
        "uid": model_uid("stock"), "dimensions": ["item", "place", "status"], "measures": ["quantity", "amount"],
    }  # fmt: skip
    books["models"]["measurement"] = books["models"].pop("reading") | {"uid": model_uid("reading")}
    planned = plan(store, empty, books)
    assert ({step.kind for step in planned.steps}, planned.problems) == ({"rename"}, ())
    publish(store, empty, books)
    assert as_defined(store, empty) == []
    with store.transaction(empty) as tx:
        assert tx.rows("select place, quantity from test_ledger_balance") == [{"place": NIL, "quantity": Decimal(5)}]
        assert (
            tx.rows("select machine from test_measurement_default union all select machine from test_measurement") != []
        )
        children = facts.read(tx.rows)["test_measurement"].children
    assert all(name.startswith("test_measurement_") for name in children)
    assert len(children) == 4


def test_an_optional_dimension_may_be_added_to_a_ledger_in_use(store: Database, empty: str, books: Content) -> None:
    publish(store, empty, books)
    with store.transaction(empty) as tx:
        put_stock(tx)
    stock = books["models"]["stock"]
    stock["fields"]["owner"] = {"type": "link", "to": "partner", "optional": True}
    stock["dimensions"] = ["item", "bin", "status", "owner"]
    publish(store, empty, books)
    assert as_defined(store, empty) == []
    with store.transaction(empty) as tx:
        assert facts.read(tx.rows)["test_stock_balance"].constraints["pk_test_stock_balance"].columns[-1] == "owner"
    stock["fields"]["lot"] = {"type": "link", "to": "item"}
    stock["dimensions"].append("lot")
    assert {each.code for each in plan(store, empty, books).problems} == {"field.empty"}


def test_a_dropped_ledger_comes_back_whole(store: Database, empty: str, books: Content) -> None:
    publish(store, empty, books)
    with store.transaction(empty) as tx:
        put_stock(tx)
    full = dict(books["models"])
    del books["models"]["stock"], books["models"]["reading"]
    publish(store, empty, books)
    assert as_defined(store, empty) == []
    publish(store, empty, {"models": full})
    assert as_defined(store, empty) == []
    with store.transaction(empty) as tx:
        assert tx.rows("select quantity from test_stock_balance") == [{"quantity": Decimal(5)}]


def stored(formula: str, kind: str = "decimal") -> Content:
    return {"type": "formula", "formula": formula, "formula_type": kind, "store": True}


def test_stored_formulas_are_computed_for_the_rows_that_are_there(
    store: Database, factory: str, content: Content
) -> None:
    half = dt.timedelta(hours=36, microseconds=1)
    ids = items(store, factory, {"price": Decimal("1.5"), "pieces": 4, "lead": half}, {"price": Decimal(3)})
    found = fields(content, "item")
    found["a_total"] = stored("b_worth + 1")
    found["b_worth"] = stored("price * pieces")
    found["lead_twice"] = stored("lead * 2", "duration")
    assert [(step.field, step.rows) for step in plan(store, factory, content).steps if step.kind == "compute"] == [
        ("b_worth", 2), ("a_total", 2), ("lead_twice", 2),
    ]  # fmt: skip
    publish(store, factory, content)
    assert read(store, factory, ids, "b_worth") == [Decimal(6), None]
    assert read(store, factory, ids, "a_total") == [Decimal(7), None]
    assert read(store, factory, ids, "lead_twice") == [2 * half, None]
    found["b_worth"] = stored("price * pieces * 2")
    assert [step.field for step in plan(store, factory, content).steps] == ["b_worth", "a_total"]
    publish(store, factory, content)
    assert read(store, factory, ids, "a_total") == [Decimal(13), None]
    assert as_defined(store, factory) == []


def test_a_formula_the_database_cannot_answer_needs_an_empty_table(
    store: Database, factory: str, content: Content
) -> None:
    fields(content, "item")["odd"] = stored("setting.rate * price")
    assert plan(store, factory, content).problems == ()
    items(store, factory, {})
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.field, problem.count) == ("formula.compute", "odd", 1)
