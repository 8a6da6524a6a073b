"""The part of the grammar for states, steps, rule lines, operations, rights and the matrix of a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from zhihe.platform.model.shapes import (
    ALL_OR_KEYS,
    BOOLEAN,
    EXPRESSION,
    KEY,
    KEYS,
    LABEL,
    NAME,
    NAMES,
    PERMISSION,
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

_UID: Final = Key(UID, "permanent identity, given by `zhihe check --fix`", required=True)
_INPUTS: Final = Key(map_of(shape("input"), block=True), "the only things a caller may send with it")
_AUTHORITY: Final = Key(NAMES, "what it may do to a ledger of an app below: `stock.usage_decision`")
_PROTECTED: Final = Key(BOOLEAN, "an overlay may tighten it and never remove it")

_CONDITION: Final = Key(EXPRESSION, "the line runs when this holds")
_EACH: Final = Key(KEY, "a lines field: once for every line; for `do` once with all lines")
_WITH: Final = Key(map_of(EXPRESSION, keys="name"), "values by field or input")
_MESSAGE: Final = Key(LABEL, "what the user reads")
_DO: Final = Key(KEY, "a handler function in the file of the same stem")
_SET: Final = Key(map_of(EXPRESSION), "fields to set, each to an expression")
_CALL: Final = Key(NAME, "an operation, `app.verb`")
_MOVED: Final = MappingProxyType({"text": "message", "condition": "if", "where": "find", "inputs": "with"})

_START: Final = "starting a process needs the process engine, which this version does not have; take a step instead"
_REFUSED: Final = MappingProxyType(
    {
        "start": _START,
        "decide": "decide sets fields, so it stands under fill; where a handler runs, it calls ctx.decide",
    }
)

_EFFECTS: Final[Mapping[str, Key]] = MappingProxyType(
    {
        "create": Key(KEY, "a model of which a record is made"),
        "step": Key(NAME, "a step to take, `model.step`"),
        "call": _CALL,
        "do": _DO,
        "notify": Key(TEXT, "`role <role>` or the path to a user"),
        "find": Key(EXPRESSION, "step: which records of the target model; `this` is the event's record"),
        "with": _WITH,
        "message": _MESSAGE,
        "protected": _PROTECTED,
        "uid": _UID,
    }
)
_EFFECT_VERBS: Final = ("create", "step", "call", "do", "notify")

_LINE_SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "fill_line": Shape(
            "A line that runs before the guards; it may only set fields of the event's record and its lines.",
            {
                "each": _EACH,
                "if": _CONDITION,
                "set": _SET,
                "call": _CALL,
                "do": _DO,
                "with": _WITH,
                "decide": Key(KEY, "a decision table"),
                "into": Key(
                    either(KEY, map_of(KEY)),
                    "call: the field that takes the returned value; decide: the same, or fields by output",
                ),
                "protected": _PROTECTED,
                "uid": _UID,
            },
            verbs=("set", "call", "do", "decide"),
            moved=_MOVED,
            refused=MappingProxyType({"start": _START}),
        ),
        "guard_line": Shape(
            "A line that can refuse.",
            {
                "each": _EACH,
                "if": _CONDITION,
                "require": Key(EXPRESSION, "what must hold; null counts as false"),
                "do": _DO,
                "message": _MESSAGE,
                "protected": _PROTECTED,
                "uid": _UID,
            },
            verbs=("require", "do"),
            moved=_MOVED,
            refused=_REFUSED,
        ),
        "when_line": Shape(
            "A line that runs after the save, in the same transaction.",
            {"each": _EACH, "if": _CONDITION, **_EFFECTS},
            verbs=_EFFECT_VERBS,
            moved=_MOVED,
            refused=_REFUSED,
        ),
        "at_line": Shape(
            "A line that runs on a schedule, as a job.",
            {
                "every": Key(TEXT, "`1 hour`, `15 minutes`, `1 day at 06:30`, `1 workday at 08:00`", required=True),
                "if": _CONDITION,
                "set": _SET,
                **_EFFECTS,
            },
            verbs=("set", *_EFFECT_VERBS),
            moved=_MOVED,
            refused=_REFUSED,
        ),
    }
)

_READING: Final[Mapping[str, Key]] = MappingProxyType(
    {
        "read": Key(BOOLEAN, "may see records"),
        "rows": Key(EXPRESSION, "which records; all when left out"),
        "export": Key(BOOLEAN, "may export"),
        "hide": Key(NAMES, "fields this role never sees: `amount`, `lines.price`"),
        "show": Key(NAMES, "sensitive fields this role sees: `amount`, `lines.price`"),
    }
)

RULE_SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        **_LINE_SHAPES,
        "states": Shape(
            "Where a record may stand: each other key is a state, holding its steps and where they lead.",
            {
                "initial": Key(KEY, "the state of a new record", required=True),
                "labels": Key(map_of(LABEL, block=True), "the name of every state", required=True),
                "protected": Key(KEYS, "states whose steps an overlay may not add to or redirect"),
            },
            rest=map_of(TEXT),
        ),
        "step": Shape(
            "What belongs to a named transition.",
            {
                "label": Key(LABEL, "name of the button", required=True),
                "inputs": _INPUTS,
                "authority": _AUTHORITY,
                "sign": Key(shape("sign"), "asks for an electronic signature of who takes it"),
                "protected": _PROTECTED,
                "uid": _UID,
            },
        ),
        "added_states": Shape(
            "States and steps an overlay adds: each other key is a state, holding steps and where they lead.",
            {"labels": Key(map_of(LABEL, block=True), "the names of the new states")},
            rest=map_of(TEXT),
        ),
        "changed_states": Shape(
            "What an overlay changes of states.", {"labels": Key(map_of(LABEL, block=True), "other names")}
        ),
        "changed_step": Shape(
            "What an overlay changes of a step; `uid` finds it after a rename.",
            {
                "label": Key(LABEL, "another name"),
                "inputs": _INPUTS,
                "sign": Key(shape("signed"), "asks for an electronic signature"),
                "uid": Key(UID, "the step meant, when its name has changed"),
            },
        ),
        "changed_movement": Shape(
            "What an overlay changes of a movement; a cell can only be tightened.",
            {
                "label": Key(LABEL, "another name"),
                "out": Key(map_of(PERMISSION, keys="choice_key"), "taking from a status"),
                "in": Key(map_of(PERMISSION, keys="choice_key"), "putting into a status"),
            },
        ),
        "sign": Shape(
            "An electronic signature: the user proves himself by his password, for this record as it stands.",
            {
                "meaning": Key(LABEL, "shown to the signer", required=True),
                "if": Key(EXPRESSION, "asked for only where this holds, such as `setting.sign_decisions`"),
            },
        ),
        "signed": Shape(
            "An electronic signature that an overlay asks for, always.",
            {"meaning": Key(LABEL, "shown to the signer", required=True)},
        ),
        "operation": Shape(
            "A public verb of the app, for other apps' rules and for the API.",
            {
                "label": Key(LABEL, "name", required=True),
                "inputs": _INPUTS,
                "do": Key(KEY, "the handler; its own name when left out"),
                "returns": Key(shape("input"), "the value it gives back, for `into:`"),
                "access": Key(KEYS, "roles that may call it directly"),
                "authority": _AUTHORITY,
                "protected": _PROTECTED,
                "uid": _UID,
            },
        ),
        "function": Shape(
            "A pure look-up that expressions may use.",
            {
                "do": Key(KEY, "the handler; its own name when left out"),
                "takes": Key(map_of(shape("input")), "its arguments in order"),
                "result": Key(shape("input"), "what it gives", required=True),
            },
        ),
        "access": Shape(
            "What one role may do with the records of a model.",
            {
                "read": _READING["read"],
                "rows": _READING["rows"],
                "create": Key(ALL_OR_KEYS, "true, or the fields it may set on a new record"),
                "write": Key(ALL_OR_KEYS, "true, or the fields it may change"),
                "steps": Key(ALL_OR_KEYS, "true, or the steps it may take"),
                "delete": Key(BOOLEAN, "may delete"),
                "import": Key(BOOLEAN, "may import"),
                "export": _READING["export"],
                "hide": _READING["hide"],
                "show": _READING["show"],
            },
        ),
        "reading": Shape("What one role may see of a ledger or view.", dict(_READING)),
        "tracing": Shape(
            "What one role may see of edges; each node is shown as the rights on its own model allow.",
            {
                "read": Key(BOOLEAN, "may trace"),
                "export": _READING["export"],
                "hide": _READING["hide"],
                "show": _READING["show"],
            },
        ),
        "measuring": Shape(
            "What one role may do with a series.",
            {
                "read": Key(BOOLEAN, "may read windows"),
                "append": Key(BOOLEAN, "may append; a machine need not read"),
                "rows": Key(EXPRESSION, "which keys, for reading and appending; over fields of the key only"),
                "export": _READING["export"],
                "hide": _READING["hide"],
                "show": _READING["show"],
            },
        ),
        "movement": Shape(
            "What a movement may take from and put into each status; a status not named is `no`.",
            {
                "label": Key(LABEL, "name", required=True),
                "out": Key(map_of(PERMISSION, keys="choice_key"), "taking from a status"),
                "in": Key(map_of(PERMISSION, keys="choice_key"), "putting into a status"),
                "across": Key(KEYS, "dimensions it shifts between; over all others its entries add up to zero"),
                "under_hold": Key(BOOLEAN, "allowed while a hold reaches the quantity"),
            },
        ),
        "transition": Shape(
            "A change of status.",
            {
                "from": Key(Value("choice_key"), "the status left", required=True),
                "to": Key(list_of(Value("choice_key")), "the statuses it may become", required=True),
                "by": Key(PERMISSION, "who may cause it", required=True),
            },
        ),
        "number": Shape(
            "How records are numbered.",
            {
                "pattern": Key(TEXT, "text with {yyyy} {yy} {mm} {dd} and one {seq:width}", required=True),
                "gaps": Key(one_of("allowed", "gapless"), "gapless locks a counter, for invoices and the like"),
            },
        ),
    }
)
