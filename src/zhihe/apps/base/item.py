"""Item codes by rule."""

from __future__ import annotations

from zhihe.platform.context import Context


def code_fits(ctx: Context, code: str | None, pattern: str | None) -> bool:
    """Whether a code follows its group's pattern: ``9`` a digit, ``A`` a capital letter, all else itself."""
    del ctx
    if not pattern:
        return True
    return code is not None and len(code) == len(pattern) and all(map(_fits, code, pattern))


def _fits(character: str, rule: str) -> bool:
    if rule == "9":
        return character in "0123456789"
    if rule == "A":
        return "A" <= character <= "Z"
    return character == rule
