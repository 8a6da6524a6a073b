"""The pieces an expression becomes in SQL, with the conversions and guards that keep it equal to the evaluator.

Numbers are ``numeric`` throughout, durations ``numeric`` seconds. Every piece can be evaluated for any row without
raising: what the evaluator makes null is null here too, and no guard repeats its argument where one can be found
that does not, because a repeated argument doubles the statement at every level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from zhihe.kernels.expression import DECIMAL, DURATION, INT, ExpressionError, Type

Clause: TypeAlias = ColumnElement[Any]

MAX_SIZE: Final = 8_000
"""Pieces in one compiled expression; beyond that the server would plan longer than it runs."""
PLACES: Final = 40
QUOTIENT_PLACES: Final = 16
NUMERIC: Final = sa.Numeric()
WIDE: Final = sa.Numeric(1_000, PLACES)
TEXT: Final = sa.Text(collation="C")
INSTANT: Final = sa.DateTime(timezone=True)
MAX_SECONDS: Final = Decimal(4_000_000 * 86_400)
_FIRST_SECOND: Final = Decimal(-62_135_596_800)
_AFTER_LAST_SECOND: Final = Decimal(253_402_300_800)
_MICRO: Final = Decimal("0.000001")
_LAST_DAY: Final = 3_652_058
_CYCLE_MONTHS: Final = 120_000
_CYCLE_DAYS: Final = 3_652_425
_TYPES: Final[MappingProxyType[str, TypeEngine[Any]]] = MappingProxyType(
    {
        "null": TEXT,
        "text": TEXT,
        "enum": TEXT,
        "int": NUMERIC,
        "decimal": NUMERIC,
        "duration": NUMERIC,
        "bool": sa.Boolean(),
        "date": sa.Date(),
        "datetime": INSTANT,
    }
)


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with its type in the language.

    ``scale``: the most decimals a number can have. ``size``: how many pieces it is made of, counted as often as it is
    written. ``whole``: the integer column itself, where the piece is nothing else, so that its index can be used.
    """

    type: Type
    clause: Clause
    scale: int = 0
    size: int = 1
    whole: Clause | None = None


def made(kind: Type, clause: Clause, *parts: Sql, scale: int = 0, repeats: Sequence[int] = ()) -> Sql:
    """Make a piece out of others, each written once or as often as ``repeats`` says; too large a one is refused."""
    times = (*repeats, *[1] * (len(parts) - len(repeats)))
    size = 1 + sum(count * part.size for count, part in zip(times, parts, strict=True))
    if size > MAX_SIZE:
        raise ExpressionError(
            "too_complex",
            f"in the database this expression takes more than {MAX_SIZE} steps; split it into stored formula fields",
            limit=MAX_SIZE,
        )
    return Sql(kind, clause, scale, size)


def of_column(kind: Type, column: Clause) -> Sql:
    """Make a piece out of a column or parameter of whatever numeric, text or interval type it is stored as."""
    stored = column.type
    if kind.kind == "duration":
        seconds = sa.extract("epoch", column) if isinstance(stored, sa.Interval) else column
        return Sql(kind, sa.cast(seconds, NUMERIC), 6)
    if kind.numeric and kind.kind != "null":
        return _number(kind, column)
    if kind.kind == "list" and kind.item is not None and kind.item.numeric:
        return Sql(kind, sa.cast(column, ARRAY(NUMERIC)))
    if kind.kind == "null":
        return Sql(kind, sa.cast(sa.null(), TEXT))
    return Sql(kind, column)


def _number(kind: Type, column: Clause) -> Sql:
    stored = column.type
    if isinstance(stored, sa.Integer):
        return Sql(kind, sa.cast(column, NUMERIC), whole=column)
    if isinstance(stored, sa.Float):
        # by way of text: PostgreSQL turns a float into numeric with 15 digits, its text is the shortest exact one
        return Sql(kind, sa.func.round(sa.cast(sa.cast(column, sa.Text()), NUMERIC), PLACES), PLACES)
    if isinstance(stored, sa.Numeric) and stored.scale is not None and stored.scale <= PLACES:
        return Sql(kind, column, stored.scale)
    return Sql(kind, sa.func.round(sa.cast(column, NUMERIC), PLACES), PLACES)


def number(value: Decimal | int) -> Clause:
    """Write a constant number."""
    return sa.literal(Decimal(value), NUMERIC)


def whole(value: int) -> Clause:
    """Write a constant that a function wants as an integer."""
    return sa.literal(value, sa.Integer())


def text(value: str) -> Clause:
    """Write a constant text."""
    return sa.literal(value, TEXT)


def typed(part: Sql, kind: Type) -> Clause:
    """Give a piece as a type; a null without type gets this one."""
    if part.type.kind != "null":
        return part.clause
    return sa.cast(sa.null(), _TYPES[kind.kind]) if kind.kind in _TYPES else sa.null()


def ordered(part: Sql, kind: Type) -> Clause:
    """Give a piece for comparing by size: text by code point, whatever the database's language."""
    clause = typed(part, kind)
    return sa.collate(clause, "C") if kind.textual and kind.kind != "null" else clause


def integer(clause: Clause, least: int, most: int) -> Clause:
    """Hold a number to a range where more makes no difference, and make it an integer; it is written three times.

    Not GREATEST and LEAST: they pass over null, and a null must stay one.
    """
    low, high = number(least), number(most)
    return sa.cast(sa.case((clause < low, low), (clause > high, high), else_=clause), sa.Integer())


def within(clause: Clause, least: Decimal | int, most: Decimal | int, step: Decimal | int = 1) -> Clause:
    """Make a number null outside a range; numbers come in steps, so the next one beyond stands for all beyond.

    GREATEST and LEAST pass over null, which thus becomes ``high`` and then null again.
    """
    low, high = number(least - step), number(most + step)
    held = sa.func.greatest(low, sa.func.least(high, clause))
    return sa.func.nullif(sa.func.nullif(held, low), high)


def product(left: Sql, right: Sql) -> Sql:
    """Multiply exactly; the caller rounds a run of products."""
    kind = INT if {left.type.kind, right.type.kind} <= {"int", "null"} else DECIMAL
    return made(kind, typed(left, DECIMAL) * typed(right, DECIMAL), left, right, scale=left.scale + right.scale)


def settled(part: Sql) -> Sql:
    """Round a product to 40 decimals where it can have more."""
    if part.scale <= PLACES:
        return part
    return made(part.type, sa.func.round(part.clause, PLACES), part, scale=PLACES)


def quotient(dividend: Sql, divisor: Sql) -> Sql:
    """Divide: 40 decimals, then 16, half up each; null for a zero divisor."""
    divided = sa.cast(typed(dividend, DECIMAL), WIDE) / sa.func.nullif(typed(divisor, DECIMAL), number(0))
    return made(DECIMAL, sa.func.round(divided, QUOTIENT_PLACES), dividend, divisor, scale=QUOTIENT_PLACES)


def span(seconds: Clause, *parts: Sql) -> Sql:
    """Make a duration of seconds, to the microsecond; null beyond 4,000,000 days."""
    held = within(sa.func.round(seconds, 6), -MAX_SECONDS, MAX_SECONDS, _MICRO)
    return made(DURATION, held, *parts, scale=6)


def epoch(moment: Clause) -> Clause:
    """Give an instant in seconds since 1970, exactly."""
    return sa.cast(sa.extract("epoch", moment), NUMERIC)


def instant(seconds: Clause) -> Clause:
    """Give the instant so many seconds after 1970; null outside the years 1 to 9999.

    The seconds go through the text of an interval, the only exact way into one.
    """
    held = within(seconds, _FIRST_SECOND, _AFTER_LAST_SECOND - _MICRO, _MICRO)
    passed = sa.cast(sa.cast(held, sa.Text()) + sa.literal(" seconds", sa.Text()), sa.Interval())
    return sa.literal_column("timestamptz 'epoch'", INSTANT) + passed


def day_number(day: Clause) -> Clause:
    """Count the days since 1 January of the year 1."""
    return sa.cast(day - sa.literal_column("date '0001-01-01'", sa.Date()), NUMERIC)


def day(days: Clause) -> Clause:
    """Give the date so many days after 1 January of the year 1; null outside the years 1 to 9999."""
    held = sa.cast(within(days, 0, _LAST_DAY), sa.Integer())
    return sa.cast(sa.literal_column("date '0001-01-01'", sa.Date()) + held, sa.Date())


def moved(start: Clause, months: Clause) -> Clause:
    """Move a date by months, 10,000 years ahead of itself, where no month is out of PostgreSQL's range.

    The calendar repeats every 400 years, so lengths of months are the same there; ``back`` undoes it.
    """
    ahead = integer(months, -119_988, 119_988) + whole(_CYCLE_MONTHS)
    return sa.cast(start, sa.DateTime()) + sa.func.make_interval(whole(0), ahead)


def back(start: Clause) -> Clause:
    """Bring a date back from 10,000 years ahead; null outside the years 1 to 9999."""
    return day(day_number(sa.cast(start, sa.Date())) - number(_CYCLE_DAYS))


def shown(value: Sql) -> Clause:
    """Write a piece as & joins it: numbers without trailing zeros, dates as 2026-01-31."""
    if value.type.kind == "date":
        return sa.func.to_char(value.clause, sa.literal("YYYY-MM-DD", sa.Text()), type_=TEXT)
    if value.type.numeric and value.type.kind != "null":
        return sa.cast(sa.func.trim_scale(value.clause), TEXT)
    if value.type.textual:
        return sa.cast(value.clause, TEXT)
    raise ExpressionError("type_mismatch", f"a text, number or date is needed, not {value.type}")
