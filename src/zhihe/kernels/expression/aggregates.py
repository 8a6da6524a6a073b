"""What the aggregates make of the values of their rows; null is skipped, a condition counts null as false."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from zhihe.kernels.expression.decimals import EXACT, ZERO
from zhihe.kernels.expression.operate import compare, divided, held
from zhihe.kernels.expression.run import Run, boolean, mismatch
from zhihe.kernels.expression.tree import Value


def _sum(values: Sequence[Value], run: Run, at: int | None) -> Value:
    return held(_added([_number(each, at) for each in values if each is not None]), run, at)


def _added(numbers: Sequence[Decimal]) -> Decimal:
    total = ZERO
    for each in numbers:
        total = EXACT.add(total, each)
    return total


def _number(value: Value, at: int | None) -> Decimal:
    return value if isinstance(value, Decimal) else mismatch("a number", value, at)


def _count(values: Sequence[Value], _run: Run, _at: int | None) -> Value:
    return Decimal(sum(each is not None for each in values))


def _countif(values: Sequence[Value], _run: Run, at: int | None) -> Value:
    return Decimal(sum(boolean(each, at) is True for each in values))


def _avg(values: Sequence[Value], run: Run, at: int | None) -> Value:
    numbers = [_number(each, at) for each in values if each is not None]
    return divided(_added(numbers), Decimal(len(numbers)), run, at) if numbers else None


def _min(values: Sequence[Value], _run: Run, at: int | None) -> Value:
    return _extreme(values, "<", at)


def _max(values: Sequence[Value], _run: Run, at: int | None) -> Value:
    return _extreme(values, ">", at)


def _extreme(values: Sequence[Value], sign: str, at: int | None) -> Value:
    best: Value = None
    for each in values:
        if isinstance(each, bool | tuple):
            mismatch("something that can be ordered", each, at)
        if each is not None and (best is None or compare(sign, each, best, at)):
            best = each
    return best


def _any(values: Sequence[Value], _run: Run, at: int | None) -> Value:
    return any(boolean(each, at) for each in values)


def _all(values: Sequence[Value], _run: Run, at: int | None) -> Value:
    return all(boolean(each, at) for each in values)


AGGREGATES: Final[MappingProxyType[str, Callable[[Sequence[Value], Run, int | None], Value]]] = MappingProxyType(
    {
        "SUM": _sum,
        "SUMIF": _sum,
        "COUNT": _count,
        "COUNTIF": _countif,
        "MIN": _min,
        "MAX": _max,
        "AVG": _avg,
        "ANY": _any,
        "ALL": _all,
    }
)
