"""Finding definition files on disk, and the handler functions their lines name."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator, Mapping
from inspect import isfunction
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import zhihe.apps
from zhihe.platform.model.elements import Registry
from zhihe.platform.model.problems import Problem, allowed

Handler = Callable[..., Any]
HANDLER_PACKAGE: Final = "zhihe.apps"


def load_apps() -> dict[str, str]:
    """The definition files of every shipped app: ``quality/app.yaml`` and so on, to their texts."""
    return load_files(Path(zhihe.apps.__path__[0]))


def load_files(root: Path) -> dict[str, str]:
    """The YAML files right below each folder of ``root`` (an app's models, or a folder of overlays), to their texts."""
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in sorted(root.glob("*/*.yaml"))
    }


def handlers(registry: Registry) -> dict[str, Handler]:
    """Every handler that definitions name, by ``app.model.name``; one that is missing is left out (see ``missing``)."""
    return {name: function for name, _, function in _found(registry) if function is not None}


def missing(registry: Registry) -> list[Problem]:
    """A problem for each handler that is named and not written; custom apps have none."""
    modules: dict[tuple[str, str], ModuleType | None] = {}
    problems: list[Problem] = []
    for name, source, function in _found(registry):
        if function is None:
            app, model, handler = name.split(".")
            module = modules.setdefault((app, model), _module(registry, app, model))
            written = [each for each, value in vars(module).items() if isfunction(value)] if module else []
            problems.append(
                Problem(source, 0, handler, f"{app}/{model}.py has no function {handler}; {allowed(handler, written)}")
            )
    return problems


def named(registry: Registry) -> Mapping[tuple[str, str, str], str]:
    """Every handler that lines, operations and look-ups name: (app, model, function) to where it is named."""
    found: dict[tuple[str, str, str], str] = {}
    groups = (registry.fills, registry.guards, registry.whens)
    lines = [line for group in groups for each in group.values() for line in each]
    for line in [*lines, *registry.schedule]:
        if line.verb == "do":
            found.setdefault((line.app, line.model, line.target), line.source)
    for operation in registry.operations.values():
        place = (operation.app, operation.model, operation.do)
        found.setdefault(place, f"{operation.app}/{operation.model}.yaml")
    for lookup in registry.functions.values():
        found.setdefault((lookup.app, lookup.model, lookup.do), f"{lookup.app}/{lookup.model}.yaml")
    return found


def _found(registry: Registry) -> Iterator[tuple[str, str, Handler | None]]:
    for (app, model, name), source in named(registry).items():
        module = _module(registry, app, model)
        function = getattr(module, name, None) if module else None
        yield f"{app}.{model}.{name}", source, function if isfunction(function) else None


def _module(registry: Registry, app: str, model: str) -> ModuleType | None:
    """The handler file of a model; None where there is none, and always for apps drawn by customers."""
    if registry.apps[app].custom:
        return None
    name = f"{HANDLER_PACKAGE}.{app}.{model}"
    if importlib.util.find_spec(f"{HANDLER_PACKAGE}.{app}") is None or importlib.util.find_spec(name) is None:
        return None
    return importlib.import_module(name)
