"""Exact quantities: plain decimals, exact unit conversion, and the bounds of what is stored.

A quantity or an amount of money is a ``Decimal`` that the store keeps as NUMERIC(28,10). A conversion factor
is a ``Fraction``, since «one dozen is 12 pieces» read backwards has no decimal. Whatever has no exact decimal
of at most ten places is refused unless the caller declares a ``Rounding``: a lot never loses a gram unseen.

Nothing here looks at the ambient decimal context: a library that changes it in the same thread, or a default
precision of 28 digits, would otherwise change stock. Python's ``sum``, ``abs`` and unary minus use that
context, so ``total``, ``magnitude`` and ``negative`` stand in. Comparing with ``<`` or ``==`` is exact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, Inexact, InvalidOperation
from enum import Enum
from fractions import Fraction
from types import MappingProxyType

PRECISION = 100
STORED_DIGITS = 28
STORED_PLACES = 10
_LIMIT = 10 ** (STORED_DIGITS - STORED_PLACES)
_PLAIN = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})")
ZERO = Decimal(0)
ONE = Decimal(1)


class Mode(Enum):
    """How a result between two decimals is rounded; a half goes away from zero unless told otherwise."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"
    DOWN = "down"
    CEILING = "ceiling"
    FLOOR = "floor"


@dataclass(frozen=True, slots=True)
class Rounding:
    """A declared rounding to ``places`` decimals, 0 to 10."""

    places: int
    mode: Mode = Mode.HALF_UP

    def __post_init__(self) -> None:
        if not 0 <= self.places <= STORED_PLACES:
            raise ValueError(f"places must be 0 to {STORED_PLACES}, not {self.places}")


def context() -> Context:
    """Make a fresh context of precision 100 that refuses what it cannot represent exactly."""
    return Context(prec=PRECISION, rounding=ROUND_HALF_UP, traps=[Inexact, InvalidOperation, DivisionByZero])


def decimal(value: Decimal | int | str) -> Decimal:
    """Read ``value`` as a finite decimal; text in plain notation only, no exponent, no thousands separator.

    Raises ValueError for NaN, infinity, other text, and a float, whose binary fraction is not what was meant.
    """
    if isinstance(value, bool) or not isinstance(value, (Decimal, int, str)):
        raise ValueError(f"a quantity is a Decimal, an int or a text, not {type(value).__name__} {value!r}")  # noqa: TRY004
    if isinstance(value, str) and _PLAIN.fullmatch(value) is None:
        raise ValueError(f"not a plain decimal number: {value[:60]!r}")
    return _finite(Decimal(value))


def stored(value: Decimal) -> Decimal:
    """``value`` itself when NUMERIC(28,10) holds it unchanged: below 10^18 and at most 10 decimals.

    Raises ValueError with the number otherwise.
    """
    _finite(value)
    if value and not -_LIMIT < value < _LIMIT:
        raise ValueError(f"{value:f} is not below 10^{STORED_DIGITS - STORED_PLACES}")
    return with_decimals(value, STORED_PLACES)


def decimals(value: Decimal) -> int:
    """How many decimals ``value`` needs, trailing zeros not counted: 1.50 needs one, 1E+3 none."""
    _, digits, exponent = _finite(value).as_tuple()
    if not value or not isinstance(exponent, int) or exponent >= 0:
        return 0
    zeros = next(place for place, digit in enumerate(reversed(digits)) if digit)
    return max(0, -exponent - zeros)


def with_decimals(value: Decimal, places: int) -> Decimal:
    """``value`` itself when it needs no more than ``places`` decimals, the check of a unit or a currency.

    Raises ValueError with the number otherwise; nothing is rounded.
    """
    if decimals(value) > places:
        raise ValueError(f"{value:f} has {decimals(value)} decimals, at most {places} are allowed")
    return value


def canonical(value: Decimal) -> Decimal:
    """Give the one spelling of a number: 1.10 becomes 1.1, 1E+3 becomes 1000, -0 becomes 0."""
    return _exact_decimal(Fraction(_finite(value)), decimals(value))


def plain(value: Decimal) -> str:
    """Write the canonical number as text without exponent, as it travels in the API."""
    return format(canonical(value), "f")


def add(left: Decimal, right: Decimal) -> Decimal:
    """Give the exact sum; ValueError when it needs more than 100 digits."""
    return _exactly(context().add, left, right)


def subtract(left: Decimal, right: Decimal) -> Decimal:
    """Give the exact difference; ValueError when it needs more than 100 digits."""
    return _exactly(context().subtract, left, right)


def multiply(left: Decimal, right: Decimal) -> Decimal:
    """Give the exact product; ValueError when it needs more than 100 digits."""
    return _exactly(context().multiply, left, right)


def divide(left: Decimal, right: Decimal, rounding: Rounding) -> Decimal:
    """Give the quotient, rounded once as declared; ValueError when ``right`` is zero."""
    if not _finite(right):
        raise ValueError(f"{left} divided by zero")
    return rounded(Fraction(_finite(left)) / Fraction(right), rounding)


def total(values: Iterable[Decimal]) -> Decimal:
    """Give the exact sum of ``values``, zero for none."""
    plus = context().add
    result = ZERO
    for value in values:
        result = _exactly(plus, result, value)
    return result


def negative(value: Decimal) -> Decimal:
    """Give the number with the opposite sign, every digit kept."""
    return _finite(value).copy_negate() if value else ZERO


def magnitude(value: Decimal) -> Decimal:
    """Give the number without its sign, every digit kept."""
    return _finite(value).copy_abs()


def exact(value: Fraction) -> Decimal:
    """``value`` as the decimal it equals; ValueError when it has none of at most ten decimals."""
    scaled = value * 10**STORED_PLACES
    if scaled.denominator != 1:
        raise ValueError(f"{value} has no exact decimal of {STORED_PLACES} places: declare a rounding")
    return canonical(_exact_decimal(_bounded(value), STORED_PLACES))


def rounded(value: Fraction, rounding: Rounding) -> Decimal:
    """``value`` rounded once, as declared, with exactly ``rounding.places`` decimals."""
    scaled = _bounded(value) * 10**rounding.places
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    if _away_from_zero(rounding.mode, scaled < 0, whole, Fraction(rest, scaled.denominator)):
        whole += 1
    signed = -whole if scaled < 0 else whole
    return stored(_exact_decimal(Fraction(signed, 10**rounding.places), rounding.places))


def convert(value: Decimal, factor: Fraction, rounding: Rounding | None = None) -> Decimal:
    """Express ``value`` in another unit, of which one old unit holds ``factor``.

    Without a ``rounding`` the result is exact or refused with ValueError: 1000 pieces are no dozens.
    """
    if factor <= 0:
        raise ValueError(f"a conversion factor is above zero, not {factor}")
    result = Fraction(_finite(value)) * factor
    return exact(result) if rounding is None else rounded(result, rounding)


@dataclass(frozen=True, slots=True)
class Conversion:
    """One ``source`` is ``factor`` ``target``: Conversion("box", "pcs", Fraction(12))."""

    source: str
    target: str
    factor: Fraction

    def __post_init__(self) -> None:
        if self.factor <= 0:
            raise ValueError(f"1 {self.source} = {self.factor} {self.target}: a factor is above zero")
        if self.source == self.target and self.factor != 1:
            raise ValueError(f"1 {self.source} cannot be {self.factor} {self.target}")


@dataclass(frozen=True, slots=True)
class Conversions:
    """All units, each with the root unit it reaches and its size in that; made by ``conversions``."""

    roots: Mapping[str, tuple[str, Fraction]]

    def factor(self, source: str, target: str) -> Fraction:
        """How many ``target`` one ``source`` is; ValueError when nothing leads from one to the other."""
        if source == target:
            return Fraction(1)
        here, there = self.roots.get(source), self.roots.get(target)
        if here is None or there is None or here[0] != there[0]:
            raise ValueError(f"no conversion from {source} to {target}")
        return here[1] / there[1]

    def convert(self, value: Decimal, source: str, target: str, rounding: Rounding | None = None) -> Decimal:
        """``value`` of ``source`` in ``target``; ValueError where inexact and no ``rounding`` is declared."""
        return convert(value, self.factor(source, target), rounding)


def conversions(general: Iterable[Conversion], own: Iterable[Conversion] = ()) -> Conversions:
    """Join the ``general`` conversions with an item's ``own``, which win where both name the same two units.

    Conversions chain to any depth. Two ways from one unit to another that give different factors are refused
    with ValueError: whoever counted would otherwise decide how much there is.
    """
    chosen = {frozenset((each.source, each.target)): each for each in _unique(general)}
    chosen.update({frozenset((each.source, each.target)): each for each in _unique(own)})
    neighbours: dict[str, list[tuple[str, Fraction]]] = {}
    for each in chosen.values():
        neighbours.setdefault(each.source, []).append((each.target, 1 / each.factor))
        neighbours.setdefault(each.target, []).append((each.source, each.factor))
    roots: dict[str, tuple[str, Fraction]] = {}
    for unit in neighbours:
        if unit not in roots:
            _spread(unit, neighbours, roots)
    return Conversions(MappingProxyType(roots))


def _unique(given: Iterable[Conversion]) -> Iterable[Conversion]:
    """Pass on the conversions as given, refusing two for one pair that disagree."""
    seen: dict[frozenset[str], Conversion] = {}
    for each in given:
        other = seen.setdefault(frozenset((each.source, each.target)), each)
        factor = other.factor if other.source == each.source else 1 / other.factor
        if factor != each.factor:
            raise ValueError(f"1 {each.source} is both {factor} and {each.factor} {each.target}")
    return seen.values()


def _spread(
    root: str,
    neighbours: Mapping[str, list[tuple[str, Fraction]]],
    roots: dict[str, tuple[str, Fraction]],
) -> None:
    """Write into ``roots`` the size in ``root`` of each unit that reaches it."""
    roots[root] = (root, Fraction(1))
    waiting = [root]
    while waiting:
        unit = waiting.pop()
        for other, factor in neighbours[unit]:
            size = roots[unit][1] * factor
            if other not in roots:
                roots[other] = (root, size)
                waiting.append(other)
            elif roots[other][1] != size:
                raise ValueError(f"1 {other} is both {roots[other][1]} and {size} {root}")


def _away_from_zero(mode: Mode, is_negative: bool, whole: int, rest: Fraction) -> bool:  # noqa: FBT001
    """Whether the rest of 0 up to 1 behind ``whole`` rounds the magnitude up."""
    half = Fraction(1, 2)
    match mode:
        case Mode.HALF_UP:
            return rest >= half
        case Mode.HALF_EVEN:
            return rest > half or (rest == half and whole % 2 == 1)
        case Mode.UP:
            return rest > 0
        case Mode.DOWN:
            return False
        case Mode.CEILING:
            return rest > 0 and not is_negative
        case _:  # floor
            return rest > 0 and is_negative


def _finite(value: Decimal) -> Decimal:
    """``value`` itself; ValueError for NaN, infinity and sizes whose digits would fill the memory."""
    if not value.is_finite():
        raise ValueError(f"not a finite number: {value}")
    if value and not -PRECISION < value.adjusted() < PRECISION:
        raise ValueError(f"{value} is not a size a quantity can have")
    return value


def _bounded(value: Fraction) -> Fraction:
    """``value`` itself when its magnitude is below the stored limit."""
    if not -_LIMIT < value < _LIMIT:
        raise ValueError(f"{float(value):.6g} is not below 10^{STORED_DIGITS - STORED_PLACES}")
    return value


def _exact_decimal(value: Fraction, places: int) -> Decimal:
    """``value``, known to have at most ``places`` decimals, as a decimal of exactly that many."""
    units = value * 10**places
    digits = tuple(int(digit) for digit in str(abs(units.numerator)))
    return Decimal((int(units < 0), digits, -places))


def _exactly(operation: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal) -> Decimal:
    """Give the result of ``operation`` in an exact context; ValueError where digits would be lost."""
    try:
        return operation(_finite(left), _finite(right))
    except Inexact as lost:
        raise ValueError(f"{left} and {right}: the result needs more than {PRECISION} digits") from lost
