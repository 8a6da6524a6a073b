"""What every model of every app can do, derived from its definition: create, read, list, change, deny, files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.apps.making import Making, by_hand, documents, given, may, role_of

from zhihe.errors import Forbidden, NotFound
from zhihe.platform.actions import Row
from zhihe.platform.exchange.exporting import Asked, export
from zhihe.platform.exchange.importing import open_import, run_import
from zhihe.platform.exchange.opened import read_table
from zhihe.platform.exchange.template import template
from zhihe.platform.identity.identity import Identity
from zhihe.platform.model import load_apps
from zhihe.platform.model.content import build
from zhihe.platform.model.elements import Field, Model
from zhihe.platform.records import guarded, read
from zhihe.platform.rules.engine import Engine
from zhihe.platform.rules.handlers import AppHandlers
from zhihe.platform.store import publish as store_publish
from zhihe.platform.store import trail
from zhihe.platform.store.bootstrap import create_company, drop_company
from zhihe.platform.store.database import Database
from zhihe.platform.store.numbers import NumberBlocks

NOW = dt.datetime(2026, 11, 2, 2, 0, tzinfo=dt.UTC)
REGISTRY = build(load_apps())
MODELS = documents(REGISTRY)
HAND_MADE = [key for key in MODELS if by_hand(REGISTRY.models[key])]
RULE_MADE = [key for key in MODELS if key not in HAND_MADE]
VIEWS = [key for key, model in REGISTRY.models.items() if model.kind == "view"]
TEXTS = ("text", "long_text", "rich_text")


@pytest.fixture(scope="module")
def making(database: Database, shipped: dict[str, Any], company_keys: Callable[[], str]) -> Iterator[Making]:
    key = f"suite_{company_keys()}"
    create_company(database, key, "Suite")
    store_publish.publish(database, key, shipped)
    engine = Engine(database, AppHandlers(), NumberBlocks(database), lambda: NOW, ZoneInfo("Asia/Shanghai"))
    identity = Identity(database, lambda: NOW)
    user = identity.create_user(f"{key}-suite", "Suite", "a long pass phrase")
    identity.set_member(f"{key}-suite", key, [])
    yield Making(engine, key, user)
    drop_company(database, key)


def model_of(key: str) -> Model:
    return REGISTRY.models[key]


def creator(key: str) -> str:
    role = role_of(model_of(key), "create")
    assert role is not None
    return role


def created(making: Making, key: str) -> Row:
    """A record of the model: by a user who may, or by the app."""
    direct = by_hand(model_of(key))
    who = making.who(creator(key)) if direct else making.who()
    try:
        # What it points to stands already, made by the apps.
        making.engine.run(making.who(), lambda unit: making.values(unit, unit.model(key)))
    except BaseException:
        making.made.clear()
        raise
    return making.engine.run(who, lambda unit: making.fresh(unit, key, direct=direct))


def reader_of(key: str) -> str:
    role = role_of(model_of(key), "read")
    assert role is not None
    return role


def changeable(key: str, role: str) -> Field | None:
    """A text that this role may change and that names nothing."""
    model = model_of(key)
    access = model.access[role]
    for each in given(model):
        open_one = "*" in access.write or each.key in access.write
        if each.type in TEXTS and open_one and not each.unique and each.key not in model.natural_key:
            return each
    return None


def history(making: Making, key: str, identity: str) -> list[Row]:
    with making.engine.database.transaction(making.company) as tx:
        return trail.of_record(tx, key, identity)


def exported(making: Making, key: str, role: str, form: Any, **asked: Any) -> bytes:
    made = making.engine.run(
        making.who(role), lambda unit: export(unit, key, Asked(format=form, heading="key", **asked))
    )
    with made.file as file:
        return file.read()


@pytest.mark.parametrize("key", HAND_MADE)
def test_a_user_creates_it_and_the_trail_says_who(making: Making, key: str) -> None:
    row = created(making, key)
    told = history(making, key, row["id"])
    assert (told[0]["action"], told[0]["user_id"], told[0]["version"]) == ("create", making.user, 1)


@pytest.mark.parametrize("key", RULE_MADE)
def test_what_only_rules_make_no_user_makes(making: Making, key: str) -> None:
    row = created(making, key)
    assert history(making, key, row["id"])[0]["action"] == "create"
    for role in model_of(key).access:
        with pytest.raises(Forbidden):
            making.engine.run(making.who(role), lambda unit: making.fresh(unit, key, direct=True))


@pytest.mark.parametrize("key", MODELS)
def test_it_is_read_and_listed(making: Making, key: str) -> None:
    row = created(making, key)
    where = {"field": "id", "op": "eq", "value": row["id"]}

    def look(unit: Any) -> tuple[Row, list[Row]]:
        model = unit.model(key)
        return read.one(unit, model, row["id"]), read.page(unit, model, read.Asked(where=where)).rows

    one, page = making.engine.read(making.who(reader_of(key)), look)
    assert one["id"] == row["id"]
    assert [each["id"] for each in page] == [row["id"]]
    assert {name for name, each in model_of(key).fields.items() if each.type == "lines"} <= one.keys()


@pytest.mark.parametrize("key", MODELS)
def test_a_change_is_kept_with_old_and_new(making: Making, key: str) -> None:
    row = created(making, key)
    role = next((role for role in model_of(key).access if changeable(key, role)), None)
    if role is None:
        for each in model_of(key).access:
            closed = next(given(model_of(key)), None)
            assert closed is None or changeable(key, each) is None
        return
    field = changeable(key, role)
    assert field is not None
    new = {field.key: "改了"[: field.length]}
    done = making.engine.run(
        making.who(role),
        lambda unit: guarded.change(unit, unit.model(key), row["id"], new, row["version"]),
        reason="更正",
    )
    assert done["version"] > row["version"]
    change = history(making, key, row["id"])[-1]
    assert change["action"] == "change"
    assert change["changes"][field.key][1] == new[field.key]


@pytest.mark.parametrize("key", MODELS)
def test_who_has_no_right_gets_nothing(making: Making, key: str) -> None:
    row = created(making, key)
    nobody = making.who()
    for look in (
        lambda unit: read.one(unit, unit.model(key), row["id"]),
        lambda unit: read.page(unit, unit.model(key), read.Asked()),
        lambda unit: export(unit, key, Asked()),
        lambda unit: template(unit, key),
        lambda unit: guarded.change(unit, unit.model(key), row["id"], {}, row["version"]),
        lambda unit: guarded.delete(unit, unit.model(key), row["id"], row["version"]),
        lambda unit: making.fresh(unit, key, direct=True),
    ):
        with pytest.raises((Forbidden, NotFound)):
            making.engine.run(nobody, look)
    for role in model_of(key).access:
        if not may(model_of(key), role, "create"):
            with pytest.raises(Forbidden):
                making.engine.run(making.who(role), lambda unit: making.fresh(unit, key, direct=True))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("key", MODELS)
def test_what_is_exported_is_imported_unchanged(making: Making, key: str, form: str) -> None:
    row = created(making, key)
    where = {"field": "id", "op": "eq", "value": row["id"]}
    model = model_of(key)
    for role in model.access:
        if not may(model, role, "exports"):
            with pytest.raises(Forbidden):
                exported(making, key, role, form, where=where)
    owner = role_of(model, "exports", "imports") or role_of(model, "exports")
    assert owner is not None, "every model can be exported by somebody"
    content = exported(making, key, owner, form, where=where)
    assert read_table(content).count == 1
    asked = open_import(key, content)
    if not (may(model, owner, "imports") and (may(model, owner, "create") or may(model, owner, "write"))):
        with pytest.raises(Forbidden):
            run_import(making.engine, making.who(owner), asked)
        return
    outcome = run_import(making.engine, making.who(owner), asked, reason="更正")
    assert (outcome.errors, outcome.created, outcome.updated) == ([], 0, 0)
    assert outcome.unchanged == 1


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("key", VIEWS)
def test_a_view_is_exported_by_who_may_and_imported_by_nobody(making: Making, key: str, form: str) -> None:
    owner = role_of(model_of(key), "exports")
    assert owner is not None
    header = read_table(exported(making, key, owner, form)).header
    hidden = set(model_of(key).access[owner].hide)
    assert set(header) == {name for name, each in model_of(key).fields.items() if not each.retired} - hidden
    with pytest.raises(Forbidden):
        making.engine.run(making.who(), lambda unit: export(unit, key, Asked()))
    with pytest.raises(NotFound):
        run_import(making.engine, making.who(owner), open_import(key, b"id\n1\n"))


@pytest.mark.parametrize("key", MODELS)
def test_its_template_takes_a_record(making: Making, key: str) -> None:
    model = model_of(key)
    role = role_of(model, "imports", "create")
    if role is None:
        for each in model.access:
            if not may(model, each, "imports"):
                with pytest.raises(Forbidden):
                    making.engine.read(making.who(each), lambda unit: template(unit, key))
        return
    made = making.engine.read(making.who(role), lambda unit: template(unit, key, "csv", "key"))
    with made.file as file:
        header = read_table(file.read()).header
    required = {each.key for each in given(model) if each.required and each.type != "lines"}
    assert required <= set(header)
    assert not [name for name in header if name in model.fields and model.fields[name].readonly]
