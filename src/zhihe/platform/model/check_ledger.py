"""A ledger's matrix: every status, role, authority and dimension it names."""

from __future__ import annotations

from collections.abc import Collection

from zhihe.platform.model.checking import Checking
from zhihe.platform.model.elements import Model, Permission
from zhihe.platform.model.places import Owner
from zhihe.platform.model.reader import Path


def check_ledger(checking: Checking, model: Model) -> None:
    """Check one ledger; models of other kinds pass."""
    if model.kind != "ledger":
        return
    owner: Owner = ("model", model.key)
    statuses = _statuses(checking, model, owner)
    for key, movement in model.movements.items():
        path: Path = ("movements", key)
        for side, cells in (("out", movement.out), ("in", movement.into)):
            for status, permission in cells.items():
                place = (*path, side, status)
                checking.known(owner, place, status, statuses, "status")
                _permission(checking, model, permission, owner, place)
        for index, name in enumerate(movement.across):
            checking.known(owner, (*path, "across", index), name, model.dimensions, "dimension")
        if not movement.out and not movement.into and model.status_dimension not in movement.across:
            checking.problem(owner, path, f"{key} touches no status; give it out: or in: cells")
    _transitions(checking, model, statuses, owner)
    for index, name in enumerate(model.gates):
        checking.known(owner, ("gates", index), name, model.dimensions, "dimension")
    for key in sorted(set(model.dimensions) & set(model.measures)):
        checking.problem(owner, ("measures", key), f"{key} is a dimension already; choose another name")


def _transitions(checking: Checking, model: Model, statuses: Collection[str], owner: Owner) -> None:
    for index, transition in enumerate(model.ledger_transitions):
        for status in (transition.origin, *transition.targets):
            checking.known(owner, ("transitions", index), status, statuses, "status")
        _permission(checking, model, transition.by, owner, ("transitions", index, "by"))


def _statuses(checking: Checking, model: Model, owner: Owner) -> Collection[str]:
    field = model.fields.get(model.status_dimension)
    if field is None or field.type != "choice" or model.status_dimension not in model.dimensions:
        message = "a ledger says which dimension its movements speak of, a choice: status: <dimension>"
        checking.problem(owner, ("status",), message)
        return ()
    return [choice.key for choice in field.choices]


def _permission(checking: Checking, model: Model, permission: Permission, owner: Owner, path: Path) -> None:
    if permission.kind == "role":
        checking.known(owner, path, permission.name, checking.registry.roles, "role")
    elif permission.kind == "authority":
        checking.known(owner, path, permission.name, model.authorities, "authority")
