"""The project's own files, as the house tests read them."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("src", "tests", "bench")
TEXTS = frozenset({".py", ".yaml", ".md", ".sql", ".lark", ".html", ".toml", ".json", ".csv", ".txt", ".sh", ""})


@dataclass(frozen=True, slots=True)
class Source:
    """A Python file: its place in the project, its text, and its syntax tree."""

    place: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.text)


@functools.cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def sources(*folders: str) -> list[Source]:
    """All Python files below these folders of the project."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in found]


def texts() -> Iterator[tuple[str, str]]:
    """All files that are written by hand, with their text."""
    folders = (".ci", "bench", "docs", "src", "tests")
    paths = [ROOT / name for name in (".gitignore", "LICENSE", "Makefile", "pyproject.toml")] + sorted(
        ROOT.glob("*.md")
    )
    paths += [path for folder in folders for path in sorted((ROOT / folder).rglob("*"))]
    for path in paths:
        if path.is_file() and path.suffix in TEXTS and "__pycache__" not in path.parts:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of a name or attribute, empty for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{dotted(value)}.{name}"
    return ""


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The modules a file imports by name, each with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


def names_of_tests(place: str) -> set[str]:
    """The names of the tests of a file; methods as ``Class::method``."""
    path = ROOT / place
    if not path.is_file():
        return set()
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
    return {name for name in found if name.rpartition("::")[2].startswith("test_")}
