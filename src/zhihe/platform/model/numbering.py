"""Number patterns such as ``IL-{yyyy}{mm}-{seq:5}``: read once, filled in for a day and a count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

DATES: Final = {"yyyy": "%Y", "yy": "%y", "mm": "%m", "dd": "%d"}
MAX_WIDTH: Final = 12
MAX_LENGTH: Final = 40
_PART: Final = re.compile(r"\{([^{}]*)\}")
_SEQUENCE: Final = re.compile(r"seq:([0-9]{1,2})")
_HELP: Final = "{yyyy} {yy} {mm} {dd} and one {seq:5}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A number's text before and after the sequence, with date parts, and the digits the sequence fills at least."""

    before: str
    after: str
    width: int

    def prefix(self, day: date) -> str:
        """The text before the sequence on a day in the site's zone; the sequence restarts with it."""
        return _dated(self.before, day)

    def number(self, day: date, value: int) -> str:
        """The number with this sequence value; a value beyond the width makes the number longer, never shorter."""
        return f"{self.prefix(day)}{value:0{self.width}d}{_dated(self.after, day)}"


def parse_pattern(text: str) -> Pattern:
    """Read a pattern; ValueError says what in it is wrong."""
    parts = _PART.findall(text)
    sequences = [match for part in parts if (match := _SEQUENCE.fullmatch(part))]
    if len(sequences) != 1:
        raise ValueError(f"{text!r} needs exactly one sequence, such as {{seq:5}}; it has {len(sequences)}")
    for part in parts:
        if part not in DATES and not _SEQUENCE.fullmatch(part):
            raise ValueError(f"{{{part}}} is unknown in {text!r}; allowed: {_HELP}")
    width = int(sequences[0].group(1))
    if not 1 <= width <= MAX_WIDTH:
        raise ValueError(f"the sequence in {text!r} has width {width}; allowed: 1 to {MAX_WIDTH}")
    before, after = text.split(f"{{{sequences[0].group()}}}")
    _literal(text, before + after)
    return Pattern(before, after, width)


def _literal(text: str, fixed: str) -> None:
    """Refuse what a number may not hold: it stands in addresses and on labels."""
    plain = _PART.sub("", fixed)
    if re.search(r"[/\\?#%{}\s]|[^\x20-\x7e]", plain):
        raise ValueError(f"{text!r} holds a sign that cannot stand in a number; allowed: letters, digits and - . _ :")
    if len(text) > MAX_LENGTH:
        raise ValueError(f"{text!r} is longer than {MAX_LENGTH} characters")


def _dated(text: str, day: date) -> str:
    return _PART.sub(lambda match: day.strftime(DATES[match.group(1)]), text)
