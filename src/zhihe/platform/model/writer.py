"""The canonical form of a definition file: one way to write each value, attributes in the grammar's order.

Declared order of elements is kept, comments stay with the entry they precede or stand beside, and what fits on a
line is written on one. Writing a canonical file again changes no byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from zhihe.platform.model import uids
from zhihe.platform.model.assemble import Files, owner_of
from zhihe.platform.model.grammar import SHAPES, shape_of
from zhihe.platform.model.reader import Path, Source, read
from zhihe.platform.model.scalars import block, scalar, width
from zhihe.platform.model.shapes import Shape, Value

WIDTH: Final = 120
STEP: Final = 2


def fix(files: Files) -> dict[str, str]:
    """Every file in canonical form, with a uid for each element that had none; unreadable files stay as they are."""
    sources = {path: read(path, text) for path, text in sorted(files.items())}
    readable = {path: source for path, source in sources.items() if not source.problems and shape_of(source.data)}
    taken: set[str] = set()
    for source in readable.values():
        for _, element in uids.elements(shape_of(source.data), source.data):
            if isinstance(element.get("uid"), str):
                taken.add(element["uid"][:8])
    for source in readable.values():
        shape = shape_of(source.data)
        for path, element in uids.elements(shape, source.data):
            if not element.get("uid"):
                element["uid"] = uids.make("/".join(owner_of(shape, source.data)), path, taken)
    _name_changed(readable)
    return {path: write(source) if path in readable else files[path] for path, source in sources.items()}


def _name_changed(sources: Mapping[str, Source]) -> None:
    """Give what an overlay changes the uid it has in the app's file, so that a later rename cannot lose it."""
    models = {str(source.data.get("model")): source.data for source in sources.values()}
    for source in sources.values():
        model = models.get(str(source.data.get("overlay", "")).rpartition(".")[2])
        changed = source.data.get("change")
        if model is None or not isinstance(changed, dict):
            continue
        for section in ("fields", "steps"):
            for key, element in (changed.get(section) or {}).items():
                base = _element(model, section, key)
                if isinstance(element, dict) and base.get("uid") and "uid" not in element:
                    element["uid"] = base["uid"]


def _element(model: Mapping[str, Any], section: str, key: str) -> Mapping[str, Any]:
    homes = ("fields", "dimensions", "measures", "edge") if section == "fields" else (section,)
    for home in homes:
        found = (model.get(home) or {}).get(key)
        if isinstance(found, dict):
            return found
    return {}


def write(source: Source) -> str:
    """One file in canonical form."""
    shape = SHAPES[shape_of(source.data)]
    writing = _Writing(source)
    lines = list(writing.mapping(Value("shape", shape=shape_of(source.data)), shape, source.data, (), 0))
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join([*lines, *source.trailing]) + "\n"


class _Writing:
    """Writes the values of one file, line by line."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.commented = {
            path[:length] for path, marks in source.remarks.items() if any(marks) for length in range(len(path))
        }

    def mapping(
        self, value: Value, shape: Shape | None, data: Mapping[str, Any], path: Path, indent: int
    ) -> Iterator[str]:
        """The entries of a mapping in block form."""
        pad = " " * indent
        for key in _ordered(shape, data):
            place = (*path, key)
            yield from self._before(place, pad)
            inner = _inner(value, shape, key)
            yield from self._entry(f"{pad}{scalar(key)}:", inner, data[key], place, indent)

    def _before(self, path: Path, pad: str) -> Iterator[str]:
        for mark in self.source.remarks.get(path, ()):
            yield f"{pad}{mark}" if mark else ""

    def _entry(self, head: str, value: Value | None, data: Any, path: Path, indent: int) -> Iterator[str]:
        """A key or dash with its value, on one line when that may be."""
        shown = self._flow(value, data, path)
        if shown is not None and (width(head) + 1 + width(shown) <= WIDTH or not isinstance(data, (dict, list))):
            yield self._with_comment(f"{head} {shown}".rstrip(), path, deep=True)
        elif isinstance(data, str):
            yield from self._block_text(head, data, path, indent + STEP)
        else:
            yield self._with_comment(head, path, deep=False)
            yield from self._block(value, data, path, indent + STEP)

    def _block_text(self, head: str, text: str, path: Path, indent: int) -> Iterator[str]:
        lines = block(text, indent) or [scalar(text)]
        yield self._with_comment(f"{head} {lines[0]}", path, deep=False)
        yield from lines[1:]

    def _block(self, value: Value | None, data: Any, path: Path, indent: int) -> Iterator[str]:
        if isinstance(data, dict):
            yield from self.mapping(value or Value("map"), _shape(value), data, path, indent)
            return
        item = value.of if value is not None and value.kind == "list" else None
        for index, each in enumerate(data):
            yield from self._item(item, each, (*path, index), indent)

    def _item(self, value: Value | None, data: Any, path: Path, indent: int) -> Iterator[str]:
        pad = " " * indent
        yield from self._before(path, pad)
        value = _chosen(value, data)
        shown = self._flow(value, data, path)
        if isinstance(data, dict) and data and (shown is None or width(shown) + indent + STEP > WIDTH):
            lines = self.mapping(value or Value("map"), _shape(value), data, path, indent + STEP)
            yield from _dashed(list(lines), pad)
        else:
            yield from self._entry(f"{pad}-", value, data, path, indent)

    def _with_comment(self, line: str, path: Path, *, deep: bool) -> str:
        """A line with the comments that stood beside it, or beside anything now written on it."""
        size = len(path)
        marks = [mark for place, mark in self.source.beside.items() if place == path or (deep and place[:size] == path)]
        return f"{line}  {'; '.join([marks[0], *(mark.lstrip('# ') for mark in marks[1:])])}" if marks else line

    def _flow(self, value: Value | None, data: Any, path: Path) -> str | None:
        """A value on one line, or None when it must be written in block form."""
        value = _chosen(value, data)
        if data is None:
            return {"map": "{}", "shape": "{}", "list": "[]"}.get(value.kind if value else "", "")
        if isinstance(data, str):
            return None if block(data, 0) else scalar(data)
        if not data:
            return "{}" if isinstance(data, dict) else "[]"
        if path in self.commented or (value is not None and value.block):
            return None
        parts = list(self._parts(value, data, path))
        joined = ", ".join(part for part in parts if part is not None)
        if None in parts:
            return None
        return f"{{{joined}}}" if isinstance(data, dict) else f"[{joined}]"

    def _parts(self, value: Value | None, data: Any, path: Path) -> Iterator[str | None]:
        if isinstance(data, dict):
            shape = _shape(value)
            for key in _ordered(shape, data):
                shown = self._flow(_inner(value or Value("map"), shape, key), data[key], (*path, key))
                yield None if shown is None else f"{scalar(key)}: {shown}"
        else:
            item = value.of if value is not None and value.kind == "list" else None
            for index, each in enumerate(data):
                yield self._flow(item, each, (*path, index))


def _dashed(lines: list[str], pad: str) -> Iterator[str]:
    """The lines of an item's mapping with the dash on its first entry; comments before that come before the dash."""
    first = next(index for index, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
    for line in lines[:first]:
        yield f"{pad}{line.strip()}".rstrip()
    yield f"{pad}- {lines[first].lstrip()}"
    yield from lines[first + 1 :]


def _shape(value: Value | None) -> Shape | None:
    return SHAPES[value.shape] if value is not None and value.kind == "shape" else None


def _inner(value: Value, shape: Shape | None, key: str) -> Value | None:
    """What the grammar says stands at a key."""
    if shape is None:
        return value.of if value.kind == "map" else None
    return shape.keys[key].value if key in shape.keys else shape.rest


def _chosen(value: Value | None, data: Any) -> Value | None:
    """Of several forms, the one the data has."""
    if value is None or value.kind != "either":
        return value
    forms = {"list": list, "map": dict, "shape": dict}
    return next((each for each in value.either if isinstance(data, forms.get(each.kind, str))), None)


def _ordered(shape: Shape | None, data: Mapping[str, Any]) -> list[str]:
    """Keys in the grammar's order, then the others as declared; a free mapping keeps its order."""
    if shape is None:
        return list(data)
    known = [key for key in shape.keys if key in data]
    return [*known, *(key for key in data if key not in shape.keys)]
