"""The switching rules at work: each decision moves the level of its site, item, supplier and class, once."""

from __future__ import annotations

from collections.abc import Iterable

from zhihe.apps.quality.plans import level_of, rules
from zhihe.kernels.sampling.switching import Event as LevelEvent
from zhihe.kernels.sampling.switching import Notice, NoticeKind, advance
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context


def lock_level(ctx: Context, lot: Row, defect_class: str) -> Row:
    """The level record of a lot's class, locked; made at normal where there is none."""
    key = {"site": lot["site"], "item": lot["item"], "supplier": lot["supplier"], "class": defect_class}
    level: Row = ctx.records.ensure("quality_level", key, {})
    return level


def move(ctx: Context, row: Row, events: Iterable[LevelEvent], lot: str | None) -> None:
    """Advance a locked level by events and keep why."""
    level = level_of(row)
    notes = []
    for event in events:
        moved = advance(level, event, rules(ctx))
        level = moved.level
        notes += [step.text("zh") for step in moved.steps]
    values = {
        "severity": level.severity.value,
        "score": level.score,
        "level": level.to_json(),
        "explanation": "\n".join(notes),
    }
    if lot is not None:
        values |= {"lots": row["lots"] + 1, "last_lot": lot}
    ctx.records.change("quality_level", row["id"], values)


def notice(ctx: Context, event: Event) -> None:
    """Tell a level of something that happened between lots: a suspension, a resumption, a certificate."""
    locked = ctx.records.lock("quality_level", [event.inputs["level"]])[event.inputs["level"]]
    move(ctx, locked, [Notice(NoticeKind(event.inputs["kind"]), event.inputs["reason"])], None)
