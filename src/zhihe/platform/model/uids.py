"""Permanent identities of elements: where the grammar asks for one, and how a missing one is made.

A uid is made from the element's place at the moment it gets one, not from chance, so that `check --fix` gives the
same file everywhere; from then on the place may change and the uid stays. A uid that is taken is made again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from zhihe.platform.model.grammar import SHAPES
from zhihe.platform.model.reader import Path, dotted
from zhihe.platform.model.shapes import Shape, Value

LENGTH: Final = 12


def elements(name: str, data: Mapping[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Walk every mapping of a file that must carry a uid, in file order; ``name`` is the file's shape."""
    yield from _shape(SHAPES[name], data, ())


def _shape(shape: Shape, data: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if not isinstance(data, dict):
        return
    key = shape.keys.get("uid")
    if key is not None and key.required:
        yield path, data
    for name, item in list(data.items()):
        known = shape.keys.get(name)
        if known is not None:
            yield from _value(known.value, item, (*path, name))


def _value(value: Value, data: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if value.kind == "shape":
        yield from _shape(SHAPES[value.shape], data, path)
    elif value.kind == "map" and value.of is not None and isinstance(data, dict):
        for name, item in data.items():
            yield from _value(value.of, item, (*path, name))
    elif value.kind == "list" and value.of is not None and isinstance(data, list):
        for index, item in enumerate(data):
            yield from _value(value.of, item, (*path, index))


def make(owner: str, path: Path, taken: set[str]) -> str:
    """Make a uid for the element at ``path`` of ``owner`` that is not taken, and take it."""
    place = f"{owner}/{dotted(path)}"
    turn = 0
    while True:
        text = place if not turn else f"{place}#{turn}"
        uid = hashlib.sha256(text.encode()).hexdigest()[:LENGTH]
        # Physical names hold the first eight characters, so those must differ as well.
        if uid[:8] not in taken:
            taken.add(uid[:8])
            return uid
        turn += 1
