"""Run the shipped published examples and report ours beside theirs: as text or JSON; ``pdf`` makes it a report."""

from __future__ import annotations

import hashlib
import importlib
import json
import math
import pkgutil
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from itertools import groupby

from zhihe.faces.validate import examples as shipped
from zhihe.faces.validate.checks import CHECKS
from zhihe.faces.validate.example import Example
from zhihe.faces.validate.sources import CHECKED_ON, ENOUGH, is_quoted, where_seen

Value = float | str


@dataclass(frozen=True, slots=True)
class Row:
    """One published number and ours; ``difference`` is None for text, ``tolerance`` half the last printed digit.

    ``seen`` names the public copy of the source in which the number was read, or is empty where it is only cited.
    """

    method: str
    source: str
    quantity: str
    expected: Value
    ours: Value
    difference: float | None
    tolerance: float
    holds: bool
    seen: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many numbers, methods and sources there are, how many differ, are read, and are read in a quotation."""

    numbers: int
    methods: int
    sources: int
    failed: int
    seen: int
    quoted: int


def collect() -> list[Row]:
    """Compute every shipped example once; rows come sorted by method, then as their module lists them."""
    found = [row_of(example) for example in published()]
    return sorted(found, key=lambda row: row.method)


def published() -> Iterator[Example]:
    """Yield the examples of all modules in ``faces.validate.examples``."""
    for module in pkgutil.iter_modules(shipped.__path__):
        yield from importlib.import_module(f"{shipped.__name__}.{module.name}").EXAMPLES


def row_of(example: Example) -> Row:
    """Compute an example and compare it with its source."""
    ours = example.compute()
    known = replace(example, compute=lambda: ours)
    return Row(
        example.method,
        example.source,
        example.quantity,
        example.expected,
        ours if isinstance(ours, str) else float(ours),
        known.difference(),
        example.tolerance,
        known.holds(),
        where_seen(example),
    )


def tally(rows: Sequence[Row]) -> Tally:
    """Count the rows."""
    return Tally(
        numbers=len(rows),
        methods=len({row.method for row in rows}),
        sources=len({row.source for row in rows}),
        failed=sum(not row.holds for row in rows),
        seen=sum(row.seen != "" for row in rows),
        quoted=sum(is_quoted(row.seen) for row in rows),
    )


def read_sources(rows: Sequence[Row]) -> dict[str, int]:
    """Count for each method the different sources of which a number was read in print."""
    found: dict[str, set[str]] = {row.method: set() for row in rows}
    for row in rows:
        if row.seen:
            found[row.method].add(row.source)
    return {method: len(sources) for method, sources in sorted(found.items())}


def thin_methods(rows: Sequence[Row]) -> dict[str, int]:
    """Name the methods of which fewer than two sources were read, with how many."""
    return {method: count for method, count in read_sources(rows).items() if count < ENOUGH}


def checked(method: str, place: int) -> str:
    """Say what checks a method besides, in Chinese (place 0) or English (1); «» for one that is not ours."""
    return CHECKS[method][place] if method in CHECKS else ""


def verdict(rows: Sequence[Row]) -> str:
    """Say in one sentence how many numbers of how many methods and sources agree, and how many were read in print."""
    found = tally(rows)
    scope = f"{found.numbers} published numbers of {found.methods} methods from {found.sources} sources"
    outcome = "all agree to the digits printed" if found.failed == 0 else f"{found.failed} differ"
    read = f"{found.seen - found.quoted} read in a copy of the source, {found.quoted} in a work that quotes it"
    return f"{scope}: {outcome}; {read}, {found.numbers - found.seen} only cited"


def to_text(rows: Sequence[Row]) -> str:
    """Lay the rows out for a terminal, method by method."""
    lines = []
    for method, group in groupby(rows, key=lambda row: row.method):
        lines.append(method)
        for row in group:
            mark = "ok  " if row.holds else "DIFF"
            pair = f"source {shown(row.expected, row)}, ours {shown(row.ours, row, 1)}"
            cited = "" if row.seen else "; cited, no copy read"
            lines.append(f"  {mark} {row.quantity}: {pair}{_gap(row)}  [{row.source}{cited}]")
    thin = [f"  {method}: {count}; {checked(method, 1)}" for method, count in thin_methods(rows).items()]
    if thin:
        lines += ["", "methods with fewer than two sources read, and what checks them", *thin]
    return "\n".join([*lines, "", verdict(rows), ""])


def to_json(rows: Sequence[Row]) -> str:
    """Write the rows with what computed them, for machines."""
    document = {
        "product": "zhihe",
        "environment": environment(),
        "sources_read_on": CHECKED_ON,
        "examples_sha256": examples_hash(rows),
        "results_sha256": results_hash(rows),
        "numbers": len(rows),
        "differing": sum(not row.holds for row in rows),
        "read": tally(rows).seen,
        "read_in_a_quotation": tally(rows).quoted,
        "sources_read": read_sources(rows),
        "rows": [asdict(row) for row in rows],
    }
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def environment() -> dict[str, str]:
    """Name the versions that computed the numbers."""
    found = {name: version(name) for name in ("zhihe", "numpy", "scipy")}
    return found | {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "system": f"{platform.system()} {platform.release()}",
        "host": platform.node(),
    }


def examples_hash(rows: Sequence[Row]) -> str:
    """SHA-256 of what the sources print: the same release has the same one on every machine."""
    return _hash([[row.method, row.source, row.quantity, row.expected, row.tolerance] for row in rows])


def results_hash(rows: Sequence[Row]) -> str:
    """SHA-256 of what this machine computed, to twelve digits, so that two reports can be told apart."""
    return _hash([row.ours if isinstance(row.ours, str) else f"{row.ours:.12g}" for row in rows])


def _hash(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def shown(value: Value, row: Row, more: int = 0) -> str:
    """Write a number with the digits its source prints, and ``more`` to show where ours goes on."""
    if isinstance(value, str):
        return value
    if row.tolerance == 0:
        return f"{value:.12g}"
    return f"{value:.{max(0, more - math.floor(math.log10(2 * row.tolerance)))}f}"


def _gap(row: Row) -> str:
    return "" if row.difference is None else f", difference {row.difference:+.1e}"
