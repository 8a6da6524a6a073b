"""A shop to be read: three partners, 23 items with gaps in their data, two receipts with lines."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from tests.platform.store.factory import NOW, Content

from zhihe.kernels.expression import parse
from zhihe.platform.model.elements import Expression
from zhihe.platform.store import rows
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id, new_ids
from zhihe.platform.store.query import Page, Query, find
from zhihe.platform.store.session import Transaction

ITEMS = 23


def expression(text: str) -> Expression:
    return Expression(text, parse(text))


def shop_content(content: Content) -> Content:
    """The factory's definitions with computed fields and a view."""
    content["models"]["item"]["fields"]["tags"]["choices"] = ["a", "b", "c"]
    content["models"]["item"]["fields"]["worth"] = {
        "type": "formula", "formula": "price * pieces", "formula_type": "decimal", "column": "worth",
    }  # fmt: skip
    content["models"]["item"]["fields"]["maker_name"] = {
        "type": "formula", "formula": "maker.name & '!'", "formula_type": "text", "column": "maker_name",
    }  # fmt: skip
    content["models"]["item"]["fields"]["twice"] = {
        "type": "formula", "formula": "lead * 2", "formula_type": "duration", "column": "twice",
    }  # fmt: skip
    content["models"]["receipt"]["fields"]["total"] = {
        "type": "formula", "formula": "SUM(lines.quantity)", "formula_type": "quantity", "column": "total",
    }  # fmt: skip
    content["models"]["delivery"] = {
        "kind": "view",
        "view_from": "receipt_line",
        "joins": [["receipt", "receipt"], ["supplier", "partner"]],
        "where": "receipt.state = 'posted'",
        "fields": {
            "vendor": {"type": "formula", "formula": "receipt.supplier", "formula_type": "link"},
            "vendor_name": {"type": "formula", "formula": "supplier.name", "formula_type": "text"},
            "amount": {"type": "formula", "formula": "quantity * 2", "formula_type": "quantity"},
            "article": {"type": "formula", "formula": "item", "formula_type": "link"},
        },
    }
    return content


def fill_shop(tx: Transaction) -> None:
    """Put the records in."""
    partners = _partners(tx)
    ids = _items(tx, partners)
    _receipts(tx, partners, ids)


def _partners(tx: Transaction) -> list[str]:
    partners = new_ids(3)
    stamps = {"created_at": NOW, "updated_at": NOW}
    named = zip(partners, ("华东螺丝厂", "Acme 100%_x", None), strict=True)
    rows.insert(
        tx, tx.registry.model("partner"),
        [stamps | {"id": i, "code": f"P{n}", "name": name} for n, (i, name) in enumerate(named)],
    )  # fmt: skip
    return partners


def _items(tx: Transaction, partners: list[str]) -> list[str]:
    ids = new_ids(ITEMS)
    rows.insert(
        tx, tx.registry.model("item"),
        [
            {
                "id": i, "code": f"I{n:02}", "state": "draft",
                "created_at": NOW + dt.timedelta(minutes=n // 4), "updated_at": NOW,
                "name": ("螺丝钉 M3*8", "Bolt", None, "气缸筒", "bolt long")[n % 5],
                "pieces": None if n % 4 == 0 else n % 3, "price": None if n % 3 == 0 else Decimal(n) / 8,
                "made_on": None if n % 2 else dt.date(2026, 1, 1 + n), "weight": n * 1.5, "tracked": n % 2 == 0,
                "maker": partners[n % 3] if n % 7 else None, "tags": ["a", "b"] if n % 3 else ["c"],
                "cover": ("partner", partners[0]) if n % 2 else ("item", ids[0]), "spare_for": ids[:2],
                "lead": dt.timedelta(hours=n), "created_by": None,
            }
            for n, i in enumerate(ids)
        ],
    )  # fmt: skip
    return ids


def _receipts(tx: Transaction, partners: list[str], ids: list[str]) -> None:
    stamps = {"created_at": NOW, "updated_at": NOW}
    receipts = new_ids(2)
    rows.insert(
        tx, tx.registry.model("receipt"),
        [
            stamps | {"id": i, "number": f"GR-{n}", "supplier": partners[n], "state": ("draft", "posted")[n]}
            for n, i in enumerate(receipts)
        ],
    )  # fmt: skip
    rows.insert(
        tx, tx.registry.model("receipt_line"),
        [
            {"id": new_id(), "parent_id": receipts[n], "position": p, "item": ids[p], "quantity": Decimal(p + 1)}
            for n, p in itertools.product((0, 1), range(3))
        ],
    )  # fmt: skip


def ask(store: Database, company: str, model: str, **asked: Any) -> Page:
    with store.transaction(company) as tx:
        return find(tx, tx.registry.model(model), Query(**asked))


def codes(store: Database, company: str, **asked: Any) -> list[Any]:
    asked = {"sort": ("code",), "limit": 500, "fields": ("code",)} | asked
    return [row["code"] for row in ask(store, company, "item", **asked).rows]
