"""The SQL of the built-in functions, each the twin of one in the evaluator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias

import sqlalchemy as sa

from zhihe.kernels.expression import BOOL, DECIMAL, Node
from zhihe.kernels.expression.functions import Builtin
from zhihe.platform.store import expression_parts as part
from zhihe.platform.store.expression_aggregates import several
from zhihe.platform.store.expression_dates import DATES
from zhihe.platform.store.expression_given import Given
from zhihe.platform.store.expression_parts import Clause, Sql, shown, typed

Twin: TypeAlias = Callable[[Given], Sql]

_NUMERAL: Final = r"^[+-]?[0-9]{1,60}(?:\.[0-9]{1,40})?$"
_TOO_LARGE: Final = Decimal(10) ** 100
_TEXT_END: Final = 1_000_000
_HALF: Final = Decimal("0.5")


def applied(known: Builtin, nodes: Sequence[Node], parts: Sequence[Sql], zone: str) -> Sql:
    """Apply a built-in function that is no aggregate over rows."""
    return TWINS[known.name](Given(known, nodes, parts, zone))


def _if(given: Given) -> Sql:
    otherwise = typed(given.parts[2], given.type) if len(given) > 2 else None  # noqa: PLR2004
    clause = sa.case((given[0], typed(given.parts[1], given.type)), else_=otherwise)
    return given.made(clause, scale=given.widest())


def _branch(given: Given, index: int) -> Clause:
    return typed(given.parts[index], given.type)


def _ifs(given: Given) -> Sql:
    whens = [(typed(given.parts[index], BOOL), _branch(given, index + 1)) for index in range(0, len(given) - 1, 2)]
    otherwise = _branch(given, len(given) - 1) if len(given) % 2 else None
    return given.made(sa.case(*whens, else_=otherwise), scale=given.widest())


def _switch(given: Given) -> Sql:
    whens = [(given.parts[index].clause, _branch(given, index + 1)) for index in range(1, len(given) - 1, 2)]
    otherwise = None if len(given) % 2 else _branch(given, len(given) - 1)
    return given.made(sa.case(*whens, value=given.parts[0].clause, else_=otherwise), scale=given.widest())


def _coalesce(given: Given) -> Sql:
    values = [_branch(given, index) for index in range(len(given))]
    return given.made(sa.func.coalesce(*values, type_=values[0].type), scale=given.widest())


def _isnull(given: Given) -> Sql:
    return given.made(given.parts[0].clause.is_(None))


def _isblank(given: Given) -> Sql:
    value = given.parts[0]
    if value.type.kind == "list":
        return given.made(sa.func.coalesce(sa.func.cardinality(value.clause), part.whole(0)) == part.whole(0))
    if value.type.textual and value.type.kind != "null":
        return given.made(sa.func.coalesce(value.clause, part.text("")) == part.text(""))
    return _isnull(given)


def _round(given: Given) -> Sql:
    digits = given.constant(1) if len(given) > 1 else Decimal(0)
    value, mode = given[0], given.word(2, "HALF_UP")
    if digits is not None:
        kept = max(-101, min(int(digits), part.PLACES))
        places, scale = part.whole(kept), max(kept, 0)
        step, back = part.number(Decimal(1).scaleb(kept)), part.number(Decimal(1).scaleb(-kept))
    else:
        places, scale = part.integer(given[1], -101, part.PLACES), part.PLACES
        step, back = _ten_to(places), _ten_to(part.whole(0) - places)
    if mode == "HALF_UP":
        return given.made(sa.func.round(value, places, type_=part.NUMERIC), scale=scale, repeats=[1, 3][: len(given)])
    if mode == "DOWN":
        return given.made(sa.func.trunc(value, places, type_=part.NUMERIC), scale=scale, repeats=[1, 3])
    return given.made(_whole_of(mode, value * step) * back, scale=scale, repeats=[4, 12][: len(given)])


def _ten_to(places: Clause) -> Clause:
    return sa.cast(sa.literal("1e", sa.Text()) + sa.cast(places, sa.Text()), part.NUMERIC)


def _whole_of(mode: str, value: Clause) -> Clause:
    """Round to a whole number: up and down by size, or to the even neighbour of a tie."""
    match mode:
        case "CEILING":
            return sa.func.ceil(value, type_=part.NUMERIC)
        case "FLOOR":
            return sa.func.floor(value, type_=part.NUMERIC)
        case "UP":
            return sa.func.sign(value, type_=part.NUMERIC) * sa.func.ceil(sa.func.abs(value))
        case _:
            tie = sa.func.abs(value - sa.func.trunc(value)) == part.number(_HALF)
            even = part.number(2) * sa.func.round(value * part.number(_HALF), type_=part.NUMERIC)
            return sa.case((tie, even), else_=sa.func.round(value, type_=part.NUMERIC))


def _abs(given: Given) -> Sql:
    return given.made(sa.func.abs(given[0], type_=part.NUMERIC), scale=given.widest())


def _remainder(given: Given) -> Sql:
    divisor = sa.func.nullif(given[1], part.number(0))
    return given.made(sa.func.mod(given[0], divisor, type_=part.NUMERIC), scale=given.widest())


def _power(given: Given) -> Sql:
    base, exponent = given[0], given[1]
    allowed = sa.case((sa.func.abs(exponent) <= part.number(1_000), exponent))
    sound = sa.case((exponent < part.number(0), sa.func.nullif(base, part.number(0))), else_=base)
    raised = sa.func.round(sa.func.power(sa.cast(sound, part.WIDE), allowed), 16)
    held = part.within(raised, -_TOO_LARGE, _TOO_LARGE, 0)
    return given.made(held, scale=16, repeats=[3, 3])


def _sqrt(given: Given) -> Sql:
    sound = sa.case((given[0] >= part.number(0), given[0]))
    return given.made(sa.func.round(sa.func.sqrt(sa.cast(sound, part.WIDE)), 16), scale=16, repeats=[2])


def _ceiling(given: Given) -> Sql:
    if len(given) == 1:
        return given.made(sa.func.ceil(given[0], type_=part.NUMERIC))
    step, rest = _step(given)
    return given.made(
        given[0] - rest + sa.case((rest > part.number(0), step), else_=part.number(0)),
        scale=given.widest(),
        repeats=[4, 4],
    )


def _floor(given: Given) -> Sql:
    if len(given) == 1:
        return given.made(sa.func.floor(given[0], type_=part.NUMERIC))
    step, rest = _step(given)
    return given.made(
        given[0] - rest - sa.case((rest < part.number(0), step), else_=part.number(0)),
        scale=given.widest(),
        repeats=[4, 4],
    )


def _step(given: Given) -> tuple[Clause, Clause]:
    step = sa.func.nullif(sa.func.abs(given[1]), part.number(0), type_=part.NUMERIC)
    return step, sa.func.mod(given[0], step, type_=part.NUMERIC)


def _value(given: Given) -> Sql:
    # not CASE … THEN cast: the planner would evaluate the cast of a constant before the test
    found = sa.func.substring(sa.func.btrim(given[0], " "), sa.literal(_NUMERAL, sa.Text()))
    return given.made(sa.cast(found, part.NUMERIC), scale=part.PLACES)


def _len(given: Given) -> Sql:
    return given.made(sa.cast(sa.func.char_length(given[0]), part.NUMERIC))


def _upper(given: Given) -> Sql:
    return given.made(sa.func.upper(sa.collate(given[0], "C"), type_=part.TEXT))


def _lower(given: Given) -> Sql:
    return given.made(sa.func.lower(sa.collate(given[0], "C"), type_=part.TEXT))


def _trim(given: Given) -> Sql:
    return given.made(sa.func.btrim(given[0], part.text(" "), type_=part.TEXT))


def _concat(given: Given) -> Sql:
    clause = shown(given.parts[0])
    for each in given.parts[1:]:
        clause = clause + shown(each)
    return given.made(clause)


def _left(given: Given) -> Sql:
    return given.made(sa.func.left(given[0], part.integer(given[1], 0, _TEXT_END), type_=part.TEXT), repeats=[1, 3])


def _right(given: Given) -> Sql:
    return given.made(sa.func.right(given[0], part.integer(given[1], 0, _TEXT_END), type_=part.TEXT), repeats=[1, 3])


def _mid(given: Given) -> Sql:
    start, count = part.integer(given[1], 1, _TEXT_END), part.integer(given[2], 0, _TEXT_END)
    return given.made(sa.func.substr(given[0], start, count, type_=part.TEXT), repeats=[1, 3, 3])


def _contains(given: Given) -> Sql:
    return given.made(sa.func.strpos(given[0], given[1], type_=sa.Integer()) > part.whole(0))


def _startswith(given: Given) -> Sql:
    return given.made(sa.func.starts_with(given[0], given[1], type_=sa.Boolean()))


def _endswith(given: Given) -> Sql:
    end = sa.func.right(given[0], sa.func.char_length(given[1]), type_=part.TEXT)
    return given.made(end == given[1], repeats=[1, 2])


def _find(given: Given) -> Sql:
    return given.made(sa.cast(sa.func.strpos(given[1], given[0]), part.NUMERIC))


def _text(given: Given) -> Sql:
    if len(given) > 1:
        places = part.integer(given[1], 0, part.PLACES)
        return given.made(sa.cast(sa.func.round(typed(given.parts[0], DECIMAL), places), part.TEXT), repeats=[1, 3])
    if given.parts[0].type.kind == "datetime":
        pattern = sa.literal("YYYY-MM-DD HH24:MI:SS", sa.Text())
        return given.made(sa.func.to_char(given.clock(0), pattern, type_=part.TEXT))
    return given.made(shown(given.parts[0]))


TWINS: Final[MappingProxyType[str, Twin]] = MappingProxyType(
    {
        each.__name__[1:].upper(): each
        for each in (
            *(_if, _ifs, _switch, _coalesce, _isnull, _isblank, _round, _abs, _remainder, _power, _sqrt),
            *(_ceiling, _floor, _value, _len, _upper, _lower, _trim, _concat, _left, _right, _mid, _contains),
            *(_startswith, _endswith, _find, _text),
        )
    }
    | dict.fromkeys(("SUM", "COUNT", "MIN", "MAX", "AVG"), several)
    | dict(DATES)
)
