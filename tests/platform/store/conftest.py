"""A factory in a short form of definitions of its own: the store must not depend on the grammar."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from zhihe.kernels.expression import parse
from zhihe.platform.model.elements import (
    App,
    Choice,
    Expression,
    Field,
    Join,
    Label,
    Model,
    Numbering,
    Registry,
    States,
)
from zhihe.platform.store import embedded
from zhihe.platform.store.bootstrap import create_company, drop_company
from zhihe.platform.store.database import Database
from zhihe.platform.store.publish import publish

Content = Mapping[str, Any]


def label(text: str) -> Label:
    return Label(text, text)


def field(key: str, data: Mapping[str, Any]) -> Field:
    values = dict(data)
    choices = tuple(Choice(each, label(each)) for each in values.pop("choices", ()))
    for name in ("default", "formula"):
        if name in values:
            values[name] = Expression(values[name], parse(values[name]))
    uid = values.pop("uid", hashlib.sha256(key.encode()).hexdigest()[:12])
    column = values.pop("column", key)
    return Field(key=key, uid=uid, label=label(key), column=column, choices=choices, **values)


def model(key: str, data: Mapping[str, Any]) -> Model:
    values = dict(data)
    fields = {name: field(name, each) for name, each in values.pop("fields", {}).items()}
    states = values.pop("states", None)
    number = values.pop("number", None)
    where = values.pop("where", None)
    values["joins"] = tuple(Join(*each) for each in values.get("joins", ()))
    for name in ("unique", "indexes"):
        values[name] = tuple(tuple(each) for each in values.get(name, ()))
    for name in ("search", "natural_key", "dimensions", "measures", "gates", "series_key"):
        values[name] = tuple(values.get(name, ()))
    return Model(
        key=key,
        uid=values.pop("uid", hashlib.sha256(f"model {key}".encode()).hexdigest()[:12]),
        app=values.pop("app", "test"),
        kind=values.pop("kind", "record"),
        label=label(key),
        table=values.pop("table", f"test_{key}"),
        fields=fields,
        states=States(states, {states: label(states)}, {states: {}}) if states else None,
        number=Numbering(number) if number else None,
        where=Expression(where, parse(where)) if where else None,
        **values,
    )


def load(content: Content) -> Registry:
    models = {key: model(key, each) for key, each in content["models"].items()}
    return Registry(
        hash=hashlib.sha256(orjson.dumps(content)).hexdigest(),
        apps={"test": App("test", label("test"), "1")},
        models=models,
        operations={},
        fills={},
        guards={},
        whens={},
        schedule=(),
        choices={},
    )


FACTORY: Content = {
    "models": {
        "partner": {
            "fields": {"code": {"type": "code", "required": True, "unique": True}, "name": {"type": "text"}},
            "title": "name",
            "search": ["code", "name"],
        },
        "item": {
            "fields": {
                "code": {"type": "code", "required": True, "unique": True},
                "name": {"type": "text"},
                "weight": {"type": "number"},
                "price": {"type": "money"},
                "tracked": {"type": "boolean"},
                "maker": {"type": "link", "to": "partner"},
                "tags": {"type": "choices"},
                "spare_for": {"type": "links", "to": "item"},
                "cover": {"type": "link", "to": "any"},
                "made_on": {"type": "date"},
                "checked_at": {"type": "datetime"},
                "shift": {"type": "time"},
                "lead": {"type": "duration"},
                "size": {"type": "json"},
                "pieces": {"type": "integer"},
            },
            "title": "name",
            "search": ["code", "name"],
            "states": "draft",
        },
        "receipt": {
            "number": "GR-{seq:5}",
            "title": "number",
            "states": "draft",
            "fields": {
                "supplier": {"type": "link", "to": "partner", "required": True},
                "received_on": {"type": "date"},
                "open": {"type": "quantity", "minimum": "0"},
                "note": {"type": "text"},
                "lines": {"type": "lines", "of": "receipt_line"},
            },
            "indexes": [["supplier", "received_on"]],
        },
        "receipt_line": {
            "line_of": "receipt",
            "parent_key": "receipt",
            "fields": {
                "item": {"type": "link", "to": "item", "required": True},
                "quantity": {"type": "quantity", "required": True},
                "lot": {"type": "text"},
            },
        },
    }
}


@pytest.fixture(scope="session")
def store(postgres: embedded.Embedded, home: Path) -> Iterator[Database]:
    """The database under the short definitions of these tests."""
    opened = Database.open(url=postgres.url, home=home, load=load)
    yield opened
    opened.close()


@pytest.fixture
def factory(store: Database, company_keys: Callable[[], str]) -> Iterator[str]:
    """A company with partners, items and receipts."""
    key = company_keys()
    create_company(store, key, f"Factory {key}")
    publish(store, key, FACTORY)
    yield key
    drop_company(store, key)


@pytest.fixture(scope="module")
def factory_content() -> dict[str, Any]:
    """The factory's definitions for a company that a whole module shares."""
    return copy.deepcopy(dict(FACTORY))


@pytest.fixture
def content() -> dict[str, Any]:
    """The factory's definitions, to be changed at will."""
    return copy.deepcopy(dict(FACTORY))
