"""Decision tables from data, and what the check finds in them: faults of the table, cases that come out otherwise."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

import orjson

from zhihe.kernels.decision import Column, Finding, Row, Table, Test, Value, decide, findings
from zhihe.kernels.decision.table import ORDERED
from zhihe.kernels.quantity import decimal
from zhihe.platform.model.build_fields import make_fields
from zhihe.platform.model.checking import Checking
from zhihe.platform.model.elements import Decision, Field
from zhihe.platform.model.making import Making, label, maybe_label
from zhihe.platform.model.places import Owner
from zhihe.platform.model.reader import Path

KINDS: Final[Mapping[str, Any]] = {
    "text": "text",
    "long_text": "text",
    "code": "text",
    "integer": "integer",
    "decimal": "decimal",
    "quantity": "decimal",
    "money": "decimal",
    "percent": "decimal",
    "boolean": "boolean",
    "choice": "choice",
    "date": "date",
}
"""Field types that a table can hold, with the kind of value that is."""


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(f"{text!r} must be true or false")
    return text == "true"


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} must be a date such as 2026-11-30") from error


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise ValueError(f"{text!r} must be a whole number") from error


_READERS: Final[Mapping[str, Callable[[str], Value]]] = {
    "integer": _integer,
    "decimal": decimal,
    "boolean": _boolean,
    "date": _date,
}


def make_decisions(making: Making) -> dict[str, Decision]:
    """Every decision table whose rows can be read; what cannot be is a problem of its file."""
    made = {key: _decision(making, data) for key, data in making.decisions.items()}
    return {key: each for key, each in made.items() if each is not None}


def _decision(making: Making, data: Mapping[str, Any]) -> Decision | None:
    key = str(data["decision"])
    owner: Owner = ("decision", key)
    inputs, outputs = (make_fields(making, data.get(each, {}), owner, (each,)) for each in ("inputs", "outputs"))
    columns = [_columns(making, owner, each, fields) for each, fields in (("inputs", inputs), ("outputs", outputs))]
    table = _Reading(making, owner, data, *columns).table()
    if table is None:
        return None
    return Decision(
        key=key,
        uid=str(data.get("uid", "")),
        app=str(data["app"]),
        label=label(data.get("label")),
        inputs=inputs,
        outputs=outputs,
        table=table,
        hash=hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest()[:12],
        protected=bool(data.get("protected")),
        note=maybe_label(data.get("note")),
    )


def _columns(making: Making, owner: Owner, section: str, fields: Mapping[str, Field]) -> dict[str, Column]:
    found = {}
    for key, field in fields.items():
        kind = KINDS[field.type]
        ends: dict[str, Value | None] = {}
        for name, text in (("min", field.minimum), ("max", field.maximum)):
            ends[name] = None
            try:
                ends[name] = _READERS[kind](text) if text and kind in ORDERED else None
            except ValueError as error:
                making.places.problem(owner, (section, key, name), str(error))
        found[key] = Column(
            key,
            kind,
            optional=field.optional,
            choices=tuple(choice.key for choice in field.choices),
            minimum=ends["min"],
            maximum=ends["max"],
            decimals=field.decimals,
        )
    return found


class _Reading:
    """Reads the rows of one table: texts become values of their column."""

    def __init__(
        self,
        making: Making,
        owner: Owner,
        data: Mapping[str, Any],
        inputs: dict[str, Column],
        outputs: dict[str, Column],
    ) -> None:
        self.making = making
        self.owner = owner
        self.data = data
        self.inputs = inputs
        self.outputs = outputs

    def table(self) -> Table | None:
        """The table, or None after a problem."""
        before = len(self.making.places.problems)
        rows = tuple(
            Row(str(row.get("uid", index)), self._tests(row, ("rows", index)), self._values(row, ("rows", index)))
            for index, row in enumerate(self.data.get("rows", ()))
            if not row.get("retired")
        )
        otherwise = self.data.get("otherwise")
        given = None if otherwise is None else self.read(self.outputs, otherwise, ("otherwise",))
        if len(self.making.places.problems) > before:
            return None
        try:
            return Table(
                tuple(self.inputs.values()),
                tuple(self.outputs.values()),
                rows,
                policy=self.data.get("policy", "unique"),
                collect=self.data.get("collect", "list"),
                otherwise=given,
                gaps="on_no_match" in self.data,
            )
        except ValueError as error:
            self._problem(_place(self.data, str(error)), str(error))
            return None

    def _tests(self, row: Mapping[str, Any], path: Path) -> dict[str, Test]:
        found = {}
        for name, cell in row.get("if", {}).items():
            (op, raw), place = next(iter(cell.items())), (*path, "if", name)
            texts = [] if op == "empty" else raw if isinstance(raw, list) else [raw]
            values = self.read({name: self.inputs[name]}, {name: texts}, place) if name in self.inputs else {}
            if name in self.inputs:
                found[name] = Test(op, tuple(values.get(name, ())))
            else:
                self._problem(place, f"there is no input {name}; there is {', '.join(self.inputs)}")
        return found

    def _values(self, row: Mapping[str, Any], path: Path) -> dict[str, Any]:
        return self.read(self.outputs, row.get("then", {}), (*path, "then"))

    def read(self, columns: Mapping[str, Column], texts: Mapping[str, Any], path: Path) -> dict[str, Any]:
        """The values of texts by column, lists as lists; a problem for each that is not of its column's kind."""
        found: dict[str, Any] = {}
        for name, text in texts.items():
            column = columns.get(name)
            if column is None:
                self._problem((*path, name), f"there is no {name} here; there is {', '.join(columns)}")
                continue
            read = _READERS.get(column.kind, str)
            try:
                found[name] = [read(each) for each in text] if isinstance(text, list) else read(text)
            except ValueError as error:
                self._problem((*path, name), f"{name}: {error}")
        return found

    def _problem(self, path: Path, message: str) -> None:
        self.making.places.problem(self.owner, path, message)


def _place(data: Mapping[str, Any], message: str) -> Path:
    """The row a message of the kernel speaks of, by its uid."""
    for index, row in enumerate(data.get("rows", ())):
        if message.startswith(f"row {row.get('uid')}:"):
            return ("rows", index)
    return ("otherwise",) if message.startswith("row otherwise:") else ("rows",)


def check_decisions(checking: Checking) -> None:
    """Check every table: what it shares a name with, its faults, its cases."""
    for key, data in checking.making.decisions.items():
        owner: Owner = ("decision", key)
        decision = checking.registry.decisions.get(key)
        if decision is None:
            continue
        for each in _found(checking, owner, decision):
            checking.problem(owner, _at(data, each), _said(data, each))
        for index, case in enumerate(data.get("tests", ())):
            _try(checking, owner, decision, data, case, ("tests", index))


def _found(checking: Checking, owner: Owner, decision: Decision) -> tuple[Finding, ...]:
    try:
        return findings(decision.table)
    except ValueError as error:
        checking.problem(owner, ("rows",), str(error))
        return ()


def _at(data: Mapping[str, Any], finding: Finding) -> Path:
    index = _index(data, finding.rows[-1 if finding.kind == "overlap" else 0]) if finding.rows else None
    return ("rows",) if index is None else ("rows", index)


def _index(data: Mapping[str, Any], uid: str) -> int:
    return next(index for index, row in enumerate(data["rows"]) if row.get("uid") == uid)


def _said(data: Mapping[str, Any], finding: Finding) -> str:
    example = ", ".join(f"{key} = {_shown(value)}" for key, value in finding.example.items())
    rows = [f"row {_index(data, uid) + 1}" for uid in finding.rows]
    if finding.kind == "overlap":
        return f"{rows[1]} and {rows[0]} fire together under unique, for example for {example}"
    if finding.kind == "gap":
        return f"no row fires for {example}; add a row, otherwise:, or on_no_match: error"
    if finding.example:
        return f"{rows[0]} can never fire: {rows[1]} takes {example}, and the rows before it take all else it could"
    return f"{rows[0]} can never fire: no input meets all its cells"


def _shown(value: Value | None) -> str:
    if value is None:
        return "nothing"
    return (
        str(value).lower()
        if isinstance(value, bool)
        else format(value, "f")
        if isinstance(value, Decimal)
        else str(value)
    )


def _try(
    checking: Checking, owner: Owner, decision: Decision, data: Mapping[str, Any], case: Mapping[str, Any], path: Path
) -> None:
    """Run one case; what comes out otherwise than expected is a problem."""
    table = decision.table
    inputs, outputs = ({column.name: column for column in each} for each in (table.inputs, table.outputs))
    reading = _Reading(checking.making, owner, data, inputs, outputs)
    given = reading.read(inputs, case.get("given", {}), (*path, "given"))
    counted = {name: Column(name, "integer") for name in outputs} if table.collect == "count" else outputs
    expected = reading.read(counted, case.get("expect", {}), (*path, "expect"))
    try:
        found = decide(table, given)
    except ValueError as error:
        checking.problem(owner, path, f"this case ends in an error: {error}")
        return
    for name, value in expected.items():
        if found.outputs[name] != value:
            message = (
                f"this case gives {name} = {found.outputs[name]}, not {value}; the row {', '.join(found.rows)} fired"
            )
            checking.problem(owner, (*path, "expect", name), message)
    fires = case.get("fires")
    if fires is not None and tuple(fires) != found.rows:
        checking.problem(owner, (*path, "fires"), f"the row {', '.join(found.rows) or 'none'} fired in this case")
