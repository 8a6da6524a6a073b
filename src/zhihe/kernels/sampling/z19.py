"""ANSI/ASQ Z1.9 plans by variables: lot size, level, AQL and severity give n, k and M.

Its letters and lot ranges are its own, so plans are found by lot range. M is the printed table; the k here is
the exact equivalent of M (see the tests), which differs from the rounded k of the printed Form 1 tables in the
third digit.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

from zhihe.kernels.sampling.editions import Severity, read_table
from zhihe.kernels.sampling.explanation import Language, Step, explain
from zhihe.kernels.sampling.lookup import SMALLEST_LOT
from zhihe.kernels.sampling.variables import Criterion

Sigma = Literal["unknown", "known"]
EDITION: Final = "z1.9-2008"


@dataclass(frozen=True, slots=True)
class Z19Tables:
    """The tables: for sigma, severity and level the row of each lot range, a row holding a cell per AQL."""

    standard: str
    source: str
    aqls: tuple[str, ...]
    lot_starts: tuple[int, ...]
    rows: Mapping[tuple[str, str, str], tuple[tuple[Criterion, ...], ...]]

    @property
    def levels(self) -> tuple[str, ...]:
        """The inspection levels in the order of discrimination."""
        return tuple(dict.fromkeys(level for _, _, level in self.rows))


@dataclass(frozen=True, slots=True)
class Z19Plan:
    """A plan by variables and how it was found."""

    edition: str
    level: str
    severity: Severity
    aql: str
    lot_size: int
    criterion: Criterion
    trail: tuple[Step, ...] = field(repr=False, compare=False)

    def explain(self, lang: Language = "zh") -> str:
        """Join the trail in one line."""
        return explain(self.trail, lang)


@cache
def tables() -> Z19Tables:
    """Read the tables from package data, the first time they are asked for."""
    data = json.loads(read_table(EDITION))
    rows = {}
    for sigma, severities in data["tables"].items():
        for severity, part in severities.items():
            cells = [tuple(_cell(token, sigma_known=sigma == "known") for token in row.split()) for row in part["rows"]]
            for level, order in part["levels"].items():
                rows[sigma, severity, level] = tuple(cells[int(number)] for number in order.split())
    return Z19Tables(
        standard=data["standard"],
        source=data["source"],
        aqls=tuple(data["aql"].split()),
        lot_starts=tuple(int(start) for start in data["lot_starts"].split()),
        rows=MappingProxyType(rows),
    )


def z19_plan(
    lot_size: int,
    aql: str | Decimal,
    *,
    level: str = "II",
    severity: Severity | str = Severity.NORMAL,
    sigma: Sigma = "unknown",
) -> Z19Plan:
    """Look a plan by variables up.

    ValueError: a lot below 2 or below the sample, an AQL outside 0.10 to 10, an unknown level or severity.
    """
    found = tables()
    if lot_size < SMALLEST_LOT:
        raise ValueError(f"lot size {lot_size} is below {SMALLEST_LOT}: inspect every piece")
    ranges = found.rows.get((sigma, str(severity), level))
    if ranges is None:
        raise ValueError(
            f"sigma {sigma!r}, severity {str(severity)!r}, level {level!r} have no Z1.9 table; "
            f"levels are {', '.join(found.levels)}"
        )
    at = _column(found, aql)
    criterion = ranges[bisect_right(found.lot_starts, lot_size) - 1][at]
    if criterion.n > lot_size:
        raise ValueError(
            f"a lot of {lot_size} is smaller than the sample of {criterion.n}: "
            f"inspect every unit and count the nonconforming ones"
        )
    trail = (
        Step("z19_lot", {"lot_size": lot_size, "level": level, "severity": str(severity), "aql": found.aqls[at]}),
        Step(f"z19_plan_{sigma}", {"n": criterion.n, "k": criterion.k, "m": criterion.m}),
    )
    return Z19Plan(EDITION, level, Severity(severity), found.aqls[at], lot_size, criterion, trail)


def _cell(token: str, *, sigma_known: bool) -> Criterion:
    n, k, m = token.split("/")
    return Criterion(int(n), float(k), float(m), sigma_known)


def _column(found: Z19Tables, aql: str | Decimal) -> int:
    try:
        wanted = Decimal(str(aql))
    except InvalidOperation as error:
        raise ValueError(f"AQL {aql!r} is not a number") from error
    for at, known in enumerate(found.aqls):
        if Decimal(known) == wanted:
            return at
    raise ValueError(f"AQL {aql} is not in {EDITION}; it has {', '.join(found.aqls)}")
