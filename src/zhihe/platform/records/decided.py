"""Asking a decision table: inputs typed, outputs given, and every decision kept in the audit trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zhihe.errors import Invalid
from zhihe.kernels import decision as kernel
from zhihe.platform.actions import Event, Row
from zhihe.platform.model.elements import Decision
from zhihe.platform.records import tell
from zhihe.platform.records.unit import Unit

ACTION = "decide"
ABOUT = "decision"
"""The model of the trail under which a decision stands that was made for no record."""


def decide(
    unit: Unit, decision: Decision, inputs: Mapping[str, Any], event: Event | None, *, row: Row | None = None
) -> Row:
    """The outputs for these inputs; Invalid when one is missing or wrong, and where no row fires.

    The trail of the event's record keeps the table with its version, the inputs, the rows that fired and the outputs;
    ``row`` is the line it was asked for, where that is not the record itself.
    """
    given = {key: _typed(decision, key, value) for key, value in inputs.items()}
    try:
        found = kernel.decide(decision.table, given)
    except ValueError as error:
        raise Invalid(
            "decision.refused",
            f"{decision.label.en} ({decision.key}): {error}.",
            decision=decision.key,
            zh=f"{decision.label.zh}（{decision.key}）：{error}",
            inputs={key: None if value is None else str(value) for key, value in given.items()},
        ) from error
    outputs = dict(found.outputs)
    kept: Row = {
        "table": decision.key,
        "version": decision.hash,
        "inputs": given,
        "rows": list(found.rows),
        "outputs": outputs,
    }
    if event is None or not event.record:
        tell.note(unit, (decision.app, ABOUT, decision.uid), ACTION, 1, {decision.key: [None, kept]})
        return outputs
    record = event.record
    if row is not None and row["id"] != record["id"]:
        kept["line"] = row["id"]
    about = (unit.model(event.model).app, event.model, str(record["id"]))
    tell.note(unit, about, ACTION, int(record.get("version") or 1), {decision.key: [None, kept]})
    return outputs


def _typed(decision: Decision, key: str, value: Any) -> Any:
    """A value as the table takes it: expressions count in decimals and have instants where a date is meant."""
    field = decision.inputs.get(key)
    kind = "" if field is None else field.type
    if kind == "integer" and isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    if kind == "date" and isinstance(value, dt.datetime):
        return value.date()
    return value
