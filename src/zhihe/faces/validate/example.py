"""What a published example is: a source, a printed number, and how we compute it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """One printed number of one published worked example.

    ``method`` is a dotted word such as ``sampling.attributes.plan``; ``source`` names the work with section or
    page; ``quantity`` says which number of it; ``tolerance`` is absolute, half a unit of the last digit
    printed in the source (0 for text and counts); ``compute`` returns ours.
    """

    method: str
    source: str
    quantity: str
    expected: float | str
    compute: Callable[[], float | str]
    tolerance: float = 0.0

    def difference(self) -> float | None:
        """Ours minus the source's, or None where either is text."""
        ours = self.compute()
        if isinstance(ours, str) or isinstance(self.expected, str):
            return None
        return float(ours) - float(self.expected)

    def holds(self) -> bool:
        """Whether ours equals the printed number to the digits printed."""
        ours = self.compute()
        if isinstance(ours, str) or isinstance(self.expected, str):
            return ours == self.expected
        return abs(float(ours) - float(self.expected)) <= self.tolerance
