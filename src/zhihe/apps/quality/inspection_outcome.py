"""Figures of the quality board, each with the filter that opens exactly the records it was added up from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from zhihe.errors import Invalid
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context

MILLION = Decimal(1_000_000)
HUNDRED = Decimal(100)
OPEN = ("created", "in_progress", "evaluated")
CONTRIBUTORS = 3
"""So many suppliers are named as the reason of a figure."""
AGES = ((None, 1), (1, 3), (3, 7), (7, None))
"""Ages of open inspections in days, from and below."""


def board_figures(ctx: Context, event: Event) -> None:
    """Acceptance of lots, nonconforming parts per million of the samples, and how old open inspections are."""
    begin, end = event.inputs["from"], event.inputs["to"]
    if begin > end:
        raise Invalid(
            "board.period", f"The period ends on {end}, before it begins on {begin}.", field="to", value=str(end)
        )
    where = {"and": [_compared("decided_on", "ge", begin), _compared("decided_on", "le", end)]}
    sums = ctx.records.aggregate(
        "inspection_outcome",
        {
            "lots": ("count", ""),
            "accepted": ("sum", "accepted"),
            "sampled": ("sum", "sample_size"),
            "nonconforming": ("sum", "nonconforming"),
        },
        where,
    )[0]
    drill = {"model": "inspection_outcome", "where": where}
    by_supplier = _by_supplier(ctx, where)
    accepted, bad = (sums["accepted"], sums["lots"]), (sums["nonconforming"], sums["sampled"])
    event.result = {
        "figures": [
            _figure("lot_acceptance", ("批合格率", "Lot acceptance"), accepted, HUNDRED, drill)
            | {"why": _most(by_supplier, "rejected", where)},
            _figure("ppm", ("样本不合格 PPM", "PPM in samples"), bad, MILLION, drill)
            | {"why": _most(by_supplier, "nonconforming", where)},
        ],
        "ageing": [_age(ctx, *each) for each in AGES],
    }


def _by_supplier(ctx: Context, where: Row) -> list[Row]:
    """Each supplier of the period with its rejected lots and the nonconforming units of its samples."""
    measures = {"lots": ("count", ""), "accepted": ("sum", "accepted"), "nonconforming": ("sum", "nonconforming")}
    rows = ctx.records.aggregate("inspection_outcome", measures, where, ["supplier"])
    return [
        {**row, "rejected": row["lots"] - (row["accepted"] or 0), "nonconforming": row["nonconforming"] or 0}
        for row in rows
        if row["supplier"] is not None
    ]


def _most(rows: list[Row], measure: str, where: Row) -> list[Row]:
    """Why a figure is no better: the suppliers with most of what it counts against, each with its records."""
    worst = sorted((row for row in rows if row[measure]), key=lambda row: (-row[measure], str(row["supplier"])))
    return [
        {
            "supplier": row["supplier"],
            "value": row[measure],
            "drill": {
                "model": "inspection_outcome",
                "where": {"and": [*where["and"], {"field": "supplier", "op": "eq", "value": row["supplier"]}]},
            },
        }
        for row in worst[:CONTRIBUTORS]
    ]


def _figure(key: str, label: tuple[str, str], share: tuple[Any, Any], times: Decimal, drill: Row) -> Row:
    """A share with what it is of; without anything to be a share of it has no value, which is not 0."""
    part, whole = share
    value = None if not whole else (Decimal(part) * times / Decimal(whole)).quantize(Decimal("0.01"))
    return {
        "key": key,
        "label": {"zh": label[0], "en": label[1]},
        "value": value,
        "numerator": part,
        "denominator": whole,
        "unit": "%" if times == HUNDRED else "ppm",
        "drill": drill,
    }


def _age(ctx: Context, least: int | None, below: int | None) -> Row:
    conditions: list[Row] = [{"field": "state", "op": "in", "value": list(OPEN)}]
    if below is not None:
        conditions.append(_compared("created_at", "gt", ctx.now - dt.timedelta(days=below)))
    if least is not None:
        conditions.append(_compared("created_at", "le", ctx.now - dt.timedelta(days=least)))
    where = {"and": conditions}
    lots = ctx.records.aggregate("inspection_lot", {"lots": ("count", "")}, where)[0]["lots"]
    return {"from": least, "below": below, "lots": lots, "drill": {"model": "inspection_lot", "where": where}}


def _compared(field: str, operator: str, value: dt.date | dt.datetime) -> Row:
    return {"field": field, "op": operator, "value": value.isoformat()}
