"""Where in the file a problem of a record lies: its row, its column, the cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from zhihe.platform.exchange.documents import Document
from zhihe.platform.exchange.plan import Plan, Target
from zhihe.platform.exchange.report import RowError, shown
from zhihe.platform.records.draft import Draft

_LINE: Final = re.compile(r"(\w+)\[(\d+)\](?:\.(\w+))?")


def note(plan: Plan, document: Document, found: Sequence[Mapping[str, Any]], draft: Draft | None = None) -> None:
    """Give problems of a record to its document, each at its cell."""
    for problem in found:
        field = str(problem.get("field") or "")
        match = _LINE.fullmatch(field)
        if match is None:
            row, target = document.rows[0][0], _target(plan.targets, field)
        else:
            row = _row(document, match[1], int(match[2]), draft)
            target = _target(plan.lines.get(match[1], ()), match[3] or "")
        heading = field if target is None else target.heading
        cell = document.cell(row, target) or shown(problem.get("value"))
        document.errors.append(RowError(row, heading, cell, str(problem["code"]), str(problem["message"])))


def _target(targets: Sequence[Target], key: str) -> Target | None:
    return next((target for target in targets if target.key == key), None)


def _row(document: Document, lines: str, index: int, draft: Draft | None) -> int:
    """The row that made a line, found by the line's id: a changed record has lines the file does not speak of."""
    made_by = document.made_by.get(lines, [])
    told = document.lines.get(lines, [])
    if draft is not None and index < len(draft.row.get(lines) or ()):
        identity = draft.row[lines][index]["id"]
        for place, line in zip(made_by, told, strict=True):
            if line["id"] == identity:
                return document.rows[place][0]
    elif index < len(made_by):
        return document.rows[made_by[index]][0]
    return document.rows[0][0]
