"""From inspection results to the subgroups of a chart, and from a chart's definition to its kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhihe.kernels.spc.attributes import P
from zhihe.kernels.spc.phases import Exclusion
from zhihe.kernels.spc.rows import Counts
from zhihe.kernels.spc.rules import Rule, nelson
from zhihe.kernels.spc.study import Spec
from zhihe.kernels.spc.variables import Individuals, XbarR, XbarS
from zhihe.platform.actions import Row
from zhihe.platform.context import Context

COUNTED = "p"
PAIR = 2
USUAL = (1, 2, 3, 5, 6)


def spec_of(chart: Row) -> Spec[Any, Any]:
    """The chart's kernel."""
    specs: dict[str, Spec[Any, Any]] = {"xbar_r": XbarR(), "xbar_s": XbarS(), "individuals": Individuals(), "p": P()}
    return specs[chart["kind"]]


def rules_of(chart: Row) -> tuple[Rule, ...]:
    """The run rules that the chart was given, or the usual ones."""
    chosen = [int(rule.removeprefix("nelson.")) for rule in chart["rules"] or ()]
    return nelson(chosen or USUAL)


def subgroups(chart: Row, lines: Sequence[str], results: Sequence[Row]) -> list[list[float]]:
    """The new points of a lot: readings in order of their samples, or what was found of how many.

    A rest of a single reading makes no subgroup of a means chart; a shorter one than usual does.
    """
    mine = [row for row in results if row["characteristic"] in lines]
    if chart["kind"] == COUNTED:
        counted = [row for row in mine if row["inspected"]]
        inspected, found = (sum(row[key] for row in counted) for key in ("inspected", "nonconforming"))
        return [[float(found), float(inspected)]] if inspected else []
    ordered = sorted((row for row in mine if row["value"] is not None), key=lambda row: row["sample_no"])
    values = [float(row["value"]) for row in ordered]
    size = 1 if chart["kind"] == "individuals" else int(chart["subgroup_size"])
    groups = [values[start : start + size] for start in range(0, len(values), size)]
    return [group for group in groups if size == 1 or len(group) >= PAIR]


def data_of(chart: Row, points: Sequence[Row]) -> Any:
    """The readings of points as the kernel takes them."""
    readings = [point["readings"] for point in points]
    if chart["kind"] == COUNTED:
        return Counts([each[0] for each in readings], [each[1] for each in readings])
    return [each[0] for each in readings] if chart["kind"] == "individuals" else readings


def exclusions_of(points: Sequence[Row]) -> list[Exclusion]:
    """The points left out of limits, by their place among these, each with its reason."""
    return [Exclusion(place, point["exclusion_reason"]) for place, point in enumerate(points) if point["excluded"]]


def points_of(ctx: Context, chart: str) -> list[Row]:
    """All points of a chart, in order."""
    where = {"field": "chart", "op": "eq", "value": chart}
    return ctx.records.find("control_chart_point", where, sort=("place",), limit=100_000)


def versions_of(ctx: Context, chart: str) -> list[Row]:
    """All versions of a chart's limits, the first one first."""
    where = {"field": "chart", "op": "eq", "value": chart}
    return ctx.records.find("control_limit_version", where, sort=("version_no",))


def in_force(ctx: Context, chart: Row) -> Row | None:
    """The version of limits by which new points are judged; None while the chart collects."""
    return None if chart["limit_version"] is None else versions_of(ctx, chart["id"])[-1]
