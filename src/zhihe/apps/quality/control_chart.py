"""Points from results, limits frozen by people, signals as points come: by the kernel, with what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhihe.apps.quality.charting import (
    COUNTED,
    data_of,
    exclusions_of,
    in_force,
    points_of,
    rules_of,
    spec_of,
    subgroups,
)
from zhihe.apps.quality.drawing import drawn
from zhihe.errors import Conflict, Invalid
from zhihe.kernels.spc.judge import Signal
from zhihe.kernels.spc.phases import freeze, phase_one
from zhihe.kernels.spc.plain import read_limits, read_watch, write_limits, write_watch
from zhihe.kernels.spc.watch import Watch, advance, watch
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context, Label


def add_points(ctx: Context, event: Event) -> None:
    """Put the results of a completed lot onto the charts that follow its characteristics."""
    lot = event.record
    lines = {row["id"]: row for row in lot["characteristics"]}
    charts = _following(ctx, lot, {row["characteristic"] for row in lines.values()})
    if not charts:
        return
    where = {"and": [{"field": "chart", "op": "in", "value": [each["id"] for each in charts]}]}
    where["and"].append(_equal("inspection", lot["id"]))
    # A lot that is inspected again after a retest is on the chart already, with its first results.
    known = {point["chart"] for point in ctx.records.find("control_chart_point", where)}
    for chart in charts:
        if chart["id"] in known:
            continue
        mine = [line for line in lines.values() if line["characteristic"] == chart["characteristic"]]
        groups = subgroups(chart, [line["id"] for line in mine], event.notes["results"])
        if groups:
            _extend(ctx, chart, lot, groups, mine[0])


def _following(ctx: Context, lot: Row, characteristics: set[str]) -> list[Row]:
    """The charts in use for these characteristics, of this item and supplier or of any; locked."""
    if not characteristics:
        return []
    where: list[Row] = [
        {"field": "characteristic", "op": "in", "value": sorted(characteristics)},
        {"field": "state", "op": "ne", "value": "retired"},
    ]
    for key in ("item", "supplier"):
        any_of = [{"field": key, "op": "is_null"}]
        where.append({"or": any_of if lot[key] is None else [*any_of, _equal(key, lot[key])]})
    return ctx.records.lock_where("control_chart", {"and": where})


def _equal(field: str, value: Any) -> Row:
    return {"field": field, "op": "eq", "value": value}


def _extend(ctx: Context, chart: Row, lot: Row, groups: Sequence[list[float]], line: Row) -> None:
    """Append points; where limits are in force, judge them and keep what they signal."""
    version = in_force(ctx, chart)
    points = ctx.records.create_many(
        "control_chart_point",
        [
            {
                "chart": chart["id"],
                "place": chart["points"] + index,
                "inspection": lot["id"],
                "recorded_at": ctx.now,
                "readings": group,
                "limits": None if version is None else version["id"],
            }
            for index, group in enumerate(groups)
        ],
    )
    change: Row = {"points": chart["points"] + len(points)}
    if chart["kind"] != COUNTED:
        change |= {key: line[key] for key in ("lower", "target", "upper")}
    if version is not None:
        state, found = _judged(ctx, chart, version, points)
        change |= {"watch": write_watch(state), "open_signals": chart["open_signals"] + found}
    ctx.records.change("control_chart", chart["id"], change)


def _judged(ctx: Context, chart: Row, version: Row, points: Sequence[Row]) -> tuple[Watch, int]:
    limits = read_limits(version["content"])
    state = read_watch(chart["watch"]) if chart["watch"] else watch()
    # The watch counts from its own beginning; the chart's places from the first point of all.
    shift = points[0]["place"] - state.memory.count
    step = advance(limits, state, data_of(chart, points))
    by_place = {point["place"]: point for point in points}
    for signal in step.signals:
        _keep(ctx, chart, by_place[signal.point + shift], signal, shift)
    return step.watch, len(step.signals)


def _keep(ctx: Context, chart: Row, point: Row, signal: Signal, shift: int) -> None:
    made = ctx.records.create(
        "control_chart_signal",
        {
            "chart": chart["id"],
            "point": point["id"],
            "inspection": point["inspection"],
            "plot": signal.chart,
            "rule": signal.rule,
            "side": signal.side,
            "members": [member + shift for member in signal.members],
            "limits": point["limits"],
        },
    )
    text = Label(
        f"控制图 {chart['name']} 出现信号：{signal.chart} 图第 {point['place'] + 1} 点，准则 {signal.rule}",
        f"Chart {chart['name']} signals: point {point['place'] + 1} of {signal.chart}, rule {signal.rule}",
    )
    ctx.notify("role quality_engineer", text, ("control_chart_signal", made["id"]))


def fix_limits(ctx: Context, event: Event) -> None:
    """Freeze the limits of the points that are not excluded, as the next version, and begin to watch."""
    chart = event.record
    points = points_of(ctx, chart["id"])
    exclusions = exclusions_of(points)
    rules = rules_of(chart)
    standing = in_force(ctx, chart)
    before = None if standing is None else read_limits(standing["content"])
    try:
        found = phase_one(spec_of(chart), data_of(chart, points), rules, exclusions)
        limits = freeze(found, rules, by=ctx.user.id, at=ctx.now, reason=event.inputs["reason"], replaces=before)
    except (ValueError, IndexError) as error:
        raise Invalid(
            "chart.limits",
            f"The {len(points) - len(exclusions)} points of {chart['code']} give no limits: {error}",
            field="points",
            value=len(points),
        ) from error
    ctx.records.create(
        "control_limit_version",
        {
            "chart": chart["id"],
            "version_no": limits.version,
            "center": limits.standards.center,
            "sigma": limits.standards.sigma,
            "estimator": limits.standards.estimator,
            "phase_points": limits.points,
            "excluded_points": [{"place": each.point, "reason": each.reason} for each in limits.excluded],
            "data_hash": limits.data_hash,
            "fingerprint": limits.fingerprint,
            "frozen_by": ctx.user.id,
            "frozen_at": ctx.now,
            "reason": limits.reason,
            "replaces": None if standing is None else standing["id"],
            "content": write_limits(limits),
        },
    )
    ctx.records.change("control_chart", chart["id"], {"limit_version": limits.version, "watch": write_watch(watch())})


def exclude_point(ctx: Context, event: Event) -> None:
    """Leave a point out of the limits that will be frozen next, for a reason; those in force stay."""
    _mark(ctx, event, event.inputs["reason"])


def include_point(ctx: Context, event: Event) -> None:
    """Take a point in again for the limits that will be frozen next."""
    _mark(ctx, event, None)


def _mark(ctx: Context, event: Event, reason: str | None) -> None:
    point = ctx.records.lock("control_chart_point", [event.inputs["point"]])[event.inputs["point"]]
    if ctx.records.get("control_chart", point["chart"])["state"] == "retired":
        raise Conflict("chart.retired", "The chart is retired; its points stay as they are.", point=point["id"])
    if point["excluded"] == (reason is not None):
        raise Conflict("chart.point", "The point is already so.", point=point["id"])
    ctx.records.change("control_chart_point", point["id"], {"excluded": reason is not None, "exclusion_reason": reason})
    event.result = {"point": point["id"], "excluded": reason is not None}


def chart_data(ctx: Context, event: Event) -> None:
    """Everything a screen draws of a chart, in one answer."""
    event.result = drawn(ctx, ctx.records.get("control_chart", event.inputs["chart"]))
