"""Stage two: numbers such as ``IL-202611-00007`` from a model's pattern."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Model
from zhihe.platform.records.unit import Unit

SEQUENCE = re.compile(r"\{seq:(\d+)\}")


def assign(unit: Unit, model: Model, rows: Sequence[Row]) -> None:
    """Give each row of a numbered model the next number; the sequence restarts with the text before it.

    A number that came with the row stays: opening stock and imported documents keep theirs.
    """
    if model.number is None:
        return
    bare = [row for row in rows if not row.get("number")]
    if not bare:
        return
    day = unit.today
    text = model.number.pattern
    for name, shown in (("yyyy", f"{day:%Y}"), ("yy", f"{day:%y}"), ("mm", f"{day:%m}"), ("dd", f"{day:%d}")):
        text = text.replace("{" + name + "}", shown)
    found = SEQUENCE.search(text)
    if found is None:
        raise ValueError(f"{model.key}: the number pattern {model.number.pattern!r} has no {{seq:N}}")
    width = int(found.group(1))
    prefix = text[: found.start()]
    taken = unit.numbers.take(unit.tx, model.key, prefix, len(bare), gapless=model.number.gapless)
    for row, value in zip(bare, taken, strict=True):
        row["number"] = f"{prefix}{value:0{width}d}{text[found.end() :]}"
