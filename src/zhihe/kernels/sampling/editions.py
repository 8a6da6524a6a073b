"""The sampling tables of one edition of a standard, read once from package data and kept as plain look-ups.

A table is data, not a formula: the corners of the printed tables break the diagonal rule (see the tests).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

LETTERS: Final = "ABCDEFGHJKLMNPQRS"
"""Sample size code letters in the order of size; I and O are not used, S only tightened at AQL 0.025."""

Kind = Literal["single", "double", "multiple"]
KINDS: Final[tuple[Kind, ...]] = ("single", "double", "multiple")

SHIPPED: Final = ("gbt2828.1-2012", "z1.4-2008")
STAGED: Final = "z1.4-2008"
"""The edition whose double and multiple plans are shipped."""
NOT_SHIPPED: Final[Mapping[str, str]] = MappingProxyType(
    {"iso2859-1-2026": "the tables of ISO 2859-1:2026 are not shipped: put them in from a bought copy"}
)


class Severity(StrEnum):
    """Inspection severity; plans exist for the first three, the other two come from the switching rules."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"
    DISCONTINUED = "discontinued"
    SKIP = "skip"


class Stage(NamedTuple):
    """One sample of a plan: its size and the *cumulative* acceptance and rejection numbers.

    ``ac`` is -1 where the lot cannot be accepted at this stage yet.
    """

    n: int
    ac: int
    re: int


class Cell(NamedTuple):
    """A table cell with its arrow followed: the letter of the plan used and its stages."""

    letter: str
    stages: tuple[Stage, ...]


Rows = Mapping[str, tuple[Cell | None, ...]]


@dataclass(frozen=True, slots=True)
class Edition:
    """All tables of one edition; cells are found by severity, code letter and AQL index."""

    key: str
    standard: str
    source: str
    aqls: tuple[str, ...]
    aql_index: Mapping[str | Decimal, int]
    lot_starts: tuple[int, ...]
    code_letters: Mapping[str, str]
    tables: Mapping[str, Mapping[str, Rows]]
    disputed: Mapping[tuple[str, str, int], Mapping[str, Cell]]
    corrections: tuple[Mapping[str, str], ...]

    def find_aql(self, aql: str | Decimal) -> int:
        """Return the index of an AQL; ValueError when the tables have no such column."""
        index = self.aql_index.get(aql)
        if index is None:
            index = self.aql_index.get(_decimal(aql))
        if index is None:
            raise ValueError(f"AQL {aql} is not in {self.key}; it has {', '.join(self.aqls)}")
        return index

    def cell(self, kind: Kind, severity: str, letter: str, index: int) -> Cell | None:
        """Return a cell, None where the table points to a simpler kind of plan or is disputed."""
        rows = self.rows(kind, severity)
        row = rows.get(letter)
        if row is None:
            raise ValueError(f"code letter {letter!r} is not in the {severity} table; it has {', '.join(rows)}")
        return row[index]

    def rows(self, kind: Kind, severity: str) -> Rows:
        """One table; ValueError where the edition has no such kind or the severity has no plan."""
        tables = self.tables.get(kind)
        if tables is None:
            raise ValueError(
                f"{self.key} holds no {kind} plans: no verified copy of those tables was at hand; take its "
                f"{', '.join(self.tables)} plans, or the {kind} plans of edition {STAGED}"
            )
        rows = tables.get(severity)
        if rows is None:
            raise ValueError(f"severity {severity} has no plan; use {', '.join(tables)}")
        return rows


@cache
def load(edition: str) -> Edition:
    """Return an edition, read from package data the first time; ValueError if it is not shipped."""
    if edition in NOT_SHIPPED:
        raise ValueError(f"{NOT_SHIPPED[edition]} ({edition}); until then use {', '.join(SHIPPED)}")
    if edition not in SHIPPED:
        raise ValueError(f"edition {edition!r} is unknown; use {', '.join(SHIPPED)}")
    data = json.loads(read_table(edition))
    aqls = tuple(data["aql"].split())
    index: dict[str | Decimal, int] = dict(zip(aqls, range(len(aqls)), strict=True))
    index |= {Decimal(aql): at for at, aql in enumerate(aqls)}
    return Edition(
        key=data["edition"],
        standard=data["standard"],
        source=data["source"],
        aqls=aqls,
        aql_index=MappingProxyType(index),
        lot_starts=tuple(int(start) for start in data["lot_starts"].split()),
        code_letters=MappingProxyType(data["code_letters"]),
        tables=MappingProxyType({kind: _tables(data[kind]) for kind in KINDS if kind in data}),
        disputed=MappingProxyType(dict(_disputed(data))),
        corrections=tuple(MappingProxyType(each) for each in data.get("corrections", ())),
    )


def read_table(name: str) -> bytes:
    """Return the raw JSON of a shipped table."""
    return resources.files("zhihe.kernels.sampling.tables").joinpath(f"{name}.json").read_bytes()


def _tables(data: Mapping[str, Any]) -> Mapping[str, Rows]:
    sequences = data.get("sequences")
    found: dict[str, Rows] = {}
    for severity, sizes in data["sizes"].items():
        n = {size[0]: int(size[1:]) for size in sizes.split()}
        found[severity] = MappingProxyType(
            {
                letter: tuple(_cell(token, n, sequences) for token in row.split())
                for letter, row in data[severity].items()
            }
        )
    return MappingProxyType(found)


def _cell(token: str, n: Mapping[str, int], sequences: list[list[list[int]]] | None) -> Cell | None:
    # «-» points to a simpler kind of plan; «A0|D1» is disputed and stands in Edition.disputed.
    if token == "-" or "|" in token:  # noqa: S105 - a table token, not a secret
        return None
    letter, rest = token[0], token[1:]
    if sequences is None:
        ac, _, re = rest.partition("/")
        return Cell(letter, (Stage(n[letter], int(ac), int(re or int(ac) + 1)),))
    acs, res = sequences[int(rest)]
    return Cell(letter, tuple(Stage(n[letter], ac, re) for ac, re in zip(acs, res, strict=True)))


def _disputed(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, int], Mapping[str, Cell]]]:
    for severity, sizes in data["single"]["sizes"].items():
        n = {size[0]: int(size[1:]) for size in sizes.split()}
        for letter, row in data["single"][severity].items():
            for at, token in enumerate(row.split()):
                readings = [_cell(reading, n, None) for reading in token.split("|")]
                if len(readings) > 1:
                    named = zip(data["disputed"], readings, strict=True)
                    yield (severity, letter, at), {name: cell for name, cell in named if cell}


def _decimal(aql: str | Decimal) -> Decimal:
    try:
        return Decimal(str(aql))
    except InvalidOperation as error:
        raise ValueError(f"AQL {aql!r} is not a number") from error
