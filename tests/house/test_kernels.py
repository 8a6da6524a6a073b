"""Kernels are pure: a list of what they may import, no clock, no chance, nothing read but their own data."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

import pytest
from tests.house.tree import Source, dotted, imported, sources

LIBRARIES = frozenset({"numpy", "scipy", "lark", "rapidfuzz", "pypinyin"})
# Standard library that knows no clock, no chance, no process and no file.
STANDARD = frozenset(
    {
        "__future__", "abc", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal", "difflib",
        "enum", "fractions", "functools", "hashlib", "heapq", "itertools", "json", "math", "operator", "re",
        "statistics", "string", "types", "typing", "unicodedata", "uuid",
    }
)  # fmt: skip
DATA_READERS = frozenset({"src/zhihe/kernels/expression/parse.py", "src/zhihe/kernels/sampling/editions.py"})
"""They read the grammar and the sampling tables that lie beside them in the package."""
WORLD = frozenset({"now", "today", "utcnow", "open", "print", "input", "uuid1", "uuid4", "time", "monotonic"})


def strange_imports(source: Source) -> Iterator[str]:
    for line, module in imported(source.tree):
        top = module.partition(".")[0]
        own = module.startswith("zhihe.kernels")
        data = top == "importlib" and source.place in DATA_READERS
        if not own and not data and top not in LIBRARIES | STANDARD:
            yield f"{source.place}:{line} imports {module}"


def looks_outside(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            if name.rpartition(".")[2] in WORLD or ".random." in name:
                yield f"{source.place}:{node.lineno} calls {name}"


def test_kernels_import_mathematics_and_text_only() -> None:
    assert not [each for source in sources("src/zhihe/kernels") for each in strange_imports(source)]


def test_kernels_look_at_nothing_outside() -> None:
    assert not [each for source in sources("src/zhihe/kernels") for each in looks_outside(source)]


def test_the_shared_kernels_need_no_other() -> None:
    shared = [source for source in sources("src/zhihe/kernels") if source.place.endswith(("/quantity.py", "/sigma.py"))]
    assert len(shared) == 2
    assert not [name for source in shared for _line, name in imported(source.tree) if name.startswith("zhihe")]


def test_the_list_holds_standard_modules_only() -> None:
    assert sys.stdlib_module_names >= STANDARD


@pytest.mark.parametrize("text", ["import os", "import zhihe.platform.model", "import sqlalchemy", "import importlib"])
def test_a_strange_import_is_seen(text: str) -> None:
    assert list(strange_imports(Source("src/zhihe/kernels/planted.py", text)))


@pytest.mark.parametrize("text", ["datetime.now(UTC)", "open('a')", "np.random.normal()", "uuid4()", "time.time()"])
def test_a_look_outside_is_seen(text: str) -> None:
    assert list(looks_outside(Source("src/zhihe/kernels/planted.py", text)))
