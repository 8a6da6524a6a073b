"""States, steps, rule lines, operations, look-ups and rights from data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from zhihe.platform.model.build_fields import make_field, make_fields
from zhihe.platform.model.elements import (
    Access,
    Expression,
    Label,
    Line,
    Lookup,
    Movement,
    Operation,
    Permission,
    States,
    Step,
    Transition,
    Verb,
)
from zhihe.platform.model.making import Making, label, maybe_label, names
from zhihe.platform.model.places import Owner
from zhihe.platform.model.reader import Path, dotted

VERBS: Final[tuple[Verb, ...]] = ("require", "set", "create", "step", "call", "do", "notify", "decide")
OWN_EVENTS: Final = ("create", "change", "delete")
AFTER_EVENTS: Final = ("created", "changed", "deleted", "appended", "posted")
NOT_STATES: Final = frozenset({"initial", "labels", "protected"})


def full_event(model: str, name: str) -> str:
    """The full name of an event: an own step or phase gets the model before it."""
    return name if "." in name else f"{model}.{name}"


def is_expression(target: str) -> bool:
    """Whether a step's target is computed: anything but a bare state name."""
    return not target.replace("_", "").isalnum()


def make_states(making: Making, data: Mapping[str, Any], owner: Owner) -> States:
    """The states of a record with their transitions."""
    transitions: dict[str, dict[str, str | Expression]] = {}
    for state, steps in data.items():
        if state in NOT_STATES:
            continue
        transitions[state] = {
            step: making.expression(target, owner, ("states", state, step)) if is_expression(target) else target
            for step, target in steps.items()
        }
    for target in [each for steps in transitions.values() for each in steps.values() if isinstance(each, str)]:
        # A last state (`posted`) needs no entry of its own; it is one by being led to.
        if target in data.get("labels", {}):
            transitions.setdefault(target, {})
    labels = {state: label(each) for state, each in data.get("labels", {}).items()}
    for state in labels:
        transitions.setdefault(state, {})
    return States(str(data.get("initial", "")), labels, transitions)


def make_steps(making: Making, model: Mapping[str, Any], states: States | None, owner: Owner) -> dict[str, Step]:
    """Every step the states name, with what its entry under `steps` says."""
    declared: Mapping[str, Mapping[str, Any]] = model.get("steps", {})
    used = [step for steps in states.transitions.values() for step in steps] if states else []
    steps: dict[str, Step] = {}
    for key in dict.fromkeys([*used, *declared]):
        data = declared.get(key, {})
        path: Path = ("steps", key)
        sign = data.get("sign")
        steps[key] = Step(
            key=key,
            uid=str(data.get("uid", f"{owner[1]}.{key}")),
            label=label(data.get("label")),
            inputs=make_fields(making, data.get("inputs", {}), owner, (*path, "inputs")),
            authority=names(data, "authority"),
            sign=maybe_label(sign.get("meaning")) if sign else None,
            sign_if=making.maybe(sign, "if", owner, (*path, "sign")) if sign else None,
            protected=bool(data.get("protected")),
        )
    return steps


def make_lines(making: Making, model: Mapping[str, Any], section: str) -> Iterator[Line]:
    """The lines of `fill`, `guard` or `when`, in file order."""
    for event, lines in model.get(section, {}).items():
        on = full_event(model["model"], event)
        for index, data in enumerate(lines):
            if not data.get("retired"):
                yield make_line(making, model, data, on, (section, event, index))


def make_schedule(making: Making, model: Mapping[str, Any]) -> Iterator[Line]:
    """The `at` lines."""
    for index, data in enumerate(model.get("at", ())):
        yield make_line(making, model, data, "", ("at", index))


def make_line(making: Making, model: Mapping[str, Any], data: Mapping[str, Any], on: str, path: Path) -> Line:
    """One line; `set` keeps its expressions under values, like `with`."""
    owner: Owner = ("model", model["model"])
    verb: Verb = next((each for each in VERBS if each in data), "do")
    given = "set" if verb == "set" else "with"
    target = data.get(verb, "")
    into = data.get("into", "")
    return Line(
        verb=verb,
        on=on,
        app=str(model["app"]),
        model=str(model["model"]),
        uid=str(data.get("uid", "")),
        source=f"{model['app']}/{model['model']}.yaml: {dotted(path)}",
        target=target if isinstance(target, str) and verb not in {"require", "set"} else "",
        requirement=making.maybe(data, "require", owner, path),
        condition=making.maybe(data, "if", owner, path),
        each=str(data.get("each", "")),
        find=making.maybe(data, "find", owner, path),
        values={key: making.expression(text, owner, (*path, given, key)) for key, text in data.get(given, {}).items()},
        into=into if isinstance(into, str) else "",
        outputs=into if isinstance(into, dict) else {},
        message=maybe_label(data.get("message")),
        protected=bool(data.get("protected")),
        every=str(data.get("every", "")),
    )


def make_operations(making: Making, model: Mapping[str, Any], owner: Owner) -> Iterator[Operation]:
    """The public verbs a model's file declares."""
    for key, data in model.get("operations", {}).items():
        path: Path = ("operations", key)
        returns = data.get("returns")
        yield Operation(
            key=key,
            uid=str(data.get("uid", "")),
            app=str(model["app"]),
            model=str(model["model"]),
            label=label(data.get("label")),
            do=str(data.get("do", key)),
            inputs=make_fields(making, data.get("inputs", {}), owner, (*path, "inputs")),
            access=names(data, "access"),
            authority=names(data, "authority"),
            returns=make_field(making, "returns", returns, owner, (*path, "returns")) if returns else None,
            protected=bool(data.get("protected")),
        )


def make_lookups(making: Making, model: Mapping[str, Any], owner: Owner) -> Iterator[Lookup]:
    """The look-up functions a model's file declares."""
    for key, data in model.get("functions", {}).items():
        path: Path = ("functions", key)
        yield Lookup(
            key=key,
            app=str(model["app"]),
            model=str(model["model"]),
            do=str(data.get("do", key)),
            parameters=make_fields(making, data.get("takes", {}), owner, (*path, "takes")),
            result=make_field(making, "result", data.get("result", {}), owner, (*path, "result")),
        )


def make_access(making: Making, model: Mapping[str, Any], owner: Owner) -> dict[str, Access]:
    """Rights by role."""
    return {
        role: Access(
            role=role,
            read=bool(data.get("read")),
            rows=making.maybe(data, "rows", owner, ("access", role)),
            create=names(data, "create"),
            write=names(data, "write"),
            steps=names(data, "steps"),
            delete=bool(data.get("delete")),
            imports=bool(data.get("import")),
            exports=bool(data.get("export")),
            append=bool(data.get("append")),
            hide=names(data, "hide"),
            show=names(data, "show"),
        )
        for role, data in model.get("access", {}).items()
    }


def permission(text: str) -> Permission:
    """A cell of a ledger's matrix from ``yes``, ``no``, ``role x`` or ``authority y``."""
    kind, _, name = text.partition(" ")
    if kind == "yes":
        return Permission("yes")
    if kind == "role":
        return Permission("role", name)
    return Permission("authority", name) if kind == "authority" else Permission("no")


def make_movements(model: Mapping[str, Any]) -> dict[str, Movement]:
    """The movement × status matrix; a status that is not named is `no` by absence."""
    return {
        key: Movement(
            key=key,
            label=label(data.get("label"), Label(key, key)),
            out={status: permission(cell) for status, cell in data.get("out", {}).items()},
            into={status: permission(cell) for status, cell in data.get("in", {}).items()},
            under_hold=bool(data.get("under_hold")),
            across=names(data, "across"),
        )
        for key, data in model.get("movements", {}).items()
    }


def make_transitions(model: Mapping[str, Any]) -> tuple[Transition, ...]:
    """Which status may become which, and by whom."""
    return tuple(
        Transition(str(data.get("from", "")), names(data, "to"), permission(str(data.get("by", "no"))))
        for data in model.get("transitions", ())
    )
