"""The part of the grammar for labels, fields, choices, settings and layouts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from zhihe.platform.model.elements import FIELD_TYPES
from zhihe.platform.model.shapes import (
    BOOLEAN,
    CHOICES,
    EXPRESSION,
    INTEGER,
    KEY,
    KEYS,
    LABEL,
    NAME,
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

RESULT_TYPES: Final = (
    "text", "integer", "decimal", "number", "quantity", "money", "percent", "boolean", "date", "datetime",
    "duration", "choice", "link", "user",
)  # fmt: skip

_UID: Final = Key(UID, "permanent identity, given by `zhihe check --fix`; a rename keeps it", required=True)
_LABEL: Final = Key(LABEL, "name on the screen; a link or lines field without one carries its target's")

_COMMON: Final[Mapping[str, Key]] = MappingProxyType(
    {
        "type": Key(one_of(*FIELD_TYPES), "what the field holds", required=True),
        "label": _LABEL,
        "of": Key(CHOICES, "choice, choices: a choice list or the keys; lines: the line model"),
        "to": Key(KEY, "link, links: the model it points to, or `any`"),
        "as": Key(EXPRESSION, "formula: how it is computed"),
        "result": Key(one_of(*RESULT_TYPES), "formula: the field type of the result, when not the plain one"),
        "store": Key(BOOLEAN, "formula: keep the result in a column, so that it can be filtered and indexed"),
        "required": Key(BOOLEAN, "a record cannot be saved without it"),
        "required_if": Key(EXPRESSION, "required when this holds"),
        "default": Key(Value("default"), "value of a new record: an expression, or a key of the choices"),
        "unit": Key(NAME, "quantity: a unit code or the path to one, such as `item.unit`"),
        "currency": Key(
            TEXT, "money: a currency code or the path to one; without `decimals` it has those of its currency"
        ),
        "min": Key(NUMBER, "smallest value"),
        "max": Key(NUMBER, "largest value"),
        "decimals": Key(INTEGER, "digits after the point that may be entered, at most 10"),
        "rounding": Key(one_of("half_up", "half_even", "up", "down"), "how an inexact result is rounded"),
        "length": Key(INTEGER, "longest text, in characters"),
        "note": Key(LABEL, "help beside the field"),
    }
)
_STORED: Final[Mapping[str, Key]] = MappingProxyType(
    {
        "unique": Key(BOOLEAN, "no two records hold the same value"),
        "readonly": Key(BOOLEAN, "set by rules and handlers only"),
        "optional": Key(BOOLEAN, "a dimension that may be absent"),
        "on_delete": Key(one_of("restrict", "set_null"), "link: what happens when the target is deleted"),
        "never_negative": Key(BOOLEAN, "a measure whose balance cannot fall below zero"),
        "sensitive": Key(BOOLEAN, "hidden from every role that does not name it under `show`"),
        "protected": Key(BOOLEAN, "an overlay may tighten it and never loosen it"),
        "hidden": Key(BOOLEAN, "not shown; still stored"),
        "retired": Key(BOOLEAN, "no longer used; its data stays"),
        "column": Key(KEY, "shipped apps: the first key of a renamed field, for it stays the column's name"),
        "uid": _UID,
    }
)

LAYOUT: Final = list_of(either(NAME, list_of(either(NAME, shape("placed"))), shape("placed")), block=True)
"""Rows of a form: a field, several fields side by side, or a place with conditions."""

FIELD_SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "label": Shape(
            "A name in both languages.",
            {"zh": Key(TEXT, "Chinese", required=True), "en": Key(TEXT, "English", required=True)},
        ),
        "field": Shape(
            "One field of a model.", {**_COMMON, **_STORED}, moved={"formula": "as", "choices": "of", "model": "to"}
        ),
        "changed_field": Shape(
            "What an overlay changes of a field; `uid` finds it after a rename.",
            {
                **{name: key for name, key in _COMMON.items() if name not in {"type", "as", "result", "store", "to"}},
                **{name: key for name, key in _STORED.items() if name not in {"column", "uid", "protected"}},
                "uid": Key(UID, "the field meant, when its name has changed"),
            },
        ),
        "input": Shape(
            "One input of a step or an operation, or one column of its lines.",
            {**_COMMON, "fields": Key(map_of(shape("input")), "lines: the columns of one line")},
            moved={"uid": "nothing: inputs need none"},
        ),
        "setting": Shape("One setting of an app, changed by an administrator.", {**_COMMON, "uid": _UID}),
        "column": Shape(
            "One column of a view, when it needs more than its expression.",
            {
                "as": Key(EXPRESSION, "what it shows", required=True),
                "label": _LABEL,
                "result": _COMMON["result"],
                "unit": _COMMON["unit"],
                "currency": _COMMON["currency"],
                "decimals": _COMMON["decimals"],
            },
        ),
        "placed": Shape(
            "One place of a form: a field, a group of rows, related records, a text or a button.",
            {
                "field": Key(NAME, "the field shown here"),
                "section": Key(LABEL, "heading of a group; its content stands in rows"),
                "tab": Key(LABEL, "name of a tab; its content stands in rows"),
                "related": Key(KEY, "a model whose records that point here are listed"),
                "by": Key(KEY, "related: the link field that points here"),
                "text": Key(EXPRESSION, "a computed text"),
                "button": Key(KEY, "the step it takes"),
                "rows": Key(LAYOUT, "the rows of a section or tab"),
                "label": _LABEL,
                "width": Key(INTEGER, "columns it takes, of twelve"),
                "visible": Key(EXPRESSION, "shown when this holds"),
                "required": Key(EXPRESSION, "required when this holds"),
                "readonly": Key(EXPRESSION, "not to be changed when this holds"),
                "options": Key(EXPRESSION, "condition on the records or choices offered"),
            },
            verbs=("field", "section", "tab", "related", "text", "button"),
        ),
        "menu_item": Shape(
            "One entry of an app's menu.",
            {
                "label": Key(LABEL, "name; a model's own when left out"),
                "model": Key(KEY, "the model whose list it opens"),
                "page": Key(KEY, "a page of its own instead; `model` is then whose readers see it"),
                "icon": Key(KEY, "a picture beside it"),
                "items": Key(list_of(shape("menu_item"), block=True), "a submenu"),
                "roles": Key(KEYS, "who sees it; all who may read the model when left out"),
            },
        ),
        "print": Shape(
            "A document printed of a record; its template is `print/<name>.typ` in the app's folder.",
            {
                "label": Key(LABEL, "its title", required=True),
                "related": Key(map_of(shape("printed"), block=True), "further records it shows, by name"),
            },
        ),
        "printed": Shape(
            "Records that a document shows beside its own.",
            {
                "model": Key(KEY, "their model", required=True),
                "by": Key(KEY, "their link to the record that is printed", required=True),
                "sort": Key(KEYS, "fields by which they are ordered"),
            },
        ),
        "work_item": Shape(
            "One kind of work that waits for somebody; shown in his work list with the number of its records.",
            {
                "label": Key(LABEL, "what is to be done", required=True),
                "model": Key(KEY, "the model whose records wait", required=True),
                "where": Key(EXPRESSION, "which of them: fields compared with constants, today or now", required=True),
                "overdue": Key(EXPRESSION, "which of those are late"),
                "by": Key(KEYS, "fields whose least values come first"),
                "roles": Key(KEYS, "whose work it is; all who may read the model when left out"),
            },
        ),
    }
)
