"""The SQL of the aggregates, over rows of a relation and over several arguments."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from zhihe.kernels.expression import BOOL, DECIMAL, INT
from zhihe.platform.store import expression_parts as part
from zhihe.platform.store.expression_given import Given
from zhihe.platform.store.expression_parts import Clause, Sql, made, typed


def aggregated(name: str, arguments: Sequence[Sql]) -> Sql:  # noqa: PLR0911 - one per function
    """Make the aggregate function over the rows of a relation, to be put into its subquery."""
    value = arguments[-1]
    clause = value.clause
    match name:
        case "SUM":
            return made(value.type, _sum_of(typed(value, DECIMAL)), value, scale=value.scale)
        case "SUMIF":
            chosen = sa.func.sum(typed(value, DECIMAL)).filter(typed(arguments[0], BOOL))
            return made(value.type, _or_zero(chosen), *arguments, scale=value.scale)
        case "COUNT":
            return made(INT, sa.cast(sa.func.count(clause), part.NUMERIC), value)
        case "COUNTIF":
            return made(INT, sa.cast(sa.func.count().filter(typed(value, BOOL)), part.NUMERIC), value)
        case "AVG":
            total = Sql(DECIMAL, sa.func.sum(typed(value, DECIMAL), type_=part.NUMERIC))
            count = Sql(INT, sa.cast(sa.func.count(clause), part.NUMERIC))
            return made(DECIMAL, part.quotient(total, count).clause, value, scale=16, repeats=[2])
        case "ANY":
            return made(BOOL, sa.func.coalesce(sa.func.bool_or(typed(value, BOOL)), sa.false()), value)
        case "ALL":
            each = sa.func.coalesce(typed(value, BOOL), sa.false())
            return made(BOOL, sa.func.coalesce(sa.func.bool_and(each), sa.true()), value)
        case _:
            extreme = (sa.func.min if name == "MIN" else sa.func.max)(part.ordered(value, value.type))
            return made(value.type, extreme, value, scale=value.scale)


def _sum_of(clause: Clause) -> Clause:
    return _or_zero(sa.func.sum(clause))


def _or_zero(clause: ColumnElement[Decimal]) -> Clause:
    return sa.func.coalesce(clause, part.number(0), type_=part.NUMERIC)


def several(given: Given) -> Sql:
    """MAX(a, b) and the like: of the arguments themselves."""
    name = given.known.name
    count = sa.cast(sa.func.num_nonnulls(*(each.clause for each in given.parts)), part.NUMERIC)
    if name == "COUNT":
        return given.made(count)
    if name in {"MIN", "MAX"}:
        choose = sa.func.least if name == "MIN" else sa.func.greatest
        values = [part.ordered(each, given.type) for each in given.parts]
        return given.made(choose(*values, type_=values[0].type), scale=given.widest())
    total = _or_zero(typed(given.parts[0], DECIMAL))
    for each in given.parts[1:]:
        total = total + _or_zero(typed(each, DECIMAL))
    if name == "SUM":
        return given.made(total, scale=given.widest())
    return given.made(part.quotient(Sql(DECIMAL, total), Sql(INT, count)).clause, scale=16, repeats=[2] * len(given))
