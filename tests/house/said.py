"""The sentences of errors as the code says them: each with its code and a pattern of its text."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.house.tree import Source, dotted

HOLE = "\ue000"
"""Stands for what is only known when the error is raised."""
ERRORS = frozenset(
    {"Invalid", "Unauthenticated", "Forbidden", "NotFound", "Conflict", "Stale", "PreconditionRequired", "Busy"}
)
PLACES = {
    "add": (2, 3),
    "wrong": (2, 3),
    "_wrong": (2, 3),
    "RowError": (3, 4),
    "Unknown": (0, 1),
    "_refused": (0, 1),
    "Problem": (0, 3),
}
"""Calls that note a problem, with the places of its code and its sentence."""
MANY = 64
KERNEL = "kernel"
"""The code under which the tables have what kernels refuse by ValueError."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of an error."""

    place: str
    code: str
    text: str

    def shown(self) -> str:
        return f"{self.place} {self.code}: {self.text.replace(HOLE, '{…}')}"


FAULT = "definition.problem"
"""The code under which the tables have what is wrong in definitions."""
FAULTS = {"problem": -1, "_problem": -1, "Problem": -1, "_wrong": -1, "_Stop": -1, "ExpressionError": 1, "refuse": 1}


def said(source: Source) -> Iterator[Said]:
    """Every sentence of a file; those that are handed on from elsewhere hold no letter of their own and are none."""
    for function in _functions(source.tree):
        bound = _assigned(function)
        for node in _own(function):
            if isinstance(node, ast.Call):
                yield from (
                    Said(f"{source.place}:{node.lineno}", code, text)
                    for code, text in _of(node, bound)
                    if _speaks(text)
                )


def refused(source: Source) -> Iterator[Said]:
    """Every sentence that a file of a kernel refuses something with."""
    for function in _functions(source.tree):
        bound = _assigned(function)
        for node in _own(function):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                for text in texts(node.exc.args[0], bound):
                    if dotted(node.exc.func).endswith("Error") and _speaks(text):
                        yield Said(f"{source.place}:{node.lineno}", KERNEL, text)


def faulted(source: Source) -> Iterator[Said]:
    """Every sentence that a file says what is wrong in a definition or an expression with."""
    for function in _functions(source.tree):
        bound = _assigned(function)
        for node in _own(function):
            if isinstance(node, ast.Call) and node.args:
                name = dotted(node.func).rpartition(".")[2]
                at = FAULTS.get(name)
                coded = isinstance(node.args[0], ast.Constant) and name == "Problem"  # it has a code of its own
                if at is not None and len(node.args) > max(at, 0) and not coded:
                    yield from (
                        Said(f"{source.place}:{node.lineno}", FAULT, text)
                        for text in texts(node.args[at], bound)
                        if _speaks(text)
                    )


def written(source: Source) -> Iterator[str]:
    """Every text that stands in a file, with a hole for every part that does not."""
    for node in ast.walk(source.tree):
        if isinstance(node, (ast.JoinedStr, ast.Constant)):
            yield from texts(node, {})


def _speaks(text: str) -> bool:
    return any(letter.isalpha() and letter != HOLE for letter in text)


def _of(call: ast.Call, bound: dict[str, list[ast.expr]]) -> Iterator[tuple[str, str]]:
    name = dotted(call.func).rpartition(".")[2]
    if name == "refused" and len(call.args) > 3:
        for problem, advice in itertools.product(texts(call.args[2], bound), texts(call.args[3], bound)):
            yield "value.invalid", f"{HOLE}: {HOLE} {problem}; {advice}."
        return
    at = (0, 1) if name in ERRORS else PLACES.get(name)
    if at is None or len(call.args) <= at[1]:
        return
    for code in texts(call.args[at[0]], bound):
        if "." in code and HOLE not in code:
            yield from ((code, text) for text in texts(call.args[at[1]], bound))


def texts(node: ast.expr, bound: dict[str, list[ast.expr]], depth: int = 0) -> list[str]:
    """What an expression may say, with a hole for every part that is not written in the code."""
    found = [HOLE]
    match node:
        case ast.Constant(value=str(text)):
            found = [text]
        case ast.JoinedStr(values=parts):
            found = _joined([texts(part, bound, depth) for part in parts])
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            found = texts(value, bound, depth)
        case ast.IfExp(body=body, orelse=orelse):
            found = texts(body, bound, depth) + texts(orelse, bound, depth)
        case ast.BoolOp(op=ast.Or(), values=parts):
            found = [text for part in parts for text in texts(part, bound, depth)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            found = _joined([texts(left, bound, depth), texts(right, bound, depth)])
        case ast.Name(id=name) if name in bound and depth < 3:
            found = [text for value in bound[name] for text in texts(value, bound, depth + 1)]
    return found


def _joined(parts: Sequence[list[str]]) -> list[str]:
    return ["".join(each) for each in itertools.islice(itertools.product(*parts), MANY)]


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def _own(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions within it."""
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield child
            yield from _own(child)


def _assigned(function: ast.AST) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in _own(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            value = node.value
            if isinstance(value, (ast.Constant, ast.JoinedStr, ast.IfExp, ast.BinOp)):
                found.setdefault(node.targets[0].id, []).append(value)
    return found
