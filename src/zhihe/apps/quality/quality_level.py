"""The switching rules at work: each decision moves the level of its site, item, supplier and class, once."""

from __future__ import annotations

from collections.abc import Iterable

from zhihe.apps.quality.plans import level_of, rules
from zhihe.kernels.sampling.explanation import Step
from zhihe.kernels.sampling.switching import Event as LevelEvent
from zhihe.kernels.sampling.switching import Notice, NoticeKind, advance
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context


def lock_levels(ctx: Context, lot: Row, classes: Iterable[str]) -> dict[str, Row]:
    """The level records of a lot's classes, locked; made at normal where there is none."""
    found = sorted(set(classes))
    common = {key: lot[key] for key in ("site", "item", "supplier")}
    rows = ctx.records.ensure_many("quality_level", [({**common, "class": each}, {}) for each in found], usual=True)
    return dict(zip(found, rows, strict=True))


def moved(ctx: Context, row: Row, events: Iterable[LevelEvent], lot: str | None) -> Row:
    """What a locked level becomes by events, and why; to be kept by the caller."""
    level = level_of(row)
    steps: list[Step] = []
    for event in events:
        advanced = advance(level, event, rules(ctx))
        level = advanced.level
        steps += advanced.steps
    values: Row = {
        "severity": level.severity.value,
        "score": level.score,
        "level": level.to_json(),
        "explanation": "\n".join(step.text("zh") for step in steps),
        "explanation_en": "\n".join(step.text("en") for step in steps),
    }
    if lot is not None:
        values |= {"lots": row["lots"] + 1, "last_lot": lot, "counted_on": ctx.today}
    return values


def notice(ctx: Context, event: Event) -> None:
    """Tell a level of something that happened between lots: a suspension, a resumption, a certificate."""
    locked = ctx.records.lock("quality_level", [event.inputs["level"]])[event.inputs["level"]]
    said = Notice(NoticeKind(event.inputs["kind"]), event.inputs["reason"])
    ctx.records.change("quality_level", locked["id"], moved(ctx, locked, [said], None))


def suspend(ctx: Context, event: Event) -> None:
    """Suspend reduced inspection and skip-lot of a supplier's item at all sites, for a reason that can be lifted."""
    _tell(ctx, event, NoticeKind.SUSPEND)


def lift(ctx: Context, event: Event) -> None:
    """Lift what was suspended for this reason; what another reason suspends stays so."""
    _tell(ctx, event, NoticeKind.LIFT)


def _tell(ctx: Context, event: Event, kind: NoticeKind) -> None:
    inputs = event.inputs
    keys = [{"field": key, "op": "eq", "value": inputs[key]} for key in ("supplier", "item")]
    found = ctx.records.find("quality_level", {"and": keys})
    said = Notice(kind, inputs["reason"])
    locked = ctx.records.lock("quality_level", sorted(row["id"] for row in found))
    ctx.records.change_many("quality_level", {key: moved(ctx, row, [said], None) for key, row in locked.items()})


def reset_idle(ctx: Context, event: Event) -> None:
    """Start a level anew after a long time without deliveries: what is known of the supplier is too old."""
    said = Notice(NoticeKind.RESET)
    locked = ctx.records.lock("quality_level", sorted(row["id"] for row in event.lines))
    changes = {key: moved(ctx, row, [said], None) | {"counted_on": None} for key, row in locked.items()}
    ctx.records.change_many("quality_level", changes)
