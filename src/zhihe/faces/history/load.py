"""Loading deliveries through the write path: partners, items, orders, receipts, then ratings by quarter."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from zhihe.faces.demo.actor import Actor
from zhihe.faces.history.mapping import Mapping as History
from zhihe.faces.history.read import Delivery, Refusal
from zhihe.kernels.matching import Candidate, MasterRecord, find_duplicates
from zhihe.platform.actions import Row
from zhihe.platform.records import access, guarded, write
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules.facade import UnitRecords

BATCH = 200
Document = tuple[dict[str, Any], list[Delivery]]
"""The head of an order or receipt, and the rows it was made of."""
SITE, PLACE = "HIST", "HIST-01"


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does what: master data, orders, receipts, ratings."""

    admin: Actor
    buyer: Actor
    store: Actor
    rater: Actor


def load_history(staff: Staff, deliveries: Sequence[Delivery], mapping: History) -> list[Refusal]:
    """Load the deliveries; those of an order that is loaded already are given back as refused."""
    known = {
        row["supplier_reference"]
        for row in _by_key(
            staff.buyer, "purchase_order", "supplier_reference", (each.order for each in deliveries)
        ).values()
    }
    new = [each for each in deliveries if each.order not in known]
    column = mapping.columns["order"]
    refused = [Refusal(d.row, column, d.order, "order loaded before") for d in deliveries if d.order in known]
    _place(staff.admin)
    partners = _partners(staff.buyer, new, mapping)
    items = _items(staff.admin, new)
    lines = _orders(staff.buyer, new, partners, items, mapping)
    _receipts(staff.store, new, partners, items, lines)
    return refused


def likely_duplicates(names: Iterable[str]) -> list[Candidate]:
    """Pairs of supplier names that may be one maker; ids are the names themselves."""
    return find_duplicates([MasterRecord(id=name, name=name, kind="organisation") for name in sorted(set(names))])


def rate_quarters(staff: Staff, deliveries: Sequence[Delivery]) -> Iterator[tuple[str, list[Row]]]:
    """Rate all rated suppliers over each quarter that saw a delivery; gives each quarter with its ratings."""
    quarters = sorted({(d.delivered_on.year, (d.delivered_on.month - 1) // 3) for d in deliveries})
    for year, number in quarters:
        first = dt.date(year, 3 * number + 1, 1)
        last = (first + dt.timedelta(days=95)).replace(day=1) - dt.timedelta(days=1)
        result = _on(staff.rater, last).operate("suppliers.rate", **{"from": first, "to": last})
        yield f"{year}Q{number + 1}", list(result)


def _on(actor: Actor, day: dt.date) -> Actor:
    instant = dt.datetime.combine(day, dt.time(12), actor.house.engine.zone).astimezone(dt.UTC)
    return replace(actor, at=instant)


def _by_key(actor: Actor, model: str, field: str, keys: Iterable[str]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for part in _parts(sorted(set(keys))):
        where = {"and": [{"field": field, "op": "in", "value": list(part)}]}
        rows: list[Row] = actor.run(partial(_find, model=model, where=where))
        found |= {row[field]: row for row in rows}
    return found


def _find(unit: Unit, model: str, where: dict[str, Any]) -> list[Row]:
    return UnitRecords(unit).find(model, where, ("id",))


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _place(admin: Actor) -> None:
    rows: tuple[tuple[str, dict[str, Any]], ...] = (
        ("site", {"code": SITE, "name": "历史交货"}),
        ("warehouse", {"code": SITE, "name": "历史交货", "site": SITE}),
        ("location", {"code": PLACE, "warehouse": SITE, "location_type": "receiving"}),
        ("unit", {"code": "pcs", "name_zh": "件", "name_en": "piece", "dimension": "count"}),
    )
    for model, row in rows:
        if not _by_key(admin, model, "code", [row["code"]]):
            admin.create(model, [row])


def _named(actor: Actor, model: str, prefix: str, rows: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Make what is not there by name, coded by a running number; ids by name."""
    known = _by_key(actor, model, "name", rows)
    codes: set[str] = set()
    possible = [f"{prefix}{n:05}" for n in range(1, 2 * len(rows) + 1)]
    if len(known) < len(rows):
        codes = set(_by_key(actor, model, "code", possible))
    free = iter([code for code in possible if code not in codes])
    new = [{**row, "name": name, "code": next(free)} for name, row in rows.items() if name not in known]
    for part in _parts(new):
        known |= {row["name"]: row for row in actor.create(model, part)}
    return {name: row["id"] for name, row in known.items()}


def _partners(buyer: Actor, deliveries: Sequence[Delivery], mapping: History) -> dict[str, str]:
    rows: dict[str, dict[str, Any]] = {}
    for name in sorted({each.supplier for each in deliveries}):
        warehouse = name in mapping.not_rated
        kind = "warehouse" if warehouse else "company"
        rows[name] = {"supplier": True, "kind": kind, "rated": not warehouse, "currency": mapping.currency}
    return _named(buyer, "partner", "HS-", rows)


def _items(admin: Actor, deliveries: Sequence[Delivery]) -> dict[str, str]:
    names = sorted({each.item for each in deliveries})
    return _named(admin, "item", "HI-", {name: {"unit": "pcs", "tracking": "none"} for name in names})


def _documents(
    actor: Actor, model: str, step: str, documents: Sequence[Document], reason: str = ""
) -> Iterator[tuple[Row, list[Delivery]]]:
    """Create documents and take their step, a batch in one transaction; their business dates are in their fields."""
    for part in _parts(documents):
        work = partial(_made, model=model, step=step, heads=[head for head, _ in part])
        rows = actor.house.engine.run(actor.who, work, at=actor.at, request_id="history", reason=reason)
        yield from zip(rows, (each for _, each in part), strict=True)


def _made(unit: Unit, model: str, step: str, heads: Sequence[dict[str, Any]]) -> list[Row]:
    shape = unit.model(model)
    access.require_step(access.grant(unit.registry, shape, unit.user), shape, step)
    made = guarded.create(unit, shape, heads)
    versions = {row["id"]: int(row["version"]) for row in made}
    done = write.step_many(unit, shape, shape.steps[step], {key: {} for key in versions}, versions=versions)
    found = {row["id"]: row for row in done}
    return [found[key] for key in versions]


def _orders(
    buyer: Actor, deliveries: Sequence[Delivery], partners: dict[str, str], items: dict[str, str], mapping: History
) -> dict[int, str]:
    """The order line of each row, by the row's number."""
    orders: dict[str, list[Delivery]] = defaultdict(list)
    for each in deliveries:
        orders[each.order].append(each)
    documents: dict[str, list[Document]] = defaultdict(list)
    for number, group in orders.items():
        day = min(each.ordered_on for each in group)
        lines = [
            {"item": items[d.item], "quantity": str(d.quantity), "price": str(d.price), "due_on": d.due_on}
            for d in group
        ]
        head = {"supplier": partners[group[0].supplier], "site": SITE, "ordered_on": day, "lines": lines}
        document = ({**head, "currency": mapping.currency, "supplier_reference": number}, group)
        derived = next((each.derived for each in group if each.ordered_on == day), "")
        documents[derived].append(document)
    found: dict[int, str] = {}
    for derived, some in sorted(documents.items()):
        some.sort(key=lambda each: each[0]["ordered_on"])
        # The trail says of each order whose date is none of its own what it was taken from.
        reason = f"order date derived: {derived}" if derived else ""
        for row, group in _documents(buyer, "purchase_order", "release", some, reason):
            found |= {d.row: line["id"] for d, line in zip(group, row["lines"], strict=True)}
    return found


def _receipts(
    store: Actor, deliveries: Sequence[Delivery], partners: dict[str, str], items: dict[str, str], lines: dict[int, str]
) -> None:
    arrivals: dict[tuple[dt.date, str], list[Delivery]] = defaultdict(list)
    for each in deliveries:
        arrivals[each.delivered_on, each.order].append(each)
    documents: list[Document] = []
    for (day, _order), group in sorted(arrivals.items(), key=lambda each: each[0]):
        rows = [
            {"order_line": lines[d.row], "item": items[d.item], "quantity": str(d.quantity), "location": PLACE}
            for d in group
        ]
        head = {"supplier": partners[group[0].supplier], "site": SITE, "received_on": day, "lines": rows}
        documents.append((head, group))
    for _row in _documents(store, "goods_receipt", "post", documents):
        pass
