"""Files and functions are short, carry names of things, and tell nothing of the machine they were written on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from statistics import median

import pytest
from tests.house.tree import CODE, Source, sources, texts

FILE_LINES = 400
FUNCTION_LINES = 40
GENERATED = frozenset({"src/zhihe/types.py"})
MEDIAN_FILE = 130
MEDIAN_FUNCTION = 10
DEFINITIONS = frozenset({".yaml", ".sql", ".lark", ".html"})
CENTRAL = re.compile(r"\w(Service|Manager|Helper|Util)s?$")
# Put together here, so that this file does not hold what it looks for.
LATER = re.compile("|".join(rf"\b{first}{second}\b" for first, second in (("TO", "DO"), ("FIX", "ME"), ("XX", "X"))))
MACHINE = re.compile(
    "|".join(
        re.escape(first + second)
        for first, second in (
            ("/wo", "rk/"),
            ("/ro", "ot/"),
            ("py", "pi.org"),
            ("pythonhosted", ".org"),
            ("registry.npm", "js"),
            ("proxy.golang", ".org"),
            ("localhost:", "3141"),
        )
    )
)


def functions(source: Source) -> Iterator[tuple[str, int]]:
    """Each function with its lines, decorators and docstring counted."""
    for node in ast.walk(source.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield f"{source.place}::{node.name}", (node.end_lineno or 0) - node.lineno + 1


def long_functions(source: Source) -> list[str]:
    return [f"{name} has {lines} lines" for name, lines in functions(source) if lines > FUNCTION_LINES]


def central_classes(source: Source) -> list[str]:
    return [
        f"{source.place}:{node.lineno} {node.name}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and CENTRAL.search(node.name)
    ]


def said(pattern: re.Pattern[str], place: str, text: str) -> list[str]:
    return [f"{place}:{n} {line.strip()}" for n, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


def test_no_file_is_longer_than_400_lines() -> None:
    definitions = [(place, text) for place, text in texts() if f".{place.rpartition('.')[2]}" in DEFINITIONS]
    code = [(source.place, source.text) for source in sources(*CODE) if source.place not in GENERATED]
    long = [f"{place} has {text.count(chr(10))}" for place, text in code + definitions if text.count("\n") > FILE_LINES]
    assert not long


def test_no_function_is_longer_than_40_lines() -> None:
    assert not [each for source in sources(*CODE) for each in long_functions(source)]


def test_files_and_functions_are_short_by_habit() -> None:
    product = sources("src")
    assert median(source.text.count("\n") for source in product) <= MEDIAN_FILE
    assert median(lines for source in product for _name, lines in functions(source)) <= MEDIAN_FUNCTION


def test_no_class_is_a_central_noun_with_a_suffix() -> None:
    assert not [each for source in sources(*CODE) for each in central_classes(source)]


def test_nothing_is_left_for_later() -> None:
    assert not [each for place, text in texts() for each in said(LATER, place, text)]


def test_no_file_names_a_machine_or_a_registry() -> None:
    assert not [each for place, text in texts() for each in said(MACHINE, place, text)]


def test_the_texts_are_all_the_texts() -> None:
    found = {place for place, _text in texts()}
    assert {"README.md", "Makefile", "pyproject.toml", ".ci/run", "src/zhihe/apps/base/app.yaml"} <= found
    assert {source.place for source in sources(*CODE)} >= {"src/zhihe/main.py", "tests/conftest.py", "bench/spc.py"}


@pytest.mark.parametrize(("lines", "seen"), [(FUNCTION_LINES, False), (FUNCTION_LINES + 1, True)])
def test_a_long_function_is_seen(lines: int, *, seen: bool) -> None:
    text = "def f():\n" + "    x = 1\n" * (lines - 1)
    assert bool(long_functions(Source("planted.py", text))) is seen


@pytest.mark.parametrize("name", ["LotService", "StockManager", "DateHelpers", "TextUtils"])
def test_a_central_class_is_seen(name: str) -> None:
    assert central_classes(Source("planted.py", f"class {name}: pass"))


@pytest.mark.parametrize("name", ["Service", "Lot", "Ledger"])
def test_a_word_of_the_trade_is_a_class(name: str) -> None:
    assert not central_classes(Source("planted.py", f"class {name}: pass"))


def test_what_is_left_for_later_is_seen() -> None:
    assert said(LATER, "planted.py", "# TO" + "DO: this")
    assert not said(LATER, "planted.py", "mastodon")


@pytest.mark.parametrize("text", ["open('/wo" + "rk/data')", "index = 'https://py" + "pi.org/simple'"])
def test_a_machine_is_seen(text: str) -> None:
    assert said(MACHINE, "planted.py", text)
