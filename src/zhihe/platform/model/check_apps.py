"""Apps: names that are unique over all of them, their settings, operations, look-ups and menus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zhihe.kernels.expression import BOOL
from zhihe.kernels.expression.functions import builtin
from zhihe.platform.model.check_fields import check_default, check_field
from zhihe.platform.model.check_states import check_authorities
from zhihe.platform.model.checking import Checking, fields_of
from zhihe.platform.model.condition import SOME, filter_of
from zhihe.platform.model.elements import MenuItem, WorkItem
from zhihe.platform.model.places import Owner
from zhihe.platform.model.reader import Path
from zhihe.platform.model.scope import DefinitionScope, scope_of
from zhihe.platform.model.system import RESERVED_APPS

Place = tuple[Owner, Path]
_Holder = tuple[Owner, str, Mapping[str, Any]]
"""A file that can declare settings, functions and operations: whose it is, its app, its data."""


def check_apps(checking: Checking) -> None:
    """Check the manifests and what is unique over all apps."""
    manifests: list[_Holder] = [(("app", app), app, data) for app, data in checking.making.apps.items()]
    holders = [*manifests, *((("model", key), str(data["app"]), data) for key, data in checking.making.models.items())]
    _once(checking, "role", _declared(manifests, "roles"))
    _once(checking, "choice list", _declared(manifests, "choices"))
    _once(checking, "setting", _declared(holders, "settings"))
    _once(checking, "function", _declared(holders, "functions"))
    for app in checking.registry.apps:
        own = [holder for holder in holders if holder[1] == app]
        _once(checking, f"operation of {app}", _declared(own, "operations"))
    for owner, app, data in holders:
        _settings(checking, owner, app, data)
        _functions(checking, owner, app, data)
        _operations(checking, owner, app, data)
    for key, manifest in checking.registry.apps.items():
        if key in RESERVED_APPS:
            checking.problem(("app", key), ("app",), f"{key} is a word of the platform; choose another name")
        for index, item in enumerate(manifest.menu):
            _menu(checking, key, item, ("menu", index))
        for work in manifest.work:
            _work(checking, key, work, ("work", work.key.partition(".")[2]))


def _declared(holders: Iterable[_Holder], section: str) -> Iterator[tuple[str, Place]]:
    """Every name a section declares, with its place."""
    for owner, _, data in holders:
        for name in data.get(section, {}):
            yield name, (owner, (section, name))


def _once(checking: Checking, what: str, declared: Iterable[tuple[str, Place]]) -> None:
    """Report every name that was declared before."""
    first: dict[str, Place] = {}
    for name, place in declared:
        if name in first:
            file, line = checking.places.at(*first[name])
            checking.problem(
                *place, f"{what} {name} is already declared in {file}:{line}; names are unique over all apps"
            )
        first.setdefault(name, place)


def _settings(checking: Checking, owner: Owner, app: str, data: Mapping[str, Any]) -> None:
    for key, raw in data.get("settings", {}).items():
        path: Path = ("settings", key)
        field = checking.registry.apps[app].settings[key]
        check_field(checking, app, field, raw, owner, path)
        check_default(checking, field, DefinitionScope(checking.registry), owner, path)
        if field.type in {"lines", "formula"}:
            checking.problem(owner, (*path, "type"), f"a setting is one value; it cannot be {field.type}")


def _functions(checking: Checking, owner: Owner, app: str, data: Mapping[str, Any]) -> None:
    for key, raw in data.get("functions", {}).items():
        path: Path = ("functions", key)
        lookup = checking.registry.functions[key]
        if builtin(key) is not None:
            checking.problem(owner, path, f"{key} is a function of the language; choose another name")
        for name, field in lookup.parameters.items():
            taken = raw.get("takes", {}).get(name)
            if taken is not None:
                check_field(checking, app, field, taken, owner, (*path, "takes", name), named=False)
        if "result" in raw:
            check_field(checking, app, lookup.result, raw["result"], owner, (*path, "result"), named=False)


def _operations(checking: Checking, owner: Owner, app: str, data: Mapping[str, Any]) -> None:
    for key, raw in data.get("operations", {}).items():
        path: Path = ("operations", key)
        operation = checking.registry.operations[f"{app}.{key}"]
        for name, field in operation.inputs.items():
            given = raw.get("inputs", {}).get(name)
            if given is not None:
                check_field(checking, app, field, given, owner, (*path, "inputs", name))
        if operation.returns is not None:
            check_field(checking, app, operation.returns, raw["returns"], owner, (*path, "returns"), named=False)
        for index, role in enumerate(operation.access):
            checking.known(owner, (*path, "access", index), role, checking.registry.roles, "role")
        model = checking.registry.models[operation.model]
        check_authorities(checking, model, operation.authority, (*path, "authority"))


def _menu(checking: Checking, app: str, item: MenuItem, path: Path) -> None:
    owner: Owner = ("app", app)
    if item.model:
        checking.model(app, owner, (*path, "model"), item.model)
    elif not item.items and not item.page:
        checking.problem(owner, path, "a menu entry opens a model or a page, or holds items")
    if not item.label.zh:
        checking.problem(owner, (*path, "label"), "label is missing: {zh: …, en: …}")
    for index, role in enumerate(item.roles):
        checking.known(owner, (*path, "roles", index), role, checking.registry.roles, "role")
    for index, inner in enumerate(item.items):
        _menu(checking, app, inner, (*path, "items", index))


def _work(checking: Checking, app: str, item: WorkItem, path: Path) -> None:
    owner: Owner = ("app", app)
    for index, role in enumerate(item.roles):
        checking.known(owner, (*path, "roles", index), role, checking.registry.roles, "role")
    model = checking.model(app, owner, (*path, "model"), item.model)
    if model is None:
        return
    if model.kind != "record" or model.line_of:
        checking.problem(owner, (*path, "model"), f"{model.key} is no record with a life of its own")
        return
    for index, name in enumerate(item.by):
        checking.known(owner, (*path, "by", index), name, fields_of(model), "field")
    scope = scope_of(checking.registry, model)
    for key in ("where", "overdue"):
        condition = getattr(item, key)
        if condition is not None and checking.typed(condition, scope, owner, (*path, key), BOOL) is not None:
            try:
                filter_of(condition.tree, SOME)
            except ValueError as error:
                checking.problem(owner, (*path, key), f"{error}, in: {condition.text}")
