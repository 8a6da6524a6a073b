"""Where definitions name a field outside of expressions: lists, layouts, rights, keys of ``set`` and ``with``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from zhihe.platform.model.checking import Checking
from zhihe.platform.model.elements import Model, Registry
from zhihe.platform.model.events import Located, happening, located_lines
from zhihe.platform.model.places import Owner
from zhihe.platform.model.reader import Path

_LISTS: Final = ("search", "natural_key", "list", "gates", "key")
_RIGHTS: Final = ("create", "write", "hide", "show")


@dataclass(frozen=True, slots=True)
class Named:
    """A name, dotted or not, that starts at a model's fields; ``key`` when it is a key of a mapping."""

    owner: Owner
    path: Path
    model: Model
    name: str
    key: bool = False


def named_fields(checking: Checking) -> Iterator[Named]:
    """Every such name in all definitions."""
    for key, model in checking.registry.models.items():
        data = checking.making.models[key]
        yield from _of_model(model, data)
        yield from _layout(checking.registry, model, data.get("form") or (), ("form",))
        yield from _joins(checking.registry, model)
    for model in checking.registry.models.values():
        yield from _printed(checking.registry, model)
    for app in checking.registry.apps.values():
        for work in app.work:
            model, place = checking.registry.models[work.model], ("work", work.key.partition(".")[2], "by")
            yield from (Named(("app", app.key), (*place, index), model, name) for index, name in enumerate(work.by))
    for located in located_lines(checking.making):
        yield from _of_line(checking.registry, located)


def _printed(registry: Registry, model: Model) -> Iterator[Named]:
    owner: Owner = ("model", model.key)
    for name, declared in model.prints.items():
        for key, each in declared.related.items():
            path: Path = ("print", name, "related", key)
            target = registry.models[each.model]
            yield Named(owner, (*path, "by"), target, each.by)
            yield from (Named(owner, (*path, "sort", index), target, field) for index, field in enumerate(each.sort))


def _of_model(model: Model, data: Mapping[str, Any]) -> Iterator[Named]:
    owner: Owner = ("model", model.key)
    for path, name in [*_in_lists(data), *_in_rights(data), *_in_fields(model, data)]:
        yield Named(owner, path, model, name)


def _in_lists(data: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for key in ("title", "status"):
        if isinstance(data.get(key), str):
            yield (key,), data[key]
    for key in _LISTS:
        yield from (((key, index), name) for index, name in enumerate(data.get(key) or ()))
    for key in ("unique", "indexes"):
        for index, names in enumerate(data.get(key) or ()):
            yield from (((key, index, place), name) for place, name in enumerate(names))


def _in_rights(data: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for role, rights in (data.get("access") or {}).items():
        for key in _RIGHTS:
            listed = rights[key] if isinstance(rights.get(key), list) else ()
            yield from ((("access", role, key, index), name) for index, name in enumerate(listed))
    for movement, cells in (data.get("movements") or {}).items():
        across = cells.get("across") or ()
        yield from ((("movements", movement, "across", index), name) for index, name in enumerate(across))


def _in_fields(model: Model, data: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Units and currencies that are paths."""
    for section in ("fields", "dimensions", "measures", "edge"):
        for key, field in (data.get(section) or {}).items():
            if model.fields[key].unit_path is not None and isinstance(field, dict):
                yield (section, key, "unit"), field["unit"]
            if model.fields[key].currency_path is not None and isinstance(field, dict):
                yield (section, key, "currency"), field["currency"]


def _layout(registry: Registry, model: Model, rows: Any, path: Path) -> Iterator[Named]:
    owner: Owner = ("model", model.key)
    for index, placed in enumerate(rows):
        place = (*path, index)
        if isinstance(placed, str):
            yield Named(owner, place, model, placed)
        elif isinstance(placed, list):
            yield from _layout(registry, model, placed, place)
        else:
            if "field" in placed:
                yield Named(owner, (*place, "field"), model, placed["field"])
            if "by" in placed:
                yield Named(owner, (*place, "by"), registry.models[placed["related"]], placed["by"])
            yield from _layout(registry, model, placed.get("rows") or (), (*place, "rows"))


def _joins(registry: Registry, model: Model) -> Iterator[Named]:
    """A view's alias is the link it follows, from the base or from an alias before it."""
    reached = [registry.models[model.view_from]] if model.kind == "view" else []
    for join in model.joins:
        for each in reached:
            if join.alias in each.fields:
                yield Named(("model", model.key), ("join", join.alias), each, join.alias, key=True)
                break
        reached.append(registry.models[join.model])


def _of_line(registry: Registry, located: Located) -> Iterator[Named]:
    line = located.line
    owner: Owner = ("model", line.model)
    event = happening(registry, line.on, located.section) if located.section != "at" else None
    record = event.model if event is not None else registry.models[line.model]
    target = record
    if line.each:
        yield Named(owner, (*located.path, "each"), record, line.each)
        target = registry.models[record.fields[line.each].of]
    given = registry.models[line.target] if line.verb == "create" else target
    if line.verb in {"set", "create"}:
        for name in line.values:
            yield Named(owner, (*located.path, "set" if line.verb == "set" else "with", name), given, name, key=True)
    if line.into:
        yield Named(owner, (*located.path, "into"), target, line.into)
    if line.verb == "notify" and " " not in line.target:
        yield Named(owner, (*located.path, "notify"), target, line.target)
