"""Handler functions: every one that a line, an operation or a look-up names is written in the file of the same stem."""

from __future__ import annotations

from zhihe.platform.model.checking import Checking
from zhihe.platform.model.events import located_lines
from zhihe.platform.model.load import functions_of
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.reader import Path


def check_handlers(checking: Checking) -> None:
    """Report each handler that is named and not written; imports the apps' handler files."""
    for located in located_lines(checking.making):
        line = located.line
        if line.verb == "do":
            _written(checking, line.app, line.model, line.target, (*located.path, "do"))
    for operation in checking.registry.operations.values():
        _written(checking, operation.app, operation.model, operation.do, ("operations", operation.key))
    for lookup in checking.registry.functions.values():
        _written(checking, lookup.app, lookup.model, lookup.do, ("functions", lookup.key))


def _written(checking: Checking, app: str, model: str, name: str, path: Path) -> None:
    if checking.registry.apps[app].custom:
        return
    known = functions_of(checking.registry, app, model)
    if name not in known:
        hint = allowed(name, known) if known else "there is no such file yet"
        checking.problem(("model", model), path, f"{app}/{model}.py has no function {name}; {hint}")
