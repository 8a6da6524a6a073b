"""The law of a ledger before anything is posted: who may move what between which statuses, and what balances."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from zhihe.errors import Conflict, Forbidden, Invalid, ZhiheError
from zhihe.platform.actions import Entry, Reference
from zhihe.platform.model.elements import Model, Movement, Permission
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import ledger as store
from zhihe.platform.store.identity import new_id


def post(
    unit: Unit,
    model: Model,
    movement_key: str,
    entries: Sequence[Entry],
    *,
    cause: Reference,
    on: dt.date | None = None,
    kept: bool = False,
) -> str:
    """Post all entries or none; the posting's id. With ``kept`` all balances were made and locked by ``keep``.

    Refuses a status the movement may not touch, a status change nobody may make here, entries that do not balance,
    and a date before the last status change of the same lot (I7).
    """
    movement = _movement(model, movement_key)
    if not entries:
        raise Invalid("ledger.empty", f"{model.key}: a posting needs entries.", movement=movement_key)
    _require_balance(model, movement, entries)
    if model.status_dimension in movement.across:
        _require_transitions(unit, model, entries)
    else:
        _require_cells(unit, model, movement, entries)
    day = on or unit.today
    posting = store.Posting(
        id=new_id(),
        movement=movement.key,
        under_hold=movement.under_hold,
        entries=tuple(entries),
        cause=cause,
        on=day,
        at=unit.now,
        user=unit.user.id,
    )
    store.post(unit.tx, model, [posting], kept=kept)
    if day < unit.today:
        # Behind the posting: a status change of the same balances that was under way has been waited for by then.
        _require_open_past(unit, model, entries, day)
    return posting.id


def _movement(model: Model, key: str) -> Movement:
    found = model.movements.get(key)
    if found is None:
        known = ", ".join(model.movements)
        raise Invalid("ledger.movement", f"{model.key} knows no movement {key!r}; it knows {known}.", movement=key)
    return found


def _require_balance(model: Model, movement: Movement, entries: Sequence[Entry]) -> None:
    if not movement.across:
        return
    sums: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for entry in entries:
        fixed = tuple(entry.dimensions.get(key) for key in model.dimensions if key not in movement.across)
        for measure in model.measures:
            sums[(*fixed, measure)] += Decimal(entry.measures.get(measure) or 0)
    for key, total in sums.items():
        if total:
            raise Invalid(
                "ledger.balance",
                f"{model.key}: {movement.key} only shifts between {', '.join(movement.across)}: over one and "
                f"the same rest {key[-1]} must add up to 0, not {total}.",
                movement=movement.key,
                measure=key[-1],
                sum=str(total),
            )


def _signed(model: Model, entry: Entry) -> Decimal:
    return Decimal(entry.measures.get(model.measures[0]) or 0)


def _require_cells(unit: Unit, model: Model, movement: Movement, entries: Sequence[Entry]) -> None:
    for entry in entries:
        status = str(entry.dimensions[model.status_dimension])
        amount = _signed(model, entry)
        table = movement.out if amount < 0 else movement.into
        permission = table.get(status, Permission("no"))
        if not _allowed(unit, model, permission):
            raise _refusal(model, movement.key, status, permission)


def _require_transitions(unit: Unit, model: Model, entries: Sequence[Entry]) -> None:
    groups: dict[tuple[Any, ...], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for entry in entries:
        fixed = tuple(entry.dimensions.get(k) for k in model.dimensions if k not in {model.status_dimension, "cover"})
        groups[fixed][0 if _signed(model, entry) < 0 else 1].add(str(entry.dimensions[model.status_dimension]))
    for origins, targets in groups.values():
        for origin in origins:
            for target in targets - {origin}:
                _require_transition(unit, model, origin, target)


def _require_transition(unit: Unit, model: Model, origin: str, target: str) -> None:
    found = [t.by for t in model.ledger_transitions if t.origin == origin and target in t.targets]
    if any(_allowed(unit, model, permission) for permission in found):
        return
    raise _refusal(model, f"{origin} → {target}", origin, found[0] if found else Permission("no"))


def _allowed(unit: Unit, model: Model, permission: Permission) -> bool:
    match permission.kind:
        case "yes":
            return True
        case "no":
            return False
        case "role":
            return permission.name in unit.user.roles
        case "authority":
            return f"{model.app}.{permission.name}" in unit.cause.authority


def _refusal(model: Model, what: str, status: str, permission: Permission) -> ZhiheError:
    facts: Mapping[str, Any] = {"ledger": model.key, "movement": what, "status": status}
    if permission.kind == "no":
        return Conflict("ledger.status", f"{model.key}: {what} may not touch what is {status}.", **facts)
    need = f"the {permission.kind} {permission.name}"
    return Forbidden("ledger.authority", f"{model.key}: {what} of what is {status} needs {need}.", need=need, **facts)


def _require_open_past(unit: Unit, model: Model, entries: Sequence[Entry], day: dt.date) -> None:
    changes = [key for key, movement in model.movements.items() if model.status_dimension in movement.across]
    gates = [key for key in model.gates if key in model.dimensions and key != "location"]
    keys = {tuple((gate, entry.dimensions.get(gate)) for gate in gates) for entry in entries}
    crossed = store.last_change(unit.tx, model, changes, [dict(key) for key in keys], after=day)
    if crossed is not None:
        raise Conflict(
            "ledger.backdated",
            f"{model.key}: {day.isoformat()} lies before the status change of {crossed.isoformat()} of the same lot; "
            "post it with a date on or after that.",
            on=day.isoformat(),
            decided=crossed.isoformat(),
        )
