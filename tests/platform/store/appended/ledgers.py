"""A ledger, edges and a series for the tests of what is only ever appended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zhihe.platform.store import ledger
from zhihe.platform.store.identity import new_id

NOW = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)
TODAY = NOW.date()
USER = new_id()
CAUSE = ("goods_receipt", new_id())

STATUSES = ("unrestricted", "in_inspection", "blocked")
CONTENT: Mapping[str, Any] = {
    "models": {
        "item": {
            "fields": {"code": {"type": "code", "required": True}, "family": {"type": "text"}},
            "natural_key": ["code"],
        },
        "stock": {
            "kind": "ledger",
            "fields": {
                "item": {"type": "link", "to": "item"},
                "lot": {"type": "link", "to": "lot", "column": "f_lot"},
                "location": {"type": "link", "to": "location"},
                "status": {"type": "choice", "choices": list(STATUSES)},
                "owner": {"type": "link", "to": "partner", "optional": True},
                "cover": {"type": "link", "to": "any", "optional": True},
                "quantity": {"type": "quantity", "never_negative": True},
                "value": {"type": "money"},
            },
            "dimensions": ["item", "lot", "location", "status", "owner", "cover"],
            "measures": ["quantity", "value"],
            "gates": ["lot", "location", "item"],
        },
        "cost": {
            "kind": "ledger",
            "fields": {
                "kind": {"type": "choice", "choices": ["prevention", "appraisal"]},
                "amount": {"type": "money"},
            },
            "dimensions": ["kind"],
            "measures": ["amount"],
        },
        "genealogy": {
            "kind": "edges",
            "fields": {
                "quantity": {"type": "quantity", "column": "f_quantity"},
                "exactness": {"type": "choice", "choices": ["exact", "possible"]},
                "cause": {"type": "link", "to": "any"},
            },
        },
        "document_chain": {"kind": "edges", "fields": {}},
        "measurement": {
            "kind": "series",
            "fields": {
                "characteristic": {"type": "link", "to": "characteristic", "required": True},
                "machine": {"type": "link", "to": "work_center", "column": "f_machine"},
                "about": {"type": "link", "to": "any"},
                "value": {"type": "number"},
            },
            "series_key": ["characteristic", "machine"],
            "keep": "10 years",
        },
    }
}


@dataclass(frozen=True, slots=True)
class Entry:
    dimensions: Mapping[str, Any]
    measures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edge:
    origin: tuple[str, str]
    target: tuple[str, str]
    values: Mapping[str, Any] = field(default_factory=dict)


ITEM, PLACE = new_id(), new_id()


def at(lot: str, status: str = "unrestricted", **other: Any) -> dict[str, Any]:
    return {"item": ITEM, "lot": lot, "location": PLACE, "status": status} | other


def entry(where: Mapping[str, Any], quantity: Decimal | int, **measures: Any) -> Entry:
    return Entry(where, {"quantity": Decimal(quantity)} | measures)


def posting(entries: Sequence[Entry], movement: str = "receive", **other: Any) -> ledger.Posting:
    values: dict[str, Any] = {"cause": CAUSE, "on": TODAY, "at": NOW, "user": USER} | other
    return ledger.Posting(id=new_id(), movement=movement, entries=tuple(entries), **values)
