"""What an import shows of a file: each column with samples and the field it feeds, each error at its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Final

from zhihe.platform.exchange.plan import Plan
from zhihe.platform.exchange.report import Outcome, shown
from zhihe.platform.exchange.table import Table, blank

SAMPLES: Final = 3
_LOOKED_AT: Final = 200
ERRORS: Final = 500
"""So many errors are listed; the error file has all of them."""


def columns_read(table: Table, plan: Plan | None) -> list[dict[str, Any]]:
    """Each column of the file: its heading, a few of its values, and the field it feeds or null."""
    samples: list[list[str]] = [[] for _ in table.header]
    for _number, cells in islice(table.rows(), _LOOKED_AT):
        for found, cell in zip(samples, cells, strict=False):
            text = "" if blank(cell) else shown(cell)
            if text and len(found) < SAMPLES and text not in found:
                found.append(text)
    fed = {} if plan is None else {target.index: target.column for target in plan.fed}
    return [
        {
            "heading": heading,
            "sample": sample,
            "field": fed[index].key if index in fed else None,
            "label": {"zh": fed[index].label.zh, "en": fed[index].label.en} if index in fed else None,
        }
        for index, (heading, sample) in enumerate(zip(table.header, samples, strict=True))
    ]


def counts(outcome: Outcome) -> dict[str, int]:
    """Counts for a screen: ``rows``, ``good``, ``wrong`` and ``skipped`` of the file; the others are records."""
    return {
        "rows": outcome.total,
        "good": outcome.total - outcome.wrong - outcome.skipped,
        "wrong": outcome.wrong,
        "skipped": outcome.skipped,
        "new": outcome.created,
        "changed": outcome.updated,
        "unchanged": outcome.unchanged,
        "errors": len(outcome.errors),
    }


def errors(outcome: Outcome, columns: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The first errors, each with its row, its column (from 1; null for the whole row), its value and the reason."""
    places = {each["heading"]: place for place, each in reversed(list(enumerate(columns, 1)))}
    found = []
    for error in outcome.errors[:ERRORS]:
        place = places.get(error.column)
        found.append(
            {
                "row": error.row,
                "column": place,
                "heading": error.column or None,
                "field": columns[place - 1]["field"] if place else None,
                "value": error.value,
                "code": error.code,
                "message": error.reason,
            }
        )
    return found
