"""One record on its way through the stages: as it was, as it will be, and what happens to its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhihe.platform.actions import Event, Row
from zhihe.platform.model.elements import Field, Model
from zhihe.platform.records.lines import LineChange


@dataclass(slots=True)
class Draft:
    """``before`` is empty for a new record; ``version`` is the one its saver read; ``state`` where it will stand.

    ``sent`` are the fields a user gave himself, None where a rule acts; ``signature`` who signed and what it means.
    """

    model: Model
    row: Row
    event: Event
    before: Row = field(default_factory=dict)
    line_changes: dict[str, LineChange] = field(default_factory=dict)
    state: str | None = None
    inputs: Mapping[str, Field] = field(default_factory=dict)
    sent: frozenset[str] | None = None
    signature: Row | None = None

    @property
    def id(self) -> str:
        """The record's identity."""
        return str(self.row["id"])

    @property
    def version(self) -> int:
        """The version this draft was made from."""
        return int(self.before["version"])

    def merge(self, change: LineChange) -> None:
        """Add a patch of one line field to what happens already; the first old values stay."""
        standing = self.line_changes.setdefault(change.field, LineChange(change.model, change.field))
        standing.added.extend(change.added)
        standing.removed.extend(change.removed)
        for key, row in change.before.items():
            standing.before.setdefault(key, row)
