"""Handler functions of shipped apps, imported when they are first called, so that a start stays quick."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

APPS = "zhihe.apps"


class AppHandlers(Mapping[str, Callable[..., Any]]):
    """``app.model.function`` to the function; what is missing was refused when the definitions were checked."""

    def __getitem__(self, name: str) -> Callable[..., Any]:
        app, model, function = name.split(".")
        found: Callable[..., Any] = getattr(importlib.import_module(f"{APPS}.{app}.{model}"), function)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
