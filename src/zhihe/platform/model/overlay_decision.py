"""Laying an overlay over a decision table: further rows, other cells and outputs by the row's uid, rows retired.

Under the policy ``first`` a site's rows stand before the app's, so that they are asked first. What comes out is
checked as a whole: an added row that overlaps, or a retired one that leaves a gap, is a problem of the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from zhihe.platform.model.places import Owner, Places
from zhihe.platform.model.reader import Path, Source

ROWS: Final = "rows"
FREE: Final = frozenset({"label", "note", "tests"})


def lay(decision: dict[str, Any], data: Mapping[str, Any], source: Source, places: Places) -> None:
    """Merge one overlay into a table's data in place; refusals go to the overlay's problems."""
    owner: Owner = ("decision", str(decision["decision"]))
    _refuse_foreign(decision, data, source)
    for section, value in data.get("add", {}).items():
        if section == "tests":
            _append(decision, section, value, source, places)
        elif section == ROWS and _open(decision, source, ("add", ROWS)):
            _add_rows(decision, value, source, places)
    for section, value in data.get("change", {}).items():
        origin: Path = ("change", section)
        if section == ROWS and _open(decision, source, origin):
            _change_rows(decision, value, source, places)
        elif section in FREE or (section in {"otherwise", "on_no_match"} and _open(decision, source, origin)):
            decision[section] = deepcopy(value)
            places.move(owner, (section,), source, origin)
    for index, name in enumerate(data.get("retire", ())):
        _retire(decision, name, source, ("retire", index))


def _open(decision: Mapping[str, Any], source: Source, origin: Path) -> bool:
    """Whether an overlay may change what the table decides; a problem otherwise."""
    if decision.get("protected"):
        source.problem(origin, f"{decision['decision']} is protected; an overlay cannot change what it decides")
        return False
    return True


def _refuse_foreign(decision: Mapping[str, Any], data: Mapping[str, Any], source: Source) -> None:
    """What belongs to models has no place over a table."""
    known = {"add": {ROWS, "tests"}, "change": {ROWS, "otherwise", "on_no_match", *FREE}}
    for verb, sections in known.items():
        for section in data.get(verb, {}):
            if section not in sections:
                source.problem((verb, section), f"{decision['decision']} is a decision table, which has no {section}")
    for section in ("hide", "fill", "guard", "when", "at"):
        if data.get(section):
            source.problem((section,), f"{decision['decision']} is a decision table; {section} belongs to models")


def _append(decision: dict[str, Any], section: str, value: list[Any], source: Source, places: Places) -> None:
    kept = decision.setdefault(section, [])
    for index, item in enumerate(value):
        places.move(("decision", decision["decision"]), (section, len(kept)), source, ("add", section, index))
        kept.append(deepcopy(item))


def _add_rows(decision: dict[str, Any], rows: list[dict[str, Any]], source: Source, places: Places) -> None:
    """Behind the app's rows; in front of them where the first one that fits decides."""
    owner: Owner = ("decision", decision["decision"])
    if decision.get("policy") != "first":
        _append(decision, ROWS, rows, source, places)
        return
    before = decision[ROWS]
    known = [places.find(owner, (ROWS, index)) for index in range(len(before))]
    decision[ROWS] = [*deepcopy(rows), *before]
    for index, (file, origin) in enumerate(known):
        if file is not None:
            places.move(owner, (ROWS, len(rows) + index), file, origin)
    for index in range(len(rows)):
        places.move(owner, (ROWS, index), source, ("add", ROWS, index))


def _change_rows(decision: dict[str, Any], rows: Mapping[str, Any], source: Source, places: Places) -> None:
    for uid, item in rows.items():
        found = _row(decision, uid, source, ("change", ROWS, uid))
        if found is None:
            continue
        index, row = found
        for key, value in item.items():
            row[key] = deepcopy(value)
            places.move(("decision", decision["decision"]), (ROWS, index, key), source, ("change", ROWS, uid, key))


def _retire(decision: dict[str, Any], name: str, source: Source, origin: Path) -> None:
    section, _, uid = name.partition(".")
    if section != ROWS or not uid:
        source.problem(origin, f"{name!r} cannot be retired of a decision table; allowed: rows.<uid>")
        return
    found = _row(decision, uid, source, origin) if _open(decision, source, origin) else None
    if found is not None:
        found[1]["retired"] = True


def _row(decision: Mapping[str, Any], uid: str, source: Source, origin: Path) -> tuple[int, dict[str, Any]] | None:
    for index, row in enumerate(decision[ROWS]):
        if row.get("uid") == uid:
            return index, row
    source.problem(origin, f"{decision['decision']} has no row with the uid {uid}")
    return None
