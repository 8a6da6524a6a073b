"""Free text over the searched fields of a model: grams find the candidates, the program judges and ranks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, cast, false, or_
from sqlalchemy.dialects.postgresql import ARRAY

from zhihe.errors import Invalid
from zhihe.platform.model.elements import Model
from zhihe.platform.store import grams
from zhihe.platform.store.columns import array
from zhihe.platform.store.filters import escaped
from zhihe.platform.store.source import Source
from zhihe.platform.store.tables import SEARCH

CANDIDATES = 1_000
"""So many rows at most are judged: beyond that a text says too little, and a longer one is asked for."""
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched: the folded text, its grams, and the fields looked at."""

    text: str
    direct: Sequence[str]
    initials: Sequence[str]
    fields: tuple[str, ...]
    indexed: bool

    @property
    def key(self) -> tuple[object, ...]:
        """What its SQL depends on."""
        return ("search", self.fields, self.indexed, bool(self.direct), bool(self.initials))

    @property
    def params(self) -> dict[str, str]:
        """The values of its parameters."""
        return {
            "q_direct": array(self.direct),
            "q_initials": array(self.initials),
            "q_low": f"{escaped(self.text)}%",
            "q_high": f"{escaped(self.text.upper())}%",
            "q_within": f"%{escaped(self.text)}%",
        }


def wanted(model: Model, text: str) -> Wanted | None:
    """What to look for; None for an empty text. Invalid where the model has nothing to search."""
    fields = model.search or (("number",) if model.number is not None else ())
    if not fields and text.strip():
        raise Invalid(
            "search.none",
            f"{model.key} has no searched fields; filter it, or name fields under search: in its definition.",
            model=model.key,
        )
    return wanted_in(fields, text, indexed=bool(model.search))


def wanted_in(fields: tuple[str, ...], text: str, *, indexed: bool = False) -> Wanted | None:
    """What to look for in these fields; None for an empty text."""
    folded = grams.folded(text)[:LONGEST].replace("\0", "")
    if not folded:
        return None
    direct, initials = grams.wanted(text[:LONGEST])
    return Wanted(folded, direct, initials, fields, indexed)


def condition(asked: Wanted, source: Source) -> ColumnElement[bool]:
    """Rows that may have the text: no row that has it is left out."""
    columns = [source.column((key,)) for key in asked.fields]
    if not asked.indexed:
        return or_(*(each.ilike(bindparam("q_within", type_=Text()), escape="\\") for each in columns))
    found: list[ColumnElement[bool]] = []
    held = source.table.c[SEARCH]
    for name, some in (("q_direct", asked.direct), ("q_initials", asked.initials)):
        # Never an empty array: every row contains it.
        if some:
            found.append(held.contains(cast(bindparam(name, type_=Text()), ARRAY(Text()))))
    if not asked.direct:
        for name in ("q_low", "q_high"):
            found.extend(each.like(bindparam(name, type_=Text()), escape="\\") for each in columns)
    return or_(*found) if found else and_(false())


def ranked(asked: Wanted, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The ids of the rows that have the text, the closest first: equal, at the beginning, within, by initials."""
    judged = ((closeness(asked, row), row["id"]) for row in rows)
    return [identity for rank, identity in sorted(each for each in judged if each[0] is not None)]


def closeness(asked: Wanted, row: Mapping[str, Any]) -> tuple[int, int, str, str] | None:
    """How close a row's best field is to the text, least first, with that field behind; None where none has it."""
    best: tuple[int, int, str, str] | None = None
    for key in asked.fields:
        if row.get(key) is None:
            continue
        text = grams.folded(str(row[key]))
        place = text.find(asked.text)
        base = 0
        if place < 0 and asked.initials:
            place, base = grams.pinyin_initials(text).find(asked.text), 3
        if place < 0:
            continue
        level = base + (0 if len(text) == len(asked.text) else 1 if place == 0 else 2)
        best = min(best or (9, 0, "", ""), (level, len(text), text, key))
    return best
