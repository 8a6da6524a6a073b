"""Booleans, choices, links, users, files and free JSON."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import orjson

from zhihe.kernels.quantity import plain
from zhihe.platform.model.elements import Choice, Field
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.values import Language, clean_text, known_language, refused

MAX_JSON: Final = 65_536
MAX_FILE: Final = 4_096
MAX_DEPTH: Final = 32
MAX_MEMBERS: Final = 1_000
MAX_NAME: Final = 200
_WHOLE: Final = 2**53
"""Beyond this a browser's number is no longer exact."""
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_SEPARATORS: Final = re.compile(r"[,;|、，；]")
_YES: Final = frozenset({"true", "yes", "y", "1", "是", "真", "√", "on"})
_NO: Final = frozenset({"false", "no", "n", "0", "否", "假", "×", "off"})


def check_boolean(field: Field, value: Any) -> bool:
    """True or false, and nothing that only resembles it."""
    if not isinstance(value, bool):
        raise refused(field, value, "is neither true nor false", "send true or false")
    return value


def parse_boolean(field: Field, cell: str) -> object:
    """A cell in the words spreadsheets use."""
    word = unicodedata.normalize("NFKC", cell).strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise refused(field, cell, "is neither yes nor no", "write 是 or 否, true or false")


def show_boolean(_field: Field, value: Any, language: Language) -> str:
    """Yes or no in the user's language."""
    return known_language(language, "是", "Yes") if value else known_language(language, "否", "No")


def check_choice(field: Field, value: Any) -> str:
    """One of the keys of the field's choices."""
    keys = [choice.key for choice in field.choices]
    if not isinstance(value, str) or value not in keys:
        raise refused(field, value, "is none of the choices", allowed(str(value), keys))
    return value


def check_choices(field: Field, value: Any) -> list[str]:
    """Some of the keys, each once, in the order of the list of choices."""
    given = {check_choice(field, each) for each in _listed(field, value)}
    return [choice.key for choice in field.choices if choice.key in given]


def parse_choice(field: Field, cell: str) -> object:
    """A choice by its key or by its name in either language."""
    word = unicodedata.normalize("NFKC", cell).strip().casefold()
    for choice in field.choices:
        if word in {
            choice.key.casefold(),
            *(unicodedata.normalize("NFKC", each).casefold() for each in _names(choice)),
        }:
            return choice.key
    shown = ", ".join(f"{choice.key} ({choice.label.zh})" for choice in field.choices[:20])
    raise refused(field, cell, "is none of the choices", f"allowed: {shown}")


def _names(choice: Choice) -> tuple[str, str]:
    return choice.label.zh, choice.label.en


def parse_choices(field: Field, cell: str) -> object:
    """Several choices in one cell, separated by commas or semicolons."""
    return [parse_choice(field, part) for part in _SEPARATORS.split(cell) if part.strip()]


def show_choice(field: Field, value: Any, language: Language) -> str:
    """The name of a choice; a key that is no longer among them shows as it is."""
    for choice in field.choices:
        if choice.key == value:
            return known_language(language, choice.label.zh, choice.label.en)
    return str(value)


def show_choices(field: Field, value: Any, language: Language) -> str:
    """The names of several choices."""
    return known_language(language, "、", ", ").join(show_choice(field, each, language) for each in value)


def check_link(field: Field, value: Any) -> Any:
    """A record's id in lower case, or its number or code for the records engine to look up.

    A link to any model is a pair of the model's key and the record's id.
    """
    if field.to == "any":
        return _reference(field, value)
    if isinstance(value, Mapping) and "id" in value:
        return check_link(field, value["id"])
    if isinstance(value, UUID):
        return str(value)
    text = unicodedata.normalize("NFC", clean_text(field, value, lines=False)).strip()
    if not text or len(text) > MAX_NAME:
        raise refused(field, value, "names no record", f"send the id, number or code of a {field.to or 'record'}")
    return text.lower() if _UUID.fullmatch(text) else text


def _reference(field: Field, value: Any) -> tuple[str, str]:
    pair = (value.get("model"), value.get("id")) if isinstance(value, Mapping) else value
    if isinstance(pair, Sequence) and not isinstance(pair, str) and len(pair) == 2:  # noqa: PLR2004 - model and id
        model, identity = pair
        if isinstance(model, str) and isinstance(identity, str) and _UUID.fullmatch(identity):
            return model, identity.lower()
    raise refused(field, value, "names no record of any model", 'send {"model": "…", "id": "…"}')


def check_links(field: Field, value: Any) -> list[str]:
    """Several records, each once, in the order given."""
    return list(dict.fromkeys(check_link(field, each) for each in _listed(field, value)))


def parse_links(_field: Field, cell: str) -> object:
    """Several numbers or codes in one cell, separated by commas or semicolons."""
    return [part.strip() for part in _SEPARATORS.split(cell) if part.strip()]


def show_link(_field: Field, value: Any, _language: Language) -> str:
    """The id, or the label when the link was expanded."""
    if isinstance(value, Mapping):
        return str(value.get("label") or value.get("number") or value.get("id"))
    return str(value[1]) if isinstance(value, tuple) else str(value)


def check_user(field: Field, value: Any) -> str:
    """A user's id."""
    text = str(value) if isinstance(value, UUID) else clean_text(field, value, lines=False)
    if not _UUID.fullmatch(text):
        raise refused(field, value, "is no user's id", "send the id that GET users lists")
    return text.lower()


def check_json(field: Field, value: Any) -> Any:
    """Any JSON value of at most 64 KB and 32 levels; texts and numbers in it obey the same laws as fields.

    Exact numbers become strings, as they travel in the API; dates and ids their text.
    """
    return _sized(field, value, MAX_JSON)


def check_file(field: Field, value: Any) -> Any:
    """What is kept of a stored file or a signature: a mapping with its id and, for files, its name."""
    if not isinstance(value, Mapping) or not isinstance(value.get("id"), str) or not _UUID.fullmatch(value["id"]):
        raise refused(field, value, "is no stored file", 'upload it first and send {"id": "…", "name": "…"}')
    return _sized(field, value, MAX_FILE)


def _sized(field: Field, value: Any, limit: int) -> Any:
    kept = _json(field, value, 1)
    size = len(orjson.dumps(kept))
    if size > limit:
        raise refused(field, value, f"has {size} bytes", f"at most {limit} are allowed")
    return kept


def _json(field: Field, value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise refused(field, "…", f"is nested more than {MAX_DEPTH} deep", "make it flatter")
    if isinstance(value, Mapping):
        return {clean_text(field, key): _json(field, each, depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_json(field, each, depth + 1) for each in value]
    if isinstance(value, str):
        return clean_text(field, value)
    if value is None or isinstance(value, bool):
        return value
    return _json_number(field, value)


def _json_number(field: Field, value: Any) -> Any:
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, int):
        return value if abs(value) < _WHOLE else str(value)
    if isinstance(value, Decimal) and value.is_finite():
        return plain(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    raise refused(field, value, "is no JSON value", "send numbers, texts, true, false, null, lists and objects")


def show_file(_field: Field, value: Any, _language: Language) -> str:
    """A file's name."""
    return str(value.get("name") or value.get("id")) if isinstance(value, Mapping) else str(value)


def parse_json(field: Field, cell: str) -> object:
    """A cell that holds JSON."""
    try:
        return orjson.loads(cell)
    except orjson.JSONDecodeError as error:
        raise refused(field, cell, "is no JSON", str(error)) from error


def export_json(_field: Field, value: Any) -> str:
    """JSON on one line."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _listed(field: Field, value: Any) -> list[Any]:
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise refused(field, value, "is not a list", "send a list")
    if len(value) > MAX_MEMBERS:
        raise refused(field, value, f"has {len(value)} members", f"at most {MAX_MEMBERS} are allowed")
    return list(value)
