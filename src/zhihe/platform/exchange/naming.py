r"""How files name records: by number, by natural key, lines by their document and place, anything else by its id.

A natural key of several fields is written with ``/`` between them, ``\`` before a ``/`` that belongs to a value. The
third line of an order is ``PO-1#3``, a record of any model ``lot:A/7``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from zhihe.platform.model.elements import Model, Registry

LINE: Final = "#"
MODEL: Final = ":"
_DEPTH: Final = 3
_ESCAPED: Final = re.compile(r"[\\/]")
_PIECES: Final = re.compile(r"(?:[^\\/]|\\.)*")
_KEYABLE: Final = frozenset({"text", "code", "choice", "integer", "date", "link", "user", "phone_email_url"})


def name_fields(registry: Registry, model: Model, depth: int = _DEPTH) -> tuple[str, ...]:
    """The fields that name a record of this model in a file; none where only its id does."""
    if model.number is not None:
        return ("number",)
    keys = model.natural_key
    for key in keys:
        field = model.fields.get(key)
        if field is None or field.type not in _KEYABLE or field.retired:
            return ()
        if field.type == "link" and not (
            field.to in registry.models and depth and name_fields(registry, registry.models[field.to], depth - 1)
        ):
            return ()
    return keys


def told_apart(model: Model, keys: Sequence[str]) -> bool:
    """Whether no two records can have the same values of these fields."""
    if tuple(keys) == ("number",):
        return True
    named = set(keys)
    single = any(key in named and field.unique for key, field in model.fields.items())
    return single or any(set(group) <= named for group in model.unique)


def joined(parts: Sequence[str]) -> str:
    """One name of several parts."""
    if len(parts) == 1:
        return parts[0]
    return "/".join(_ESCAPED.sub(lambda match: "\\" + match.group(), part) for part in parts)


def parted(name: str, count: int) -> list[str] | None:
    """The parts of a name, where it has as many."""
    if count == 1:
        return [name]
    parts: list[str] = []
    at = 0
    while at <= len(name):
        match = _PIECES.match(name, at)
        piece = match.group() if match else ""
        parts.append(re.sub(r"\\(.)", r"\1", piece, flags=re.DOTALL).strip())
        at += len(piece) + 1
    return parts if len(parts) == count else None
