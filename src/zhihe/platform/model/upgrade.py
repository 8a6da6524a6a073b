"""A new release under a site's overlays: three-way merge of old base, new base and overlay, by uid.

The overlay is laid over the new base as it was over the old one. What both sides changed is a conflict: the overlay
says one thing of an element, and what it was said of is no longer what it was. Each conflict has an identity made of
its content, so that who accepts it accepts exactly this one: the overlay's word then stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from zhihe.platform.model.assemble import Assembly, Files, assemble
from zhihe.platform.model.clean import clean
from zhihe.platform.model.grammar import shape_of
from zhihe.platform.model.reader import Source, read

Data = Mapping[str, Any]
_HOMES: Final = ("fields", "dimensions", "measures", "edge")
_ELEMENTS: Final = ("fields", "steps", "movements")


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a new release and an overlay both say of one element; None where one of them has nothing there."""

    file: str
    element: str
    old: Any
    new: Any
    overlay: Any

    @property
    def id(self) -> str:
        """The identity by which it is acknowledged: another old, new or overlay value is another conflict."""
        parts = (self.file, self.element, self.old, self.new, self.overlay)
        return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()[:12]

    def data(self) -> dict[str, Any]:
        """The conflict as it is shown."""
        return {
            "id": self.id,
            "file": self.file,
            "element": self.element,
            "old": self.old,
            "new": self.new,
            "overlay": self.overlay,
        }

    def __str__(self) -> str:
        said = ", ".join(f"{name} {_words(value)}" for name, value in (("was", self.old), ("is now", self.new)))
        return f"{self.file}: {self.element} {said}; the overlay says {_words(self.overlay)} [{self.id}]"


def _words(value: Any) -> str:
    return "nothing" if value is None else value if isinstance(value, str) else orjson.dumps(value).decode()


def conflicts(old: Files, new: Files) -> list[Conflict]:
    """The conflicts of replacing ``old`` files by ``new`` ones; an overlay that changes with them is no part of it."""
    overlays = [read(path, text) for path, text in sorted(new.items()) if old.get(path) == text and _is_overlay(text)]
    touched = [source for source in overlays if _moved(str(source.data.get("overlay", "")), old, new)]
    if not touched:
        return []
    before, after = _bases(old), _bases(new)
    return [each for source in touched for each in _of_overlay(source, before, after)]


def _is_overlay(text: str) -> bool:
    # Reading YAML costs; what holds no such key is no overlay.
    return "overlay:" in text and shape_of(read("", text).data) == "overlay"


def _moved(name: str, old: Files, new: Files) -> bool:
    """Whether the file of what an overlay changes is another one now."""
    app, _, key = name.rpartition(".")
    return any(old.get(path) != new.get(path) for path in (f"{app}/{key}.yaml", f"{app}/decisions/{key}.yaml"))


def _bases(files: Files) -> Assembly:
    return assemble({path: text for path, text in files.items() if not _is_overlay(text)})


def _of_overlay(source: Source, before: Assembly, after: Assembly) -> Iterator[Conflict]:
    data = clean(source)[1]
    key = str(data.get("overlay", "")).rpartition(".")[2]
    base = before.models.get(key) or before.decisions.get(key)
    if base is None:
        return
    held = after.models if key in before.models else after.decisions
    heir = next((each for each in held.values() if each.get("uid") == base.get("uid")), None)
    if heir is None:
        yield Conflict(source.file, key, base.get("label"), None, "an overlay of it")
        return
    if heir == base:
        return
    for element, old, new, overlay in _sayings(data, base, heir):
        if new not in (old, overlay):
            yield Conflict(source.file, element, old, new, overlay)


Saying = tuple[str, Any, Any, Any]
"""An element with its old value, its new one, and what the overlay says of it."""


def _sayings(data: Data, base: Data, heir: Data) -> Iterator[Saying]:
    for section, value in data.get("change", {}).items():
        yield from _section(section, value, base, heir)
    for section, value in data.get("add", {}).items():
        if isinstance(value, dict) and section != "states":
            for name, item in value.items():
                yield f"{section}.{name}", base.get(section, {}).get(name), heir.get(section, {}).get(name), item
    for verb in ("hide", "retire"):
        for name in data.get(verb, ()):
            yield from _put_away(verb, name, base, heir)


def _section(section: str, value: Any, base: Data, heir: Data) -> Iterator[Saying]:
    """What an overlay says under one section of ``change``."""
    if section in _ELEMENTS:
        for name, item in value.items():
            yield from _changed(section, name, item, base, heir)
    elif section == "rows":
        for uid, item in value.items():
            yield from _row(uid, item, base, heir)
    elif section in {"states", "access"}:
        yield from _leaves(section, value, base.get(section, {}), heir.get(section, {}))
    else:
        yield section, base.get(section), heir.get(section), value


def _changed(section: str, name: str, item: Data, base: Data, heir: Data) -> Iterator[Saying]:
    """What an overlay says of a field, step or movement; one that the new release dropped or retired as a whole."""
    known, old = _element(base, section, name, item.get("uid"))
    _now, new = _element(heir, section, name, old.get("uid") if old else item.get("uid"))
    place = f"{section}.{known}"
    said = {key: value for key, value in item.items() if key != "uid"}
    if old is None:
        return
    if new is None or (new.get("retired") and not old.get("retired")):
        yield place, old, new, said
        return
    for key, value in said.items():
        if isinstance(value, dict) and key in {"in", "out", "inputs"}:
            yield from _leaves(f"{place}.{key}", value, old.get(key, {}), new.get(key, {}))
        else:
            yield f"{place}.{key}", old.get(key), new.get(key), value


def _row(uid: str, item: Data, base: Data, heir: Data) -> Iterator[Saying]:
    old, new = (_by_uid(each.get("rows", ()), uid) for each in (base, heir))
    if old is None:
        return
    if new is None:
        yield f"rows.{uid}", old, None, dict(item)
        return
    for key, value in item.items():
        yield f"rows.{uid}.{key}", old.get(key), new.get(key), value


def _leaves(place: str, said: Any, old: Any, new: Any) -> Iterator[Saying]:
    """The values an overlay says below a mapping, each compared by itself."""
    if isinstance(said, dict) and not {"zh", "en"} & said.keys() and said:
        for key, value in said.items():
            yield from _leaves(f"{place}.{key}", value, _at(old, key), _at(new, key))
    else:
        yield place, old, new, said


def _at(data: Any, key: str) -> Any:
    return data.get(key) if isinstance(data, dict) else None


def _put_away(verb: str, name: str, base: Data, heir: Data) -> Iterator[Saying]:
    """What an overlay hides or retires, where the new release changed what it was."""
    section, _, key = name.partition(".")
    if section == "fields":
        _known, old = _element(base, section, key, None)
        now, new = _element(heir, section, key, old.get("uid") if old else None)
        if old is not None and (new is None or now != key):
            yield name, old, None if new is None else {**new, "key": now}, verb
    else:
        old, new = (_by_uid(_listed(each, section), key) for each in (base, heir))
        if old is not None:
            yield name, old, new, verb


def _listed(model: Data, section: str) -> Iterator[Data]:
    if section == "rows":
        yield from model.get("rows", ())
        return
    for rules in ("fill", "guard", "when"):
        for lines in model.get(rules, {}).values():
            yield from lines


def _by_uid(elements: Any, uid: str) -> Data | None:
    return next((each for each in elements if each.get("uid") == uid), None)


def _element(model: Data, section: str, name: str, uid: str | None) -> tuple[str, Data | None]:
    """An element with its name, by uid where one is given, else by name."""
    for home in _HOMES if section == "fields" else (section,):
        for key, element in model.get(home, {}).items():
            if (element.get("uid") == uid) if uid else (key == name):
                return key, element
    return name, None
