"""Rule lines: every event, model, step, operation and field they name, and whose these are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from zhihe.kernels.expression import BOOL
from zhihe.platform.model.check_fields import check_value
from zhihe.platform.model.check_layout import check_found
from zhihe.platform.model.checking import Checking, follow
from zhihe.platform.model.decisions import KINDS
from zhihe.platform.model.elements import Decision, Field, Line, Model
from zhihe.platform.model.events import Happening, Located, events_of, happening, located_lines
from zhihe.platform.model.places import Owner
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.reader import Path
from zhihe.platform.model.schedule import parse_every
from zhihe.platform.model.scope import DefinitionScope


def check_rules(checking: Checking) -> None:
    """Check every rule line of every model."""
    for located in located_lines(checking.making):
        if located.section == "at":
            _scheduled(checking, located)
        else:
            _heard(checking, located)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A line with what it sees: ``target`` is the model whose fields it may set, ``record`` the event's."""

    checking: Checking
    line: Line
    path: Path
    record: Model
    target: Model
    scope: DefinitionScope

    @property
    def owner(self) -> Owner:
        return ("model", self.line.model)

    def problem(self, key: str, message: str) -> None:
        self.checking.problem(self.owner, (*self.path, key), message)


def _heard(checking: Checking, located: Located) -> None:
    line = located.line
    owner: Owner = ("model", line.model)
    event = happening(checking.registry, line.on, located.section)
    if event is None:
        _unknown_event(checking, located)
        return
    what = f"event {line.on}"
    if not checking.reachable(line.app, owner, located.path, event.model.app, what):
        return
    target = _each(checking, located, event)
    if target is None:
        return
    within = event.scope(checking.registry, target)
    _verb(_Standing(checking, line, located.path, event.model, target, within))


def _unknown_event(checking: Checking, located: Located) -> None:
    owner: Owner = ("model", located.line.model)
    key, _, name = located.line.on.partition(".")
    place = located.path[:-1]
    model = checking.registry.models.get(key)
    if model is None:
        message = f"there is no model {key}; {allowed(key, checking.registry.models)}"
    else:
        known = events_of(model, located.section)
        message = f"{key} has no event {name} for {located.section}; {allowed(name, known)}"
    checking.problem(owner, place, message)


def _each(checking: Checking, located: Located, event: Happening) -> Model | None:
    """The model the line's bare names belong to: the event's, or that of the lines it goes through."""
    if not located.line.each:
        return event.model
    owner: Owner = ("model", located.line.model)
    lines = {key: field.of for key, field in event.model.fields.items() if field.type == "lines"}
    if not checking.known(owner, (*located.path, "each"), located.line.each, lines, "lines field"):
        return None
    return checking.registry.models.get(lines[located.line.each])


def _scheduled(checking: Checking, located: Located) -> None:
    line = located.line
    owner: Owner = ("model", line.model)
    model = checking.registry.models[line.model]
    try:
        parse_every(line.every)
    except ValueError as error:
        checking.problem(owner, (*located.path, "every"), str(error))
    scope = DefinitionScope(checking.registry, model)
    checking.typed(line.find, scope, owner, (*located.path, "find"), BOOL)
    if line.find is None and line.verb in {"step", "notify", "set"}:
        checking.problem(owner, (*located.path, "find"), "find is missing: for which records")
    if line.each:
        checking.problem(owner, (*located.path, "each"), "a scheduled line goes over what find gives; leave each out")
    _verb(_Standing(checking, line, located.path, model, model, scope))


def _verb(standing: _Standing) -> None:
    """Check the condition and what belongs to the line's verb."""
    line = standing.line
    standing.checking.typed(line.condition, standing.scope, standing.owner, (*standing.path, "if"), BOOL)
    {
        "require": _require,
        "set": _set,
        "create": _create,
        "step": _step,
        "call": _call,
        "notify": _notify,
        "decide": _decide,
    }.get(line.verb, _do)(standing)


def _require(standing: _Standing) -> None:
    line = standing.line
    standing.checking.typed(line.requirement, standing.scope, standing.owner, (*standing.path, "require"), BOOL)
    if line.message is None:
        standing.problem("message", "message is missing: what the user reads when this refuses")


def _do(standing: _Standing) -> None:
    if standing.checking.registry.apps[standing.line.app].custom:
        standing.problem("do", "a drawn app has no handlers; say it with lines, or in a shipped app")


def _set(standing: _Standing) -> None:
    for name, field in _settable(standing, standing.target, standing.line.values, "set").items():
        _value(standing, "set", name, field)


def _settable(standing: _Standing, model: Model, names: Mapping[str, object], key: str) -> dict[str, Field]:
    """The named fields that can be given a value; a problem for each that cannot."""
    found: dict[str, Field] = {}
    for name in names:
        path = (*standing.path, key, name)
        if not standing.checking.known(standing.owner, path, name, model.fields, f"field of {model.key}"):
            continue
        field = model.fields[name]
        if field.formula is not None or field.type == "lines":
            standing.checking.problem(standing.owner, path, f"{name} is of type {field.type}; it cannot be set")
        else:
            found[name] = field
    return found


def _value(standing: _Standing, key: str, name: str, field: Field) -> None:
    expression = standing.line.values[name]
    path = (*standing.path, key, name)
    check_value(standing.checking, expression.tree, expression.text, field, standing.scope, standing.owner, path)


def _create(standing: _Standing) -> None:
    line = standing.line
    model = standing.checking.model(line.app, standing.owner, (*standing.path, "create"), line.target)
    if model is None:
        return
    if model.kind != "record" or model.line_of:
        standing.problem("create", f"{model.key} is no record of its own; lines come with their parent")
        return
    for name, field in _settable(standing, model, line.values, "with").items():
        _value(standing, "with", name, field)


def _step(standing: _Standing) -> None:
    line, checking = standing.line, standing.checking
    name, _, key = line.target.partition(".")
    model = checking.model(line.app, standing.owner, (*standing.path, "step"), name)
    if model is None or not checking.known(
        standing.owner, (*standing.path, "step"), key, model.steps, f"step of {name}"
    ):
        return
    if line.every:
        if model.key != line.model:
            standing.problem("step", f"a scheduled line takes steps of {line.model}, whose records find gives")
    elif line.find is not None:
        path = (*standing.path, "find")
        check_found(checking, line.find, model, standing.record, standing.owner, path, standing.scope)
    elif model.key != standing.record.key:
        standing.problem("find", f"find is missing: which {name} takes the step")
    _inputs(standing, model.steps[key].inputs)


def _call(standing: _Standing) -> None:
    line, checking = standing.line, standing.checking
    place = (*standing.path, "call")
    if not checking.known(standing.owner, place, line.target, checking.registry.operations, "operation"):
        return
    operation = checking.registry.operations[line.target]
    checking.reachable(line.app, standing.owner, place, operation.app, f"operation {line.target}")
    _inputs(standing, operation.inputs)
    if line.into:
        _settable(standing, standing.target, {line.into: None}, "into")
        if operation.returns is None:
            standing.problem("into", f"{line.target} gives nothing back; it has no returns")


def _decide(standing: _Standing) -> None:
    """A decision fills fields that hold what its outputs are."""
    line, checking = standing.line, standing.checking
    place = (*standing.path, "decide")
    if not checking.known(standing.owner, place, line.target, checking.registry.decisions, "decision table"):
        return
    decision = checking.registry.decisions[line.target]
    checking.reachable(line.app, standing.owner, place, decision.app, f"decision table {line.target}")
    _inputs(standing, {key: replace(field, required=not field.optional) for key, field in decision.inputs.items()})
    outputs = line.outputs
    if line.into and len(decision.outputs) == 1:
        outputs = {next(iter(decision.outputs)): line.into}
    if not outputs:
        standing.problem("into", f"say which fields take {', '.join(decision.outputs)}: into: {{output: field}}")
    fields = _settable(standing, standing.target, dict.fromkeys(outputs.values()), "into")
    for output, name in outputs.items():
        known = checking.known(standing.owner, (*standing.path, "into"), output, decision.outputs, "output")
        if known and name in fields and not _holds(fields[name], decision, output):
            standing.problem("into", f"{name} is of type {fields[name].type}, which cannot hold {output}")


def _holds(field: Field, decision: Decision, output: str) -> bool:
    """Whether a field can take an output: its kind of value and choices, a list or count where collected."""
    table, given = decision.table, decision.outputs[output]
    if table.policy == "collect" and table.collect == "list":
        return field.type == "json"
    if table.policy == "collect" and table.collect == "count":
        return field.type == "integer"
    kinds = (KINDS.get(field.type), KINDS[given.type])
    if kinds == ("choice", "choice"):
        return {each.key for each in given.choices} <= {each.key for each in field.choices}
    return kinds[0] == kinds[1] or kinds == ("decimal", "integer")


def _inputs(standing: _Standing, inputs: Mapping[str, Field]) -> None:
    """Check the values of ``with`` against declared inputs; required ones must be there."""
    for name in standing.line.values:
        path = (*standing.path, "with", name)
        if standing.checking.known(standing.owner, path, name, inputs, "input"):
            _value(standing, "with", name, inputs[name])
    for name, field in inputs.items():
        if field.required and name not in standing.line.values:
            standing.problem("with", f"the input {name} is required")


def _notify(standing: _Standing) -> None:
    line, checking = standing.line, standing.checking
    kind, _, role = line.target.partition(" ")
    place = (*standing.path, "notify")
    if line.message is None:
        standing.problem("message", "message is missing: what the user reads")
    if kind == "role" and role:
        checking.known(standing.owner, place, role, checking.registry.roles, "role")
        return
    found = follow(checking.registry, standing.target, line.target)
    if found is None or found.type != "user":
        message = f"{line.target!r} leads to no user; write `role <role>`, or the path to a field of type user"
        checking.problem(standing.owner, place, message)
