"""The switching rules at work: each decision moves the level of its site, item, supplier and class, once."""

from __future__ import annotations

from collections.abc import Iterable

from zhihe.apps.quality.plans import level_of, rules
from zhihe.kernels.sampling.switching import Event as LevelEvent
from zhihe.kernels.sampling.switching import Notice, NoticeKind, advance
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context


def lock_levels(ctx: Context, lot: Row, classes: Iterable[str]) -> dict[str, Row]:
    """The level records of a lot's classes, locked; made at normal where there is none."""
    found = sorted(set(classes))
    common = {key: lot[key] for key in ("site", "item", "supplier")}
    rows = ctx.records.ensure_many("quality_level", [({**common, "class": each}, {}) for each in found])
    return dict(zip(found, rows, strict=True))


def moved(ctx: Context, row: Row, events: Iterable[LevelEvent], lot: str | None) -> Row:
    """What a locked level becomes by events, and why; to be kept by the caller."""
    level = level_of(row)
    notes = []
    for event in events:
        advanced = advance(level, event, rules(ctx))
        level = advanced.level
        notes += [step.text("zh") for step in advanced.steps]
    values: Row = {
        "severity": level.severity.value,
        "score": level.score,
        "level": level.to_json(),
        "explanation": "\n".join(notes),
    }
    if lot is not None:
        values |= {"lots": row["lots"] + 1, "last_lot": lot}
    return values


def notice(ctx: Context, event: Event) -> None:
    """Tell a level of something that happened between lots: a suspension, a resumption, a certificate."""
    locked = ctx.records.lock("quality_level", [event.inputs["level"]])[event.inputs["level"]]
    said = Notice(NoticeKind(event.inputs["kind"]), event.inputs["reason"])
    ctx.records.change("quality_level", locked["id"], moved(ctx, locked, [said], None))
