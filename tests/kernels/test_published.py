"""Every published example that ships with the product holds to the digits its source prints."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from zhihe.faces.validate import examples
from zhihe.faces.validate.checks import CHECKS
from zhihe.faces.validate.example import Example
from zhihe.faces.validate.sources import ENOUGH, SEEN, where_seen

EXAMPLES: list[Example] = [
    example
    for module in pkgutil.iter_modules(examples.__path__)
    for example in importlib.import_module(f"{examples.__name__}.{module.name}").EXAMPLES
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.method}-{e.quantity}"[:80])
def test_example_holds(example: Example) -> None:
    assert example.holds(), f"{example.source}: {example.quantity}: {example.compute()} vs {example.expected}"


def test_each_method_has_two_sources_read_in_print() -> None:
    read: dict[str, set[str]] = {example.method: set() for example in EXAMPLES}
    for example in EXAMPLES:
        if where_seen(example):
            read[example.method].add(example.source)
    assert {method: sources for method, sources in read.items() if len(sources) < ENOUGH} == {}


def test_each_method_says_what_else_checks_it() -> None:
    assert {example.method for example in EXAMPLES} == set(CHECKS)


def test_each_copy_belongs_to_a_number_that_was_read_in_it() -> None:
    used = {example.source for example in EXAMPLES if where_seen(example)}
    assert used == set(SEEN)


def test_each_part_of_a_copy_names_a_number() -> None:
    quantities = {source: [e.quantity for e in EXAMPLES if e.source == source] for source in SEEN}
    for source, seen in SEEN.items():
        for part in seen.only:
            assert any(quantity.startswith(part) for quantity in quantities[source]), (source, part)
