"""What goes in and comes out of duplicate finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class MasterRecord:
    """A master record to compare: an item with name and specification, or an organisation with its name.

    ``code`` is the record's own code, item number or tax number; equal codes are a reason by themselves,
    different codes say nothing, since a duplicate is mostly born with a code of its own.
    """

    id: str
    name: str
    spec: str = ""
    code: str = ""
    kind: Literal["item", "organisation"] = "item"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for or against: a stable ``code``, the ``kind`` of mark it speaks of, and both values.

    Codes: ``same_code``, ``lookalike_code``, ``same_text``, ``agrees``, ``resembles``, ``same_sound``,
    ``differs``, ``only_one`` (one record says what the other leaves open).
    """

    code: str
    kind: str = ""
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records that may be one, by id in the order given, with a score 0 to 1 and why."""

    a: str
    b: str
    score: float
    reasons: tuple[Reason, ...]
