"""The SQL of the functions of dates, instants and durations."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

import sqlalchemy as sa

from zhihe.kernels.expression import DATETIME
from zhihe.kernels.expression.functions import SECONDS
from zhihe.platform.store import expression_parts as part
from zhihe.platform.store.expression_given import Given
from zhihe.platform.store.expression_parts import Clause, Sql, typed


def _date(given: Given) -> Sql:
    months = given[0] * part.number(12) + given[1] - part.number(13)
    held = sa.cast(part.within(months, 0, 119_987), sa.Integer())
    first = sa.literal_column("timestamp '0001-01-01'", sa.DateTime()) + sa.func.make_interval(part.whole(0), held)
    first_day = part.day_number(sa.cast(first, sa.Date()))
    return given.made(part.day(first_day + given[2] - part.number(1)))


def _dateof(given: Given) -> Sql:
    return given.made(given.local(0))


def _extract(name: str, clause: Clause) -> Clause:
    return sa.cast(sa.extract(name, clause), part.NUMERIC)


def _year(given: Given) -> Sql:
    return given.made(_extract("year", given.local(0)))


def _month(given: Given) -> Sql:
    return given.made(_extract("month", given.local(0)))


def _day(given: Given) -> Sql:
    return given.made(_extract("day", given.local(0)))


def _weekday(given: Given) -> Sql:
    return given.made(_extract("isodow", given.local(0)))


def _hour(given: Given) -> Sql:
    return given.made(_extract("hour", given.clock(0)))


def _minute(given: Given) -> Sql:
    return given.made(_extract("minute", given.clock(0)))


def _adddays(given: Given) -> Sql:
    return given.made(part.day(part.day_number(given[0]) + given[1]))


def _addmonths(given: Given) -> Sql:
    return given.made(part.back(part.moved(given[0], given[1])), repeats=[1, 3])


def _endofmonth(given: Given) -> Sql:
    months = given[1] if len(given) > 1 else part.number(0)
    first_of_next = sa.func.date_trunc("month", part.moved(given[0], months + part.number(1)), type_=sa.DateTime())
    return given.made(part.back(sa.cast(first_of_next, sa.Date()) - part.whole(1)), repeats=[1, 3][: len(given)])


def _datedif(given: Given) -> Sql:
    unit = given.word(2)
    if unit == "d":
        return given.made(sa.cast(given.local(1) - given.local(0), part.NUMERIC))
    if unit in {"m", "y"}:
        months = _months_between(given.local(0), given.local(1))
        return given.made(months if unit == "m" else sa.func.div(months, part.number(12)), repeats=[6, 6])
    passed = part.epoch(typed(given.parts[1], DATETIME)) - part.epoch(typed(given.parts[0], DATETIME))
    return given.made(sa.func.div(passed, part.number(SECONDS[unit]), type_=part.NUMERIC))


def _months_between(start: Clause, end: Clause) -> Clause:
    """Count whole months, towards zero: one less where the day of the month is not reached yet."""
    months = (_extract("year", end) - _extract("year", start)) * part.number(12) + (
        _extract("month", end) - _extract("month", start)
    )
    short = sa.case(
        (sa.and_(end >= start, _extract("day", end) < _extract("day", start)), part.number(-1)),
        (sa.and_(end < start, _extract("day", start) < _extract("day", end)), part.number(1)),
        else_=part.number(0),
    )
    return months + short


def _duration(given: Given) -> Sql:
    return part.span(given[0] * part.number(SECONDS[given.word(1)]), *given.parts)


DATES: Final = MappingProxyType(
    {
        each.__name__[1:].upper(): each
        for each in (
            *(
                _date,
                _dateof,
                _year,
                _month,
                _day,
                _weekday,
                _hour,
                _minute,
                _adddays,
                _addmonths,
                _endofmonth,
                _datedif,
                _duration,
            ),
        )
    }
)
