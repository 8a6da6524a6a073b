"""What escaped to the line or the customer, how a supplier answered, and what caps his grade."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from zoneinfo import ZoneInfo

from zhihe.apps.suppliers.period import MANY, between
from zhihe.kernels.rating import Escape, EscapeKind, Period, Service, ServiceAspect, Standing, StandingKind
from zhihe.platform.actions import Row
from zhihe.platform.context import Context

ESCAPES = {"production": EscapeKind.LINE_STOP, "complaint": EscapeKind.COMPLAINT}
ZONE = ZoneInfo("Asia/Shanghai")


def _reports(ctx: Context, period: Period) -> list[Row]:
    """The nonconformances of the period that are put to a supplier and were not taken back."""
    begin = dt.datetime.combine(period.first, dt.time.min, ZONE)
    end = dt.datetime.combine(period.last + dt.timedelta(days=1), dt.time.min, ZONE)
    where = {
        "and": [
            {"field": "created_at", "op": "ge", "value": begin.isoformat()},
            {"field": "created_at", "op": "lt", "value": end.isoformat()},
            {"field": "state", "op": "ne", "value": "cancelled"},
        ]
    }
    return [row for row in ctx.records.find("nonconformance", where, limit=MANY) if row["supplier"] is not None]


def escapes(ctx: Context, period: Period) -> dict[str, list[Escape]]:
    """What incoming inspection missed: a supplier's defect that stopped the line or reached a customer."""
    found: dict[str, list[Escape]] = defaultdict(list)
    for row in _reports(ctx, period):
        if row["origin"] in ESCAPES:
            found[row["supplier"]].append(Escape(row["id"], ESCAPES[row["origin"]]))
    return found


def services(ctx: Context, period: Period) -> dict[str, list[Service]]:
    """Corrective-action requests whose answer fell due in the period: in time or not, and whether they helped."""
    found: dict[str, list[Service]] = defaultdict(list)
    for row in _requests(ctx, between("due_on", period.first, period.last)):
        in_time = row["answered_on"] is not None and row["answered_on"] <= row["due_on"]
        found[row["supplier"]].append(Service(row["id"], ServiceAspect.SCAR_RESPONSE, Decimal(int(in_time))))
        if row["effective"] is not None:
            helped = Decimal(int(row["effective"]))
            found[row["supplier"]].append(Service(row["id"], ServiceAspect.EFFECTIVENESS, helped))
    return found


def standings(ctx: Context, period: Period) -> dict[str, list[Standing]]:
    """A critical defect of a safety-critical item, and requests that were overdue when the period ended."""
    found: dict[str, list[Standing]] = defaultdict(list)
    reports = [row for row in _reports(ctx, period) if row["severity"] == "critical"]
    items = ctx.records.get_many("item", sorted({row["item"] for row in reports}))
    for row in reports:
        if items[row["item"]]["safety_critical"]:
            found[row["supplier"]].append(Standing(row["id"], StandingKind.SAFETY_DEFECT))
    for row in _requests(ctx, {"field": "due_on", "op": "lt", "value": period.last}):
        if row["answered_on"] is None or row["answered_on"] > period.last:
            found[row["supplier"]].append(Standing(row["id"], StandingKind.OVERDUE_SCAR))
    return found


def _requests(ctx: Context, where: Row) -> list[Row]:
    return ctx.records.find("supplier_corrective_action", {"and": [where]}, limit=MANY)
