"""Which plan applies to what arrives, at which severity, and the sample it asks for."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhihe.errors import Conflict
from zhihe.kernels.sampling import attributes, zero_acceptance
from zhihe.kernels.sampling.switching import GBT2828, QualityLevel, SkipRule, SwitchingRules, next_lot
from zhihe.platform.actions import Find, Row
from zhihe.platform.context import Context, Label

LEVELS = {"S1": "S-1", "S2": "S-2", "S3": "S-3", "S4": "S-4"}
NONCONFORMITIES = "nonconformities"
SMALLEST_LOT = 2
"""Below it the tables say nothing: one piece is inspected."""


@dataclass(frozen=True, slots=True)
class Need:
    """What one arriving quantity needs: its setting and plan (None when missing), and its levels by class."""

    setting: Row
    plan: Row | None
    classes: Sequence[Row]
    levels: Mapping[str, QualityLevel]
    skip: bool


def rules(ctx: Context) -> SwitchingRules:
    """The company's switching rules: GB/T 2828.1, with skip-lot where it allows it."""
    return SwitchingRules(skip=SkipRule()) if ctx.setting("skip_lot") else GBT2828


def needs(ctx: Context, site: str, supplier: str | None, origin: str, items: Iterable[str]) -> dict[str, Need]:
    """What the items need at this site from this supplier; an item without a setting needs nothing."""
    return needs_and(ctx, site, supplier, origin, items)[0]


def needs_and(
    ctx: Context, site: str, supplier: str | None, origin: str, items: Iterable[str], *also: Find
) -> tuple[dict[str, Need], list[list[Row]]]:
    """What the items need, and the answers to questions that are asked with it."""
    wanted = sorted(set(items))
    asked = [
        Find("inspection_setting", _all(site=[site], origin=[origin], item=wanted, active=[True])),
        _plans_of(ctx.today),
    ]
    if supplier:
        asked.append(Find("quality_level", _all(site=[site], supplier=[supplier], item=wanted)))
    found, plans, *others = ctx.records.gather(*asked, *also)
    levels = {(row["item"], row["class"]): level_of(row) for row in (others.pop(0) if supplier else ())}
    newest = _newest(plans)
    needed = {item: _need(ctx, item, setting, newest, levels) for item, setting in _settings(found, supplier).items()}
    return needed, others


def settings_of(ctx: Context, site: str, supplier: str | None, origin: str, items: Iterable[str]) -> dict[str, Row]:
    """The active setting of each item that has one, a supplier's own before the general one."""
    where = _all(site=[site], origin=[origin], item=sorted(set(items)), active=[True])
    return _settings(ctx.records.find("inspection_setting", where), supplier)


def _settings(rows: Sequence[Row], supplier: str | None) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        if row["supplier"] not in {None, supplier}:
            continue
        # The supplier's own setting goes before the general one.
        if row["item"] not in found or row["supplier"] is not None:
            found[row["item"]] = row
    return found


def _plans_of(day: dt.date) -> Find:
    """The question for the valid plans that the settings of the question before name, with all that a lot takes."""
    where = _all(state=["released"])
    where["and"].append({"field": "valid_from", "op": "le", "value": day})
    lines, links = ("classes", "characteristics"), ("characteristics.characteristic",)
    return Find("inspection_plan", where, lines, links, among=("code", 0, "plan_code"))


def _newest(plans: Sequence[Row]) -> dict[str, Row]:
    """The newest plan of each code."""
    newest: dict[str, Row] = {}
    for row in plans:
        if row["code"] not in newest or row["revision"] > newest[row["code"]]["revision"]:
            newest[row["code"]] = row
    return newest


def level_of(row: Row) -> QualityLevel:
    """The level a quality level record holds; a new one starts at normal."""
    return QualityLevel.from_json(row["level"]) if row["level"] else QualityLevel()


def _need(
    ctx: Context,
    item: str,
    setting: Row,
    plans: Mapping[str, Row],
    levels: Mapping[tuple[str, str], QualityLevel],
) -> Need:
    plan = plans.get(setting["plan_code"] or "")
    classes = plan["classes"] if plan else []
    own = {row["class"]: levels.get((item, row["class"]), QualityLevel()) for row in classes}
    actions = {next_lot(level, rules(ctx)).action for level in own.values()}
    return Need(setting, plan, classes, own, skip=bool(classes) and actions == {"skip"})


def class_rows(ctx: Context, need: Need, quantity: Decimal) -> tuple[list[Row], Label]:
    """The sampling of each class for a lot of this quantity, and how it was found, in Chinese and English.

    Conflict where the supply of a class is discontinued.
    """
    rows, zh, en = [], [], []
    for declared in need.classes:
        level = need.levels[declared["class"]]
        severity = level.table
        if severity is None:
            raise Conflict(
                "level.discontinued",
                f"The supply is discontinued for class {declared['class']}: a quality manager resumes it first.",
                field="class",
                value=declared["class"],
            )
        row, note = _sampling(ctx, declared, severity.value, math.ceil(quantity))
        own = {key: declared[key] for key in ("class", "sampling", "measure")}
        rows.append({**own, "severity": severity.value, **row})
        word = _word(ctx, "class", declared["class"])
        zh.append(f"{word.zh}：{note.zh}")
        en.append(f"{word.en}: {note.en}")
    return rows, Label("\n".join(zh), "\n".join(en))


def _word(ctx: Context, field: str, key: str) -> Label:
    """A choice of an inspection class as people read it."""
    choices = ctx.registry.models["inspection_class"].fields[field].choices
    return next(choice.label for choice in choices if choice.key == key)


def measure_of(declared: Row) -> attributes.Measure:
    """What the AQL of a class counts: nonconforming units, or nonconformities per 100 units."""
    each = declared["measure"] == NONCONFORMITIES
    return attributes.Measure.PER_100_UNITS if each else attributes.Measure.PERCENT_NONCONFORMING


def _sampling(ctx: Context, declared: Row, severity: str, size: int) -> tuple[Row, Label]:
    kind = declared["sampling"]
    if size < SMALLEST_LOT:
        return {"n": size, "ac": 0, "re": 1}, Label(f"批量 {size}，全检", f"lot {size}: inspect all")
    if kind == "aql_single":
        level = level_name(declared["level"])
        measure = measure_of(declared)
        found = attributes.plan(size, declared["aql"], level=level, severity=severity, measure=measure)
        row = {
            "n": found.n,
            "ac": found.ac,
            "re": found.re,
            "letter": found.plan_letter,
            "level": level,
            "aql": found.aql,
            "tighter_ac": attributes.one_aql_tighter(found),
        }
        return row, Label(found.explain("zh"), found.explain("en"))
    n = _plain_size(kind, declared, size)
    word = _word(ctx, "sampling", kind)
    return {"n": n, "ac": 0, "re": 1}, Label(f"{word.zh}，n = {n}，Ac 0", f"{word.en}, n = {n}, Ac 0")


def level_name(key: str) -> str:
    """The standard's name of an inspection level: the key of a choice cannot hold a hyphen."""
    return LEVELS.get(key, key)


def _plain_size(kind: str, declared: Row, size: int) -> int:
    if kind == "all":
        return size
    if kind == "percent":
        return min(size, max(1, math.ceil(Decimal(declared["percent"]) * size / 100)))
    if kind == "zero_acceptance":
        limiting = float(declared["percent"]) / 100
        return min(size, zero_acceptance.zero_plan(limiting, lot_size=size).n)
    return min(size, int(declared["sample_size"]))


def characteristic_rows(ctx: Context, plan: Row, classes: Sequence[Row]) -> list[Row]:
    """The plan's characteristics as they are copied to a lot, each with the sample of its class or its own."""
    sizes = {row["class"]: row["n"] for row in classes}
    lines = plan["characteristics"]
    masters = ctx.records.get_many("characteristic", [line["characteristic"] for line in lines])
    return [
        {
            **{key: line[key] for key in ("characteristic", "class", "target", "lower", "upper", "destructive")},
            **{key: masters[line["characteristic"]][key] for key in ("kind", "unit", "decimals")},
            "sample_size": min(line["sample_size"] or sizes[line["class"]], sizes[line["class"]]),
        }
        for line in lines
    ]


def _all(**values: Sequence[Any]) -> dict[str, Any]:
    return {"and": [{"field": key, "op": "in", "value": list(value)} for key, value in values.items()]}
