"""The tree a score drills down in: each branch is the weighted mean of those of its parts that have data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from zhihe.kernels.quantity import Rounding, rounded

Weight = Decimal | Fraction | int


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something the reader of a score must know: a stable ``code`` and the ids it speaks of."""

    code: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A score 0 to 100 with what it is made of; ``score`` is exact and absent where there are no data.

    ``key`` tells parts of one name apart (an item, a lot, a schedule line); ``numbers`` are what a leaf was
    computed from; ``refs`` are the documents a leaf rests on.
    """

    name: str
    weight: Fraction
    score: Fraction | None
    key: str = ""
    parts: tuple[Part, ...] = ()
    numbers: tuple[tuple[str, Fraction], ...] = ()
    refs: tuple[str, ...] = ()

    def shown(self, places: int = 4) -> Decimal | None:
        """Round the score once, half up, for people."""
        return None if self.score is None else rounded(self.score, Rounding(places))

    def all_refs(self) -> tuple[str, ...]:
        """Every document this score rests on, in order, each once."""
        found = dict.fromkeys(self.refs)
        for part in self.parts:
            found.update(dict.fromkeys(part.all_refs()))
        return tuple(found)

    def part(self, name: str, key: str = "") -> Part:
        """Find the part of that name; KeyError when there is none."""
        for part in self.parts:
            if (part.name, part.key) == (name, key):
                return part
        raise KeyError(name, key)


def leaf(
    name: str,
    weight: Weight,
    score: Fraction | None,
    *,
    refs: Iterable[str],
    key: str = "",
    numbers: Iterable[tuple[str, Weight]] = (),
) -> Part:
    """Make a part that rests on documents."""
    held = tuple((label, Fraction(number)) for label, number in numbers)
    return Part(name, Fraction(weight), score, key, (), held, tuple(refs))


def branch(name: str, weight: Weight, parts: Iterable[Part], key: str = "") -> Part:
    """Make a part that is the weighted mean of ``parts``; one without data or weight takes no part in it."""
    held = tuple(parts)
    scored = [(part.weight, part.score) for part in held if part.score is not None]
    weights = sum((weight for weight, _ in scored), Fraction(0))
    mean = sum((weight * score for weight, score in scored), Fraction(0)) / weights if weights else None
    return Part(name, Fraction(weight), mean, key, held)
