from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from tests.platform.store.factory import NOW, Content, as_defined, field_uid, fields, items, kinds, model_uid, read

from zhihe.errors import Busy, Conflict
from zhihe.platform.store import facts, rows
from zhihe.platform.store.connections import connect
from zhihe.platform.store.database import Database
from zhihe.platform.store.follow import follow
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.publish import CHANNEL, content_of, plan, publish, rollback, versions


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


def test_what_a_former_release_left_out_is_found_without_a_change_of_definitions(
    store: Database, factory: str, content: Content
) -> None:
    with store.making(factory) as tx:
        tx.execute('drop index "ix_test_item_maker"')
    fields(content, "item")["extra"] = {"type": "text"}
    assert ("index", "item", "maker") in kinds(store, factory, content)
    publish(store, factory, content)
    assert as_defined(store, factory) == []


def test_a_publish_that_fails_halfway_leaves_everything_as_it_was(
    store: Database, factory: str, content: Content
) -> None:
    with store.making(factory) as tx:
        before = facts.read(tx.rows)
        tx.execute('create index "pk_test_crate" on zhihe_setting (value)')
    content["models"]["crate"] = {"fields": {"code": {"type": "code"}}}
    fields(content, "item")["extra"] = {"type": "text"}
    with pytest.raises(Exception, match="pk_test_crate"):
        publish(store, factory, content)
    with store.making(factory) as tx:
        tx.execute('drop index if exists "pk_test_crate"')
        assert facts.read(tx.rows) == before
        assert tx.registry.version == 1


def test_an_index_of_the_administrator_stays(store: Database, factory: str, content: Content) -> None:
    with store.making(factory) as tx:
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


def test_another_process_runs_under_the_new_version_from_its_next_transaction_on(
    store: Database, factory: str, content: Content
) -> None:
    other = Database(store.conninfo, load=store.load)
    with other.transaction(factory) as tx:
        rows.get(tx, tx.registry.model("item"), [new_id()])
        assert tx.registry.version == 1
    fields(content, "item")["weight"]["type"] = "decimal"
    fields(content, "item")["extra"] = {"type": "text"}
    ids = items(store, factory, {})
    publish(store, factory, content)
    for _ in range(4):
        with other.transaction(factory) as tx:
            assert tx.registry.version == 2
            assert rows.get(tx, tx.registry.model("item"), ids)[0]["extra"] is None
    other.close()


def test_a_process_that_follows_has_loaded_a_publish_before_it_is_asked(
    store: Database, factory: str, content: Content
) -> None:
    other = Database(store.conninfo, load=store.load)
    stop, heard = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1) as threads:
        following = threads.submit(follow, other, stop, heard)
        turn = 0
        while not heard.wait(1):
            fields(content, "item")[f"extra{turn}"] = {"type": "text"}
            publish(store, factory, content)
            turn += 1
        stop.set()
        following.result(10)
    assert any("extra0" in catalog.registry.models["item"].fields for catalog in other._catalogs.values())
    other.close()
