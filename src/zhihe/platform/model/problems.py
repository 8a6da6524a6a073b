"""What is wrong in a definition file: where, at which key, and what is allowed instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from zhihe.errors import Invalid

SHOWN = 20
"""How many problems the message of a refused definition spells out; all of them are in its facts."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault of a definition; ``line`` counts from 1, 0 when the content has no text."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.message}"


def allowed(name: str, known: Iterable[str]) -> str:
    """Say which known name may have been meant, or list what is allowed."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]}?"
    if not names:
        return "none is defined"
    return f"allowed: {', '.join(names[:30])}{', …' if len(names) > 30 else ''}"  # noqa: PLR2004


def refuse(problems: Sequence[Problem]) -> None:
    """Raise Invalid when there is any problem; its facts hold them all."""
    if not problems:
        return
    lines = [str(problem) for problem in problems[:SHOWN]]
    if len(problems) > SHOWN:
        lines.append(f"… and {len(problems) - SHOWN} more")
    raise Invalid("definition.invalid", "\n".join(lines), problems=listed(problems))


def listed(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as the facts of an error hold them: ``file``, ``line``, ``key`` and ``message`` of each."""
    return [{"file": each.file, "line": each.line, "key": each.key, "message": each.message} for each in problems]
