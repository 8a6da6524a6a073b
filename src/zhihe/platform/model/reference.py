"""The grammar as a page for people, made from the same table as the check, so that no key is left out of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zhihe.platform.model.grammar import KINDS, SHAPES
from zhihe.platform.model.shapes import Key, Shape, Value

FILES: Final = ("app", *KINDS, "decision", "overlay")


def reference() -> str:
    """Tables of every shape with its keys, in Markdown; files first, then their parts."""
    order = [*FILES, *(name for name in SHAPES if name not in FILES)]
    return "\n".join(line for name in order for line in _table(name, SHAPES[name])).rstrip()


def _table(name: str, shape: Shape) -> Iterator[str]:
    yield f"### `{name}`"
    yield ""
    yield shape.meaning + (f" Exactly one of {_listed(shape.verbs)}." if shape.verbs else "")
    yield ""
    if shape.keys:
        yield "| key | takes | meaning |"
        yield "|---|---|---|"
        yield from (_row(each, key) for each, key in shape.keys.items())
    if shape.rest is not None:
        yield f"| any other key | {_said(shape.rest)} | |"
    yield ""


def _row(name: str, key: Key) -> str:
    shown = f"**`{name}`**" if key.required else f"`{name}`"
    return f"| {shown} | {_said(key.value)} | {key.meaning.replace('|', '/')} |"


_WORDS: Final = {
    "default": "expression or choice key",
    "choice_key": "choice key",
    "permission": "`yes`, `no`, `role r`, `authority a`",
}


def _said(value: Value) -> str:
    """What may stand there, in a few words."""
    if value.kind == "shape":
        return f"[{value.shape}](#{value.shape})"
    if value.kind == "either":
        return " or ".join(_said(each) for each in value.either)
    if value.of is not None:
        return f"list of {_said(value.of)}" if value.kind == "list" else f"by name: {_said(value.of)}"
    return _listed(value.allowed) if value.allowed else _WORDS.get(value.kind, value.kind)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{each}`" for each in names)
