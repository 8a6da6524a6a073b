"""What an overlay may say of the rights on a protected model: fewer of them, never more.

A role that the model does not name may be let read and export: a site has roles of its own, and looking breaks no law.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_YES: Final = ("read", "delete", "import", "export", "append")
_NAMES: Final = ("create", "write", "steps", "show")
_LOOKING: Final = frozenset({"read", "rows", "hide", "export"})


def widened(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> str:
    """The first right of a role that an overlay would widen; empty where it widens none."""
    if before is None:
        return next((key for key, value in after.items() if key not in _LOOKING and value not in (False, [])), "")
    for key in _YES:
        if after.get(key) and not before.get(key):
            return key
    for key in _NAMES:
        if not _within(after.get(key), before.get(key)):
            return key
    if "rows" in before and after.get("rows") != before["rows"]:
        return "rows"
    return "" if set(before.get("hide", ())) <= set(after.get("hide", ())) else "hide"


def _within(after: Any, before: Any) -> bool:
    """Whether names are among others; ``true`` stands for all."""
    if before is True or not after:
        return True
    return after is not True and set(after) <= set(before or ())
