"""The part of the grammar for whole files: apps, the five kinds of model, overlays."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from zhihe.platform.model.grammar_decisions import ADDED, CHANGED
from zhihe.platform.model.grammar_fields import LAYOUT
from zhihe.platform.model.shapes import (
    BOOLEAN,
    EXPRESSION,
    KEY,
    KEYS,
    LABEL,
    NAME,
    NAMES,
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
_FIELDS: Final = map_of(shape("field"), block=True)
_SETS: Final = list_of(KEYS)
_STEPS: Final = Key(map_of(shape("step"), block=True), "what belongs to each step named in `states`")
_OPERATIONS: Final = Key(map_of(shape("operation"), block=True), "public verbs of the app")
_SETTINGS: Final = Key(map_of(shape("setting"), block=True), "settings, read as `setting.<key>`; unique over apps")
_FUNCTIONS: Final = Key(map_of(shape("function"), block=True), "look-ups that expressions may use")
_LIST: Final = Key(NAMES, "columns of the list, in order")
_TABLE: Final = Key(KEY, "shipped apps: the first table name of a renamed model")
_CHOICE_LISTS: Final = map_of(map_of(LABEL, keys="choice_key", block=True), block=True)


def _lines(name: str) -> Value:
    return map_of(list_of(shape(name), block=True), keys="name", block=True)


_RULES: Final[Mapping[str, Key]] = MappingProxyType(
    {
        "fill": Key(_lines("fill_line"), "lines before the guards, by own step, create, change, or a full event"),
        "guard": Key(
            _lines("guard_line"), "lines that can refuse, by own step, create, change, delete, or a full event"
        ),
        "when": Key(_lines("when_line"), "lines after the save, by own step or a full event"),
        "at": Key(list_of(shape("at_line"), block=True), "lines on a schedule"),
    }
)


def _model(kind: str, keys: Mapping[str, Key], access: str) -> Mapping[str, Key]:
    """The keys of one kind's file, around those that are its own."""
    return {
        "model": Key(KEY, "the model's name, unique over all apps; the file's stem", required=True),
        "uid": _UID,
        "label": Key(LABEL, "name", required=True),
        "note": Key(LABEL, "what it is for"),
        "kind": Key(one_of(kind), "which kind of model this is", required=True),
        "title": Key(KEY, "the field by which people know a record"),
        **keys,
        "settings": _SETTINGS,
        "functions": _FUNCTIONS,
        **_RULES,
        "operations": _OPERATIONS,
        "list": _LIST,
        "access": Key(map_of(shape(access), block=True), "rights by role; who is not named has none"),
        "protected": Key(BOOLEAN, "an overlay may add to it and never loosen it"),
    }


_RECORD: Final[Mapping[str, Key]] = MappingProxyType(
    {
        "line_of": Key(KEY, "this is a line of that model"),
        "parent_key": Key(KEY, "lines: the name under which expressions reach the parent; `parent` when left out"),
        "number": Key(shape("number"), "how records are numbered"),
        "natural_key": Key(KEYS, "fields by which an import finds an existing record; number or code when left out"),
        "unique": Key(_SETS, "sets of fields that no two records share"),
        "indexes": Key(_SETS, "sets of fields by which it is searched often"),
        "search": Key(KEYS, "fields the global search looks into"),
        "controlled": Key(BOOLEAN, "who changes, steps or deletes a record says why, drafts apart"),
        "table": _TABLE,
        "fields": Key(_FIELDS, "its fields, in the order people see", required=True),
        "states": Key(shape("states"), "the only truth about where a record stands"),
        "steps": _STEPS,
        "form": Key(LAYOUT, "rows of fields; an entry may be a mapping with conditions"),
        "print": Key(map_of(shape("print"), block=True), "documents printed of a record, by name of their template"),
    }
)
_LEDGER: Final[Mapping[str, Key]] = MappingProxyType(
    {
        "table": _TABLE,
        "dimensions": Key(_FIELDS, "what a balance is kept by", required=True),
        "measures": Key(_FIELDS, "what adds up", required=True),
        "status": Key(KEY, "the dimension whose value the movements speak of"),
        "gates": Key(KEYS, "dimensions that a hold can close"),
        "authorities": Key(KEYS, "rights that a step of another app can carry"),
        "movements": Key(map_of(shape("movement"), block=True), "which movement may touch which status", required=True),
        "transitions": Key(list_of(shape("transition"), block=True), "which status may become which, and by whom"),
    }
)
_VIEW: Final[Mapping[str, Key]] = MappingProxyType(
    {
        "from": Key(KEY, "the model whose records are its rows", required=True),
        "join": Key(map_of(KEY), "alias: model; the alias is a link field of the base or of an earlier alias"),
        "fields": Key(map_of(either(EXPRESSION, shape("column")), block=True), "columns by name", required=True),
        "where": Key(EXPRESSION, "which rows"),
    }
)
_SERIES: Final[Mapping[str, Key]] = MappingProxyType(
    {
        "table": _TABLE,
        "fields": Key(_FIELDS, "what is measured, and of what", required=True),
        "key": Key(KEYS, "fields within which the order of arrival is kept", required=True),
        "keep": Key(TEXT, "how long: `10 years`"),
    }
)
_EDGES: Final[Mapping[str, Key]] = MappingProxyType(
    {
        "table": _TABLE,
        "nodes": Key(either(KEY, KEYS), "the models it joins, or `any`"),
        "edge": Key(_FIELDS, "what is known of one edge"),
    }
)

_ADDED: Final[Mapping[str, Key]] = MappingProxyType(
    {
        "fields": Key(_FIELDS, "new fields"),
        "steps": _STEPS,
        "states": Key(shape("added_states"), "new states and steps"),
        "settings": _SETTINGS,
        "access": Key(map_of(shape("access"), block=True), "rights of roles that had none"),
        "unique": _RECORD["unique"],
        "indexes": _RECORD["indexes"],
        **ADDED,
    }
)
_CHANGED: Final[Mapping[str, Key]] = MappingProxyType(
    {
        "label": Key(LABEL, "another name"),
        "note": Key(LABEL, "another note"),
        "title": Key(KEY, "another title field"),
        "number": Key(shape("number"), "another numbering"),
        "search": _RECORD["search"],
        "controlled": _RECORD["controlled"],
        "fields": Key(map_of(shape("changed_field"), block=True), "attributes of fields"),
        "steps": Key(map_of(shape("changed_step"), block=True), "attributes of steps"),
        "states": Key(shape("changed_states"), "labels of states"),
        "movements": Key(map_of(shape("changed_movement"), block=True), "cells turned from yes into no or a role"),
        "access": Key(map_of(shape("access"), block=True), "rights by role"),
        "form": Key(LAYOUT, "another layout"),
        "list": _LIST,
        **CHANGED,
    }
)

FILE_SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "app": Shape(
            "The manifest of an app, `app.yaml`.",
            {
                "app": Key(KEY, "the app's name; its folder", required=True),
                "uid": _UID,
                "label": Key(LABEL, "name", required=True),
                "note": Key(LABEL, "what it is for"),
                "version": Key(TEXT, "such as 1.4.0", required=True),
                "depends": Key(KEYS, "apps it stands on"),
                "custom": Key(BOOLEAN, "drawn by a customer; its tables are named by uid"),
                "roles": Key(map_of(LABEL, block=True), "roles it introduces; unique over apps"),
                "choices": Key(_CHOICE_LISTS, "choice lists that models share; unique over apps"),
                "settings": _SETTINGS,
                "menu": Key(list_of(shape("menu_item"), block=True), "entries of its menu"),
                "work": Key(map_of(shape("work_item"), block=True), "work that waits for somebody, by name"),
            },
        ),
        "record": Shape("A master or document.", _model("record", _RECORD, "access")),
        "ledger": Shape("Quantities and values that must add up.", _model("ledger", _LEDGER, "reading")),
        "edges": Shape("Who became what.", _model("edges", _EDGES, "tracing")),
        "series": Shape("Measurements in order of arrival.", _model("series", _SERIES, "measuring")),
        "view": Shape("A named query for lists and reports.", _model("view", _VIEW, "reading")),
        "overlay": Shape(
            "What a site changes of a shipped model or decision table.",
            {
                "overlay": Key(NAME, "the model or decision table it changes, `app.model`", required=True),
                "uid": _UID,
                "except": Key(KEYS, "companies it leaves out"),
                "add": Key(shape("added"), "new elements"),
                "change": Key(shape("changed"), "attributes of what is there"),
                "hide": Key(NAMES, "no longer shown: `fields.supplier`"),
                "retire": Key(NAMES, "no longer used: `fields.supplier`, `lines.<uid>`, `rows.<uid>`"),
                **_RULES,
            },
        ),
        "added": Shape("What an overlay adds.", _ADDED),
        "changed": Shape("What an overlay changes.", _CHANGED),
    }
)
