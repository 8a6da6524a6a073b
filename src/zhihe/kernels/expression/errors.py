"""What a refused expression tells, the notices of an evaluated one, and the limits both obey."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

MAX_BYTES: Final = 4_096
MAX_NODES: Final = 500
MAX_DEPTH: Final = 32
MAX_TOKENS: Final = 2_000
MAX_BRACKETS: Final = 64
MAX_NAME: Final = 63
MAX_SEGMENTS: Final = 10
MAX_ROWS: Final = 5_000
MAX_EXPONENT: Final = 1_000
MAX_RESULT_BYTES: Final = 65_536


class ExpressionError(ValueError):
    """An expression that cannot be read, typed or evaluated.

    ``code`` is a stable word a program may test, ``message`` a sentence that says what to do, ``position`` the
    offset in characters in the source text where it is known, ``facts`` hold the names and values the sentence
    speaks of.
    """

    def __init__(self, code: str, message: str, *, position: int | None = None, **facts: Any) -> None:
        where = "" if position is None else f" (character {position + 1})"
        super().__init__(message + where)
        self.code = code
        self.message = message + where
        self.position = position
        self.facts: Mapping[str, Any] = facts


@dataclass(frozen=True, slots=True)
class Notice:
    """A value that became null, with the reason: ``division_by_zero`` and the like, never a silent one."""

    code: str
    position: int | None = None


def close_to(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """At most three known names that look like ``name``, best first."""
    by_folded = {each.casefold(): each for each in known}
    return tuple(by_folded[each] for each in get_close_matches(name.casefold(), by_folded, n=3, cutoff=0.6))


def advice(suggestions: tuple[str, ...], otherwise: str) -> str:
    """Say which name may have been meant, or else what to do."""
    return f"did you mean {' or '.join(suggestions)}?" if suggestions else otherwise
