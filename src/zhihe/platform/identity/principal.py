"""Who acts, in one company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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
