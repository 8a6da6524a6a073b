"""The public verbs of apps: ``stock.reclassify`` from a rule, a handler or the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from zhihe.errors import Forbidden, NotFound
from zhihe.platform.actions import Event
from zhihe.platform.context import Context
from zhihe.platform.model.elements import Operation
from zhihe.platform.records import check
from zhihe.platform.records.problems import Problems
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules.lines import Handlers


def operation_of(unit: Unit, name: str) -> Operation:
    """The operation of this name; NotFound when no app declares it."""
    found = unit.registry.operations.get(name)
    if found is None:
        raise NotFound("operation.unknown", f"There is no operation {name!r}.", operation=name)
    return found


def require_access(unit: Unit, operation: Operation) -> None:
    """Refuse a user who has none of the roles an operation is open to; rules and handlers need none."""
    if not unit.user.roles & set(operation.access) or (
        unit.user.scopes is not None and "write" not in unit.user.scopes
    ):
        raise Forbidden(
            "access.operation",
            f"Your roles do not let you call {operation.app}.{operation.key}.",
            operation=f"{operation.app}.{operation.key}",
        )


def operate(
    unit: Unit, name: str, given: Mapping[str, Any], *, handlers: Handlers, context: Context, direct: bool = False
) -> Any:
    """Run an operation; its answer is what its handler left in ``event.result``."""
    operation = operation_of(unit, name)
    problems = Problems()
    if direct:
        require_access(unit, operation)
    inputs = check.inputs(unit, operation.inputs, given, problems)
    problems.raise_if_any(name)
    event = Event(name, operation.model, {}, inputs=inputs, phase="call", depth=unit.cause.depth)
    outer = unit.cause
    unit.cause = replace(outer, authority=outer.authority | frozenset(operation.authority), app=operation.app)
    handlers[f"{operation.app}.{operation.model}.{operation.do}"](context, event)
    unit.cause = outer
    return event.result
