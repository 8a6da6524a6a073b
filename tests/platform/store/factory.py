"""A factory in a short form of definitions of its own: the store must not depend on the grammar."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

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
from zhihe.platform.store import rows, verify
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id, new_ids
from zhihe.platform.store.publish import plan
from zhihe.platform.store.session import Transaction

NOW = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)
NIL = "00000000-0000-0000-0000-000000000000"
Content = dict[str, Any]


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


def load(content: Mapping[str, Any]) -> Registry:
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


def field_uid(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def model_uid(key: str) -> str:
    return field_uid(f"model {key}")


def stored(formula: str, kind: str = "decimal") -> Content:
    return {"type": "formula", "formula": formula, "formula_type": kind, "store": True}


def put_stock(tx: Transaction) -> None:
    insert = "insert into test_stock_balance (item, bin, status, quantity) values (%s, %s, 'free', 5)"
    tx.execute(insert, [new_id(), NIL])
