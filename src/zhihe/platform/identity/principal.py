"""Who acts, in one company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Request:
    """The request by which somebody acts: its id, the address it came from, and the path it asked for."""

    id: str = ""
    address: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Principal:
    """A user in one company, with roles and sites; ``scopes`` narrow an API token.

    ``administrator`` may manage users and definitions of the installation; it opens no record and moves no stock.
    """

    id: str
    name: str
    company: str
    roles: frozenset[str] = frozenset()
    sites: tuple[str, ...] = ()
    scopes: frozenset[str] | None = None
    language: Literal["zh", "en"] = "zh"
    administrator: bool = False
    site: str = ""
    """Where he works now, as he said; it presets, and opens or closes nothing."""
    request: Request = Request()
    """What he asked by; empty for background work, schedules and commands."""
