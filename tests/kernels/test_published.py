"""Every published example that ships with the product holds to the digits its source prints."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from zhihe.faces.validate import examples
from zhihe.faces.validate.example import Example

EXAMPLES: list[Example] = [
    example
    for module in pkgutil.iter_modules(examples.__path__)
    for example in importlib.import_module(f"{examples.__name__}.{module.name}").EXAMPLES
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.method}-{e.quantity}"[:80])
def test_example_holds(example: Example) -> None:
    assert example.holds(), f"{example.source}: {example.quantity}: {example.compute()} vs {example.expected}"


def test_each_method_has_two_sources() -> None:
    sources: dict[str, set[str]] = {}
    for example in EXAMPLES:
        sources.setdefault(example.method, set()).add(example.source)
    thin = {method for method, named in sources.items() if len(named) < 2}
    assert not thin, f"only one source: {sorted(thin)}"
