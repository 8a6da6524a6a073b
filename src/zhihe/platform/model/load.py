"""Finding definition files on disk, and the handler functions their lines name."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from inspect import isfunction
from pathlib import Path
from typing import Any, Final

from zhihe.platform.model.elements import Registry

Handler = Callable[..., Any]
HANDLER_PACKAGE: Final = "zhihe.apps"


def load_apps() -> dict[str, str]:
    """The definition files of every shipped app: ``quality/app.yaml`` and so on, to their texts."""
    # By name: the platform stands below the apps and must not import them.
    found = importlib.util.find_spec(HANDLER_PACKAGE)
    folders = found.submodule_search_locations if found is not None else None
    return {path: text for folder in folders or () for path, text in load_files(Path(folder)).items()}


def load_files(root: Path) -> dict[str, str]:
    """The YAML files of each folder of ``root`` (an app's models, or a folder of overlays), and its decision tables."""
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((*root.glob("*/*.yaml"), *root.glob("*/decisions/*.yaml")))
    }


def handlers(registry: Registry) -> dict[str, Handler]:
    """Every handler that definitions name, by ``app.model.function``; the check reports one that is not written."""
    found: dict[str, Handler] = {}
    for app, model, name in sorted(named(registry)):
        function = functions_of(registry, app, model).get(name)
        if function is not None:
            found[f"{app}.{model}.{name}"] = function
    return found


def named(registry: Registry) -> set[tuple[str, str, str]]:
    """Every handler that lines, operations and look-ups name, as (app, model, function)."""
    groups = (registry.fills, registry.guards, registry.whens)
    lines = [line for group in groups for each in group.values() for line in each]
    found = {(each.app, each.model, each.target) for each in [*lines, *registry.schedule] if each.verb == "do"}
    found |= {(each.app, each.model, each.do) for each in registry.operations.values()}
    return found | {(each.app, each.model, each.do) for each in registry.functions.values()}


def functions_of(registry: Registry, app: str, model: str) -> Mapping[str, Handler]:
    """The functions of a model's handler file; none where there is no file, and for apps drawn by customers."""
    if registry.apps[app].custom:
        return {}
    name = f"{HANDLER_PACKAGE}.{app}.{model}"
    if importlib.util.find_spec(f"{HANDLER_PACKAGE}.{app}") is None or importlib.util.find_spec(name) is None:
        return {}
    module = importlib.import_module(name)
    return {key: value for key, value in vars(module).items() if isfunction(value)}
