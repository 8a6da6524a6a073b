"""A reading is judged when it is saved, never typed."""

from __future__ import annotations

from decimal import Decimal

from zhihe.apps.quality.plans import NONCONFORMITIES
from zhihe.errors import Invalid
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context


def judge_reading(ctx: Context, event: Event) -> None:
    """Compare a reading with its limits; the lot is locked, so that no reading slips in behind its evaluation."""
    result = event.record
    if result["inspection"] is None:
        return
    lots = ctx.records.lock("inspection_lot", [result["inspection"]])
    lines = ctx.records.lines("inspection_lot", result["inspection"], "characteristics")
    line = next((row for row in lines if row["id"] == result["characteristic"]), None)
    if line is None:
        number = lots[result["inspection"]]["number"]
        raise Invalid("result.characteristic", f"{number} has no such characteristic.", field="characteristic")
    if event.name == "inspection_result.created":
        event.set(result, test_no=_test(result, lots[result["inspection"]]))
    measured = line["kind"] == "variable"
    event.set(result, conforming=_variable(result, line) if measured else _attribute(ctx, event, line))


def _test(result: Row, lot: Row) -> int:
    """The test a new result belongs to: that which is running; what was measured in an earlier one comes too late."""
    running = int(lot["test_no"])
    if result["test_no"] not in {None, running}:
        raise Invalid(
            "result.test",
            f"{lot['number']} is in test {running}: a result of test {result['test_no']} does not count in it.",
            field="test_no",
            value=result["test_no"],
        )
    return running


def _variable(result: Row, line: Row) -> bool:
    value = result["value"]
    if value is None or result["sample_no"] is None:
        raise Invalid(
            "result.value",
            "A measured characteristic takes one value per sample: give sample_no and value.",
            field="value",
        )
    if result["sample_no"] > line["sample_size"]:
        raise Invalid(
            "result.sample",
            f"Sample {result['sample_no']} is beyond the sample size {line['sample_size']}.",
            field="sample_no",
            value=result["sample_no"],
        )
    _decimals(value, line["decimals"])
    too_low = line["lower"] is not None and value < line["lower"]
    too_high = line["upper"] is not None and value > line["upper"]
    return not (too_low or too_high)


def _decimals(value: float, allowed: int | None) -> None:
    """A reading is no finer than its characteristic says: more decimals are a slip or another unit."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    if allowed is not None and isinstance(exponent, int) and -exponent > allowed:
        raise Invalid(
            "result.decimals",
            f"{value} has more than the {allowed} decimals of its characteristic.",
            field="value",
            value=value,
        )


def _attribute(ctx: Context, event: Event, line: Row) -> bool:
    result = event.record
    inspected, found = result["inspected"], result["nonconforming"]
    if inspected is None or found is None:
        raise Invalid(
            "result.count", "A counted characteristic takes inspected and nonconforming.", field="nonconforming"
        )
    if found > inspected or inspected > line["sample_size"]:
        raise Invalid(
            "result.count",
            f"{found} nonconforming of {inspected} inspected does not fit a sample of {line['sample_size']}.",
            field="nonconforming",
            value=found,
        )
    event.set(result, nonconformities=_nonconformities(ctx, event, line, found))
    return bool(found == 0)


def _nonconformities(ctx: Context, event: Event, line: Row, found: int) -> int:
    """How many nonconformities the units have: what the codes add up to and those without one, one a unit at least.

    Where the class is judged by them, each unit has its own said: a blank is never one.
    """
    result = event.record
    said = sum(row["count"] or 0 for row in result["defects"] or ()) + (result["uncoded"] or 0)
    if (said and not found) or (said < found and _each_counts(ctx, result, line)):
        raise Invalid(
            "result.nonconformities",
            f"{said} nonconformities do not fit {found} nonconforming units: each of them has at least one.",
            field="uncoded",
            value=said,
        )
    return int(max(said, found))


def _each_counts(ctx: Context, result: Row, line: Row) -> bool:
    """Whether the class of a characteristic is judged by nonconformities."""
    classes = ctx.records.lines("inspection_lot", result["inspection"], "classes")
    return any(row["class"] == line["class"] and row["measure"] == NONCONFORMITIES for row in classes)
