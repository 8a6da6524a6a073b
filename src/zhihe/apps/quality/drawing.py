"""A chart as a screen draws it: points, lines by phase, flags, capability, and what to bear in mind."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from zhihe.apps.quality.charting import COUNTED, data_of, exclusions_of, points_of, rules_of, spec_of, versions_of
from zhihe.kernels.capability.normal import capability
from zhihe.kernels.spc.chart import Chart
from zhihe.kernels.spc.phases import PhaseOne, phase_one, propose_exclusions
from zhihe.kernels.spc.plain import read_limits
from zhihe.kernels.spc.rules import Rule
from zhihe.kernels.spc.study import Study, study
from zhihe.messages import of_kernel
from zhihe.platform.actions import Row
from zhihe.platform.context import Context

FEWEST = 2
"""Points without which there is nothing to draw."""


def drawn(ctx: Context, chart: Row) -> Row:
    """All of it: ``points``, ``plots`` with their lines, ``phases``, ``signals``, ``capability``, ``caveats``."""
    points = points_of(ctx, chart["id"])
    # What no kernel has computed is an empty list, so that a screen draws what there is.
    found: Row = {
        "chart": {key: chart[key] for key in ("id", "code", "name", "kind", "subgroup_size", "state", "open_signals")},
        "specification": {key: chart[key] for key in ("lower", "target", "upper")},
        "rules": [_rule(rule) for rule in rules_of(chart)],
        "points": _points(ctx, points),
        "plots": [],
        "phases": [],
        "signals": [],
        "proposals": [],
        "capability": None,
        "caveats": [],
    }
    kept = [point for point in points if not point["excluded"]]
    if len(kept) < FEWEST:
        return found
    return found | (_collecting(chart, points) if chart["limit_version"] is None else _watching(ctx, chart, points))


def _collecting(chart: Row, points: Sequence[Row]) -> Row:
    """Phase I: limits of the points themselves, what they signal, and which points to look into."""
    exclusions = exclusions_of(points)
    spec, rules, data = spec_of(chart), rules_of(chart), data_of(chart, points)
    try:
        found: PhaseOne[Any] = phase_one(spec, data, rules, exclusions)
        charted = study(spec, data, found.study.standards)
        proposals = [] if exclusions else list(propose_exclusions(spec, data))
    except ValueError as error:
        why = of_kernel(error)
        caveat = {"code": "no_limits", "zh": f"还不能计算控制限：{why['zh']}", "en": f"No limits yet: {why['en']}"}
        return {"caveats": [caveat]}
    signals = [
        {"plot": each.chart, "place": each.point, "rule": each.rule, "members": list(each.members), "side": each.side}
        for one in found.verdict.signals
        for each in one
    ]
    return {
        "plots": _plots([charted]),
        "phases": [{"phase": "I", "from": 0, "to": len(points) - 1, "version": None}],
        "signals": [{**each, "id": None, "state": None} for each in signals],
        "proposals": [{"place": each.point, "reason": each.reason} for each in proposals],
        "capability": _capability(chart, points, in_control=found.verdict.in_control),
        "caveats": _said([*found.study.caveats, *found.verdict.caveats]),
    }


def _watching(ctx: Context, chart: Row, points: Sequence[Row]) -> Row:
    """Phase II: each point against the limits it was judged by; phase I against the first version."""
    versions = versions_of(ctx, chart["id"])
    newest = versions[-1]["id"]
    studies: list[Study[Any]] = []
    phases: list[Row] = []
    for version, each in groupby(points, key=lambda point: point["limits"]):
        run = list(each)
        shown = next(row for row in versions if row["id"] == (version or versions[0]["id"]))
        limits = read_limits(shown["content"])
        studies.append(study(limits.spec, data_of(chart, run), limits.standards))
        phases.append({"phase": "I" if version is None else "II", **_span(run), "version": _version(shown)})
    signals = ctx.records.find(
        "control_chart_signal", {"field": "chart", "op": "eq", "value": chart["id"]}, sort=("number",), limit=10_000
    )
    places = {point["id"]: point["place"] for point in points}
    now = [point for point in points if point["limits"] == newest] or list(points)
    quiet = not any(signal["limits"] == newest for signal in signals)
    return {
        "plots": _plots(studies),
        "phases": phases,
        "signals": [_signal(signal, places) for signal in signals],
        "capability": _capability(chart, now, in_control=quiet),
        "caveats": _said([said for one in studies[-1:] for said in one.caveats]),
    }


def _span(run: Sequence[Row]) -> Row:
    return {"from": run[0]["place"], "to": run[-1]["place"]}


def _version(row: Row) -> Row:
    keys = ("id", "version_no", "center", "sigma", "estimator", "frozen_at", "frozen_by", "reason", "fingerprint")
    return {key: row[key] for key in (*keys, "excluded_points")}


def _signal(row: Row, places: Row) -> Row:
    return {
        "id": row["id"],
        "number": row["number"],
        "plot": row["plot"],
        "place": places[row["point"]],
        "rule": row["rule"],
        "members": row["members"],
        "side": row["side"],
        "state": row["state"],
    }


def _points(ctx: Context, points: Sequence[Row]) -> list[Row]:
    keys = ("id", "place", "recorded_at", "readings", "excluded", "exclusion_reason")
    lots = ctx.records.get_many("inspection_lot", [point["inspection"] for point in points])
    return [
        {
            **{key: point[key] for key in keys},
            "inspection": {"id": point["inspection"], "number": lots[point["inspection"]]["number"]},
        }
        for point in points
    ]


def _rule(rule: Rule) -> Row:
    return {"code": rule.code, "zh": rule.text("zh"), "en": rule.text("en")}


def _plots(studies: Sequence[Study[Any]]) -> list[Row]:
    """The charts of consecutive stretches joined, one of each kind: location first, then spread."""
    return [_joined(list(charts)) for charts in zip(*(one.charts for one in studies), strict=True)]


def _joined(charts: Sequence[Chart]) -> Row:
    names = ("points", "center", "lower", "upper")
    return {
        "kind": charts[0].kind,
        **{name: [_number(value) for one in charts for value in getattr(one, name).tolist()] for name in names},
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _said(caveats: Iterable[Any]) -> list[Row]:
    return [{"code": each.code, "zh": each.text("zh"), "en": each.text("en")} for each in caveats]


def _capability(chart: Row, points: Sequence[Row], *, in_control: bool) -> Row | None:
    """The capability box, where there are limits to be capable of; the readings of points left out are left out."""
    kept = [point for point in points if not point["excluded"]]
    if chart["kind"] == COUNTED or (chart["lower"] is None and chart["upper"] is None) or len(kept) < FEWEST:
        return None
    data = data_of(chart, kept)
    try:
        found = capability(data, lsl=chart["lower"], usl=chart["upper"], target=chart["target"], in_control=in_control)
    except ValueError as error:
        return {"error": of_kernel(error)}
    shown = {key: value for key, value in asdict_of(found).items() if key not in {"caveats", "normality"}}
    return {**shown, "normality": [asdict_of(each) for each in found.normality], "caveats": _said(found.caveats)}


def asdict_of(value: Any) -> Row:
    """A frozen result as plain values."""
    return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return _number(value)
    if hasattr(value, "__dataclass_fields__"):
        return asdict_of(value)
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value
