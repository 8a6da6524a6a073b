"""The part of the grammar for decision tables: inputs, outputs, rows of cells, and the cases they are tried with."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from zhihe.kernels.decision import COLLECTS, POLICIES
from zhihe.platform.model.shapes import (
    BOOLEAN,
    CHOICES,
    INTEGER,
    LABEL,
    NUMBER,
    TEXT,
    UID,
    Key,
    Shape,
    Value,
    either,
    list_of,
    map_of,
    one_of,
    shape,
)

_VALUES: Final = list_of(TEXT)
_ROWS: Final = list_of(shape("decision_row"), block=True)
_TESTS: Final = Key(list_of(shape("decision_test"), block=True), "cases that must come out so before it is published")
_OTHERWISE: Final = Key(map_of(TEXT), "outputs where no row fires")
_NO_MATCH: Final = Key(one_of("error"), "says that inputs without a row are meant to be an error")
_CELL_OPS: Final = ("eq", "ne", "lt", "le", "gt", "ge", "between", "one_of", "not_one_of", "empty")

ADDED: Final[Mapping[str, Key]] = MappingProxyType(
    {"rows": Key(_ROWS, "decision table: further rows"), "tests": _TESTS}
)
CHANGED: Final[Mapping[str, Key]] = MappingProxyType(
    {
        "rows": Key(
            map_of(shape("changed_row"), keys="choice_key", block=True), "decision table: other cells, by the row's uid"
        ),
        "otherwise": _OTHERWISE,
        "on_no_match": _NO_MATCH,
        "tests": _TESTS,
    }
)
DECISION_SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "decision": Shape(
            "A decision table, `decisions/<key>.yaml` in an app's folder.",
            {
                "decision": Key(Value("key"), "the table's name, unique over all apps; the file's stem", required=True),
                "uid": Key(UID, "permanent identity, given by `zhihe check --fix`", required=True),
                "label": Key(LABEL, "name", required=True),
                "note": Key(LABEL, "what it decides"),
                "inputs": Key(map_of(shape("decision_value"), block=True), "what it is asked with", required=True),
                "outputs": Key(map_of(shape("decision_value"), block=True), "what it answers", required=True),
                "policy": Key(one_of(*POLICIES), "which rows answer where several could; unique when left out"),
                "collect": Key(one_of(*COLLECTS), "policy collect: how their answers become one; list when left out"),
                "rows": Key(_ROWS, "its rows, in order", required=True),
                "otherwise": _OTHERWISE,
                "on_no_match": _NO_MATCH,
                "tests": _TESTS,
                "protected": Key(BOOLEAN, "an overlay may not change what it decides"),
            },
        ),
        "decision_value": Shape(
            "An input or output of a decision table.",
            {
                "type": Key(
                    one_of(
                        "text",
                        "code",
                        "integer",
                        "decimal",
                        "quantity",
                        "money",
                        "percent",
                        "boolean",
                        "choice",
                        "date",
                    ),
                    "what values it holds",
                    required=True,
                ),
                "label": Key(LABEL, "name", required=True),
                "note": Key(LABEL, "help for the user"),
                "of": Key(CHOICES, "choice: keys, keys with labels, or the name of a shared list"),
                "optional": Key(BOOLEAN, "may be empty; without it a missing input is an error"),
                "min": Key(NUMBER, "least value"),
                "max": Key(NUMBER, "greatest value"),
                "decimals": Key(INTEGER, "digits after the point"),
            },
        ),
        "decision_row": Shape(
            "One row: what must hold of the inputs, and what it answers then.",
            {
                "if": Key(map_of(shape("cell")), "cells by input; an input that is not named may be anything"),
                "then": Key(map_of(TEXT), "outputs by name", required=True),
                "note": Key(LABEL, "why"),
                "uid": Key(UID, "permanent identity, given by `zhihe check --fix`", required=True),
            },
        ),
        "changed_row": Shape(
            "What an overlay changes of a row: all its cells, or all its outputs.",
            {
                "if": Key(map_of(shape("cell")), "other cells"),
                "then": Key(map_of(TEXT), "other outputs"),
                "note": Key(LABEL, "why"),
            },
        ),
        "cell": Shape(
            "One test of one input.",
            {
                **{
                    name: Key(TEXT, meaning)
                    for name, meaning in (
                        ("eq", "equals"),
                        ("ne", "is another value than"),
                        ("lt", "is less than, or before"),
                        ("le", "is at most"),
                        ("gt", "is more than, or after"),
                        ("ge", "is at least"),
                    )
                },
                "between": Key(_VALUES, "from and to, both included"),
                "one_of": Key(_VALUES, "is one of these"),
                "not_one_of": Key(_VALUES, "is none of these"),
                "empty": Key(Value("true"), "has no value"),
            },
            verbs=_CELL_OPS,
        ),
        "decision_test": Shape(
            "A case the table is tried with whenever it is checked or published.",
            {
                "given": Key(map_of(TEXT), "inputs by name; one that is left out is empty", required=True),
                "expect": Key(map_of(either(TEXT, _VALUES)), "outputs by name", required=True),
                "fires": Key(list_of(Value("choice_key")), "the rows that fire, by uid; `otherwise` for that row"),
            },
        ),
    }
)
