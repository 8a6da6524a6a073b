"""States and steps: every state named and reachable, every step used, every target a state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from zhihe.kernels.expression import BOOL, TEXT, Call, Literal
from zhihe.kernels.expression import Node as Tree
from zhihe.platform.model.check_fields import check_field
from zhihe.platform.model.checking import Checking
from zhihe.platform.model.elements import Model, States
from zhihe.platform.model.making import NO_LABEL
from zhihe.platform.model.places import Owner
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.reader import Path
from zhihe.platform.model.scope import DefinitionScope, scope_of

PHASES: Final = frozenset({"create", "change", "delete", "created", "changed", "deleted", "appended"})
"""Words for events that a step cannot take."""


def check_states(checking: Checking, model: Model, data: Mapping[str, Any]) -> None:
    """Check the states and steps of one model."""
    _steps(checking, model, data)
    states = model.states
    if states is None:
        return
    owner: Owner = ("model", model.key)
    for state in states.transitions:
        if state not in states.labels:
            checking.problem(owner, ("states", "labels", state), f"state {state} has no label under labels")
    if not checking.known(owner, ("states", "initial"), states.initial, states.transitions, "state"):
        return
    leads = {
        state: {step: _targets(checking, model, states, state, step) for step in steps}
        for state, steps in states.transitions.items()
    }
    _reachable(checking, states, leads, owner)


def _targets(checking: Checking, model: Model, states: States, state: str, step: str) -> frozenset[str]:
    """The states a step may lead to; an expression that is not made of constants may lead anywhere."""
    owner: Owner = ("model", model.key)
    path: Path = ("states", state, step)
    target = states.transitions[state][step]
    if isinstance(target, str):
        known = checking.known(owner, path, target, states.transitions, "state")
        return frozenset({target} if known else ())
    scope = DefinitionScope(checking.registry, model, inputs=model.steps[step].inputs, before=model)
    checking.typed(target, scope, owner, path, TEXT)
    results = constants(target.tree)
    if results is None:
        message = f"the states it may lead to must stand in it as texts: IF(…, 'a', 'b'), in: {target.text}"
        checking.problem(owner, path, message)
        return frozenset(states.transitions)
    for name in sorted(results - set(states.transitions)):
        checking.problem(owner, path, f"there is no state {name}; {allowed(name, states.transitions)}")
    return results & frozenset(states.transitions)


def constants(tree: Tree) -> frozenset[str] | None:
    """The texts a tree can yield, when it is a text, or IF, IFS, SWITCH or COALESCE over texts; else None."""
    if isinstance(tree, Literal) and isinstance(tree.value, str):
        return frozenset({tree.value})
    if not isinstance(tree, Call):
        return None
    count = len(tree.arguments)
    positions: Mapping[str, list[int]] = {
        "IF": [1, 2],
        "IFS": [*range(1, count, 2), *([count - 1] if count % 2 else [])],
        "SWITCH": [*range(2, count, 2), *([count - 1] if count % 2 == 0 else [])],
        "COALESCE": list(range(count)),
    }
    chosen = [index for index in positions.get(tree.name, []) if index < count]
    found = [constants(tree.arguments[index]) for index in chosen]
    known = [each for each in found if each is not None]
    return frozenset().union(*known) if found and len(known) == len(found) else None


def _reachable(
    checking: Checking, states: States, leads: Mapping[str, Mapping[str, frozenset[str]]], owner: Owner
) -> None:
    declared = checking.making.models[owner[1]]["states"]
    reached = {states.initial}
    pending = [states.initial]
    while pending:
        for targets in leads[pending.pop()].values():
            pending.extend(targets - reached)
            reached |= targets
    for state in states.transitions:
        if state not in reached:
            message = f"no step leads to state {state} from {states.initial}; add one or take the state out"
            checking.problem(owner, ("states", *(() if state in declared else ("labels",)), state), message)


def _steps(checking: Checking, model: Model, data: Mapping[str, Any]) -> None:
    owner: Owner = ("model", model.key)
    used = {step for steps in model.states.transitions.values() for step in steps} if model.states else set()
    for key, step in model.steps.items():
        path: Path = ("steps", key)
        if key in PHASES:
            checking.problem(owner, path, f"{key} is the name of an event; call the step otherwise")
        if key not in used:
            checking.problem(owner, path, f"no state has the step {key}; {allowed(key, used)}")
        if step.label == NO_LABEL and key not in data.get("steps", {}):
            message = f"step {key} has no entry under steps: {key}: {{label: {{zh: …, en: …}}}}"
            checking.problem(owner, path, message)
        for name, field in step.inputs.items():
            raw = data["steps"][key]["inputs"][name]
            check_field(checking, model.app, field, raw, owner, (*path, "inputs", name))
        check_authorities(checking, model, step.authority, (*path, "authority"))
        checking.typed(step.sign_if, scope_of(checking.registry, model), owner, (*path, "sign", "if"), BOOL)


def check_authorities(checking: Checking, model: Model, authorities: tuple[str, ...], path: Path) -> None:
    """Check that each ``ledger.authority`` is one a ledger within reach declares."""
    owner: Owner = ("model", model.key)
    ledgers = {key: each for key, each in checking.registry.models.items() if each.kind == "ledger"}
    for index, named in enumerate(authorities):
        ledger, _, authority = named.partition(".")
        place: Path = (*path, index)
        if not checking.known(owner, place, ledger, ledgers, "ledger"):
            continue
        checking.reachable(model.app, owner, place, ledgers[ledger].app, f"ledger {ledger}")
        checking.known(owner, place, authority, ledgers[ledger].authorities, f"authority of {ledger}")
